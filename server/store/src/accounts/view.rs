//! An account as its page shows it (ACC-7).

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::{
    AccountNumber, AccountRef, AccountStatus, AccountView, Balances, OrganizationType, alerts_of,
    is_company_blank,
};
use domain::contacts::ContactDraft;
use domain::ids::{AccountId, ContactId};
use domain::lists::{Choice, choice_words};
use domain::money::{Currency, Money};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use crate::Store;
use crate::bill_units::bill_units_read;
use crate::entity::account;
use crate::error::{Result, StoreError};
use crate::installation::BUSINESS_DATE;
use crate::lists::{countries, languages};
use crate::payment_methods::methods_read;

/// The account with this number.
///
/// # Errors
/// When the actor may not open accounts, there is none, or the database fails.
pub async fn account_find(
    store: &Store,
    actor: &Actor,
    number: AccountNumber,
) -> Result<AccountRef> {
    actor.require(Action::ReadAccount)?;
    let found = account::Entity::find()
        .filter(account::Column::Number.eq(number.get()))
        .one(store.orm())
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("account {number}")))?;
    Ok(AccountRef {
        id: AccountId::from_uuid(found.id),
        number,
        name: found.name,
    })
}

/// Everything that the header and Home of an account say, in four statements.
///
/// # Errors
/// When the actor may not open accounts, there is no such account, a row cannot be read, or the
/// database fails.
pub async fn account_view(store: &Store, actor: &Actor, account: AccountId) -> Result<AccountView> {
    actor.require(Action::ReadAccount)?;
    let conn = &mut *store.pool().acquire().await?;
    let statement = format!(
        "{VIEW} CROSS JOIN (SELECT {BUSINESS_DATE} AS today FROM installation) AS day WHERE a.id = $1"
    );
    let row = sqlx::query(AssertSqlSafe(statement))
        .bind(account.uuid())
        .fetch_optional(&mut *conn)
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("account {account}")))?;
    view_read(conn, account, &row).await
}

/// The account, its primary contact, the path to the root of its organization (the root and the nearest six,
/// with how many levels there are) and its dues. Joined to it are `day.today` and which account.
const VIEW: &str = "
    SELECT a.number, a.name, a.status, a.status_since, a.organization_type, a.customer_type,
           t.name AS customer_type_name, a.language, a.currency, a.opened_on, a.version, day.today,
           (SELECT to_jsonb(c) FROM contact c WHERE c.account_id = a.id AND c.is_primary) AS contact,
           (SELECT count(*) FROM contact c WHERE c.account_id = a.id) AS contact_count,
           (WITH RECURSIVE above (id, height) AS (
                SELECT parent_id, 1 FROM organization_link
                WHERE child_id = a.id AND superseded_at IS NULL AND upper_inf(valid)
                UNION ALL
                SELECT l.parent_id, height + 1 FROM above
                JOIN organization_link l ON l.child_id = above.id AND l.superseded_at IS NULL
                                            AND upper_inf(l.valid)),
                 shown AS (SELECT * FROM above
                           WHERE height <= 6 OR height = (SELECT max(height) FROM above))
            SELECT jsonb_build_object(
                'levels', (SELECT count(*) FROM above),
                'rows', coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'number', p.number,
                                 'name', p.name) ORDER BY height DESC), '[]'))
            FROM shown JOIN account p USING (id)) AS path,
           (SELECT coalesce(jsonb_agg(d ORDER BY d.currency), '[]') FROM (
                SELECT currency,
                       coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::bigint AS due,
                       coalesce(sum(amount_minor)
                           FILTER (WHERE amount_minor > 0 AND due_on < day.today), 0)::bigint AS past_due,
                       coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::bigint AS credit,
                       min(due_on) FILTER (WHERE amount_minor > 0 AND due_on < day.today) AS since
                FROM item WHERE account_id = a.id GROUP BY currency) AS d) AS dues
    FROM account a
    JOIN customer_type t ON t.code = a.customer_type";

#[derive(Deserialize)]
struct Path {
    levels: usize,
    rows: Vec<PathRow>,
}

#[derive(Deserialize)]
struct PathRow {
    id: Uuid,
    number: i64,
    name: String,
}

#[derive(Deserialize)]
struct DueRow {
    currency: String,
    due: i64,
    past_due: i64,
    credit: i64,
    since: Option<NaiveDate>,
}

async fn view_read(
    conn: &mut PgConnection,
    account: AccountId,
    row: &PgRow,
) -> Result<AccountView> {
    let today: NaiveDate = row.try_get("today")?;
    let payment_methods = methods_read(conn, account).await?;
    let bill_units = bill_units_read(conn, account, &payment_methods, today).await?;
    let unreadable = |what: String| StoreError::unreadable("account", what);
    let status: String = row.try_get("status")?;
    let organization_type: Option<String> = row.try_get("organization_type")?;
    let organization_type = match organization_type {
        Some(code) => Some(
            OrganizationType::from_code(&code)
                .ok_or_else(|| unreadable(format!("organization type {code}")))?,
        ),
        None => None,
    };
    let currency: String = row.try_get("currency")?;
    let language: String = row.try_get("language")?;
    let primary_contact = primary_contact(row)?;
    let balances = balances(row.try_get::<Json<Vec<DueRow>>, _>("dues")?.0)?;
    let path = row.try_get::<Json<Path>, _>("path")?.0;
    Ok(AccountView {
        id: account,
        number: number(row.try_get("number")?)?,
        name: row.try_get("name")?,
        status: AccountStatus::from_code(&status)
            .ok_or_else(|| unreadable(format!("status {status}")))?,
        status_since: row.try_get("status_since")?,
        organization_type,
        customer_type: Choice::new(
            row.try_get::<String, _>("customer_type")?,
            row.try_get::<String, _>("customer_type_name")?,
        ),
        language: Choice::new(&language, choice_words(&language, languages())),
        currency: currency_read(&currency)?,
        opened_on: row.try_get("opened_on")?,
        path_omitted: path.levels.saturating_sub(path.rows.len()),
        path: path
            .rows
            .into_iter()
            .map(path_read)
            .collect::<Result<_>>()?,
        country: choice_words(&primary_contact.country, countries()).to_owned(),
        contact_count: row.try_get("contact_count")?,
        is_company_missing: is_company_blank(&primary_contact.company),
        primary_contact,
        alerts: alerts_of(&balances, &payment_methods, today),
        balances,
        bill_units,
        payment_methods,
        today,
        version: row.try_get("version")?,
    })
}

fn primary_contact(row: &PgRow) -> Result<ContactDraft> {
    let mut value: serde_json::Value = row.try_get("contact")?;
    let unreadable = |what: &str| StoreError::unreadable("contact", what);
    let fields = value
        .as_object_mut()
        .ok_or_else(|| unreadable("there is no primary contact"))?;
    // The draft has texts only: the id in its own form, no country as nothing chosen.
    let id = fields.get("id").and_then(serde_json::Value::as_str);
    let id = id
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| unreadable("id"))?;
    fields.insert("id".to_owned(), ContactId::from_uuid(id).to_string().into());
    fields.retain(|_, value| !value.is_null());
    serde_json::from_value(value).map_err(|error| StoreError::unreadable("contact", error))
}

fn path_read(row: PathRow) -> Result<AccountRef> {
    Ok(AccountRef {
        id: AccountId::from_uuid(row.id),
        number: number(row.number)?,
        name: row.name,
    })
}

fn number(number: i64) -> Result<AccountNumber> {
    AccountNumber::new(number).map_err(|error| StoreError::unreadable("account", error))
}

fn currency_read(code: &str) -> Result<Currency> {
    Currency::from_code(code)
        .ok_or_else(|| StoreError::unreadable("account", format!("currency {code}")))
}

fn balances(dues: Vec<DueRow>) -> Result<Balances> {
    let mut balances = Balances::default();
    for due in dues {
        let currency = currency_read(&due.currency)?;
        let mut add = |list: fn(&mut Balances) -> &mut Vec<Money>, minor: i64| {
            if minor > 0 {
                list(&mut balances).push(Money { minor, currency });
            }
        };
        add(|balances| &mut balances.due, due.due);
        add(|balances| &mut balances.past_due, due.past_due);
        add(|balances| &mut balances.credit, due.credit);
        balances.past_due_since = [balances.past_due_since, due.since]
            .into_iter()
            .flatten()
            .min();
    }
    Ok(balances)
}
