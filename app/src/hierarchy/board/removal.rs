//! A removal that is put behind the other steps of a board.

use domain::{accounts::AccountNumber, hierarchy::HandoverTo};
use leptos::prelude::*;

use super::{
    api::board_removal_add,
    deeds::{BoardDeeds, RemovalDraft, words_of},
    reading::Known,
};
use crate::{
    errors::AppError,
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
        payer,
        refused: [refused, payer_refused],
    } = deeds.removal;
    // A sentence speaks of what was chosen.
    for (chosen, refused) in [(chosen, refused), (payer, payer_refused)] {
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
                <Field
                    label="Hand over to another paying account"
                    name="board-remove-payer"
                    hint="Pays for all that it pays for; empty: nothing changes."
                    error=payer_refused
                >
                    <AccountPicker chosen=payer />
                </Field>
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
    let handover = number(removal.payer).map(HandoverTo::from);
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

/// What stands against the step, and whether it is for who is to pay; none where it is for something else.
fn refusal_of(error: &AppError) -> Option<(bool, String)> {
    let mut fields = error.fields.0.iter();
    let refused = fields.find(|refused| refused.field.starts_with("steps."))?;
    let is_payers = refused.field.ends_with(".handover");
    Some((is_payers, refused.sentence.clone()))
}

#[cfg(test)]
mod tests {
    use domain::fields::FieldErrors;

    use super::*;
    use crate::errors::ErrorCode;

    fn refused(field: &str) -> Option<(bool, String)> {
        let mut fields = FieldErrors::default();
        fields.push(field, "refused", "No.");
        refusal_of(&AppError::from(fields))
    }

    #[test]
    fn what_stands_against_a_removal_is_said_at_the_field_that_it_is_about() {
        assert_eq!(refused("steps.3"), Some((false, "No.".to_owned())));
        assert_eq!(refused("steps.3.handover"), Some((true, "No.".to_owned())));
        assert_eq!(refused("board"), None);
        let offline = AppError::new(ErrorCode::Offline, "No server.");
        assert_eq!(refusal_of(&offline), None);
    }
}
