//! Performing what was scheduled before its day, or after it failed.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::{ActionPerformed, ActionRequest, ActionState, DeferredAction};
use domain::hierarchy::{Fingerprint, MovePreview};
use domain::ids::{DeferredActionId, OperationId};
use sqlx::PgConnection;

use super::rows::{action_end, action_find, action_open};
use crate::Store;
use crate::error::Result;
use crate::hierarchy::{
    BoardOrder, MoveOrder, board_perform, move_fingerprint, move_perform, move_preview,
};
use crate::installation::business_date;
use crate::operations::{Operation, invalid};

/// What a scheduled move would do if it were performed now (decision 19); none for what has a page of its
/// own to look at, a what-if board.
///
/// # Errors
/// When the actor may not see organizations; when there is no such action; the refusal of its rule.
pub async fn action_preview(
    store: &Store,
    actor: &Actor,
    id: DeferredActionId,
) -> Result<Option<MovePreview>> {
    actor.require(Action::ReadHierarchy)?;
    let action = action_find(store, actor, id).await?;
    match &action.request {
        ActionRequest::Move { request, .. } => {
            let preview = move_preview(store, actor, &request.performed_now()).await?;
            Ok(Some(preview))
        }
        ActionRequest::Board { .. } => Ok(None),
    }
}

/// Does at once, from today on, what was scheduled for another day, as [`action_preview`] showed it: a move
/// needs the fingerprint of that (decision 19). Where it cannot be done nothing changes, and it stays
/// scheduled. The same operation id answers with what was done.
///
/// # Errors
/// When the actor may not do what it does, or it was scheduled by somebody else and the actor may not
/// rearrange organizations; when there is no such action, or it was done or cancelled; with the code `stale` where something relevant changed since the preview; the refusal of its rule with
/// its code; when the operation id was used for something else; when the database fails.
pub async fn action_perform(
    store: &Store,
    actor: &Actor,
    operation_id: &str,
    id: DeferredActionId,
    shown: Option<&Fingerprint>,
) -> Result<ActionPerformed> {
    actor.require(Action::AssociateAccount)?;
    let operation = Operation::new(actor, operation_id, &("perform", id))?;
    let mut tx = store.pool().begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(done);
    }
    let action = action_open(&mut tx, actor, id).await?;
    if !action.may_perform {
        actor.require(Action::MoveAccounts)?;
    }
    if let ActionRequest::Move { request, .. } = &action.request {
        let now = move_fingerprint(&mut tx, actor, &request.performed_now()).await?;
        if shown != Some(&now) {
            let sentence =
                "Something changed since you looked: nothing was moved. Please look again.";
            return Err(invalid("action", "stale", sentence));
        }
    }
    let today = business_date(&mut tx).await?;
    let done = action_do(&mut tx, actor, &action, Some(operation.id), today).await?;
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(done)
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
    let performed = match &action.request {
        ActionRequest::Move { request, handover } => {
            let order = MoveOrder {
                actor,
                operation,
                action,
                request,
                handover: *handover,
                since,
            };
            let done = move_perform(conn, &order).await?;
            ActionPerformed {
                entry: done.entry,
                sentence: done.sentence,
                account: done.account,
            }
        }
        ActionRequest::Board { board } => {
            let order = BoardOrder {
                actor,
                operation,
                action: Some(action),
                since,
            };
            let done = board_perform(conn, &order, *board).await?;
            ActionPerformed {
                entry: done.entry,
                sentence: done.sentence,
                account: done.account,
            }
        }
    };
    action_end(conn, action.id, ActionState::Done, performed.entry).await?;
    Ok(performed)
}
