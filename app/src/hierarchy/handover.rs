//! To whom what stays while its payer goes is handed over, and what that comes to (HIER-2, ORG-3).

use domain::{
    accounts::{AccountNumber, AccountRef},
    hierarchy::{HandoverAsk, HandoverPreview, units_words},
};
use leptos::{prelude::*, task::spawn_local};

use super::api::handover_preview_read;
use crate::{
    errors::AppResult,
    search::AccountPicker,
    ui::{Button, ComboboxOption, Field, Note, Skeleton, Tone, live},
};

/// A handover that is being thought about, beside a move or a removal.
#[derive(Clone, Copy)]
pub struct Handover {
    /// Who is to pay; none: nobody's payer changes.
    pub chosen: RwSignal<Option<ComboboxOption>>,
    /// What it comes to; none while it is on its way, or nobody is chosen.
    pub effect: RwSignal<Option<AppResult<HandoverPreview>>>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    turn: StoredValue<u32>,
}

impl Handover {
    /// Nobody is chosen.
    pub fn new() -> Self {
        Handover {
            chosen: RwSignal::new(None),
            effect: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Nobody is chosen any more.
    pub fn clear(self) {
        self.chosen.set(None);
    }

    /// The number of who is to pay.
    pub fn number(self) -> Option<AccountNumber> {
        self.chosen
            .with_untracked(|payer| payer.as_ref()?.value.parse().ok())
    }

    /// Whether what is chosen is known to hold, so that it may be done.
    pub fn is_settled(self) -> bool {
        self.chosen.with(Option::is_none)
            || self
                .effect
                .with(|effect| matches!(effect, Some(Ok(preview)) if preview.is_possible()))
    }

    /// Asks what it comes to whenever somebody else is chosen, or `of` gives something else that stays behind.
    /// Called once.
    pub fn follow(self, of: impl Fn() -> Option<HandoverAsk> + 'static) {
        Effect::new(move |_| {
            let number = self.chosen.with(|payer| payer.as_ref()?.value.parse().ok());
            let ask = of();
            self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
            let turn = self.turn.get_value();
            self.effect.set(None);
            let (Some(number), Some(ask)) = (number, ask) else {
                return;
            };
            spawn_local(async move {
                let answer = handover_preview_read(ask, number).await;
                // The page may be gone, or somebody else chosen by now.
                if self.turn.try_get_value() == Some(turn) {
                    self.effect.set(Some(answer));
                }
            });
        });
    }

    fn choose(self, account: &AccountRef) {
        self.chosen.set(Some(ComboboxOption {
            value: account.number.to_string(),
            label: account.name.clone(),
            detail: String::new(),
        }));
    }
}

/// The box to choose who pays from now on for what stays, and what comes of the choice.
#[component]
pub fn HandoverChoice(
    /// What is thought about.
    handover: Handover,
    /// How many bill units stay while their payer goes.
    left_behind: i64,
    /// What is wrong with the choice, by what was tried.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let stays = if left_behind == 1 { "stays" } else { "stay" };
    let hint = format!(
        "Pays from the next cycle on for the {} that {stays}; empty: nothing changes.",
        units_words(left_behind)
    );
    // Where it cannot even be asked, the sentence belongs to the choice.
    let error = Signal::derive(move || {
        error.get().or_else(|| {
            handover.effect.with(|effect| match effect {
                Some(Err(error)) => Some(error.first_sentence().to_owned()),
                _ => None,
            })
        })
    });
    let effect = move || match (handover.chosen.with(Option::is_some), handover.effect.get()) {
        (true, None) => view! { <Skeleton lines=2 /> }.into_any(),
        (true, Some(Ok(preview))) => preview_view(Some(handover), &preview),
        _ => ().into_any(),
    };

    view! {
        <Field label="Hand over to another paying account" name="handover" hint error>
            <AccountPicker chosen=handover.chosen />
        </Field>
        <div class="handover" aria-live="polite">
            {live(effect)}
        </div>
    }
    .into_any()
}

/// What the handover comes to that is scheduled with a move or a removal: seen before that is done on another
/// day than it was planned for (decision 19).
#[component]
pub fn HandoverSaid(
    /// What goes, on the day on which it would go.
    ask: HandoverAsk,
    /// Who is to pay.
    to: AccountNumber,
) -> impl IntoView {
    let effect = RwSignal::new(None::<AppResult<HandoverPreview>>);
    Effect::new(move |_| {
        let ask = ask.clone();
        spawn_local(async move {
            let answer = handover_preview_read(ask, to).await;
            effect.try_set(Some(answer));
        });
    });
    let said = move || match effect.get() {
        None => view! { <Skeleton lines=1 /> }.into_any(),
        Some(Ok(preview)) => preview_view(None, &preview),
        Some(Err(error)) => {
            view! { <Note tone=Tone::Bad>{error.first_sentence().to_owned()}</Note> }.into_any()
        }
    };
    view! {
        <div class="handover" aria-live="polite">
            {live(said)}
        </div>
    }
    .into_any()
}

/// What it comes to; with a way to choose another payer where one is chosen here.
fn preview_view(handover: Option<Handover>, preview: &HandoverPreview) -> AnyView {
    let tone = match preview.is_possible() {
        true => Tone::Neutral,
        false => Tone::Bad,
    };
    let rows: Vec<AnyView> = (preview.rows.iter())
        .map(|row| view! { <li>{row.words(preview)}</li> }.into_any())
        .collect();
    let more = (preview.unnamed() > 0).then(|| {
        let words = format!("and {} more", units_words(preview.unnamed()));
        view! { <li class="faint">{words}</li> }
    });
    let instead = handover.zip(preview.instead.clone());
    let instead = move || {
        instead.clone().map(|(handover, account)| {
            let words = format!("Choose {} instead", account.name);
            let choose = Callback::new(move |()| handover.choose(&account));
            view! { <Button on_press=choose>{words}</Button> }
        })
    };
    // Every conflict stands there to be read; what goes well is there to be looked up.
    let is_open = !preview.is_possible();
    let list = (preview.total > 0).then(|| {
        let summary = format!("Show what becomes of {}", units_words(preview.total));
        view! {
            <details open=is_open>
                <summary>{summary}</summary>
                <ul>{rows} {more}</ul>
            </details>
        }
    });
    let sentence = preview.sentence();

    view! {
        <Note tone=tone action=instead>
            {sentence}
        </Note>
        {list}
    }
    .into_any()
}
