//! Performing what was scheduled before its day, or after it failed.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::{
    ActionPerformed, ActionRequest, ActionShown, ActionState, ActionTie, DeedShown, DeferredAction,
};
use domain::hierarchy::{Effective, Fingerprint, PlannedFrom};
use domain::ids::{DeferredActionId, OperationId};
use sqlx::PgConnection;

use super::rows::{action_end, action_find, action_open, still_open};
use crate::Store;
use crate::bill_units::HandoverBy;
use crate::error::{Result, StoreError};
use crate::hierarchy::{
    BoardOrder, MoveOrder, Seen, board_fingerprint, board_perform, board_shown, move_perform,
    move_shift_plan, move_shown, removal_perform, removal_shift_plan, removal_shown,
};
use crate::installation::business_date;
use crate::operations::{Operation, invalid};

/// What is scheduled would do if it were performed now (decision 19).
///
/// # Errors
/// When the actor may not see organizations; when there is no such action, or it was done or cancelled; the
/// refusal of its rule.
pub async fn action_preview(
    store: &Store,
    actor: &Actor,
    id: DeferredActionId,
) -> Result<ActionShown> {
    actor.require(Action::ReadHierarchy)?;
    let action = action_find(store, actor, id).await?;
    still_open(&action)?;
    match &action.request {
        ActionRequest::Move {
            request, handover, ..
        } => {
            let now = request.performed_now();
            move_shown(store, actor, (&now, *handover), id).await
        }
        ActionRequest::Removal {
            account, handover, ..
        } => {
            let when = (Effective::Now, id);
            removal_shown(store, actor, (*account, *handover), when).await
        }
        ActionRequest::Board { board } => {
            let shown = board_shown(store, actor, *board, None).await?;
            Ok(ActionShown {
                deed: DeedShown::Board(Box::new(shown)),
                handover: None,
            })
        }
    }
}

/// Does at once, from today on, what was scheduled for another day, as [`action_preview`] showed it with its
/// handover of payers, and by the fingerprints of that (decision 19). Where it cannot be done nothing changes,
/// and it stays scheduled. The same operation id answers with what was done.
///
/// # Errors
/// When the actor may not do what it does, or it was scheduled by somebody else and the actor may not
/// rearrange organizations; when there is no such action, or it was done or cancelled; with the code `stale`
/// where something relevant changed since the preview; the refusal of its rule with its code; when the
/// operation id was used for something else; when the database fails.
pub async fn action_perform(
    store: &Store,
    actor: &Actor,
    operation_id: &str,
    id: DeferredActionId,
    shown: Option<&ActionTie>,
) -> Result<ActionPerformed> {
    actor.require(Action::AssociateAccount)?;
    let operation = Operation::new(actor, operation_id, &("perform", id))?;
    let mut tx = store.begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(done);
    }
    let action = action_open(&mut tx, actor, id).await?;
    if !action.may_perform {
        actor.require(Action::MoveAccounts)?;
    }
    let (now, seen) = tie_now(&mut tx, actor, &action).await?;
    if !shown.is_some_and(|shown| shown.is_as(&now)) {
        return Err(overtaken(&mut tx, "nothing was done", &seen, shown).await?);
    }
    let today = business_date(&mut tx).await?;
    let done = action_do(&mut tx, actor, &action, Some(operation.id), today).await?;
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(done)
}

/// The refusal to do what was shown and does not hold any more; `done` says what became of it. With who changed
/// what meanwhile, as far as the history tells it.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    done: &str,
    seen: &Seen,
    shown: Option<&ActionTie>,
) -> Result<StoreError> {
    let at = shown.and_then(|shown| shown.seen_at);
    let meanwhile = seen.overtaken(conn, at).await?;
    let meanwhile = meanwhile.map_or_else(String::new, |sentence| format!(" {sentence}"));
    let sentence =
        format!("Something changed since you looked: {done}.{meanwhile} Please look again.");
    Ok(invalid("action", "stale", sentence))
}

/// What an action is tied by if it is performed now, and what a look at that stands for.
async fn tie_now(
    conn: &mut PgConnection,
    actor: &Actor,
    action: &DeferredAction,
) -> Result<(ActionTie, Seen)> {
    let plan = match &action.request {
        ActionRequest::Move {
            request, handover, ..
        } => {
            let now = request.performed_now();
            move_shift_plan(conn, actor, (&now, *handover), action.id).await?
        }
        ActionRequest::Removal {
            account, handover, ..
        } => {
            let (who, when) = ((*account, *handover), (Effective::Now, action.id));
            removal_shift_plan(conn, actor, who, when).await?
        }
        ActionRequest::Board { board } => {
            let (deed, seen) = board_fingerprint(conn, *board, None).await?;
            return Ok((board_tie(deed), seen));
        }
    };
    Ok((plan.tied, plan.seen))
}

/// What a board is tied by: its steps hand over by themselves.
pub(super) const fn board_tie(deed: Fingerprint) -> ActionTie {
    ActionTie {
        deed,
        handover: None,
        seen_at: None,
    }
}

/// Does what an action says, with effect from a day on, and marks it as done: in the caller's
/// transaction, which holds the lock of structure changes and the action.
///
/// # Errors
/// When the actor may not do it; the refusal of its rule; when the database fails.
pub(super) async fn action_do(
    conn: &mut PgConnection,
    actor: &Actor,
    action: &DeferredAction,
    operation: Option<OperationId>,
    since: NaiveDate,
) -> Result<ActionPerformed> {
    // Whoever performs it now has seen what it does from where the account stands now.
    let tied = |from: Option<PlannedFrom>| from.filter(|_| operation.is_none());
    let (entry, sentence, account) = match &action.request {
        ActionRequest::Move {
            request,
            handover,
            from,
            associates,
        } => {
            let order = MoveOrder {
                actor,
                operation,
                action,
                request,
                handover: *handover,
                from: tied(*from),
                associates: *associates && operation.is_none(),
                since,
            };
            let done = move_perform(conn, &order).await?;
            (done.entry, done.sentence, done.account)
        }
        ActionRequest::Removal {
            account,
            handover,
            from,
        } => {
            let by = HandoverBy {
                actor,
                operation,
                since,
            };
            let what = (*account, *handover, tied(*from));
            let done = removal_perform(conn, &by, action, what).await?;
            (done.entry, done.sentence, done.account)
        }
        ActionRequest::Board { board } => {
            let order = BoardOrder {
                actor,
                operation,
                action: Some(action),
                since,
            };
            let done = board_perform(conn, &order, *board).await?;
            (done.entry, done.sentence, done.account)
        }
    };
    // What was done stands in the list from then on: it may be from another place than was planned.
    let is_board = matches!(action.request, ActionRequest::Board { .. });
    let done = (!is_board).then_some(sentence.as_str());
    action_end(conn, action.id, ActionState::Done, (entry, done)).await?;
    Ok(ActionPerformed {
        entry,
        sentence,
        account,
        may_undo: actor.may(Action::MoveAccounts),
    })
}
