//! Rows of the tree as the database has them.

use domain::accounts::{AccountNumber, AccountRef, AccountStatus, OrganizationType};
use domain::hierarchy::{TreePlace, TreeRow};
use domain::ids::AccountId;
use domain::money::{Currency, Money};
use sqlx::{Row, postgres::PgRow};
use uuid::Uuid;

use crate::error::{Result, StoreError};

/// The columns of a row of the tree, of accounts `a`; to be followed by [`NODE_JOINS`].
pub(super) const NODE_COLUMNS: &str = "
    a.id, a.number, a.name, a.status, a.organization_type, t.name AS customer_type,
    coalesce(o.children, 0) AS children, coalesce(o.accounts_below, 0) AS accounts_below,
    coalesce(o.version, 0) AS version, a.currency::text AS currency, due.currencies, due.dues, due.credits, now() AS stamp,
    coalesce((SELECT s.name FROM organization_child s WHERE s.child_id = a.id),
             organization_order_name(a.name)) AS sort_name";

/// What [`NODE_COLUMNS`] read beside the account `a`.
pub(super) const NODE_JOINS: &str = "
    JOIN customer_type t ON t.code = a.customer_type
    LEFT JOIN organization_total o ON o.account_id = a.id
    LEFT JOIN LATERAL (
        SELECT array_agg(d.currency::text ORDER BY d.currency) AS currencies,
               array_agg(d.due_minor ORDER BY d.currency) AS dues,
               array_agg(d.credit_minor ORDER BY d.currency) AS credits
        FROM organization_due d WHERE d.account_id = a.id
    ) AS due ON true";

/// A row of the tree.
pub(super) fn tree_row(row: &PgRow) -> Result<TreeRow> {
    let account = account_ref(row)?;
    let unreadable = |what: String| StoreError::unreadable("account", what);
    let status: &str = row.try_get("status")?;
    let organization_type: Option<&str> = row.try_get("organization_type")?;
    let organization_type = organization_type.map(|code| {
        OrganizationType::from_code(code)
            .ok_or_else(|| unreadable(format!("organization type {code}")))
    });
    let place = TreePlace {
        name: row.try_get("sort_name")?,
        number: account.number.get(),
    };
    Ok(TreeRow {
        account,
        organization_type: organization_type.transpose()?,
        status: AccountStatus::from_code(status)
            .ok_or_else(|| unreadable(format!("status {status}")))?,
        customer_type: row.try_get("customer_type")?,
        children: row.try_get("children")?,
        accounts_below: row.try_get("accounts_below")?,
        due_within: due_within(row)?,
        place,
    })
}

/// The account of a row with the columns `id`, `number`, `name`.
pub(crate) fn account_ref(row: &PgRow) -> Result<AccountRef> {
    let id: Uuid = row.try_get("id")?;
    let number = AccountNumber::new(row.try_get("number")?)
        .map_err(|error| StoreError::unreadable("account", error))?;
    Ok(AccountRef {
        id: AccountId::from_uuid(id),
        number,
        name: row.try_get("name")?,
    })
}

/// The amounts of the array `dues` beside the array `currencies`, without those that are zero; where none
/// is left, zero in the account's own `currency`. Where that is null the amounts are not known.
fn due_within(row: &PgRow) -> Result<Option<Vec<Money>>> {
    let Some(own) = row.try_get::<Option<String>, _>("currency")? else {
        return Ok(None);
    };
    let currencies: Option<Vec<String>> = row.try_get("currencies")?;
    let amounts: Option<Vec<i64>> = row.try_get("dues")?;
    let pairs = currencies.unwrap_or_default().into_iter();
    let mut due = pairs
        .zip(amounts.unwrap_or_default())
        .filter(|(_, minor)| *minor != 0)
        .map(|(code, minor)| {
            let currency = currency_read(&code)?;
            Ok(Money { minor, currency })
        })
        .collect::<Result<Vec<_>>>()?;
    if due.is_empty() {
        due.push(Money::zero(currency_read(&own)?));
    }
    Ok(Some(due))
}

/// The currency of a code that the database keeps.
pub(super) fn currency_read(code: &str) -> Result<Currency> {
    Currency::from_code(code)
        .ok_or_else(|| StoreError::unreadable("organization_due", format!("currency {code}")))
}
