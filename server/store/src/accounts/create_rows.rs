//! The rows of a new account.

use chrono::NaiveDate;
use domain::accounts::{AccountNumber, NewAccount};
use domain::ids::{AccountId, CustomerLoginId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::create::constraint_words;
use crate::error::{Result, StoreError};

/// Writes the account itself and answers its number.
pub(super) async fn account_insert(
    conn: &mut PgConnection,
    id: AccountId,
    account: &NewAccount,
    answer_hash: Option<String>,
    today: NaiveDate,
) -> Result<AccountNumber> {
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO account (id, name, name_is_own, status, status_since, organization_type,
                              customer_type, language, currency, security_hint,
                              security_answer_hash, opened_on)
         VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $9, $10, $4) RETURNING number",
    )
    .bind(id.uuid())
    .bind(account.name())
    .bind(account.own_name.is_some())
    .bind(today)
    .bind(account.organization_type.map(|term| term.code()))
    .bind(&account.customer_type)
    .bind(&account.language)
    .bind(account.currency.code())
    .bind(&account.security.hint)
    .bind(answer_hash)
    .fetch_one(conn)
    .await
    .map_err(|error| constraint_words(error.into()))?;
    AccountNumber::new(number).map_err(|error| StoreError::unreadable("account", error))
}

/// Writes the customer's login to the portal.
pub(super) async fn login_insert(
    conn: &mut PgConnection,
    account: AccountId,
    login: &str,
    password_hash: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO customer_login (id, account_id, login, password_hash) VALUES ($1, $2, $3, $4)",
    )
    .bind(CustomerLoginId::from_uuid(Uuid::now_v7()).uuid())
    .bind(account.uuid())
    .bind(login)
    .bind(password_hash)
    .execute(conn)
    .await
    .map_err(|error| constraint_words(error.into()))?;
    Ok(())
}
