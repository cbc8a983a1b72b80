//! A removal that is put behind the other steps of a board.

use domain::accounts::AccountNumber;
use leptos::prelude::*;

use super::{
    api::board_removal_add,
    deeds::{BoardDeeds, RemovalDraft, words_of},
    reading::Known,
    refusal::refusal_of,
};
use crate::{
    hierarchy::handover_unit::HandoverOfStep,
    search::AccountPicker,
    ui::{Button, ComboboxOption, Field, FieldRow, IconName, Tone, focus_field},
};

/// What is said where nothing is chosen.
const ACCOUNT_WANTED: &str = "Please choose the account that is to leave its organization.";

/// The field that a refusal led to, once it says so.
const REFUSED_FIELD: &str = ".board-add [aria-invalid='true']";

/// What is to be removed, who is to pay, and the button. What is chosen stays until it is on the board.
#[component]
pub(super) fn RemovalAdd(deeds: BoardDeeds) -> impl IntoView {
    let RemovalDraft {
        chosen,
        handover,
        refused: [refused, payer_refused],
    } = deeds.removal;
    // A sentence speaks of what was chosen.
    for (chosen, refused) in [(chosen, refused), (handover.chosen, payer_refused)] {
        Effect::new(move |before: Option<()>| {
            chosen.track();
            if before.is_some() {
                refused.set(None);
            }
        });
    }

    view! {
        <form
            class="board-add"
            id="board-steps-add"
            tabindex="-1"
            aria-label="Add a removal"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                add(deeds);
            }
        >
            <FieldRow>
                <Field label="Remove from its organization" name="board-remove" error=refused>
                    <AccountPicker chosen />
                </Field>
                <HandoverOfStep
                    handover
                    name="board-remove-payer"
                    hint="Pays for all that it pays for; empty: nothing changes."
                    error=payer_refused
                />
                <Button submit=true busy=deeds.busy icon=IconName::Plus>
                    "Add removal"
                </Button>
            </FieldRow>
        </form>
    }
    .into_any()
}

fn number(of: RwSignal<Option<ComboboxOption>>) -> Option<AccountNumber> {
    of.with_untracked(|chosen| chosen.as_ref()?.value.parse().ok())
}

/// Puts the removal onto the board, or says at its field what stands against it.
fn add(deeds: BoardDeeds) {
    let removal = deeds.removal;
    let [refused, payer_refused] = removal.refused;
    let Some(account) = number(removal.chosen) else {
        refused.set(Some(ACCOUNT_WANTED.to_owned()));
        focus_field(REFUSED_FIELD);
        return;
    };
    refused.set(None);
    payer_refused.set(None);
    let handover = removal.handover.to();
    let Known {
        board,
        operation_id,
    } = deeds.known();
    let deed = board_removal_add(board.id, account, handover, operation_id);
    deeds.ask(deed, move |answer| match answer {
        Ok(_) => {
            deeds.reading.focus_keep();
            removal.clear();
            let said = "The removal is added.".to_owned();
            deeds.toasts.say(Tone::Good, said);
        }
        Err(error) => match refusal_of(&error) {
            Some((is_payers, sentence)) => {
                let at = if is_payers { payer_refused } else { refused };
                at.set(Some(sentence));
                focus_field(REFUSED_FIELD);
            }
            None => deeds.toasts.say(Tone::Bad, words_of(&error)),
        },
    });
}
