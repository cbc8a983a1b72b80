//! The scheduled changes of an account, and those across accounts.

use domain::access::{Action, Actor};
use domain::accounts::{AccountNumber, AccountRef};
use domain::actions::{ActionKind, ActionState, ActionsPage, ActionsWanted, DeferredAction};
use domain::ids::{AccountId, AuditEntryId, DeferredActionId};
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::rows::{COLUMNS, JOINS, action_read};
use crate::Store;
use crate::error::Result;
use crate::hierarchy::{account_ref, entries_undone, plans_refused};

/// The most actions that are listed at once.
pub const ACTIONS_LIMIT: i64 = 200;

/// What is scheduled for an account, also as a step of a what-if board: what is still to be done, by day
/// and in order within the day, each with what stands against it as things are.
///
/// # Errors
/// When the actor may not open accounts, or the database fails.
pub async fn account_actions(
    store: &Store,
    actor: &Actor,
    account: AccountId,
) -> Result<Vec<DeferredAction>> {
    actor.require(Action::ReadAccount)?;
    let conn = &mut *store.pool().acquire().await?;
    let mut actions = actions_of(conn, actor, account, ACTIONS_LIMIT).await?;
    conflicts_tell(conn, &mut actions).await?;
    Ok(actions)
}

/// The same without what stands against it, at most `limit`.
///
/// # Errors
/// When the database fails.
pub(crate) async fn actions_of(
    conn: &mut PgConnection,
    actor: &Actor,
    account: AccountId,
    limit: i64,
) -> Result<Vec<DeferredAction>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM deferred_action d {JOINS}
         WHERE d.state IN ('pending', 'failed') AND d.id IN (
             SELECT id FROM deferred_action WHERE account_id = $1
             UNION ALL
             SELECT b.action_id FROM what_if_step s JOIN what_if_board b ON b.id = s.board_id
             WHERE s.account_id = $1 AND b.action_id IS NOT NULL)
         ORDER BY d.due_on, d.number LIMIT $2"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(account.uuid())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    let read = |row| action_read(row, actor);
    rows.iter().map(read).collect()
}

/// Says with each action whose day has not come what stands against it by then.
async fn conflicts_tell(conn: &mut PgConnection, actions: &mut [DeferredAction]) -> Result<()> {
    let is_pending = |action: &DeferredAction| action.state == ActionState::Pending;
    let pending = actions.iter().filter(|action| is_pending(action));
    let Some(last) = pending.map(|action| action.due_on).max() else {
        return Ok(());
    };
    let mut refused = plans_refused(conn, last).await?;
    for action in actions.iter_mut().filter(|action| is_pending(action)) {
        action.conflict = refused.remove(&action.id);
    }
    Ok(())
}

/// Says of each action that was done who undid it.
async fn undos_tell(conn: &mut PgConnection, actions: &mut [DeferredAction]) -> Result<()> {
    let is_done = |action: &&DeferredAction| action.state == ActionState::Done;
    let done = actions.iter().filter(is_done);
    let entries: Vec<AuditEntryId> = done.filter_map(|action| action.entry).collect();
    if entries.is_empty() {
        return Ok(());
    }
    let mut undone = entries_undone(conn, &entries).await?;
    for action in actions {
        let undo = action.entry.and_then(|entry| undone.remove(&entry));
        action.undone_by = undo.map(|undo| undo.actor);
    }
    Ok(())
}

/// The most actions of one page of the list across accounts.
pub const ACTIONS_PAGE: usize = 50;

/// `found`: the actions in one of the states `$1` that are about an account at or below one of `$2`, or bring
/// something there. To be followed by the rest of the statement.
const WITHIN: &str = "WITH RECURSIVE up (action, id) AS (
     (SELECT id, account_id FROM deferred_action WHERE state = ANY($1)
      UNION
      SELECT id, split_part(request #>> '{move,request,to}', '_', 2)::uuid
      FROM deferred_action WHERE state = ANY($1) AND kind = 'move'
      UNION
      SELECT d.id, s.account_id FROM deferred_action d JOIN what_if_board b ON b.action_id = d.id
      JOIN what_if_step s ON s.board_id = b.id WHERE d.state = ANY($1)
      UNION
      SELECT d.id, split_part(s.deed #>> '{move,to}', '_', 2)::uuid
      FROM deferred_action d JOIN what_if_board b ON b.action_id = d.id
      JOIN what_if_step s ON s.board_id = b.id WHERE d.state = ANY($1) AND s.deed ? 'move')
     UNION
     SELECT up.action, l.parent_id FROM up
     JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                 AND upper_inf(l.valid)
     WHERE up.id <> ALL($2)
 ), found (id) AS (SELECT action FROM up WHERE id = ANY($2))";

/// Actions across accounts by day and in order within the day, of what is over the latest first; with what
/// stands against those whose day has not come. Of a part of an organization it costs by what there is in the
/// states that are asked for, and how deep that stands.
///
/// # Errors
/// When the actor may not open accounts, or the database fails.
pub async fn actions_list(
    store: &Store,
    actor: &Actor,
    wanted: &ActionsWanted,
) -> Result<ActionsPage> {
    actor.require(Action::ReadAccount)?;
    let conn = &mut *store.pool().acquire().await?;
    let (behind, order) = match wanted.is_latest_first() {
        true => ("<", "DESC"),
        false => (">", "ASC"),
    };
    let below = match wanted.below {
        Some(number) => account_numbered(conn, number).await?,
        None => None,
    };
    let (within, is_within) = match wanted.below {
        Some(_) => (WITHIN, "d.id IN (SELECT id FROM found)"),
        None => ("", "$2::uuid[] IS NOT NULL"),
    };
    let statement = format!(
        "{within} SELECT {COLUMNS} FROM deferred_action d {JOINS}
         WHERE d.state = ANY($1) AND {is_within} AND ($3::text IS NULL OR d.kind = $3)
           AND ($4::date IS NULL OR d.due_on = $4)
           AND ($5::uuid IS NULL OR (d.due_on, d.number) {behind} (
                    SELECT last.due_on, last.number FROM deferred_action last WHERE last.id = $5))
         ORDER BY d.due_on {order}, d.number {order} LIMIT $6"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(codes(&wanted.states()))
        .bind(
            below
                .iter()
                .map(|account| account.id.uuid())
                .collect::<Vec<_>>(),
        )
        .bind(wanted.kind.map(ActionKind::code))
        .bind(wanted.on)
        .bind(wanted.after.map(DeferredActionId::uuid))
        .bind(i64::try_from(ACTIONS_PAGE + 1).unwrap_or(i64::MAX))
        .fetch_all(&mut *conn)
        .await?;
    let shown = rows.iter().take(ACTIONS_PAGE);
    let read = |row| action_read(row, actor);
    let mut actions: Vec<DeferredAction> = shown.map(read).collect::<Result<_>>()?;
    conflicts_tell(conn, &mut actions).await?;
    undos_tell(conn, &mut actions).await?;
    Ok(ActionsPage {
        rows: actions,
        below,
        has_more: rows.len() > ACTIONS_PAGE,
    })
}

/// What is still to be done at or below `roots` or brings something there, with the actions `also` and without
/// `except`: by day, at most `limit`, and how many there are. Costs by what is scheduled at all and how deep it
/// stands; what stands together is walked up once for each action.
///
/// # Errors
/// When the database fails.
pub(crate) async fn actions_within(
    conn: &mut PgConnection,
    actor: &Actor,
    (roots, also, except): (&[Uuid], &[DeferredActionId], Option<DeferredActionId>),
    limit: i64,
) -> Result<(Vec<DeferredAction>, i64)> {
    let statement = format!(
        "{WITHIN}, wanted (id) AS (
             SELECT id FROM found WHERE id IS DISTINCT FROM $5 UNION SELECT unnest($3::uuid[])
         )
         SELECT {COLUMNS}, (SELECT count(*) FROM wanted) AS found FROM deferred_action d {JOINS}
         WHERE d.id IN (SELECT id FROM wanted)
         ORDER BY d.due_on, d.number LIMIT $4"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(codes(&ActionsWanted::default().states()))
        .bind(roots)
        .bind(also.iter().map(|id| id.uuid()).collect::<Vec<_>>())
        .bind(limit)
        .bind(except.map(DeferredActionId::uuid))
        .fetch_all(conn)
        .await?;
    let found = rows.first().map_or(Ok(0), |row| row.try_get("found"))?;
    let read = |row| action_read(row, actor);
    let actions = rows.iter().map(read).collect::<Result<_>>()?;
    Ok((actions, found))
}

fn codes(states: &[ActionState]) -> Vec<&'static str> {
    states.iter().map(|state| state.code()).collect()
}

/// The account of this number; none where there is no such account.
async fn account_numbered(
    conn: &mut PgConnection,
    number: AccountNumber,
) -> Result<Option<AccountRef>> {
    let row = sqlx::query("SELECT id, number, name FROM account WHERE number = $1")
        .bind(number.get())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(account_ref).transpose()
}
