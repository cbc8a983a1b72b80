//! What a move comes to beside the structure: what is owed, who pays. It may arrive later than the
//! trees, in a room that is kept for it.

use domain::{
    hierarchy::{Going, MoveEffect, MovePreview},
    money::Money,
};
use leptos::prelude::*;

use super::{
    super::{payers::PayersAcross, scheduled::scheduled_list},
    MovePlan,
};
use crate::{
    accounts::parts::amounts_words,
    errors::is_said,
    ui::{Button, Moment, Note, Skeleton, Tone},
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
            // Whoever pressed Move is told above.
            match plan
                .problem
                .with(|problem| is_said(problem.as_ref(), &sentence))
            {
                true => action().into_any(),
                false => view! { <Note tone=Tone::Bad action=action>{sentence}</Note> }.into_any(),
            }
        }
        Some(Ok(effect)) => {
            let shown = plan.preview.with(|previewed| {
                let preview = &previewed.as_ref()?.preview;
                Some(effect_view(plan, effect, preview))
            });
            shown.unwrap_or_else(|| ().into_any())
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

fn effect_view(plan: MovePlan, effect: MoveEffect, preview: &MovePreview) -> AnyView {
    let leaves_any = effect.payers.left_behind > 0;
    let going = Going::Move {
        request: preview.request.clone(),
    };
    let facts = effect_facts(&effect, preview, move || {
        leaves_any && plan.handover.chosen.with(Option::is_some)
    });
    view! {
        {facts}
        <PayersAcross
            going
            payers=effect.payers
            handover=plan.handover
            error=plan.sentence_for("handover")
        />
    }
    .into_any()
}

/// What is owed, what is scheduled, and who gets the next bills; who pays across the border of what moves only
/// where nobody does, since it is told at length otherwise. Where other accounts go to the old parent, what is told
/// here is not told of those. `is_handed` says that what stays is handed over, as is told below.
pub(super) fn effect_facts(
    effect: &MoveEffect,
    preview: &MovePreview,
    is_handed: impl Fn() -> bool + Send + 'static,
) -> AnyView {
    let is_part = preview.to_old_parent > 0;
    let due = due_words(&effect.due, is_part);
    let credit = unallocated_words(&effect.unallocated, is_part);
    let scheduled = match effect.scheduled.is_empty() {
        true => "Nothing is scheduled for accounts that get another place.".into_any(),
        false => {
            let scheduled = (effect.scheduled.as_slice(), effect.more_scheduled);
            scheduled_list(&preview.account, scheduled, "move")
        }
    };
    let is_nobody = effect.payers.left_behind == 0 && effect.payers.taken_along == 0;
    let nobody = is_nobody.then(|| {
        let sentence = effect.payers.sentence("what moves");
        view! {
            <dt>"Who pays"</dt>
            <dd>{sentence}</dd>
        }
    });
    let next_bills = move || match is_handed() {
        true => "As the handover below says.",
        false => "As without the move: with whom they are now.",
    };
    view! {
        <dl>
            <dt>"Due"</dt>
            <dd>{due}</dd>
            <dt>"Unallocated"</dt>
            <dd>{credit}</dd>
            {nobody}
            <dt>"Scheduled"</dt>
            <dd>{scheduled}</dd>
            <dt>"Next bills"</dt>
            <dd>{next_bills}</dd>
        </dl>
        <p class="quiet">"Amounts as of " <Moment at=effect.stamp /> "."</p>
    }
    .into_any()
}

/// Which accounts the amounts are those of.
const fn accounts_meant(is_part: bool) -> &'static str {
    match is_part {
        true => "the accounts that come under the new parent",
        false => "these accounts",
    }
}

fn due_words(due: &[Money], is_part: bool) -> String {
    let accounts = accounts_meant(is_part);
    match (due, is_part) {
        ([], _) => format!("Nothing is owed by {accounts}."),
        (due, false) => format!("{} stays with its present payers.", amounts_words(due)),
        (due, true) => format!(
            "{} of {accounts} stays with its present payers.",
            amounts_words(due)
        ),
    }
}

fn unallocated_words(credit: &[Money], is_part: bool) -> String {
    let accounts = accounts_meant(is_part);
    match (credit, is_part) {
        ([], false) => "Nothing is unallocated.".to_owned(),
        ([], true) => format!("Nothing of {accounts} is unallocated."),
        (credit, false) => format!("{} stays where it is.", amounts_words(credit)),
        (credit, true) => format!("{} of {accounts} stays where it is.", amounts_words(credit)),
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::*;

    #[test]
    fn where_others_go_to_the_old_parent_the_amounts_say_whose_they_are() {
        let due = [Money {
            minor: 10_025,
            currency: Currency::EUR,
        }];
        assert_eq!(
            due_words(&[], true),
            "Nothing is owed by the accounts that come under the new parent."
        );
        assert_eq!(
            due_words(&due, true),
            "100.25 EUR of the accounts that come under the new parent stays with its present payers."
        );
        assert_eq!(
            unallocated_words(&[], true),
            "Nothing of the accounts that come under the new parent is unallocated."
        );
    }

    #[test]
    fn where_all_of_them_move_they_are_these_accounts() {
        assert_eq!(due_words(&[], false), "Nothing is owed by these accounts.");
        assert_eq!(unallocated_words(&[], false), "Nothing is unallocated.");
    }
}
