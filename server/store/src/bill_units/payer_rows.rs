//! Reading who pays for whom (HIER-1).

use domain::accounts::{AccountNumber, AccountRef};
use domain::bill_units::{BillUnitRef, BillUnitView, PayerChoice, PayerNode, PayerRefusal};
use domain::ids::{AccountId, BillUnitId};
use domain::money::Currency;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::payers::refused;
use crate::error::{Result, StoreError};

/// How many of those that a bill unit pays for are named; the others are counted.
const PAID_FOR_SHOWN: i64 = 20;

/// The bill unit of a row with the columns `unit_id`, `unit_name`, `account_id`, `account_number` and
/// `account_name`, each behind `prefix`; none where they are null.
pub(super) fn unit_ref(row: &PgRow, prefix: &str) -> Result<Option<BillUnitRef>> {
    let column = |name: &str| format!("{prefix}{name}");
    let id: Option<Uuid> = row.try_get(column("unit_id").as_str())?;
    let Some(id) = id else {
        return Ok(None);
    };
    let number = AccountNumber::new(row.try_get(column("account_number").as_str())?)
        .map_err(|error| StoreError::unreadable("account", error))?;
    Ok(Some(BillUnitRef {
        id: BillUnitId::from_uuid(id),
        name: row.try_get(column("unit_name").as_str())?,
        account: AccountRef {
            id: AccountId::from_uuid(row.try_get(column("account_id").as_str())?),
            number,
            name: row.try_get(column("account_name").as_str())?,
        },
    }))
}

/// The bill unit of a row that has one.
pub(crate) fn unit_ref_of(row: &PgRow, prefix: &str) -> Result<BillUnitRef> {
    unit_ref(row, prefix)?.ok_or_else(|| StoreError::unreadable("bill_unit", "no bill unit"))
}

/// Notes with each bill unit of an account who pays for it and for whom it pays.
pub(super) async fn payers_read(
    conn: &mut PgConnection,
    account: AccountId,
    units: &mut [BillUnitView],
) -> Result<()> {
    let rows = sqlx::query(
        "SELECT u.id AS of, true AS is_payer, 1::bigint AS total, r.id AS unit_id,
                r.name AS unit_name, a.id AS account_id, a.number AS account_number,
                a.name AS account_name
         FROM bill_unit u
         JOIN bill_unit_payer p ON p.bill_unit_id = u.id AND p.superseded_at IS NULL
                                   AND upper_inf(p.valid)
         JOIN bill_unit r ON r.id = p.payer_id JOIN account a ON a.id = r.account_id
         WHERE u.account_id = $1
         UNION ALL
         SELECT u.id, false, (SELECT count(*) FROM bill_unit_payer c
                              WHERE c.payer_id = u.id AND c.superseded_at IS NULL
                                AND upper_inf(c.valid)),
                r.id, r.name, a.id, a.number, a.name
         FROM bill_unit u
         CROSS JOIN LATERAL (SELECT p.bill_unit_id FROM bill_unit_payer p
                             WHERE p.payer_id = u.id AND p.superseded_at IS NULL
                               AND upper_inf(p.valid)
                             ORDER BY p.bill_unit_id LIMIT $2) AS p
         JOIN bill_unit r ON r.id = p.bill_unit_id JOIN account a ON a.id = r.account_id
         WHERE u.account_id = $1",
    )
    .bind(account.uuid())
    .bind(PAID_FOR_SHOWN)
    .fetch_all(conn)
    .await?;
    for row in &rows {
        let of = BillUnitId::from_uuid(row.try_get("of")?);
        let Some(unit) = units.iter_mut().find(|unit| unit.id == of) else {
            continue;
        };
        let other = unit_ref_of(row, "")?;
        match row.try_get("is_payer")? {
            true => unit.payer = Some(other),
            false => {
                unit.pays_for.count = row.try_get("total")?;
                unit.pays_for.units.push(other);
            }
        }
    }
    Ok(())
}

/// Some bill units with all that decides whether they can pay or be paid for, in their order within
/// their account. The caller's locks say for how long it holds.
pub(crate) async fn nodes_read(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<PayerNode>> {
    let rows = sqlx::query(
        "SELECT u.id AS unit_id, u.name AS unit_name, a.id AS account_id, a.number AS account_number,
                a.name AS account_name, a.currency::text AS currency,
                a.status = 'closed' AS is_closed, u.billing_day, u.frequency_months,
                pu.id AS by_unit_id, pu.name AS by_unit_name, pa.id AS by_account_id,
                pa.number AS by_account_number, pa.name AS by_account_name,
                fu.id AS for_unit_id, fu.name AS for_unit_name, fa.id AS for_account_id,
                fa.number AS for_account_number, fa.name AS for_account_name,
                (SELECT count(*) FROM bill_unit_payer c WHERE c.payer_id = u.id
                     AND c.superseded_at IS NULL AND upper_inf(c.valid)) AS pays_for
         FROM bill_unit u JOIN account a ON a.id = u.account_id
         LEFT JOIN bill_unit_payer p ON p.bill_unit_id = u.id AND p.superseded_at IS NULL
                                        AND upper_inf(p.valid)
         LEFT JOIN bill_unit pu ON pu.id = p.payer_id LEFT JOIN account pa ON pa.id = pu.account_id
         LEFT JOIN LATERAL (SELECT f.bill_unit_id FROM bill_unit_payer f WHERE f.payer_id = u.id
                                AND f.superseded_at IS NULL AND upper_inf(f.valid)
                            ORDER BY f.bill_unit_id LIMIT 1) AS first ON true
         LEFT JOIN bill_unit fu ON fu.id = first.bill_unit_id
         LEFT JOIN account fa ON fa.id = fu.account_id
         WHERE u.id = ANY($1) ORDER BY u.account_id, u.position",
    )
    .bind(ids)
    .fetch_all(conn)
    .await?;
    rows.iter().map(node).collect()
}

fn node(row: &PgRow) -> Result<PayerNode> {
    let currency: &str = row.try_get("currency")?;
    let currency = Currency::from_code(currency)
        .ok_or_else(|| StoreError::unreadable("account", format!("currency {currency}")))?;
    let small = |column: &str| {
        let number: i16 = row.try_get(column)?;
        u8::try_from(number).map_err(|_| StoreError::unreadable("bill_unit", column))
    };
    let count: i64 = row.try_get("pays_for")?;
    Ok(PayerNode {
        unit: unit_ref_of(row, "")?,
        currency,
        is_closed: row.try_get("is_closed")?,
        billing_day: small("billing_day")?,
        frequency_months: small("frequency_months")?,
        paid_by: unit_ref(row, "by_")?,
        pays_for: unit_ref(row, "for_")?.map(|first| (first, count)),
    })
}

/// One bill unit with all that decides whether it can be paid for.
pub(super) async fn node_read(conn: &mut PgConnection, id: BillUnitId) -> Result<PayerNode> {
    let mut nodes = nodes_read(conn, &[id.uuid()]).await?;
    nodes
        .pop()
        .ok_or_else(|| StoreError::NotFound(format!("bill unit {id}")))
}

/// The bill units of the account with this number; the account is held, so that it is not closed
/// before the change stands.
pub(super) async fn account_nodes(
    conn: &mut PgConnection,
    number: AccountNumber,
) -> Result<Vec<PayerNode>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "WITH held AS (SELECT id FROM account WHERE number = $1 FOR SHARE)
         SELECT u.id FROM held JOIN bill_unit u ON u.account_id = held.id",
    )
    .bind(number.get())
    .fetch_all(&mut *conn)
    .await?;
    nodes_read(conn, &ids).await
}

/// The bill units of the account with this number as they are seen, with nothing held.
pub(super) async fn account_nodes_seen(
    conn: &mut PgConnection,
    number: AccountNumber,
) -> Result<Vec<PayerNode>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT u.id FROM account a JOIN bill_unit u ON u.account_id = a.id WHERE a.number = $1",
    )
    .bind(number.get())
    .fetch_all(&mut *conn)
    .await?;
    nodes_read(conn, &ids).await
}

/// The bill unit that is chosen to pay; none where a bill unit pays for itself.
///
/// # Errors
/// When no account has the number; when it has several bill units and none of them is chosen.
pub(super) async fn payer_find(
    conn: &mut PgConnection,
    choice: PayerChoice,
) -> Result<Option<PayerNode>> {
    let PayerChoice::Account { number, unit } = choice else {
        return Ok(None);
    };
    let nodes = account_nodes(conn, number).await?;
    let Some(account) = nodes.first().map(|node| node.unit.account.clone()) else {
        return Err(refused(&PayerRefusal::UnknownAccount(number)));
    };
    let is_only = nodes.len() == 1 && unit.is_none();
    nodes
        .into_iter()
        .find(|node| is_only || Some(node.unit.id) == unit)
        .map(Some)
        .ok_or_else(|| refused(&PayerRefusal::ChooseUnit(account)))
}
