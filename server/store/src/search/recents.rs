//! The accounts that a person opened last, shown while the box is empty (FIND-4).

use domain::{
    access::{Action, Actor},
    ids::AccountId,
    search::{Query, SearchHit},
};
use uuid::Uuid;

use crate::{Store, error::Result, search::hits};

/// Accounts that are remembered per person.
pub const RECENT_LIMIT: i64 = 12;

/// Notes that the actor opened an account. Only people have recents: from others it is nothing.
///
/// # Errors
/// When the actor may not open accounts, or the database fails.
pub async fn recent_account_note(store: &Store, actor: &Actor, account: AccountId) -> Result<()> {
    actor.require(Action::ReadAccount)?;
    let Actor::Staff { id, .. } = actor else {
        return Ok(());
    };
    sqlx::query(
        "WITH noted AS (
             INSERT INTO recent_account (staff_user_id, account_id) VALUES ($1, $2)
             ON CONFLICT (staff_user_id, account_id) DO UPDATE SET opened_at = now()
         )
         DELETE FROM recent_account WHERE staff_user_id = $1 AND account_id <> $2 AND account_id IN (
             SELECT account_id FROM recent_account WHERE staff_user_id = $1 AND account_id <> $2
             ORDER BY opened_at DESC OFFSET $3)",
    )
    .bind(id.uuid())
    .bind(account.uuid())
    .bind(RECENT_LIMIT - 1)
    .execute(store.pool())
    .await?;
    Ok(())
}

/// The accounts that the actor opened last, the last one first.
///
/// # Errors
/// When the actor may not search accounts, or the database fails.
pub async fn recent_accounts_list(store: &Store, actor: &Actor) -> Result<Vec<SearchHit>> {
    actor.require(Action::SearchAccounts)?;
    let Actor::Staff { id, .. } = actor else {
        return Ok(Vec::new());
    };
    let mut conn = store.search_pool().acquire().await?;
    let accounts: Vec<Uuid> = sqlx::query_scalar(
        "SELECT account_id FROM recent_account WHERE staff_user_id = $1
         ORDER BY opened_at DESC LIMIT $2",
    )
    .bind(id.uuid())
    .bind(RECENT_LIMIT)
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<AccountId> = accounts.into_iter().map(AccountId::from_uuid).collect();
    hits::hits_read(&mut conn, &Query::default(), &ids).await
}

/// Accounts by their ids as lines of a list, in this order: the cheapest page there is, against
/// which searches are measured (T1), and how a picker shows what is chosen.
///
/// # Errors
/// When the actor may not search accounts, or the database fails.
pub async fn accounts_by_ids(
    store: &Store,
    actor: &Actor,
    ids: &[AccountId],
) -> Result<Vec<SearchHit>> {
    actor.require(Action::SearchAccounts)?;
    let mut conn = store.search_pool().acquire().await?;
    hits::hits_read(&mut conn, &Query::default(), ids).await
}

/// Code and name of the customer types in the order of their rank, those that are retired at the end and
/// marked so: for the filter. Accounts keep a retired type (ACC-4); whether any has it is not asked, which
/// would be a walk through all of them with each search.
///
/// # Errors
/// When the actor may not search accounts, or the database fails.
pub async fn customer_types_list(store: &Store, actor: &Actor) -> Result<Vec<(String, String)>> {
    actor.require(Action::SearchAccounts)?;
    let types = sqlx::query_as(
        "SELECT code, CASE WHEN retired_at IS NULL THEN name ELSE name || ' (retired)' END
         FROM customer_type ORDER BY retired_at IS NOT NULL, rank, code",
    )
    .fetch_all(store.search_pool())
    .await?;
    Ok(types)
}
