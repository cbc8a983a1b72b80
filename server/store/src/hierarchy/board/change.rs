//! Beginning a board and changing it.

use domain::access::{Action, Actor};
use domain::fields::FieldProblem;
use domain::hierarchy::{Board, BoardAct, BoardChange, BoardEdit, BoardNew, BoardState};
use domain::ids::BoardId;
use domain::text::required_line_parse;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::draft::Draft;
use super::rows::{
    Mark, board_get, board_hold, board_write, change_note, conflicts_check, staff_id, state_after,
    steps_read, version_check,
};
use super::steps::{step_put_back, step_remove, step_replan, step_shift, steps_add};
use super::told::StepsTold;
use crate::Store;
use crate::error::Result;
use crate::operations::{Operation, invalid};

/// The longest name of a board, in characters.
const NAME_LIMIT: usize = 80;

/// Begins a board, perhaps with its first steps. The same operation id with the same input answers with
/// the board as it was begun.
///
/// # Errors
/// When the actor may not rearrange organizations; a sentence at `name`, or at the step that cannot be
/// made; when the operation id was used for other input; when the database fails.
pub async fn board_create(store: &Store, actor: &Actor, new: &BoardNew) -> Result<Board> {
    actor.require(Action::MoveAccounts)?;
    let operation = Operation::new(actor, &new.operation_id, &(&new.name, &new.deeds))?;
    let mut tx = store.begin().await?;
    if let Some(board) = operation.begin(&mut tx).await? {
        return Ok(board);
    }
    let name = name_read(&new.name)?;
    let id = BoardId::from_uuid(Uuid::now_v7());
    sqlx::query(
        "INSERT INTO what_if_board (id, name, owner_name, changed_by, authors)
         VALUES ($1, $2, $3, $3, array_remove(ARRAY[$4::uuid], NULL))",
    )
    .bind(id.uuid())
    .bind(name)
    .bind(actor.name())
    .bind(staff_id(actor))
    .execute(&mut *tx)
    .await?;
    let mut told = StepsTold::default();
    if !new.deeds.is_empty() {
        let board = board_hold(&mut tx, actor, id).await?;
        told = steps_add(&mut tx, actor, &board, &new.deeds, None).await?;
    }
    "Begun".clone_into(&mut told.note);
    let board = board_get(&mut tx, actor, id).await?;
    change_note(&mut tx, actor, Some(operation.id), (None, &board), told).await?;
    operation.finish(&mut tx, &board).await?;
    tx.commit().await?;
    Ok(board)
}

/// Changes a board. Where somebody changed it since the person saw it, nothing is saved. The same
/// operation id with the same input answers with the board as it was then.
///
/// # Errors
/// When the actor may not rearrange organizations; when there is no such board or step, or somebody
/// changed it; when its state does not allow it; a sentence at the step that cannot be made; when the
/// operation id was used for other input; when the database fails.
pub async fn board_edit(store: &Store, actor: &Actor, edit: &BoardEdit) -> Result<Board> {
    actor.require(Action::MoveAccounts)?;
    let input = (edit.board, edit.version, &edit.change);
    let operation = Operation::new(actor, &edit.operation_id, &input)?;
    let mut tx = store.begin().await?;
    if let Some(board) = operation.begin(&mut tx).await? {
        return Ok(board);
    }
    let before = board_hold(&mut tx, actor, edit.board).await?;
    match (&edit.version, &edit.change) {
        (Some(seen), _) => version_check(&before, *seen)?,
        // What comes last disturbs nobody.
        (None, BoardChange::AddSteps { at: None, .. }) => {}
        (None, _) => version_check(&before, 0)?,
    }
    let told = change_make(&mut tx, actor, &before, &edit.change).await?;
    let after = board_get(&mut tx, actor, edit.board).await?;
    let boards = (Some(&before), &after);
    change_note(&mut tx, actor, Some(operation.id), boards, told).await?;
    operation.finish(&mut tx, &after).await?;
    tx.commit().await?;
    Ok(after)
}

async fn change_make(
    conn: &mut PgConnection,
    actor: &Actor,
    board: &Board,
    change: &BoardChange,
) -> Result<StepsTold> {
    match change {
        BoardChange::Rename { name } => {
            let state = state_after(board, BoardAct::Rename)?;
            let renamed = Board {
                name: name_read(name)?,
                ..board.clone()
            };
            board_write(conn, actor, &renamed, state, Mark::default()).await?;
            Ok(StepsTold::default())
        }
        BoardChange::AddSteps { deeds, at } => steps_add(conn, actor, board, deeds, *at).await,
        BoardChange::RemoveStep { step } => step_remove(conn, actor, board, *step).await,
        BoardChange::PutBack { step, number } => {
            step_put_back(conn, actor, board, step, *number).await
        }
        BoardChange::ShiftStep { step, number } => {
            step_shift(conn, actor, board, *step, *number).await
        }
        BoardChange::ReplanStep { step } => step_replan(conn, actor, board, *step).await,
        BoardChange::Approve => approve(conn, actor, board).await,
        BoardChange::Discard => {
            let state = state_after(board, BoardAct::Discard)?;
            board_write(conn, actor, board, state, Mark::default()).await?;
            Ok(StepsTold::default())
        }
    }
}

/// Says yes to the steps as they are: none of them is stale, and somebody else planned them.
async fn approve(conn: &mut PgConnection, actor: &Actor, board: &Board) -> Result<StepsTold> {
    let steps = steps_read(conn, board.id).await?;
    let act = BoardAct::Approve {
        steps: steps.len(),
        is_own: board.is_own,
    };
    let state: BoardState = state_after(board, act)?;
    let mut draft = Draft::begin(conn, &steps, None, &[]).await?;
    conflicts_check(&draft.fold(&steps).conflicts)?;
    board_write(conn, actor, board, state, Mark::default()).await?;
    Ok(StepsTold::default())
}

fn name_read(text: &str) -> Result<String> {
    required_line_parse(text, NAME_LIMIT)
        .map_err(|problem| invalid("name", problem.code(), problem.to_string()))
}
