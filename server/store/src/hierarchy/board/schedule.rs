//! A board on a day to come: one deferred action that carries all of it.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::{ActionRequest, DeferredAction};
use domain::hierarchy::{BoardAct, BoardAsShown, BoardRefusal, BoardStep, Effective, Fingerprint};
use domain::ids::BoardId;
use sqlx::PgConnection;

use super::super::meanwhile::Seen;
use super::apply::{board_words, shown_check};
use super::effect::{Stepped, board_fingerprint, day_check};
use super::rows::{
    Mark, board_get, board_hold, board_write, change_note, state_after, steps_read, version_check,
};
use super::told::StepsTold;
use crate::Store;
use crate::actions::{NewAction, Until, action_add};
use crate::error::Result;
use crate::operations::{Operation, invalid};

/// Schedules an approved board for a day to come, as it was shown for that day (decision 19). Its steps are looked
/// at over the tree of that day, and once more when the day has come: then all of them are made, or none. The
/// same operation id with the same input answers with what was scheduled.
///
/// # Errors
/// When the actor may not rearrange organizations, or hands payers over and may not change accounts; when the board
/// is not approved, or somebody changed it; when the day is not after today; a sentence for each step that is stale by then; when they come to
/// something else on that day than was shown, with who changed what since; when the operation id was used for
/// other input; when the database fails.
pub async fn board_schedule(
    store: &Store,
    actor: &Actor,
    word: &BoardAsShown,
    date: NaiveDate,
) -> Result<DeferredAction> {
    actor.require(Action::MoveAccounts)?;
    let confirm = &word.confirm;
    let input = (confirm.board, confirm.version, date);
    let operation = Operation::new(actor, &confirm.operation_id, &input)?;
    let mut tx = store.begin().await?;
    if let Some(action) = operation.begin_structural(&mut tx).await? {
        return Ok(action);
    }
    let board = board_hold(&mut tx, actor, confirm.board).await?;
    let state = state_after(&board, BoardAct::Schedule)?;
    version_check(&board, confirm.version)?;
    day_check(&mut tx, date).await?;
    let stepped = Stepped::whole(&mut tx, board.id, Some(date.into())).await?;
    payers_check(actor, &stepped.steps)?;
    shown_check(&mut tx, word, &stepped, Effective::On { date }).await?;
    let empty = || invalid("board", "empty", BoardRefusal::Empty.to_string());
    let new = NewAction {
        actor,
        operation: operation.id,
        account: (stepped.steps.first()).ok_or_else(empty)?.deed.account(),
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
    change_note(
        &mut tx,
        actor,
        Some(operation.id),
        boards,
        StepsTold::default(),
    )
    .await?;
    operation.finish(&mut tx, &action).await?;
    tx.commit().await?;
    Ok(action)
}

/// Looks that whoever has steps made on a day to come may do so: then a job makes them, which may do everything.
///
/// # Errors
/// When steps hand payers over and the actor may not change accounts (SEC-1).
fn payers_check(actor: &Actor, steps: &[BoardStep]) -> Result<()> {
    match steps.iter().any(|step| step.deed.handover().is_some()) {
        true => Ok(actor.require(Action::EditAccount)?),
        false => Ok(()),
    }
}

/// Stands for what a scheduled board is on another day, as [`board_fingerprint`].
///
/// # Errors
/// As that; when steps hand payers over and the actor may not change accounts.
pub(crate) async fn board_shift_plan(
    conn: &mut PgConnection,
    actor: &Actor,
    board: BoardId,
    until: Until,
) -> Result<(Fingerprint, Seen)> {
    payers_check(actor, &steps_read(conn, board).await?)?;
    board_fingerprint(conn, board, Some(until)).await
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
    let boards = (Some(&before), &after);
    change_note(conn, actor, None, boards, StepsTold::default()).await
}
