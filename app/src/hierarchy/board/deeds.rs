//! What is done with a board on its page, and what then happens on the screen.

use domain::{
    hierarchy::{Board, BoardChange, BoardEdit, BoardEffectShown, BoardStepRow},
    ids::BoardStepId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::board_change_make,
    reading::{Known, Reading},
};
use crate::{
    answer::Answer,
    errors::{AppError, AppResult, ErrorCode},
    hierarchy::{handover::Handover, undo::Undoable},
    ui::{ComboboxOption, Toasts, Tone, use_toasts},
};

/// The board on the screen and what may be done with it. Its signals belong to the page.
#[derive(Clone, Copy)]
pub(super) struct BoardDeeds {
    /// Something is under way, until the board was read again.
    pub busy: RwSignal<bool>,
    /// The board as it was read last.
    pub reading: Reading,
    /// What its steps come to, which is read again with it.
    pub effect: Answer<BoardEffectShown>,
    /// The removal that is being put together.
    pub removal: RemovalDraft,
    /// Says what happened.
    pub toasts: Toasts,
}

/// A removal that is not on the board yet. It stays until it is.
#[derive(Clone, Copy)]
pub(super) struct RemovalDraft {
    /// What is to be removed.
    pub chosen: RwSignal<Option<ComboboxOption>>,
    /// Who is to pay for what it pays for.
    pub handover: Handover,
    /// Why the first cannot be removed, and why the second cannot pay.
    pub refused: [RwSignal<Option<String>>; 2],
}

impl RemovalDraft {
    fn new() -> Self {
        Self {
            chosen: RwSignal::new(None),
            handover: Handover::new(),
            refused: [RwSignal::new(None), RwSignal::new(None)],
        }
    }

    /// Begins anew. The page may be gone.
    pub fn clear(self) {
        if self.chosen.try_set(None).is_none() {
            self.handover.clear();
        }
    }
}

impl Known {
    /// A change of the board as it is known.
    pub fn edit(self, change: BoardChange) -> BoardEdit {
        BoardEdit {
            operation_id: self.operation_id,
            board: self.board.id,
            version: Some(self.board.version),
            change,
        }
    }
}

impl BoardDeeds {
    pub fn new(reading: Reading, effect: Answer<BoardEffectShown>) -> Self {
        Self {
            busy: RwSignal::new(false),
            reading,
            effect,
            removal: RemovalDraft::new(),
            toasts: use_toasts(),
        }
    }

    /// Board and operation id as they are now.
    pub fn known(self) -> Known {
        self.reading.known()
    }

    /// Changes the board, says what was done, and gives the focus to an element of what is then shown.
    pub fn change(self, change: BoardChange, said: String, focus: Option<String>) {
        let edit = self.known().edit(change);
        let deed = async move { board_change_make(edit).await.map(drop) };
        self.run(deed, said, focus);
    }

    /// Changes the board, says what was done, and offers to take it back by another change.
    pub fn change_undoable(
        self,
        change: BoardChange,
        said: String,
        (back, said_back): (BoardChange, String),
        focus: String,
    ) {
        let edit = self.known().edit(change);
        let deed = async move {
            let done = board_change_make(edit).await?;
            self.undo_offer(done, said, (back, said_back));
            Ok(())
        };
        self.run(deed, String::new(), Some(focus));
    }

    /// Says what was done with the board, and offers to take it back by another change.
    pub fn undo_offer(
        self,
        done: Undoable<Board>,
        said: String,
        (back, said_back): (BoardChange, String),
    ) {
        let done = Known {
            board: done.answer,
            operation_id: done.undo_id,
        };
        let back = done.edit(back);
        self.toasts
            .say_with_undo(said, move || self.take_back(&back, &said_back));
    }

    /// Takes a step out, and offers to put it back where and as it was.
    pub fn step_out(self, row: &BoardStepRow) {
        let number = row.number;
        let back = BoardChange::PutBack {
            step: row.step(),
            number,
        };
        self.change_undoable(
            BoardChange::RemoveStep { step: row.id },
            format!("Step {number} is taken out."),
            (back, format!("Step {number} is back.")),
            "board-steps-add".to_owned(),
        );
    }

    /// Gives a step another number, and offers to give it back the one that it had.
    pub fn step_shift(self, step: BoardStepId, (from, to): (i64, i64), what: &str) {
        let shift = |number| BoardChange::ShiftStep { step, number };
        self.change_undoable(
            shift(to),
            format!("Step {from} is step {to} now."),
            (shift(from), format!("Step {from} is where it was.")),
            step_part_id(step, what),
        );
    }

    /// Takes a change back. The notice that offers it outlives the page.
    fn take_back(self, back: &BoardEdit, said: &str) {
        let (back, said) = (back.clone(), said.to_owned());
        spawn_local(async move {
            match board_change_make(back).await {
                Ok(_) => self.toasts.say(Tone::Good, said),
                Err(error) => self.toasts.say(Tone::Bad, words_of(&error)),
            }
            self.reading.again().await;
        });
    }

    /// Does something with the board and reads it again. Where it is refused the page stays as it is, unless it
    /// shows what the board no longer is.
    pub fn run(
        self,
        deed: impl Future<Output = AppResult<()>> + 'static,
        said: String,
        focus: Option<String>,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = deed.await;
            let is_over = answer.as_ref().err().is_none_or(is_overtaken);
            match answer {
                Ok(()) => {
                    if focus.is_some() {
                        self.reading.focus.try_set_value(focus);
                    }
                    if !said.is_empty() {
                        self.toasts.say(Tone::Good, said);
                    }
                }
                Err(error) => self.toasts.say(Tone::Bad, words_of(&error)),
            }
            if is_over {
                self.reading.again().await;
            }
            // The page may be gone; then only a notice followed.
            self.busy.try_set(false);
        });
    }

    /// Does what a dialog asks for, which hears the answer unless the page is gone. Where somebody changed the
    /// board since, it is read again before the dialog hears so: the next try is about the board as it is.
    pub fn ask<T: 'static>(
        self,
        deed: impl Future<Output = AppResult<T>> + 'static,
        heard: impl FnOnce(AppResult<T>) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = deed.await;
            if answer.as_ref().err().is_some_and(is_overtaken) {
                self.reading.again().await;
            }
            if self.busy.is_disposed() {
                return;
            }
            let is_done = answer.is_ok();
            heard(answer);
            if is_done {
                self.reading.again().await;
            }
            self.busy.try_set(false);
        });
    }
}

/// Whether a refusal says that the board, or what its steps meet, is no longer what was shown.
pub(super) fn is_overtaken(error: &AppError) -> bool {
    let is_of_board =
        |field: &str| matches!(field, "board" | "action") || field.starts_with("steps.");
    matches!(error.code, ErrorCode::Stale | ErrorCode::Conflict)
        || (error.fields.0.iter()).any(|field| is_of_board(&field.field))
}

/// The sentences of what is wrong.
pub(super) fn words_of(error: &AppError) -> String {
    let fields: Vec<&str> = (error.fields.0.iter().take(3))
        .map(|field| field.sentence.as_str())
        .collect();
    match fields.is_empty() {
        true => error.sentence.clone(),
        false => fields.join(" "),
    }
}

/// The id of what belongs to a step: it is found again when the steps were read again.
pub(super) fn step_part_id(step: BoardStepId, what: &str) -> String {
    format!("{step}-{what}")
}

#[cfg(test)]
mod tests {
    use domain::fields::FieldErrors;

    use super::*;

    fn refused_at(field: &str) -> AppError {
        let mut fields = FieldErrors::default();
        fields.push(field, "refused", "This cannot be done.");
        AppError::from(fields)
    }

    #[test]
    fn a_board_is_read_again_where_it_is_no_longer_what_was_shown() {
        assert!(is_overtaken(&AppError::new(
            ErrorCode::Stale,
            "Ana changed it."
        )));
        assert!(is_overtaken(&refused_at("board")));
        assert!(is_overtaken(&refused_at("steps.3")));
    }

    #[test]
    fn a_board_is_not_read_again_where_what_was_asked_for_cannot_be_done() {
        assert!(!is_overtaken(&refused_at("name")));
        assert!(!is_overtaken(&refused_at("account")));
        assert!(!is_overtaken(&AppError::new(
            ErrorCode::Offline,
            "No server."
        )));
    }
}
