//! What a move comes to beside the structure: what is owed, who pays. It may arrive later than the
//! trees, in a room that is kept for it.

use domain::{
    dates::date_words,
    hierarchy::{Going, MoveEffect},
};
use leptos::prelude::*;

use super::{super::payers::PayersAcross, MovePlan};
use crate::{
    accounts::parts::amounts_words,
    routes,
    ui::{Button, Note, Skeleton, Tone},
};

/// The effects of what is previewed.
#[component]
pub fn MoveEffects(plan: MovePlan) -> impl IntoView {
    let words = move || match plan.effect.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(error)) => {
            let again = Callback::new(move |()| plan.effect_again());
            let action = move || view! { <Button on_press=again>"Try again"</Button> };
            let sentence = error.first_sentence().to_owned();
            view! { <Note tone=Tone::Bad action=action>{sentence}</Note> }.into_any()
        }
        Some(Ok(effect)) => {
            let request = plan
                .preview
                .with(|previewed| Some(previewed.as_ref()?.preview.request.clone()));
            request.map_or_else(
                || ().into_any(),
                |request| effect_view(plan, effect, Going::Move { request }),
            )
        }
    };
    let is_waiting = move || plan.effect.with(Option::is_none).then_some("true");

    view! {
        <div class="move-effects" aria-busy=is_waiting aria-live="polite">
            {words}
        </div>
    }
    .into_any()
}

fn effect_view(plan: MovePlan, effect: MoveEffect, going: Going) -> AnyView {
    let due = match effect.due.as_slice() {
        [] => "Nothing is owed by these accounts.".to_owned(),
        due => format!("{} stays with its present payers.", amounts_words(due)),
    };
    let credit = match effect.unallocated.as_slice() {
        [] => "Nothing is unallocated.".to_owned(),
        credit => format!("{} stays where it is.", amounts_words(credit)),
    };
    let scheduled = scheduled_view(&effect);
    let leaves_any = effect.payers.left_behind > 0;
    // Told once, beside the choice.
    let next_bills = move || {
        let is_handed = leaves_any && plan.handover.chosen.with(Option::is_some);
        match is_handed {
            true => "As the handover below says.",
            false => "As without the move: with whom they are now.",
        }
    };
    view! {
        <dl>
            <dt>"Due"</dt>
            <dd>{due}</dd>
            <dt>"Unallocated"</dt>
            <dd>{credit}</dd>
            <dt>"Who pays"</dt>
            <dd>{effect.payers.sentence("what moves")}</dd>
            <dt>"Scheduled"</dt>
            <dd>{scheduled}</dd>
            <dt>"Next bills"</dt>
            <dd>{next_bills}</dd>
        </dl>
        <PayersAcross
            going
            payers=effect.payers
            handover=plan.handover
            error=plan.sentence_for("handover")
        />
    }
    .into_any()
}

/// What is scheduled for what moves: it stays scheduled, wherever the accounts are by then.
fn scheduled_view(effect: &MoveEffect) -> AnyView {
    if effect.scheduled.is_empty() {
        return "Nothing is scheduled for these accounts.".into_any();
    }
    let lines = effect
        .scheduled
        .iter()
        .map(|action| {
            let day = date_words(action.due_on);
            let href = routes::account(action.account.number);
            view! { <li><a href=href>{format!("{day}: {}", action.sentence)}</a></li> }
        })
        .collect_view();
    let more = effect
        .has_more_scheduled
        .then(|| view! { <li>"and more"</li> });
    view! { <ul>{lines} {more}</ul> }.into_any()
}
