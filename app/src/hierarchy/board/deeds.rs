//! What is done with a board on its page, and what then happens on the screen.

use domain::{
    hierarchy::{Board, BoardChange, BoardEdit, BoardStepRow},
    ids::BoardStepId,
};
use leptos::{prelude::*, task::spawn_local};

use super::api::{BoardOpened, board_change_make};
use crate::{
    errors::{AppError, AppResult},
    ui::{Toasts, Tone, use_toasts},
};

/// The board on the screen and what may be done with it. Its signals belong to the page.
#[derive(Clone, Copy)]
pub(super) struct BoardDeeds {
    /// Something is under way.
    pub busy: RwSignal<bool>,
    /// The id of the element that gets the focus when the board was read again.
    pub focus: StoredValue<Option<String>>,
    /// Counts the changes: the page reads the board again with each.
    pub changes: RwSignal<u32>,
    /// Says what happened.
    pub toasts: Toasts,
}

/// Board and operation id of the moment, for the next change.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub board: Board,
    pub operation_id: String,
}

impl Known {
    pub fn of(opened: &BoardOpened) -> Self {
        Self {
            board: opened.page.board.clone(),
            operation_id: opened.operation_id.clone(),
        }
    }
}

impl BoardDeeds {
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            focus: StoredValue::new(None),
            changes: RwSignal::new(0),
            toasts: use_toasts(),
        }
    }

    /// Changes the board, says what was done, and gives the focus to an element of the new page.
    pub fn change(self, known: &Known, change: BoardChange, said: String, focus: Option<String>) {
        let edit = BoardEdit {
            operation_id: known.operation_id.clone(),
            board: known.board.id,
            version: Some(known.board.version),
            change,
        };
        self.focus.set_value(focus);
        self.run(async move { board_change_make(edit).await.map(drop) }, said);
    }

    /// Takes a step out, and offers to put it back where it was.
    pub fn step_out(self, known: &Known, row: &BoardStepRow) {
        let (board, number, deed) = (known.board.id, row.number, row.deed.clone());
        let edit = BoardEdit {
            operation_id: known.operation_id.clone(),
            board,
            version: Some(known.board.version),
            change: BoardChange::RemoveStep { step: row.id },
        };
        self.focus.set_value(Some("board-steps-add".to_owned()));
        let deed = async move {
            let done = board_change_make(edit).await?;
            let back = BoardEdit {
                operation_id: done.undo_id,
                board,
                version: Some(done.answer.version),
                change: BoardChange::AddSteps {
                    deeds: vec![deed],
                    at: Some(number),
                },
            };
            let said = format!("Step {number} is taken out.");
            self.toasts
                .say_with_undo(said, move || self.put_back(&back, number));
            Ok(())
        };
        self.run(deed, String::new());
    }

    /// Puts a step back that was taken out. The notice that offers it outlives the page.
    fn put_back(self, back: &BoardEdit, number: i64) {
        let back = back.clone();
        spawn_local(async move {
            match board_change_make(back).await {
                Ok(_) => (self.toasts).say(Tone::Good, format!("Step {number} is back.")),
                Err(error) => self.toasts.say(Tone::Bad, words_of(&error)),
            }
            self.again();
        });
    }

    /// Does something with the board, and reads it again whatever became of it: who is told that
    /// somebody changed it sees what it is now.
    pub fn run(self, deed: impl Future<Output = AppResult<()>> + 'static, said: String) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = deed.await;
            // The page may be gone; then only a notice follows.
            let is_gone = self.busy.try_set(false).is_some();
            match answer {
                Ok(()) if said.is_empty() => {}
                Ok(()) => self.toasts.say(Tone::Good, said),
                Err(error) => self.toasts.say(Tone::Bad, words_of(&error)),
            }
            if !is_gone {
                self.again();
            }
        });
    }

    /// Reads the board again.
    pub fn again(self) {
        // The notice that asks for it outlives the page.
        let _ = self
            .changes
            .try_update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Gives the focus to where the last change wants it, once that is in the document.
    pub fn focus_give(self) {
        use leptos::wasm_bindgen::JsCast;
        let Some(id) = self.focus.get_value() else {
            return;
        };
        self.focus.set_value(None);
        request_animation_frame(move || {
            let element = document().get_element_by_id(&id);
            if let Some(element) = element
                .as_ref()
                .and_then(|e| e.dyn_ref::<web_sys::HtmlElement>())
            {
                // An element that is leaving needs no focus.
                let _ = element.focus();
            }
        });
    }
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

/// The id of a step's button.
pub(super) fn button_id(step: BoardStepId, what: &str) -> String {
    format!("{step}-{what}")
}
