//! A board on a day to come: one deferred action that carries all of it.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::{ActionRequest, DeferredAction, due_day};
use domain::fields::FieldProblem;
use domain::hierarchy::{BoardAct, BoardConfirm, BoardRefusal};
use domain::ids::BoardId;
use sqlx::PgConnection;

use super::super::facts::today;
use super::super::plans::Future;
use super::apply::board_words;
use super::rows::{
    Mark, board_get, board_hold, board_write, change_note, conflicts_check, state_after,
    steps_read, version_check,
};
use crate::Store;
use crate::actions::{NewAction, Until, action_add};
use crate::error::Result;
use crate::operations::{Operation, invalid};

/// Schedules an approved board for a day to come. Its steps are looked at over the tree of that day, and
/// once more when the day has come: then all of them are made, or none. The same operation id with the
/// same input answers with what was scheduled.
///
/// # Errors
/// When the actor may not rearrange organizations; when the board is not approved, or somebody changed
/// it; when the day is not after today; a sentence for each step that is stale by then; when the
/// operation id was used for other input; when the database fails.
pub async fn board_schedule(
    store: &Store,
    actor: &Actor,
    confirm: &BoardConfirm,
    date: NaiveDate,
) -> Result<DeferredAction> {
    actor.require(Action::MoveAccounts)?;
    let input = (confirm.board, confirm.version, date);
    let operation = Operation::new(actor, &confirm.operation_id, &input)?;
    let mut tx = store.pool().begin().await?;
    if let Some(action) = operation.begin_structural(&mut tx).await? {
        return Ok(action);
    }
    let board = board_hold(&mut tx, actor, confirm.board).await?;
    let state = state_after(&board, BoardAct::Schedule)?;
    version_check(&board, confirm.version)?;
    let date = due_day(date, today(&mut tx).await?)
        .map_err(|refusal| invalid("effective", refusal.code(), refusal.to_string()))?;
    let steps = steps_read(&mut tx, board.id).await?;
    let (_, conflicts) = Future::after_steps(&mut tx, &steps, Some(date.into()), &[]).await?;
    conflicts_check(&conflicts)?;
    let empty = || invalid("board", "empty", BoardRefusal::Empty.to_string());
    let new = NewAction {
        actor,
        operation: operation.id,
        account: steps.first().ok_or_else(empty)?.deed.account(),
        due_on: date,
        request: ActionRequest::Board { board: board.id },
        sentence: &board_words(&board),
    };
    let action = action_add(&mut tx, new).await?;
    let mark = Mark {
        action: Some(action.id),
        ..Mark::default()
    };
    board_write(&mut tx, actor, &board, state, mark).await?;
    let after = board_get(&mut tx, actor, board.id).await?;
    let boards = (Some(&board), &after);
    change_note(&mut tx, actor, Some(operation.id), boards, "").await?;
    operation.finish(&mut tx, &action).await?;
    tx.commit().await?;
    Ok(action)
}

/// Looks that the steps of a scheduled board can be made on another day.
///
/// # Errors
/// A sentence for each step that is stale by then; when the database fails.
pub(crate) async fn board_shift_check(
    conn: &mut PgConnection,
    actor: &Actor,
    board: BoardId,
    until: Until,
) -> Result<()> {
    let board = board_hold(conn, actor, board).await?;
    let steps = steps_read(conn, board.id).await?;
    let (_, conflicts) = Future::after_steps(conn, &steps, Some(until), &[]).await?;
    conflicts_check(&conflicts)
}

/// Opens a board again whose action was cancelled, in the transaction of that.
///
/// # Errors
/// When it is not scheduled, or the database fails.
pub(crate) async fn board_reopen(
    conn: &mut PgConnection,
    actor: &Actor,
    board: BoardId,
) -> Result<()> {
    let before = board_hold(conn, actor, board).await?;
    let state = state_after(&before, BoardAct::Cancel)?;
    board_write(conn, actor, &before, state, Mark::default()).await?;
    let after = board_get(conn, actor, board).await?;
    change_note(conn, actor, None, (Some(&before), &after), "").await
}
