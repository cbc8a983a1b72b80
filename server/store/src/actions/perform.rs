//! Performing what was scheduled before its day, or after it failed.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::{ActionPerformed, ActionRequest, ActionState, DeferredAction, open_check};
use domain::fields::FieldProblem;
use domain::ids::{DeferredActionId, OperationId};
use sqlx::PgConnection;

use super::rows::{action_end, action_hold};
use crate::Store;
use crate::error::Result;
use crate::hierarchy::{BoardOrder, MoveOrder, board_perform, move_perform, structure_lock};
use crate::installation::business_date;
use crate::operations::{Operation, invalid};

/// Does at once, from today on, what was scheduled for another day. Where it cannot be done nothing
/// changes, and it stays scheduled. The same operation id answers with what was done.
///
/// # Errors
/// When the actor may not do what it does; when there is no such action, or it was done or cancelled;
/// the refusal of its rule with its code; when the operation id was used for something else; when
/// the database fails.
pub async fn action_perform(
    store: &Store,
    actor: &Actor,
    operation_id: &str,
    id: DeferredActionId,
) -> Result<ActionPerformed> {
    actor.require(Action::AssociateAccount)?;
    let operation = Operation::new(actor, operation_id, &("perform", id))?;
    let mut tx = store.pool().begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(done);
    }
    structure_lock(&mut tx).await?;
    let action = action_hold(&mut tx, actor, id).await?;
    open_check(action.state)
        .map_err(|refusal| invalid("action", refusal.code(), refusal.to_string()))?;
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
