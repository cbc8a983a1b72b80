//! The audit log of the installation: what was changed in no account (NEWS-2).

use domain::access::{Action, Actor};
use domain::audit::HistoryPage;
use sea_orm::ColumnTrait;

use super::history::{HistoryFilter, PEOPLE_LIMIT, entries_find};
use crate::Store;
use crate::entity::audit_entry;
use crate::error::Result;

/// The entries of no account that fit a filter, the latest first: at most `limit` of them (of
/// [`HISTORY_LIMIT`](super::HISTORY_LIMIT)), each with the name of what it is about.
///
/// # Errors
/// When the actor may not read the audit log, the database fails or an entry cannot be read.
pub async fn audit_log_find(
    store: &Store,
    actor: &Actor,
    filter: &HistoryFilter,
    limit: u16,
) -> Result<HistoryPage> {
    actor.require(Action::ReadAuditLog)?;
    let of_no_account = audit_entry::Column::AccountId.is_null();
    entries_find(store, actor, of_no_account, filter, limit).await
}

/// Everybody who made an entry of no account, by name, for the filter of the audit log.
///
/// # Errors
/// When the actor may not read the audit log, or the database fails.
pub async fn audit_log_people(store: &Store, actor: &Actor) -> Result<Vec<String>> {
    actor.require(Action::ReadAuditLog)?;
    let names = sqlx::query_scalar(
        "SELECT DISTINCT actor_name FROM audit_entry WHERE account_id IS NULL
         ORDER BY actor_name LIMIT $1",
    )
    .bind(PEOPLE_LIMIT)
    .fetch_all(store.pool())
    .await?;
    Ok(names)
}
