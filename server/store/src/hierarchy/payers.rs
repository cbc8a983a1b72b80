//! Who pays across the border of what moves (ORG-3, HIER-2).

use domain::access::{Action, Actor};
use domain::accounts::AccountNumber;
use domain::bill_units::BillUnitRef;
use domain::hierarchy::{PayerCrossing, PayerCrossings, handed_over_sentence};
use domain::ids::AccountId;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::preview::picture;
use crate::Store;
use crate::bill_units::{Handover, payers_hand_over, unit_ref_of};
use crate::error::Result;
use crate::operations::Operation;

/// The most bill units that an effect names; all are counted.
const NAMED: i64 = 100;

/// Everything at and below the roots `$1`, without what is at and below the roots `$2`, and the
/// payers across its border. Costs as much as there is in it.
const CROSSINGS: &str = "
    WITH RECURSIVE inside (id) AS (
        SELECT unnest($1::uuid[])
        UNION ALL
        SELECT c.child_id FROM inside JOIN organization_child c ON c.parent_id = inside.id
        WHERE c.child_id <> ALL($2::uuid[])
    ),
    units AS MATERIALIZED (
        SELECT u.id FROM inside JOIN bill_unit u ON u.account_id = inside.id
    ),
    crossing AS (
        SELECT p.bill_unit_id, p.payer_id, true AS payer_moves
        FROM units JOIN bill_unit_payer p ON p.payer_id = units.id AND p.superseded_at IS NULL
                                             AND upper_inf(p.valid)
        WHERE NOT EXISTS (SELECT FROM units other WHERE other.id = p.bill_unit_id)
        UNION ALL
        SELECT p.bill_unit_id, p.payer_id, false
        FROM units JOIN bill_unit_payer p ON p.bill_unit_id = units.id AND p.superseded_at IS NULL
                                             AND upper_inf(p.valid)
        WHERE NOT EXISTS (SELECT FROM units other WHERE other.id = p.payer_id)
    )
    SELECT c.payer_moves, count(*) OVER (PARTITION BY c.payer_moves) AS total,
           u.id AS unit_id, u.name AS unit_name, a.id AS account_id, a.number AS account_number,
           a.name AS account_name,
           pu.id AS by_unit_id, pu.name AS by_unit_name, pa.id AS by_account_id,
           pa.number AS by_account_number, pa.name AS by_account_name
    FROM crossing c
    JOIN bill_unit u ON u.id = c.bill_unit_id JOIN account a ON a.id = u.account_id
    JOIN bill_unit pu ON pu.id = c.payer_id JOIN account pa ON pa.id = pu.account_id";

/// For whom an account pays, and who pays for it: what its removal is to say (HIER-2). Nothing of an
/// account with children, which is not removed.
///
/// # Errors
/// When the actor may not see organizations, or the database fails.
pub async fn removal_payers(
    store: &Store,
    actor: &Actor,
    account: AccountId,
) -> Result<PayerCrossings> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let is_parent: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM organization_child WHERE parent_id = $1)")
            .bind(account.uuid())
            .fetch_one(&mut *tx)
            .await?;
    match is_parent {
        true => Ok(PayerCrossings::default()),
        false => crossings_read(&mut tx, &(vec![account.uuid()], Vec::new())).await,
    }
}

/// The payers across the border, by name as far as a screen shows them and counted exactly.
pub(super) async fn crossings_read(
    conn: &mut PgConnection,
    roots: &(Vec<Uuid>, Vec<Uuid>),
) -> Result<PayerCrossings> {
    let has_any: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM bill_unit_payer WHERE superseded_at IS NULL AND upper_inf(valid))",
    )
    .fetch_one(&mut *conn)
    .await?;
    if !has_any {
        return Ok(PayerCrossings::default());
    }
    // Some of each direction, so that each count is known from its first row.
    let statement = format!(
        "SELECT * FROM (SELECT n.*, row_number() OVER (PARTITION BY payer_moves
                                                       ORDER BY account_name, account_number) AS nth
                        FROM ({CROSSINGS}) AS n) AS shown
         WHERE nth <= $3 ORDER BY payer_moves DESC, nth"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(&roots.0)
        .bind(&roots.1)
        .bind(NAMED)
        .fetch_all(conn)
        .await?;
    let mut crossings = PayerCrossings::default();
    for row in &rows {
        let payer_moves = row.try_get("payer_moves")?;
        let count = match payer_moves {
            true => &mut crossings.left_behind,
            false => &mut crossings.taken_along,
        };
        *count = row.try_get("total")?;
        crossings.rows.push(PayerCrossing {
            unit: unit_ref_of(row, "")?,
            payer: unit_ref_of(row, "by_")?,
            payer_moves,
        });
    }
    Ok(crossings)
}

/// Hands all that stays while its payer moves over to another payer, where one is chosen, and answers
/// what the sentence of the move is to say of it. The caller holds the lock of structure changes.
///
/// # Errors
/// As [`payers_hand_over`].
pub(super) async fn hand_over(
    conn: &mut PgConnection,
    actor: &Actor,
    operation: &Operation,
    roots: &(Vec<Uuid>, Vec<Uuid>),
    to: Option<AccountNumber>,
) -> Result<String> {
    let Some(to) = to else {
        return Ok(String::new());
    };
    let paid = left_behind(conn, roots).await?;
    if paid.is_empty() {
        return Ok(String::new());
    }
    let handover = Handover {
        actor,
        operation: operation.id,
        to,
    };
    let payer = payers_hand_over(conn, &handover, &paid).await?;
    let count = i64::try_from(paid.len()).unwrap_or(i64::MAX);
    Ok(format!(" {}", handed_over_sentence(count, &payer)))
}

/// Every bill unit that stays while its payer moves, with the payer.
async fn left_behind(
    conn: &mut PgConnection,
    roots: &(Vec<Uuid>, Vec<Uuid>),
) -> Result<Vec<(BillUnitRef, BillUnitRef)>> {
    let statement = format!("SELECT * FROM ({CROSSINGS}) AS c WHERE payer_moves ORDER BY unit_id");
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(&roots.0)
        .bind(&roots.1)
        .fetch_all(conn)
        .await?;
    let pair = |row| Ok((unit_ref_of(row, "")?, unit_ref_of(row, "by_")?));
    rows.iter().map(pair).collect()
}
