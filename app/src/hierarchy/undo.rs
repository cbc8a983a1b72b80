//! What can be taken back: an answer with what its undo needs, the notice that offers it, and the deed.

use domain::{hierarchy::UndoRequest, ids::AuditEntryId};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::api::move_undo;
use crate::ui::{Toasts, Tone};

/// What a change answered, with what is needed to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undoable<T> {
    /// The answer.
    pub answer: T,
    /// The operation id of its undo (decision 26).
    pub undo_id: String,
}

impl<T> Undoable<T> {
    /// The answer with a new operation id for its undo.
    #[cfg(feature = "ssr")]
    pub fn of(answer: T) -> Self {
        Self {
            answer,
            undo_id: crate::server::operation_new(),
        }
    }

    /// The word to undo what this entry of the history did.
    pub fn undo(&self, entry: AuditEntryId) -> UndoRequest {
        UndoRequest {
            operation_id: self.undo_id.clone(),
            entry,
        }
    }
}

/// Says what was done, and offers to undo it. `after` hears when that was tried, unless its page is gone:
/// the notice outlives it.
pub fn undo_offer(toasts: Toasts, said: String, undo: UndoRequest, after: Callback<()>) {
    toasts.say_with_undo(said, move || {
        undo_run(toasts, undo.clone(), move |_| {
            after.try_run(());
        });
    });
}

/// Undoes what an entry of the history did, and says what came of it; `after` hears whether it was done. It is
/// no callback: one that a notice makes is gone with the notice, and its page may be gone as well.
pub fn undo_run(toasts: Toasts, undo: UndoRequest, after: impl FnOnce(bool) + 'static) {
    spawn_local(async move {
        let answer = move_undo(undo).await;
        let is_done = answer.is_ok();
        match answer {
            Ok(done) => toasts.say(Tone::Good, done.sentence),
            Err(error) => toasts.say(Tone::Bad, error.first_sentence()),
        }
        after(is_done);
    });
}
