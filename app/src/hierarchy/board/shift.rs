//! Another number for a step, however far away.

use domain::ids::BoardStepId;
use leptos::prelude::*;

use super::asked::asked_open;
use super::deeds::BoardDeeds;
use crate::ui::{Button, ButtonKind, Dialog, DialogActions, Field, NumberInput};

/// Which step is to get another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShiftAsk {
    pub step: BoardStepId,
    /// The number that it has.
    pub number: i64,
}

/// The number that is typed, from 1 to that of the last step; or what is wrong with it.
fn number_read(text: &str, last: i64) -> Result<i64, String> {
    let number = text.trim().parse().ok();
    let number = number.filter(|number| (1..=last).contains(number));
    number.ok_or_else(|| format!("Please enter a number from 1 to {last}."))
}

/// Asks for the number. Those between follow up.
#[component]
pub(super) fn ShiftDialog(asked: RwSignal<Option<ShiftAsk>>, deeds: BoardDeeds) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let open = asked_open(asked, move || {
        text.set(String::new());
        problem.set(None);
    });
    Effect::new(move |before: Option<()>| {
        text.track();
        if before.is_some() {
            problem.set(None);
        }
    });
    let last = Memo::new(move |_| deeds.reading.page.with(|page| page.board.steps));
    let run = move || {
        let Some(ShiftAsk { step, number }) = asked.get_untracked() else {
            return;
        };
        match number_read(&text.get_untracked(), last.get_untracked()) {
            Ok(to) => {
                open.set(false);
                if to != number {
                    deeds.step_shift(step, (number, to), "far");
                }
            }
            Err(sentence) => problem.set(Some(sentence)),
        }
    };
    let title = Signal::derive(move || match asked.get() {
        Some(ShiftAsk { number, .. }) => format!("Another number for step {number}"),
        None => "Another number".to_owned(),
    });
    let hint = move || format!("From 1 to {}; the steps between follow up.", last.get());

    view! {
        <Dialog open id="board-shift" title>
            <form
                novalidate=true
                on:submit=move |event| {
                    event.prevent_default();
                    run();
                }
            >
                <p class="quiet">{hint}</p>
                <Field label="To step" name="board-shift-to" required=true error=problem>
                    <NumberInput value=text />
                </Field>
                <DialogActions>
                    <Button
                        kind=ButtonKind::Plain
                        on_press=Callback::new(move |()| open.set(false))
                    >
                        "Cancel"
                    </Button>
                    <Button kind=ButtonKind::Primary submit=true busy=deeds.busy>
                        "Move step"
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_gets_a_number_that_the_board_has() {
        assert_eq!(number_read(" 9876 ", 10_000), Ok(9_876));
        let wrong = Err("Please enter a number from 1 to 3.".to_owned());
        for text in ["", "0", "4", "-1", "two", "1.5"] {
            assert_eq!(number_read(text, 3), wrong, "{text}");
        }
    }
}
