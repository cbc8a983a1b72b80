//! Changing the steps of a board.

use domain::access::Actor;
use domain::audit::Change;
use domain::hierarchy::{Board, BoardAct, BoardStep, Deed, StepConflict};
use domain::ids::{AccountId, BoardId, BoardStepId};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::draft::Draft;
use super::rows::{Mark, board_write, conflicts_check, state_after, steps_read};
use super::told::{StepsTold, step_words, steps_added};
use crate::error::{Result, StoreError};
use crate::operations::invalid;

/// Adds steps behind those before number `at`, each planned from where its account stands by then.
/// Answers what the history says of it.
///
/// # Errors
/// When one of them cannot be made there, with its number.
pub(super) async fn steps_add(
    conn: &mut PgConnection,
    actor: &Actor,
    board: &Board,
    deeds: &[Deed],
    at: Option<i64>,
) -> Result<StepsTold> {
    if deeds.is_empty() {
        return Err(invalid("steps", "required", "Please say what is to move."));
    }
    let mut steps = steps_read(conn, board.id).await?;
    let after = steps.len() + deeds.len();
    let state = state_after(board, BoardAct::ChangeSteps { steps: after })?;
    let before = index_of(at, steps.len());
    let new: Vec<BoardStep> = deeds.iter().map(step_new).collect();
    steps.splice(before..before, new);
    let mut draft = Draft::begin(conn, &steps, None, &[]).await?;
    let new = before..before + deeds.len();
    for (index, step) in steps.iter_mut().enumerate().take(new.end) {
        if new.contains(&index) {
            step.from = draft.tree.parent(step.deed.account());
            step_check(&mut draft, index, step)?;
        } else {
            // One that is stale already changes nothing; the board says so.
            let _stale = draft.step(step).err();
        }
    }
    board_write(conn, actor, board, state, Mark::PLANNED).await?;
    shift(conn, board.id, before, deeds.len()).await?;
    let added = steps.get(new).unwrap_or_default();
    steps_insert(conn, board.id, before, added).await?;
    Ok(StepsTold {
        note: match deeds.len() {
            1 => format!("Step {} added", before + 1),
            count => format!("{count} steps added, from step {} on", before + 1),
        },
        changes: steps_added(conn, before + 1, added).await?,
    })
}

fn step_new(deed: &Deed) -> BoardStep {
    BoardStep {
        id: BoardStepId::from_uuid(Uuid::now_v7()),
        deed: deed.clone(),
        from: None,
    }
}

/// The index of a step's number, within what is there.
fn index_of(number: Option<i64>, last: usize) -> usize {
    number.map_or(last, |number| {
        usize::try_from(number.saturating_sub(1)).map_or(0, |index| index.min(last))
    })
}

fn step_check(draft: &mut Draft, index: usize, step: &BoardStep) -> Result<()> {
    let problem = draft.step(step).err();
    let conflict = problem.map(|problem| StepConflict {
        number: i64::try_from(index + 1).unwrap_or(i64::MAX),
        step: step.id,
        problem,
    });
    match conflict {
        None => Ok(()),
        Some(conflict) => conflicts_check(&[conflict]),
    }
}

/// Makes room for `count` steps behind the first `before`.
async fn shift(conn: &mut PgConnection, board: BoardId, before: usize, count: usize) -> Result<()> {
    sqlx::query(
        "UPDATE what_if_step SET position = position + $3 WHERE board_id = $1 AND position > $2",
    )
    .bind(board.uuid())
    .bind(number(before))
    .bind(number(count))
    .execute(conn)
    .await?;
    Ok(())
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

async fn steps_insert(
    conn: &mut PgConnection,
    board: BoardId,
    before: usize,
    steps: &[BoardStep],
) -> Result<()> {
    sqlx::query(
        "INSERT INTO what_if_step (id, board_id, position, account_id, deed, from_id)
         SELECT s.id, $1, $2 + s.position, s.account, s.deed, s.parent
         FROM unnest($3::uuid[], $4::uuid[], $5::jsonb[], $6::uuid[]) WITH ORDINALITY
              AS s (id, account, deed, parent, position)",
    )
    .bind(board.uuid())
    .bind(number(before))
    .bind(steps.iter().map(|step| step.id.uuid()).collect::<Vec<_>>())
    .bind(
        steps
            .iter()
            .map(|step| step.deed.account().uuid())
            .collect::<Vec<_>>(),
    )
    .bind(
        steps
            .iter()
            .map(|step| Json(&step.deed))
            .collect::<Vec<_>>(),
    )
    .bind(
        steps
            .iter()
            .map(|step| step.from.map(AccountId::uuid))
            .collect::<Vec<_>>(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Where a step stands: its index.
fn place_of(steps: &[BoardStep], step: BoardStepId) -> Result<usize> {
    let place = steps.iter().position(|known| known.id == step);
    place.ok_or_else(|| StoreError::NotFound(format!("step {step}")))
}

/// Takes a step out. Answers what the history says of it.
pub(super) async fn step_remove(
    conn: &mut PgConnection,
    actor: &Actor,
    board: &Board,
    step: BoardStepId,
) -> Result<StepsTold> {
    let steps = steps_read(conn, board.id).await?;
    let index = place_of(&steps, step)?;
    let words = step_words(conn, &steps[index]).await?;
    let act = BoardAct::ChangeSteps {
        steps: steps.len() - 1,
    };
    board_write(conn, actor, board, state_after(board, act)?, Mark::PLANNED).await?;
    sqlx::query("DELETE FROM what_if_step WHERE id = $1")
        .bind(step.uuid())
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "UPDATE what_if_step SET position = position - 1 WHERE board_id = $1 AND position > $2",
    )
    .bind(board.id.uuid())
    .bind(number(index + 1))
    .execute(conn)
    .await?;
    let number = index + 1;
    Ok(StepsTold {
        note: format!("Step {number} taken out"),
        changes: vec![Change {
            field: format!("Step {number}"),
            before: Some(words),
            after: None,
        }],
    })
}

/// Puts a step back that was taken out, as it was: also where it is stale, which the board then says as before.
/// Answers what the history says of it.
///
/// # Errors
/// When the step stands on a board, or names an account that there is not.
pub(super) async fn step_put_back(
    conn: &mut PgConnection,
    actor: &Actor,
    board: &Board,
    step: &BoardStep,
    number: i64,
) -> Result<StepsTold> {
    let count = steps_read(conn, board.id).await?.len();
    let state = state_after(board, BoardAct::ChangeSteps { steps: count + 1 })?;
    let is_there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM what_if_step WHERE id = $1)")
            .bind(step.id.uuid())
            .fetch_one(&mut *conn)
            .await?;
    if is_there {
        return Err(invalid("step", "known", "This step is on a board already."));
    }
    let before = index_of(Some(number), count);
    let steps = std::slice::from_ref(step);
    let changes = steps_added(conn, before + 1, steps).await?;
    board_write(conn, actor, board, state, Mark::PLANNED).await?;
    shift(conn, board.id, before, 1).await?;
    steps_insert(conn, board.id, before, steps).await?;
    Ok(StepsTold {
        note: format!("Step {} put back", before + 1),
        changes,
    })
}

/// Gives a step another number. Answers what the history says of it.
pub(super) async fn step_shift(
    conn: &mut PgConnection,
    actor: &Actor,
    board: &Board,
    step: BoardStepId,
    to: i64,
) -> Result<StepsTold> {
    let steps = steps_read(conn, board.id).await?;
    let from = place_of(&steps, step)?;
    let to = index_of(Some(to), steps.len() - 1);
    let act = BoardAct::ChangeSteps { steps: steps.len() };
    board_write(conn, actor, board, state_after(board, act)?, Mark::PLANNED).await?;
    sqlx::query(
        "UPDATE what_if_step
         SET position = CASE WHEN position = $2 THEN $3
                             WHEN $2 < $3 THEN position - 1
                             ELSE position + 1 END
         WHERE board_id = $1 AND position BETWEEN least($2, $3) AND greatest($2, $3)",
    )
    .bind(board.id.uuid())
    .bind(number(from + 1))
    .bind(number(to + 1))
    .execute(&mut *conn)
    .await?;
    let words = step_words(conn, &steps[from]).await?;
    let (from, to) = (from + 1, to + 1);
    Ok(StepsTold {
        note: format!("Step {from} became step {to}"),
        changes: vec![Change {
            field: "Step".to_owned(),
            before: Some(format!("{from}: {words}")),
            after: Some(format!("{to}: {words}")),
        }],
    })
}

/// Plans a step anew from where its account stands when its turn comes. Answers what the history says of it.
///
/// # Errors
/// When it cannot be made from there either.
pub(super) async fn step_replan(
    conn: &mut PgConnection,
    actor: &Actor,
    board: &Board,
    step: BoardStepId,
) -> Result<StepsTold> {
    let mut steps = steps_read(conn, board.id).await?;
    let index = place_of(&steps, step)?;
    let act = BoardAct::ChangeSteps { steps: steps.len() };
    let state = state_after(board, act)?;
    let before = step_words(conn, &steps[index]).await?;
    let mut draft = Draft::begin(conn, &steps, None, &[]).await?;
    for (at, known) in steps.iter_mut().enumerate().take(index + 1) {
        if at < index {
            let _stale = draft.step(known).err();
            continue;
        }
        known.from = draft.tree.parent(known.deed.account());
        step_check(&mut draft, at, known)?;
        board_write(conn, actor, board, state, Mark::PLANNED).await?;
        sqlx::query("UPDATE what_if_step SET from_id = $2 WHERE id = $1")
            .bind(step.uuid())
            .bind(known.from.map(AccountId::uuid))
            .execute(&mut *conn)
            .await?;
    }
    let after = step_words(conn, &steps[index]).await?;
    let number = index + 1;
    let change = Change::between(format!("Step {number}"), &before, &after);
    Ok(StepsTold {
        note: format!("Step {number} planned anew"),
        changes: change.into_iter().collect(),
    })
}
