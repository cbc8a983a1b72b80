//! Doing what Preview Move shows, and what becomes of the answer: the panel may be closed, or show another move.

use domain::{
    actions::DeferredAction,
    hierarchy::{Effective, MoveConfirm, MoveDone, MoveOutcome, MovePreview, ScheduleOutcome},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::api::{MovePreviewed, Undoable, move_run},
    MovePlan,
};
use crate::{
    actions::api::move_schedule,
    errors::AppResult,
    ui::{Deed, Toasts, focus_answer},
};

/// What became of a move that was confirmed.
enum Outcome {
    Done(Undoable<MoveDone>),
    Scheduled(Undoable<DeferredAction>),
    /// Nothing was done: what it would do by now, and who changed what meanwhile.
    Stale(MovePreview, Option<String>),
}

impl MovePlan {
    /// Does what the preview shows, or schedules it; `after` is told what was done.
    pub fn run(self, toasts: Toasts, after: Callback<Undoable<MoveDone>>) {
        let Some(previewed) = self.preview.get_untracked() else {
            return;
        };
        let Some(deed) = self.deed() else { return };
        let turn = self.turn.get_value();
        let confirm = self.confirm(&previewed);
        spawn_local(async move {
            let answer = confirmed(confirm).await;
            // Another move of the same account may be previewed by now.
            let is_shown = deed.answered() && self.turn.get_value() == turn;
            match answer {
                Ok(Outcome::Done(done)) => {
                    deed.close();
                    after.try_run(done);
                }
                Ok(Outcome::Scheduled(action)) => {
                    deed.close();
                    if let Some(after) = self.scheduled.try_get_value().flatten() {
                        after.try_run(action);
                    }
                }
                Ok(Outcome::Stale(preview, meanwhile)) if is_shown => {
                    let now = MovePreviewed {
                        preview,
                        ..previewed
                    };
                    // Until it is known what is owed the button that was pressed is off.
                    focus_answer("move");
                    self.stale_show(now, meanwhile).await;
                }
                Ok(Outcome::Stale(_, meanwhile)) => deed.tell_stale(toasts, meanwhile.as_deref()),
                Err(error) if is_shown => self.problem.set(Some(error)),
                Err(error) => deed.tell(toasts, error.first_sentence()),
            }
        });
    }

    /// The deed that the panel is open for, from now on under way.
    pub(super) fn deed(self) -> Option<Deed> {
        let account = self.account.get_untracked()?;
        let what = format!("Moving {} ({})", account.name, account.number);
        Some(self.opening.deed(what))
    }

    /// The word to do what is previewed.
    fn confirm(self, previewed: &MovePreviewed) -> MoveConfirm {
        let preview = &previewed.preview;
        MoveConfirm {
            operation_id: previewed.operation_id.clone(),
            request: preview.request.clone(),
            fingerprint: preview.fingerprint.clone(),
            seen_at: Some(preview.stamp),
            handover: self.handover_wanted(),
            handover_shown: self.handover.shown(),
        }
    }

    /// Shows what the move would do by now, and says that nothing was done, and why.
    pub(super) async fn stale_show(self, previewed: MovePreviewed, meanwhile: Option<String>) {
        let turn = self.turn_next();
        self.meanwhile.set(meanwhile);
        self.handover.ask_again();
        self.is_stale.set(true);
        self.show(previewed, turn).await;
    }
}

/// Moves now, or schedules the move for its day.
async fn confirmed(confirm: MoveConfirm) -> AppResult<Outcome> {
    if confirm.request.effective == Effective::Now {
        let Undoable { answer, undo_id } = move_run(confirm).await?;
        return Ok(match answer {
            MoveOutcome::Done { done: answer } => Outcome::Done(Undoable { answer, undo_id }),
            MoveOutcome::Stale { now, meanwhile } => Outcome::Stale(*now, meanwhile),
        });
    }
    let Undoable { answer, undo_id } = move_schedule(confirm).await?;
    Ok(match answer {
        ScheduleOutcome::Scheduled { action } => Outcome::Scheduled(Undoable {
            answer: *action,
            undo_id,
        }),
        ScheduleOutcome::Stale { now, meanwhile } => Outcome::Stale(*now, meanwhile),
    })
}
