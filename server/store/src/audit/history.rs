//! Reading the history of an account.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind, HistoryEntry, HistoryPage};
use domain::ids::{AccountId, AuditEntryId};
use sqlx::Row;

use crate::Store;
use crate::error::{Result, StoreError};

/// The most entries of one page of the history.
pub const HISTORY_LIMIT: u16 = 100;

/// The most names that the filter of a history offers.
const PEOPLE_LIMIT: i64 = 200;

/// Which entries of a history are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// One kind of change only.
    pub kind: Option<ChangeKind>,
    /// What the person of this name did only.
    pub person: Option<String>,
    /// Entries older than this one only.
    pub before: Option<AuditEntryId>,
}

/// The history of an account, the latest entry first: at most `limit` entries (of
/// [`HISTORY_LIMIT`]) that are older than `before`.
///
/// # Errors
/// As [`history_find`].
pub async fn history_list(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    before: Option<AuditEntryId>,
    limit: u16,
) -> Result<HistoryPage> {
    let filter = HistoryFilter {
        before,
        ..HistoryFilter::default()
    };
    history_find(store, actor, account, &filter, limit).await
}

/// The entries of an account's history that fit a filter, the latest first: at most `limit` of them
/// (of [`HISTORY_LIMIT`]).
///
/// # Errors
/// When the actor may not open accounts, the database fails or an entry cannot be read.
pub async fn history_find(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    filter: &HistoryFilter,
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
           AND ($3::text IS NULL OR e.kind = $3) AND ($4::text IS NULL OR e.actor_name = $4)
         ORDER BY e.id DESC LIMIT $5",
    )
    .bind(account.uuid())
    .bind(filter.before.map(AuditEntryId::uuid))
    .bind(filter.kind.map(ChangeKind::code))
    .bind(filter.person.as_deref())
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

/// Everybody who changed an account, by name, for the filter of its history.
///
/// # Errors
/// When the actor may not open accounts, or the database fails.
pub async fn history_people(
    store: &Store,
    actor: &Actor,
    account: AccountId,
) -> Result<Vec<String>> {
    actor.require(Action::ReadAccount)?;
    let names = sqlx::query_scalar(
        "SELECT DISTINCT actor_name FROM audit_entry WHERE account_id = $1
         ORDER BY actor_name LIMIT $2",
    )
    .bind(account.uuid())
    .bind(PEOPLE_LIMIT)
    .fetch_all(store.pool())
    .await?;
    Ok(names)
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
