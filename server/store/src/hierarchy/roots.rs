//! The list of organizations: every account with children and no parent (ORG-6).

use domain::access::{Action, Actor};
use domain::accounts::AccountNumber;
use domain::hierarchy::OrganizationPage;
use sqlx::AssertSqlSafe;

use super::nodes::{NODE_COLUMNS, NODE_JOINS, tree_row};
use crate::Store;
use crate::error::Result;

/// The most organizations on a page.
pub const ORGANIZATIONS_LIMIT: u16 = 50;

/// Some organizations in the order of name and number, with what is below each and owed within it. `after`
/// goes on behind the account of this number, whether it is still the root of one or not. Costs the same
/// however many there are.
///
/// # Errors
/// When the actor may not see organizations, or the database fails.
pub async fn organizations_list(
    store: &Store,
    actor: &Actor,
    after: Option<AccountNumber>,
) -> Result<OrganizationPage> {
    actor.require(Action::ReadHierarchy)?;
    // The place to go on behind is read beforehand, so that the index is entered there and not walked.
    let statement = format!(
        "WITH behind AS MATERIALIZED (
             SELECT coalesce(max(organization_order_name(name)), '') AS name, coalesce(max(number), 0) AS number
             FROM account WHERE number = $1
         )
         SELECT {NODE_COLUMNS}
         FROM (SELECT account_id, name, number FROM organization_root
               WHERE (name, number) > ((SELECT name COLLATE \"C\" FROM behind), (SELECT number FROM behind))
               ORDER BY name, number LIMIT $2) AS r
         JOIN account a ON a.id = r.account_id {NODE_JOINS}
         ORDER BY r.name, r.number"
    );
    let wanted = usize::from(ORGANIZATIONS_LIMIT);
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(after.map(AccountNumber::get))
        .bind(i64::from(ORGANIZATIONS_LIMIT) + 1)
        .fetch_all(store.pool())
        .await?;
    Ok(OrganizationPage {
        has_more: rows.len() > wanted,
        rows: rows
            .iter()
            .take(wanted)
            .map(tree_row)
            .collect::<Result<_>>()?,
    })
}
