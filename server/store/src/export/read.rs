//! Accounts as an export has them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::bill_units::Billed;
use domain::contacts::ContactField;
use domain::import::BillUnitColumn;
use domain::money::{Currency, Money};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use crate::accounts::number_sql;
use crate::bill_units::billed_read;
use crate::error::{Result, StoreError};
use crate::installation::business_date;

/// Accounts read at a time.
const PAGE: i64 = 1_000;

/// An account with everything that is exported, as texts.
#[derive(Debug)]
pub(super) struct Account {
    pub id: Uuid,
    /// As [`OF_ACCOUNT`] names them.
    pub of_account: Vec<String>,
    /// Each as [`ContactField::ALL`] names its fields; the primary one first.
    pub contacts: Vec<Vec<String>>,
    /// Each as [`BillUnitColumn::ALL`] names its settings.
    pub bill_units: Vec<Vec<String>>,
}

/// The account's own columns, in the order of the import's.
pub(super) const OF_ACCOUNT: [&str; 11] = [
    "number",
    "key",
    "parent",
    "name",
    "status",
    "status_since",
    "opened_on",
    "organization_type",
    "customer_type",
    "language",
    "currency",
];

/// The most contacts and the most bill units that an account has.
pub(super) async fn extent_read(connection: &mut PgConnection) -> Result<(usize, usize)> {
    let (contacts, bill_units): (i64, i64) = sqlx::query_as(
        "SELECT coalesce((SELECT max(n) FROM (SELECT count(*) AS n FROM contact GROUP BY account_id) c), 0),
                coalesce((SELECT max(n) FROM (SELECT count(*) AS n FROM bill_unit GROUP BY account_id) u), 0)",
    )
    .fetch_one(connection)
    .await?;
    let size = |count: i64| usize::try_from(count).unwrap_or(0);
    Ok((size(contacts), size(bill_units)))
}

/// The accounts after this one; none at the end. An account that was never imported has its number
/// as its key, and so has its parent.
pub(super) async fn page_read(
    connection: &mut PgConnection,
    after: Option<Uuid>,
) -> Result<Vec<Account>> {
    let rows = sqlx::query(AssertSqlSafe(accounts_sql()))
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
    let ids: Vec<Uuid> = rows
        .iter()
        .map(|row| row.try_get("id"))
        .collect::<sqlx::Result<_>>()?;
    let mut contacts = contacts_read(connection, &ids).await?;
    let mut bill_units = bill_units_read(connection, &ids).await?;
    rows.iter()
        .zip(ids)
        .map(|(row, id)| {
            Ok(Account {
                id,
                of_account: OF_ACCOUNT
                    .iter()
                    .map(|column| row.try_get(*column))
                    .collect::<sqlx::Result<_>>()?,
                contacts: contacts.remove(&id).unwrap_or_default(),
                bill_units: bill_units.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}

async fn contacts_read(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Vec<String>>>> {
    let columns: Vec<String> = ContactField::ALL
        .iter()
        .map(|field| format!("coalesce({0}::text, '') AS {0}", field.key()))
        .collect();
    // Nothing but names of columns is put together here.
    let sql = format!(
        "SELECT account_id, {} FROM contact WHERE account_id = ANY($1) \
         ORDER BY account_id, NOT is_primary, position",
        columns.join(", ")
    );
    let mut contacts: HashMap<Uuid, Vec<Vec<String>>> = HashMap::new();
    for row in sqlx::query(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_all(connection)
        .await?
    {
        let fields = ContactField::ALL
            .iter()
            .map(|field| row.try_get(field.key()))
            .collect::<sqlx::Result<_>>()?;
        contacts
            .entry(row.try_get("account_id")?)
            .or_default()
            .push(fields);
    }
    Ok(contacts)
}

async fn bill_units_read(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Vec<String>>>> {
    let mut bill_units: HashMap<Uuid, Vec<Vec<String>>> = HashMap::new();
    let today = business_date(connection).await?;
    for row in sqlx::query(BILL_UNITS)
        .bind(ids)
        .fetch_all(connection)
        .await?
    {
        let billed = billed_read(&row)?;
        let settings = BillUnitColumn::ALL
            .into_iter()
            .map(|setting| match setting {
                BillUnitColumn::BillingDay => Ok(billed.rhythm.billing_day.to_string()),
                BillUnitColumn::FrequencyMonths => Ok(billed.rhythm.frequency_months.to_string()),
                BillUnitColumn::BeginsOn => counted_from(&row, &billed, today),
                BillUnitColumn::OpeningBalance => opening_balance(&row),
                other => Ok(row.try_get(other.key())?),
            })
            .collect::<Result<_>>()?;
        bill_units
            .entry(row.try_get("account_id")?)
            .or_default()
            .push(settings);
    }
    Ok(bill_units)
}

/// The day from which an import counts the bills: it knows nothing of an earlier rhythm (BIL-2).
fn counted_from(row: &PgRow, billed: &Billed, today: NaiveDate) -> Result<String> {
    let from = billed.counted_from(row.try_get("opened_on")?, today);
    from.map(|day| day.to_string())
        .ok_or_else(|| StoreError::unreadable("bill_unit", "no cycle before the calendar ends"))
}

/// The amount as the import reads it: `-1204.50`.
fn opening_balance(row: &PgRow) -> Result<String> {
    let Some(minor) = row.try_get::<Option<i64>, _>("amount_minor")? else {
        return Ok(String::new());
    };
    let code: String = row.try_get("currency")?;
    let currency = Currency::from_code(&code)
        .ok_or_else(|| StoreError::unreadable("item", format!("currency {code}")))?;
    let amount = Money { minor, currency }.amount();
    Ok(amount.replace(',', "").replace('\u{2212}', "-"))
}

/// The accounts after `$1`, at most `$2` of them.
fn accounts_sql() -> String {
    let (number, parent) = (number_sql("a.number"), number_sql("p.number"));
    format!(
        "
    SELECT a.id,
           {number} AS number,
           coalesce(k.key, {number}) AS key,
           coalesce(pk.key, {parent}, '') AS parent,
           CASE WHEN a.name_is_own THEN a.name ELSE '' END AS name,
           a.status, a.status_since::text AS status_since, a.opened_on::text AS opened_on,
           coalesce(a.organization_type, '') AS organization_type, a.customer_type, a.language,
           a.currency::text AS currency
    FROM account a
    LEFT JOIN account_key k ON k.account_id = a.id
    LEFT JOIN organization_link l
        ON l.child_id = a.id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    LEFT JOIN account p ON p.id = l.parent_id
    LEFT JOIN account_key pk ON pk.account_id = l.parent_id
    WHERE a.id > coalesce($1, '00000000-0000-0000-0000-000000000000')
    ORDER BY a.id LIMIT $2"
    )
}

const BILL_UNITS: &str = "
    SELECT u.account_id, u.name, u.billing_day, u.frequency_months, u.accounting_type,
           u.payment_terms_days::text AS payment_terms_days, u.begins_on, u.cycle_ends_on,
           u.regular_from, a.opened_on, i.amount_minor, i.currency::text AS currency,
           coalesce(i.due_on::text, '') AS opening_due_on
    FROM bill_unit u JOIN account a ON a.id = u.account_id
    LEFT JOIN item i ON i.bill_unit_id = u.id AND i.kind = 'opening'
    WHERE u.account_id = ANY($1) ORDER BY u.account_id, u.position";
