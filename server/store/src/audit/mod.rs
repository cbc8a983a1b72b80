//! The audit log: one entry per change, with every value before and after (NEWS-1, NEWS-2).

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind, HistoryEntry, HistoryPage};
use domain::ids::{AccountId, AuditEntryId, OperationId};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::Store;
use crate::error::{Result, StoreError};

/// The most entries of one page of the history.
pub const HISTORY_LIMIT: u16 = 100;

/// What an entry says besides who and when.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// The account that it touches; its history shows the entry.
    pub account: Option<AccountId>,
    /// The thing that it touches, where that is not the account itself.
    pub object: Option<Uuid>,
    /// The form's operation id.
    pub operation: Option<OperationId>,
    /// A line where the changes alone do not say it; empty otherwise.
    pub note: &'a str,
    /// Every value that it touches. Secrets are named and never shown.
    pub changes: &'a [Change],
}

/// Writes an entry in the transaction of the change itself, so that neither is without the other.
///
/// # Errors
/// When the database fails.
pub async fn entry_write(
    conn: &mut PgConnection,
    actor: &Actor,
    today: NaiveDate,
    entry: Entry<'_>,
) -> Result<AuditEntryId> {
    let id = AuditEntryId::from_uuid(Uuid::now_v7());
    let (actor_kind, actor_id) = match actor {
        Actor::Staff { id, .. } => ("staff", Some(id.uuid())),
        Actor::Job { .. } => ("job", None),
        Actor::Command { .. } => ("command", None),
    };
    let column =
        |of: fn(&Change) -> Option<String>| entry.changes.iter().map(of).collect::<Vec<_>>();
    sqlx::query(
        "WITH entry AS (
             INSERT INTO audit_entry (id, business_date, actor_kind, actor_id, actor_name, kind,
                                      account_id, object_id, operation_id, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))
         INSERT INTO audit_change (entry_id, position, field, before, after)
         SELECT $1, position - 1, field, before, after
         FROM unnest($11::text[], $12::text[], $13::text[])
              WITH ORDINALITY AS change (field, before, after, position)",
    )
    .bind(id.uuid())
    .bind(today)
    .bind(actor_kind)
    .bind(actor_id)
    .bind(actor.name())
    .bind(entry.kind.code())
    .bind(entry.account.map(AccountId::uuid))
    .bind(entry.object)
    .bind(entry.operation.map(OperationId::uuid))
    .bind(entry.note)
    .bind(column(|change| Some(change.field.clone())))
    .bind(column(|change| change.before.clone()))
    .bind(column(|change| change.after.clone()))
    .execute(conn)
    .await?;
    Ok(id)
}

/// The history of an account, the latest entry first: at most `limit` entries (of
/// [`HISTORY_LIMIT`]) that are older than `before`.
///
/// # Errors
/// When the actor may not open accounts, the database fails or an entry cannot be read.
pub async fn history_list(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    before: Option<AuditEntryId>,
    limit: u16,
) -> Result<HistoryPage> {
    actor.require(Action::ReadAccount)?;
    let limit = limit.clamp(1, HISTORY_LIMIT);
    let rows = sqlx::query(
        "SELECT e.id, e.kind, e.at, e.business_date, e.actor_name, e.note,
                (SELECT coalesce(jsonb_agg(jsonb_build_object(
                            'field', c.field, 'before', c.before, 'after', c.after)
                        ORDER BY c.position), '[]')
                 FROM audit_change c WHERE c.entry_id = e.id) AS changes
         FROM audit_entry e
         WHERE e.account_id = $1 AND e.id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
         ORDER BY e.id DESC LIMIT $3",
    )
    .bind(account.uuid())
    .bind(before.map(AuditEntryId::uuid))
    .bind(i64::from(limit) + 1)
    .fetch_all(store.pool())
    .await?;
    let has_more = rows.len() > usize::from(limit);
    let entries: Vec<HistoryEntry> = rows
        .iter()
        .take(usize::from(limit))
        .map(entry_read)
        .collect::<Result<_>>()?;
    let next = entries.last().filter(|_| has_more).map(|entry| entry.id);
    Ok(HistoryPage { entries, next })
}

fn entry_read(row: &sqlx::postgres::PgRow) -> Result<HistoryEntry> {
    let kind: String = row.try_get("kind")?;
    let kind = ChangeKind::from_code(&kind)
        .ok_or_else(|| StoreError::unreadable("audit_entry", format!("kind {kind}")))?;
    Ok(HistoryEntry {
        id: AuditEntryId::from_uuid(row.try_get("id")?),
        kind,
        at: row.try_get::<DateTime<Utc>, _>("at")?,
        business_date: row.try_get("business_date")?,
        actor: row.try_get("actor_name")?,
        note: row.try_get("note")?,
        changes: row
            .try_get::<sqlx::types::Json<Vec<Change>>, _>("changes")?
            .0,
    })
}
