//! The scheduled changes of an account, and those across accounts.

use domain::access::{Action, Actor};
use domain::actions::{ActionKind, ActionState, ActionsPage, ActionsWanted, DeferredAction};
use domain::ids::{AccountId, AuditEntryId, DeferredActionId};
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::rows::{COLUMNS, JOINS, action_read};
use crate::Store;
use crate::error::Result;
use crate::hierarchy::{entries_undone, plans_refused};

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

/// Actions across accounts by day and in order within the day, of what is over the latest first; with what
/// stands against those whose day has not come.
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
    let statement = format!(
        "SELECT {COLUMNS} FROM deferred_action d {JOINS}
         WHERE d.state = ANY($1) AND ($2::text IS NULL OR d.kind = $2)
           AND ($3::date IS NULL OR d.due_on = $3)
           AND ($4::uuid IS NULL OR (d.due_on, d.number) {behind} (
                    SELECT last.due_on, last.number FROM deferred_action last WHERE last.id = $4))
         ORDER BY d.due_on {order}, d.number {order} LIMIT $5"
    );
    let states: Vec<&str> = (wanted.states().into_iter())
        .map(ActionState::code)
        .collect();
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(states)
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
        "WITH RECURSIVE up (action, id) AS (
             (SELECT id, account_id FROM deferred_action WHERE state IN ('pending', 'failed')
              UNION
              SELECT id, split_part(request #>> '{{move,request,to}}', '_', 2)::uuid
              FROM deferred_action WHERE state IN ('pending', 'failed') AND kind = 'move'
              UNION
              SELECT b.action_id, s.account_id FROM what_if_board b
              JOIN what_if_step s ON s.board_id = b.id WHERE b.state = 'scheduled'
              UNION
              SELECT b.action_id, split_part(s.deed #>> '{{move,to}}', '_', 2)::uuid
              FROM what_if_board b JOIN what_if_step s ON s.board_id = b.id
              WHERE b.state = 'scheduled' AND s.deed ? 'move')
             UNION
             SELECT up.action, l.parent_id FROM up
             JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
             WHERE up.id <> ALL($1)
         ), found (id) AS (
             SELECT action FROM up WHERE id = ANY($1) AND action IS DISTINCT FROM $4
             UNION SELECT unnest($2::uuid[])
         )
         SELECT {COLUMNS}, (SELECT count(*) FROM found) AS found FROM deferred_action d {JOINS}
         WHERE d.id IN (SELECT id FROM found)
         ORDER BY d.due_on, d.number LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
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
