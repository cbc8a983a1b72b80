//! The scheduled changes of an account.

use domain::access::{Action, Actor};
use domain::actions::DeferredAction;
use domain::ids::AccountId;
use sqlx::AssertSqlSafe;

use super::rows::{COLUMNS, action_read};
use crate::Store;
use crate::error::Result;

/// The most actions that are listed at once.
pub const ACTIONS_LIMIT: i64 = 200;

/// What is scheduled for an account: what is still to be done, by day and in order within the day.
///
/// # Errors
/// When the actor may not open accounts, or the database fails.
pub async fn account_actions(
    store: &Store,
    actor: &Actor,
    account: AccountId,
) -> Result<Vec<DeferredAction>> {
    actor.require(Action::ReadAccount)?;
    let statement = format!(
        "SELECT {COLUMNS} FROM deferred_action d JOIN account a ON a.id = d.account_id
         WHERE d.account_id = $1 AND d.state IN ('pending', 'failed')
         ORDER BY d.due_on, d.number LIMIT $2"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(account.uuid())
        .bind(ACTIONS_LIMIT)
        .fetch_all(store.pool())
        .await?;
    rows.iter().map(|row| action_read(row, actor)).collect()
}
