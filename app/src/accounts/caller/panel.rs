//! The side panel of Verify Caller: the hint, what the caller says, whether it is right.

use domain::{
    accounts::AccountNumber,
    secret::Secret,
    security::{CallerHint, CallerOutcome},
};
use leptos::{prelude::*, task::spawn_local};

use super::api::{CallerVerify, caller_open};
use crate::{
    accounts::parts::{SaveFailure, panel_follow},
    errors::AppResult,
    refused::sentence_at,
    routes,
    ui::{
        Button, ButtonKind, ButtonLink, DialogActions, ErrorState, Fact, Facts, FactsKind, Field,
        Note, Panel, Skeleton, TextInput, Tone,
    },
};

/// The panel; open while it is wanted.
#[component]
pub(super) fn CallerPanel(
    wanted: Memo<bool>,
    number: Memo<String>,
    after: Callback<()>,
) -> impl IntoView {
    let closed = Signal::derive(move || match number.get().parse::<AccountNumber>() {
        Ok(number) => routes::account(number),
        Err(_) => routes::search().to_owned(),
    });
    let open = panel_follow(wanted.into(), closed);

    view! {
        <Panel open id="verify-caller" title="Verify Caller">
            <CallerAsked number after />
        </Panel>
    }
    .into_any()
}

#[component]
fn CallerAsked(number: Memo<String>, after: Callback<()>) -> impl IntoView {
    let asked = RwSignal::new(None::<AppResult<CallerHint>>);
    spawn_local(async move {
        let answer = caller_open(number.get_untracked()).await;
        // The panel may be closed by now.
        asked.try_set(Some(answer));
    });
    let shown = move || match asked.get() {
        None => view! { <div aria-busy="true"><Skeleton lines=4 /></div> }.into_any(),
        Some(Ok(hint)) => view! { <CallerForm hint number after /> }.into_any(),
        Some(Err(error)) => view! { <ErrorState sentence=error.sentence /> }.into_any(),
    };
    view! { {shown} }.into_any()
}

#[component]
fn CallerForm(hint: CallerHint, number: Memo<String>, after: Callback<()>) -> impl IntoView {
    let Ok(number) = number.get_untracked().parse::<AccountNumber>() else {
        return ().into_any();
    };
    if !hint.has_answer {
        let profile = routes::account_profile(number);
        let action =
            move || view! { <ButtonLink href=profile.clone()>"Account Profile"</ButtonLink> };
        return view! { <Note action>{CallerOutcome::NoAnswer.sentence()}</Note> }.into_any();
    }
    let said = RwSignal::new(String::new());
    let verify = ServerAction::<CallerVerify>::new();
    let outcome = move || verify.value().get().and_then(Result::ok);
    Effect::new(move |_| {
        let Some(outcome) = outcome() else { return };
        // What was said is not left standing on the screen.
        said.set(String::new());
        if !matches!(outcome, CallerOutcome::Throttled { .. }) {
            after.run(());
        }
    });
    let error = Signal::derive(move || verify.value().get().and_then(Result::err));
    let busy = verify.pending();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let answer = Secret::from(said.get_untracked());
        if !busy.get_untracked() {
            verify.dispatch(CallerVerify { number, answer });
        }
    };

    view! {
        <form novalidate=true on:submit=send>
            <Facts kind=FactsKind::Details>
                <Fact label="Security hint">{hint.hint}</Fact>
            </Facts>
            <Field
                label="What the caller says"
                name="answer"
                hint="Capitals, accents and punctuation do not matter. Right and wrong answers stand in the News Feed."
                error=sentence_at(move || error.get(), "answer", said)
            >
                <TextInput value=said />
            </Field>
            {move || outcome().map(|outcome| view! {
                <Note tone=tone_of(outcome) live=true>{outcome.sentence()}</Note>
            })}
            <SaveFailure answer=error />
            <DialogActions>
                <Button kind=ButtonKind::Primary submit=true busy>
                    "Verify"
                </Button>
            </DialogActions>
        </form>
    }
    .into_any()
}

fn tone_of(outcome: CallerOutcome) -> Tone {
    match outcome {
        CallerOutcome::Verified => Tone::Good,
        CallerOutcome::Wrong { .. } => Tone::Bad,
        CallerOutcome::Throttled { .. } | CallerOutcome::NoAnswer => Tone::Warn,
    }
}
