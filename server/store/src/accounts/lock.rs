//! Whoever changes an account has it alone until the change stands.

use domain::ids::AccountId;
use sqlx::PgConnection;

use crate::error::{Result, StoreError};

/// Holds the account's row until the transaction ends and answers its version. Whoever only refers to the
/// account, as a move does to both parents, does not wait: its key stays what it is.
pub(crate) async fn account_lock(conn: &mut PgConnection, account: AccountId) -> Result<i32> {
    sqlx::query_scalar("SELECT version FROM account WHERE id = $1 FOR NO KEY UPDATE")
        .bind(account.uuid())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("account {account}")))
}

/// Counts a change of the account and answers its new version (ACC-6).
pub(crate) async fn account_changed(conn: &mut PgConnection, account: AccountId) -> Result<i32> {
    let version = sqlx::query_scalar(
        "UPDATE account SET version = version + 1 WHERE id = $1 RETURNING version",
    )
    .bind(account.uuid())
    .fetch_one(conn)
    .await?;
    Ok(version)
}
