//! Reading boards: the list, one with its steps.

use std::collections::HashMap;

use domain::access::{Action, Actor};
use domain::audit::{ChangeKind, HistoryPage};
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    Board, BoardList, BoardPage, BoardState, BoardStep, BoardStepRow, StepConflict, Tense,
    organizations_touched, step_handed_sentence,
};
use domain::ids::{AccountId, AuditEntryId, BillUnitId, BoardId, BoardStepId};
use domain::money::{Money, money_sums};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::super::draft::{Draft, Folded};
use super::super::facts::today;
use super::super::nodes::currency_read;
use super::super::preview::picture;
use super::rows::{COLUMNS, TABLES, board_get, board_row, steps_read, undone_tell, until_of};
use super::told::{StepNames, names_read};
use crate::Store;
use crate::audit::object_history;
use crate::error::{Result, StoreError};

/// The most boards that are listed at once.
pub const BOARDS_LIMIT: usize = 50;

/// The most steps that are shown at once.
pub const BOARD_STEPS_LIMIT: usize = 200;

/// The most entries of a board's history that are shown at once.
pub const BOARD_HISTORY_LIMIT: u16 = 10;

/// The most organizations of a board that are named.
const BOARD_ORGANIZATIONS_LIMIT: usize = 30;

/// Boards, the newest first, behind the board `after`; those that are over where `is_over`, otherwise
/// those that are not.
///
/// # Errors
/// When the actor may not see organizations, or the database fails.
pub async fn boards_list(
    store: &Store,
    actor: &Actor,
    is_over: bool,
    after: Option<BoardId>,
) -> Result<BoardList> {
    actor.require(Action::ReadHierarchy)?;
    let statement = format!(
        "SELECT {COLUMNS} FROM {TABLES}
         WHERE (b.state IN ('applied', 'discarded')) = $1 AND ($2::uuid IS NULL OR b.id < $2)
         ORDER BY b.id DESC LIMIT $3"
    );
    let mut conn = store.pool().acquire().await?;
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(is_over)
        .bind(after.map(BoardId::uuid))
        .bind(i64::try_from(BOARDS_LIMIT + 1).unwrap_or(i64::MAX))
        .fetch_all(&mut *conn)
        .await?;
    let shown = rows.iter().take(BOARDS_LIMIT);
    let mut boards: Vec<Board> = shown
        .map(|row| board_row(row, actor))
        .collect::<Result<_>>()?;
    undone_tell(&mut conn, &mut boards).await?;
    Ok(BoardList {
        rows: boards,
        has_more: rows.len() > BOARDS_LIMIT,
    })
}

/// A board with its steps behind the step number `after`, each with what makes it stale: today, or on its day where
/// the board is scheduled. Whoever
/// may see organizations may see it: the link is all that it takes (ORG-9).
///
/// # Errors
/// When the actor may not see organizations, there is no such board, or the database fails.
pub async fn board_page(
    store: &Store,
    actor: &Actor,
    board: BoardId,
    after: i64,
) -> Result<BoardPage> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let mut board = board_get(&mut tx, actor, board).await?;
    undone_tell(&mut tx, std::slice::from_mut(&mut board)).await?;
    let steps = steps_read(&mut tx, board.id).await?;
    let until = until_of(&mut tx, &board).await?;
    let mut draft = Draft::begin(&mut tx, &steps, until, &[]).await?;
    let is_over = board.state.is_over();
    let Folded { conflicts, handed } = match is_over {
        true => Folded::default(),
        false => draft.fold(&steps),
    };
    let numbered = (1_i64..).zip(&steps).filter(|(number, _)| *number > after);
    let shown: Vec<(i64, &BoardStep)> = numbered.take(BOARD_STEPS_LIMIT).collect();
    let names = names_read(&mut tx, shown.iter().map(|(_, step)| *step)).await?;
    let tense = match board.state {
        BoardState::Applied => Tense::Done,
        _ => Tense::Ahead,
    };
    let mut rows = Vec::new();
    for step in shown {
        rows.push(step_row(&names, step, &conflicts, tense)?);
    }
    if !is_over {
        handed_tell(&mut tx, &mut rows, &handed).await?;
    }
    let last = rows.last().map_or(after, |row: &BoardStepRow| row.number);
    Ok(BoardPage {
        has_more: board.steps > last,
        stale: i64::try_from(conflicts.len()).unwrap_or(i64::MAX),
        first_stale: conflicts.first().map(ToString::to_string),
        organizations: organizations_touched(&draft.tree, &steps, BOARD_ORGANIZATIONS_LIMIT),
        today: today(&mut tx).await?,
        board,
        rows,
    })
}

/// What became of a board and its steps, the latest first: entries older than `before`. Whoever may see the board
/// may see it.
///
/// # Errors
/// When the actor may not see organizations, there is no such board, or the database fails.
pub async fn board_history(
    store: &Store,
    actor: &Actor,
    board: BoardId,
    before: Option<AuditEntryId>,
) -> Result<HistoryPage> {
    actor.require(Action::ReadHierarchy)?;
    let board = board_get(&mut *store.pool().acquire().await?, actor, board).await?;
    let about = (
        board.id.uuid(),
        &[ChangeKind::BoardChanged, ChangeKind::BoardApplied][..],
    );
    object_history(store, actor, about, before, BOARD_HISTORY_LIMIT).await
}

fn step_row(
    names: &StepNames,
    (number, step): (i64, &BoardStep),
    conflicts: &[StepConflict],
    tense: Tense,
) -> Result<BoardStepRow> {
    let named = |id: AccountId| names.account(id).cloned();
    let conflict = conflicts.iter().find(|conflict| conflict.step == step.id);
    Ok(BoardStepRow {
        id: step.id,
        number,
        deed: step.deed.clone(),
        sentence: names.sentence(step, tense)?,
        conflict: conflict.map(|conflict| conflict.problem.to_string()),
        handed: None,
        account: named(step.deed.account())?,
        from: step.from.map(named).transpose()?,
        to: step.deed.to().map(named).transpose()?,
    })
}

/// Says with each step that can be made and is to hand payers over which bill units these are.
async fn handed_tell(
    conn: &mut PgConnection,
    rows: &mut [BoardStepRow],
    handed: &HashMap<BoardStepId, Vec<PayerChange>>,
) -> Result<()> {
    let changes = |row: &BoardStepRow| handed.get(&row.id).map_or(&[][..], Vec::as_slice);
    let units: Vec<Uuid> = (rows.iter())
        .flat_map(changes)
        .map(|change| change.unit.id.uuid())
        .collect();
    let open = open_read(conn, &units).await?;
    for row in rows {
        if row.deed.handover().is_some() && row.conflict.is_none() {
            let changes = changes(row);
            let amounts = changes
                .iter()
                .filter_map(|change| open.get(&change.unit.id).copied());
            let sums = money_sums(amounts)
                .map_err(|error| StoreError::Internal(format!("what stays open: {error}")))?;
            row.handed = Some(step_handed_sentence(changes, &sums));
        }
    }
    Ok(())
}

/// What is open on each of these bill units, in the currency of its account.
async fn open_read(conn: &mut PgConnection, units: &[Uuid]) -> Result<HashMap<BillUnitId, Money>> {
    if units.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String, i64)> = sqlx::query_as(
        "SELECT u.id, i.currency::text, sum(i.amount_minor)::bigint
         FROM (SELECT DISTINCT unnest($1::uuid[])) AS wanted (id) JOIN bill_unit u USING (id)
         JOIN item i ON i.account_id = u.account_id AND i.bill_unit_id = u.id
         WHERE i.amount_minor > 0 GROUP BY u.id, i.currency",
    )
    .bind(units)
    .fetch_all(conn)
    .await?;
    let one = |(id, code, minor): (Uuid, String, i64)| {
        let currency = currency_read(&code)?;
        Ok((BillUnitId::from_uuid(id), Money { minor, currency }))
    };
    rows.into_iter().map(one).collect()
}
