//! The rows of payment methods.

use domain::ids::{AccountId, PaymentMethodId};
use domain::payment_methods::{PaymentMethodKind, PaymentMethodView};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::gateway::StoredMethod;

/// The payment methods of an account in the order in which they came, the retired ones last.
pub(crate) async fn methods_read(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<PaymentMethodView>> {
    sqlx::query(
        "SELECT id, kind, brand, last_four, expires_on, holder, retired_at IS NOT NULL AS is_retired,
                ARRAY(SELECT u.name FROM bill_unit u
                      WHERE u.account_id = m.account_id AND u.payment_method_id = m.id
                      ORDER BY u.position) AS pays
         FROM payment_method m WHERE account_id = $1
         ORDER BY retired_at IS NOT NULL, created_at, id",
    )
    .bind(account.uuid())
    .fetch_all(conn)
    .await?
    .iter()
    .map(method_read)
    .collect()
}

fn method_read(row: &PgRow) -> Result<PaymentMethodView> {
    let kind: String = row.try_get("kind")?;
    Ok(PaymentMethodView {
        id: PaymentMethodId::from_uuid(row.try_get("id")?),
        kind: PaymentMethodKind::from_code(&kind)
            .ok_or_else(|| StoreError::unreadable("payment_method", format!("kind {kind}")))?,
        brand: row.try_get("brand")?,
        last_four: row.try_get("last_four")?,
        expires_on: row.try_get("expires_on")?,
        holder: row.try_get("holder")?,
        is_retired: row.try_get("is_retired")?,
        pays: row.try_get("pays")?,
    })
}

/// Writes a method that the gateway keeps, and answers its id.
pub(crate) async fn method_insert(
    conn: &mut PgConnection,
    account: AccountId,
    method: &StoredMethod,
) -> Result<PaymentMethodId> {
    let id = PaymentMethodId::from_uuid(Uuid::now_v7());
    sqlx::query(
        "INSERT INTO payment_method (id, account_id, kind, gateway_token, brand, last_four,
                                     expires_on, holder)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.uuid())
    .bind(account.uuid())
    .bind(method.kind.code())
    .bind(&method.token)
    .bind(&method.brand)
    .bind(&method.last_four)
    .bind(method.expires_on)
    .bind(&method.holder)
    .execute(conn)
    .await?;
    Ok(id)
}
