//! Cancelling what was scheduled.

use domain::access::{Action, Actor};
use domain::actions::{ActionRequest, ActionState, DeferredAction};
use domain::ids::DeferredActionId;

use super::rows::{action_end, action_hold, action_open, cancel_write};
use crate::Store;
use crate::error::Result;
use crate::hierarchy::board_reopen;
use crate::operations::Operation;

/// Takes back what was scheduled, before it is done; a what-if board is then open again. The same
/// operation id answers with what was cancelled.
///
/// # Errors
/// When the actor may not rearrange organizations (or, for what they scheduled themselves, associate
/// an account); when there is no such action, or it was done or cancelled; when the operation id was
/// used for something else; when the database fails.
pub async fn action_cancel(
    store: &Store,
    actor: &Actor,
    operation_id: &str,
    id: DeferredActionId,
) -> Result<DeferredAction> {
    actor.require(Action::AssociateAccount)?;
    let operation = Operation::new(actor, operation_id, &("cancel", id))?;
    let mut tx = store.begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(done);
    }
    let action = action_open(&mut tx, actor, id).await?;
    if !action.may_cancel {
        actor.require(Action::MoveAccounts)?;
    }
    let entry = cancel_write(&mut tx, actor, operation.id, &action).await?;
    action_end(&mut tx, id, ActionState::Cancelled, (entry, None)).await?;
    if let ActionRequest::Board { board } = action.request {
        board_reopen(&mut tx, actor, board).await?;
    }
    let cancelled = action_hold(&mut tx, actor, id).await?;
    operation.finish(&mut tx, &cancelled).await?;
    tx.commit().await?;
    Ok(cancelled)
}
