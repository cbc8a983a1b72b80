//! Reading the history of an account.

use std::collections::HashMap;

use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind, EntryTies, HistoryEntry, HistoryPage};
use domain::fields::FieldErrors;
use domain::ids::{AccountId, AuditEntryId};
use domain::staff::NAME_LIMIT;
use domain::text::line_parse;
use sea_orm::{ColumnTrait, EntityLoaderTrait, ExprTrait, QueryFilter, QueryOrder};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Store;
use crate::entity::{audit_change, audit_entry};
use crate::error::{Result, StoreError};
use crate::hierarchy::{Tied, entry_ties};

/// The most entries of one page of the history.
pub const HISTORY_LIMIT: u16 = 100;

/// The most names that the filter of a history offers.
pub(super) const PEOPLE_LIMIT: i64 = 200;

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
/// When the actor may not open accounts, at `person` where nobody can have this name, when the database
/// fails or an entry cannot be read.
pub async fn history_find(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    filter: &HistoryFilter,
    limit: u16,
) -> Result<HistoryPage> {
    actor.require(Action::ReadAccount)?;
    let of_account = audit_entry::Column::AccountId.eq(account.uuid());
    entries_find(store, actor, of_account, filter, limit).await
}

/// The entries of these kinds about an object, the latest first: at most `limit` of them (of [`HISTORY_LIMIT`])
/// that are older than `before`. Whoever calls it has checked the actor.
///
/// # Errors
/// When the database fails or an entry cannot be read.
pub(crate) async fn object_history(
    store: &Store,
    actor: &Actor,
    (object, kinds): (Uuid, &[ChangeKind]),
    before: Option<AuditEntryId>,
    limit: u16,
) -> Result<HistoryPage> {
    let kinds = kinds.iter().map(|kind| kind.code());
    let some = ExprTrait::and(
        audit_entry::Column::ObjectId.eq(object),
        audit_entry::Column::Kind.is_in(kinds),
    );
    let filter = HistoryFilter {
        before,
        ..HistoryFilter::default()
    };
    entries_find(store, actor, some, &filter, limit).await
}

/// Of some entries those that fit a filter, with their ties. Whoever calls it has checked the actor.
pub(super) async fn entries_find(
    store: &Store,
    actor: &Actor,
    some: sea_orm::sea_query::SimpleExpr,
    filter: &HistoryFilter,
    limit: u16,
) -> Result<HistoryPage> {
    let limit = limit.clamp(1, HISTORY_LIMIT);
    let mut query = audit_entry::Entity::load()
        .filter(some)
        .order_by_desc(audit_entry::Column::Id)
        .with(audit_change::Entity);
    if let Some(before) = filter.before {
        query = query.filter(audit_entry::Column::Id.lt(before.uuid()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(audit_entry::Column::Kind.eq(kind.code()));
    }
    if let Some(person) = &filter.person {
        let mut errors = FieldErrors::default();
        let person = errors.check("person", line_parse(person, NAME_LIMIT));
        let person = person.ok_or(StoreError::Invalid(errors))?;
        query = query.filter(audit_entry::Column::ActorName.eq(person));
    }
    // The first page of what is older: a bounded list without an offset.
    let rows = query
        .paginate(store.orm(), u64::from(limit) + 1)
        .fetch_page(0)
        .await?;
    let has_more = rows.len() > usize::from(limit);
    let rows: Vec<audit_entry::ModelEx> = rows.into_iter().take(usize::from(limit)).collect();
    let tied: Vec<Tied> = rows.iter().map(tied_read).collect::<Result<_>>()?;
    let mut connection = store.pool().acquire().await?;
    let mut ties = entry_ties(&mut connection, actor, &tied).await?;
    let objects = rows.iter().filter(|row| row.account_id.is_none());
    let objects: Vec<Uuid> = objects.filter_map(|row| row.object_id).collect();
    let names = objects_name(&mut connection, &objects).await?;
    let entries: Vec<HistoryEntry> = rows
        .into_iter()
        .map(|row| {
            let ties = ties.remove(&AuditEntryId::from_uuid(row.id));
            let about = row.object_id.and_then(|object| names.get(&object).cloned());
            entry_read(row, about.unwrap_or_default(), ties.unwrap_or_default())
        })
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

/// What staff users and what-if boards are called now, by their ids.
async fn objects_name(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let names: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT id, display_name || ' (' || login || ')' FROM staff_user WHERE id = ANY($1)
         UNION ALL
         SELECT id, name FROM what_if_board WHERE id = ANY($1)",
    )
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(names.into_iter().collect())
}

fn kind_read(row: &audit_entry::ModelEx) -> Result<ChangeKind> {
    ChangeKind::from_code(&row.kind)
        .ok_or_else(|| StoreError::unreadable("audit_entry", format!("kind {}", row.kind)))
}

fn tied_read(row: &audit_entry::ModelEx) -> Result<Tied> {
    Ok(Tied {
        id: AuditEntryId::from_uuid(row.id),
        kind: kind_read(row)?,
        object: row.object_id,
    })
}

fn entry_read(row: audit_entry::ModelEx, about: String, ties: EntryTies) -> Result<HistoryEntry> {
    let kind = kind_read(&row)?;
    let mut changes: Vec<audit_change::ModelEx> = row.changes.into_iter().collect();
    changes.sort_by_key(|change| change.position);
    let changes = changes.into_iter().map(|change| Change {
        field: change.field,
        before: change.before,
        after: change.after,
    });
    Ok(HistoryEntry {
        id: AuditEntryId::from_uuid(row.id),
        kind,
        at: row.at,
        business_date: row.business_date,
        actor: row.actor_name,
        about,
        note: row.note,
        changes: changes.collect(),
        ties,
    })
}
