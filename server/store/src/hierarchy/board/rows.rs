//! Rows of boards and their steps.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind};
use domain::fields::{FieldErrors, FieldProblem};
use domain::hierarchy::{
    Board, BoardAct, BoardEffect, BoardState, BoardStep, BoardUndone, Deed, StepConflict,
    StepProblem, board_after,
};
use domain::ids::{AccountId, AuditEntryId, BoardId, BoardStepId, DeferredActionId, OperationId};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::super::facts::today;
use super::super::undo_ties::entries_undone;
use super::told::StepsTold;
use crate::actions::Until;
use crate::audit::{AuditEntry, actor_columns};
use crate::error::{Result, StoreError};
use crate::operations::invalid;

/// Stale steps that a refusal names.
const NAMED: usize = 20;

/// The columns that [`board_row`] reads, of [`TABLES`].
pub(super) const COLUMNS: &str = "
    b.id, b.name, b.state, b.version, b.owner_name, b.changed_by, b.changed_at, b.approved_by,
    b.authors, b.action_id, b.entry_id, coalesce(b.applied_on, d.due_on) AS due_on,
    CASE WHEN b.state = 'scheduled' THEN d.failure_sentence END AS failure,
    (SELECT count(*) FROM what_if_step s WHERE s.board_id = b.id) AS steps";

/// Boards `b`, each with the action that applies it.
pub(super) const TABLES: &str = "what_if_board b LEFT JOIN deferred_action d ON d.id = b.action_id";

/// A board as `actor` sees it; whether it was undone is told by [`undone_tell`].
pub(super) fn board_row(row: &PgRow, actor: &Actor) -> Result<Board> {
    let state: &str = row.try_get("state")?;
    let id = |column: &str| row.try_get::<Option<Uuid>, _>(column);
    Ok(Board {
        id: BoardId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        state: BoardState::from_code(state)
            .ok_or_else(|| StoreError::unreadable("what_if_board", format!("state {state}")))?,
        version: row.try_get("version")?,
        steps: row.try_get("steps")?,
        owner: row.try_get("owner_name")?,
        changed_by: row.try_get("changed_by")?,
        changed_at: row.try_get("changed_at")?,
        approved_by: row.try_get("approved_by")?,
        due_on: row.try_get("due_on")?,
        action: id("action_id")?.map(DeferredActionId::from_uuid),
        entry: id("entry_id")?.map(AuditEntryId::from_uuid),
        undone: None,
        failure: row.try_get("failure")?,
        may_change: actor.may(Action::MoveAccounts),
        is_own: is_own(row, actor)?,
    })
}

/// Whether somebody began a board or planned steps of it. Whoever runs the program on the machine is no
/// person who could hide behind another.
fn is_own(row: &PgRow, actor: &Actor) -> Result<bool> {
    let Some(id) = staff_id(actor) else {
        return Ok(false);
    };
    let authors: Vec<Uuid> = row.try_get("authors")?;
    let owner: &str = row.try_get("owner_name")?;
    Ok(authors.contains(&id) || (authors.is_empty() && owner == actor.name()))
}

/// The staff user that an actor is.
pub(super) fn staff_id(actor: &Actor) -> Option<Uuid> {
    actor_columns(actor).1
}

/// Says of those of these boards that were applied who undid them, where that holds.
///
/// # Errors
/// When the database fails.
pub(super) async fn undone_tell(conn: &mut PgConnection, boards: &mut [Board]) -> Result<()> {
    let entries: Vec<AuditEntryId> = boards.iter().filter_map(|board| board.entry).collect();
    if entries.is_empty() {
        return Ok(());
    }
    let mut undone = entries_undone(conn, &entries).await?;
    for board in boards {
        let undo = board.entry.and_then(|entry| undone.remove(&entry));
        board.undone = undo.map(|undo| BoardUndone {
            by: undo.actor,
            at: undo.at,
        });
    }
    Ok(())
}

/// The board, as it is.
///
/// # Errors
/// When there is none, or the database fails.
pub(super) async fn board_get(
    conn: &mut PgConnection,
    actor: &Actor,
    id: BoardId,
) -> Result<Board> {
    board_fetch(conn, actor, id, "").await
}

/// The same, held until the transaction ends. Who also takes the lock of structure changes takes that
/// one first.
pub(super) async fn board_hold(
    conn: &mut PgConnection,
    actor: &Actor,
    id: BoardId,
) -> Result<Board> {
    board_fetch(conn, actor, id, "FOR UPDATE OF b").await
}

async fn board_fetch(
    conn: &mut PgConnection,
    actor: &Actor,
    id: BoardId,
    hold: &str,
) -> Result<Board> {
    let statement = format!("SELECT {COLUMNS} FROM {TABLES} WHERE b.id = $1 {hold}");
    let row = sqlx::query(AssertSqlSafe(statement))
        .bind(id.uuid())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("what-if board {id}")))?;
    board_row(&row, actor)
}

/// Until when what is planned counts where a board is looked at: until its day, without itself, where it is scheduled
/// for one to come (ORG-9). None: over the present.
///
/// # Errors
/// When the database fails.
pub(super) async fn until_of(conn: &mut PgConnection, board: &Board) -> Result<Option<Until>> {
    let day = board.day_ahead(today(conn).await?);
    let until = |day| Until {
        day,
        except: board.action,
    };
    Ok(day.map(until))
}

/// The steps of a board in their order.
///
/// # Errors
/// When the database fails or a step cannot be read.
pub(crate) async fn steps_read(conn: &mut PgConnection, board: BoardId) -> Result<Vec<BoardStep>> {
    let rows: Vec<(Uuid, Json<Deed>, Option<Uuid>)> = sqlx::query_as(
        "SELECT id, deed, from_id FROM what_if_step WHERE board_id = $1 ORDER BY position",
    )
    .bind(board.uuid())
    .fetch_all(conn)
    .await?;
    let step = |(id, Json(deed), from): (Uuid, Json<Deed>, Option<Uuid>)| BoardStep {
        id: BoardStepId::from_uuid(id),
        deed,
        from: from.map(AccountId::from_uuid),
    };
    Ok(rows.into_iter().map(step).collect())
}

/// The state of a board after this is done with it.
///
/// # Errors
/// The refusal of the rule.
pub(super) fn state_after(board: &Board, act: BoardAct) -> Result<BoardState> {
    board_after(board.state, act)
        .map_err(|refusal| invalid("board", refusal.code(), refusal.to_string()))
}

/// Looks that a board is as the person saw it.
///
/// # Errors
/// When somebody changed it since.
pub(super) fn version_check(board: &Board, seen: i64) -> Result<()> {
    if board.version == seen {
        return Ok(());
    }
    Err(StoreError::Conflict {
        code: "stale",
        sentence: format!(
            "{} changed this what-if board meanwhile. Nothing of yours was saved over it; please look \
             at it again.",
            board.changed_by
        ),
    })
}

/// Looks that no step is stale.
///
/// # Errors
/// When some are: a sentence for each of the first, at `steps.N`, or at `steps.N.handover` where it is for who is to
/// pay.
pub(super) fn conflicts_check(conflicts: &[StepConflict]) -> Result<()> {
    if conflicts.is_empty() {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    for conflict in conflicts.iter().take(NAMED) {
        let field = match conflict.problem {
            StepProblem::Handover(_) => format!("steps.{}.handover", conflict.number),
            _ => format!("steps.{}", conflict.number),
        };
        errors.push(field, conflict.code(), conflict.to_string());
    }
    Err(StoreError::Invalid(errors))
}

/// That a board was applied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Applied<'a> {
    /// The entry that says so.
    pub(super) entry: AuditEntryId,
    /// The day from which on it counts.
    pub(super) since: NaiveDate,
    /// What it came to.
    pub(super) effect: &'a BoardEffect,
}

/// What else is new in a board that is written.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Mark<'a> {
    /// What applies it on a day to come, or did.
    pub(super) action: Option<DeferredActionId>,
    /// That it was applied.
    pub(super) applied: Option<Applied<'a>>,
    /// Whether steps were planned: whoever did it does not approve them.
    pub(super) is_planned: bool,
}

impl Mark<'_> {
    /// Steps were planned.
    pub(super) const PLANNED: Self = Self {
        action: None,
        applied: None,
        is_planned: true,
    };
}

/// Writes name and state of a board, which the caller holds, and answers it as it is then.
pub(super) async fn board_write(
    conn: &mut PgConnection,
    actor: &Actor,
    board: &Board,
    state: BoardState,
    mark: Mark<'_>,
) -> Result<()> {
    let approved_by = match state {
        BoardState::Open | BoardState::Discarded => None,
        BoardState::Approved if board.state != state => Some(actor.name().to_owned()),
        _ => board.approved_by.clone(),
    };
    sqlx::query(
        "UPDATE what_if_board
         SET name = $2, state = $3, approved_by = $4, action_id = $5, entry_id = $6, applied_on = $7,
             effect = $10, version = version + 1, changed_by = $8, changed_at = now(),
             authors = CASE WHEN $9::uuid IS NULL OR $9 = ANY(authors) THEN authors
                            ELSE authors || $9 END
         WHERE id = $1",
    )
    .bind(board.id.uuid())
    .bind(&board.name)
    .bind(state.code())
    .bind(approved_by)
    .bind(mark.action.map(DeferredActionId::uuid))
    .bind(mark.applied.map(|applied| applied.entry.uuid()))
    .bind(mark.applied.map(|applied| applied.since))
    .bind(actor.name())
    .bind(staff_id(actor).filter(|_| mark.is_planned))
    .bind(mark.applied.map(|applied| Json(applied.effect)))
    .execute(conn)
    .await?;
    Ok(())
}

/// The entry of the history that says what changed between two readings of a board.
pub(super) async fn change_note(
    conn: &mut PgConnection,
    actor: &Actor,
    operation: Option<OperationId>,
    (before, after): (Option<&Board>, &Board),
    told: StepsTold,
) -> Result<()> {
    let steps = |board: &Board| board.steps.to_string();
    let mut changes: Vec<Change> = match before {
        None => vec![Change {
            field: "Name".to_owned(),
            before: None,
            after: Some(after.name.clone()),
        }],
        Some(before) => [
            Change::between("Name", &before.name, &after.name),
            Change::between("Steps", &steps(before), &steps(after)),
            Change::between("State", before.state.label(), after.state.label()),
        ]
        .into_iter()
        .flatten()
        .collect(),
    };
    changes.extend(told.changes);
    let entry = AuditEntry {
        object: Some(after.id.uuid()),
        operation,
        note: &told.note,
        changes,
        ..AuditEntry::new(actor, ChangeKind::BoardChanged)
    };
    entry.write(conn).await?;
    Ok(())
}
