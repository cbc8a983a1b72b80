//! Who pays across the border of what moves (ORG-3, HIER-2).

use chrono::NaiveDate;
use domain::bill_units::{BillUnitRef, PayerChange};
use domain::hierarchy::{LinkChange, PayerCrossing, PayerCrossings};
use domain::ids::{AccountId, BillUnitId};
use sqlx::postgres::{PgArguments, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::facts::{Plan, Situation};
use super::plans::Future;
use crate::bill_units::unit_ref_of;
use crate::error::Result;

/// The most bill units of a direction that are named at once; all are counted.
const NAMED: i64 = 100;

/// What moves, and the tree in which it does: the present, or what plans and earlier steps of a draft make
/// of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Moving {
    /// Subtrees that move.
    pub(super) roots: Vec<Uuid>,
    /// Subtrees of these that do not.
    pub(super) except: Vec<Uuid>,
    /// What becomes of today's links before.
    pub(super) links: Vec<(AccountId, Option<AccountId>)>,
    /// Whose payers change before.
    pub(super) payers: Vec<PayerChange>,
}

impl Moving {
    /// One account, in the present.
    pub(super) fn one(account: AccountId) -> Self {
        Self::roots(vec![account.uuid()])
    }

    /// These subtrees, in the present.
    pub(super) fn roots(roots: Vec<Uuid>) -> Self {
        Self {
            roots,
            ..Self::default()
        }
    }

    /// The subtrees that make up what comes under the new parent by these changes for an account: these,
    /// less those.
    pub(super) fn of(account: AccountId, changes: &[LinkChange]) -> Self {
        let (own, others): (Vec<&LinkChange>, Vec<&LinkChange>) =
            (changes.iter()).partition(|change| change.child == account);
        let ids = |changes: Vec<&LinkChange>| -> Vec<Uuid> {
            changes.iter().map(|change| change.child.uuid()).collect()
        };
        let (roots, except) = match own.is_empty() {
            true => (ids(others), Vec::new()),
            false => (ids(own), ids(others)),
        };
        Self {
            roots,
            except,
            ..Self::default()
        }
    }

    /// What a plan moves, in the tree of its day.
    pub(super) fn plan(plan: &Plan, situation: &Situation) -> Self {
        Self::of(plan.account.id, &plan.changes).after(&situation.future)
    }

    /// The same in the tree of a day to come, with who pays by then.
    pub(super) fn after(self, future: &Future) -> Self {
        Self {
            links: future.link_changes(),
            payers: future.payers().to_vec(),
            ..self
        }
    }

    /// Everything in what moves and the payers across its border, as a query with the arguments that
    /// [`bind`](Self::bind) gives it. Costs as much as there is in it.
    fn query(&self) -> String {
        // The present is read by its own index alone, however much there is.
        let children = match self.links.is_empty() {
            true => "inside JOIN organization_child c ON c.parent_id = inside.id",
            false => {
                "inside CROSS JOIN LATERAL (
                     SELECT o.child_id FROM organization_child o WHERE o.parent_id = inside.id
                         AND NOT EXISTS (SELECT FROM changed WHERE changed.child_id = o.child_id)
                     UNION ALL
                     SELECT changed.child_id FROM changed WHERE changed.parent_id = inside.id) AS c"
            }
        };
        CROSSINGS.replace("{children}", children)
    }

    fn bind<'q>(
        &self,
        query: Query<'q, Postgres, PgArguments>,
    ) -> Query<'q, Postgres, PgArguments> {
        let (children, parents): (Vec<Uuid>, Vec<Option<Uuid>>) = (self.links.iter())
            .map(|(child, parent)| (child.uuid(), parent.map(AccountId::uuid)))
            .unzip();
        let payer = |change: &PayerChange| Some(change.to.as_ref()?.id.uuid());
        let (units, payers): (Vec<Uuid>, Vec<Uuid>) = (self.payers.iter())
            .filter_map(|change| Some((change.unit.id.uuid(), payer(change)?)))
            .unzip();
        query
            .bind(self.roots.clone())
            .bind(self.except.clone())
            .bind(children)
            .bind(parents)
            .bind(units)
            .bind(payers)
    }
}

/// Everything at and below the roots `$1`, without what is at and below the roots `$2`, after the children
/// `$3` got the parents `$4`, and the payers across its border, after the bill units `$5` got the payers
/// `$6`.
const CROSSINGS: &str = "
    WITH RECURSIVE changed (child_id, parent_id) AS MATERIALIZED (
        SELECT * FROM unnest($3::uuid[], $4::uuid[])
    ),
    handed (bill_unit_id, payer_id) AS MATERIALIZED (
        SELECT * FROM unnest($5::uuid[], $6::uuid[])
    ),
    inside (id) AS (
        SELECT unnest($1::uuid[])
        UNION ALL
        SELECT c.child_id FROM {children}
        WHERE c.child_id <> ALL($2::uuid[])
    ),
    units AS MATERIALIZED (
        SELECT u.id FROM inside JOIN bill_unit u ON u.account_id = inside.id
    ),
    pays AS (
        SELECT p.bill_unit_id, p.payer_id, true AS payer_moves
        FROM units JOIN bill_unit_payer p ON p.payer_id = units.id AND p.superseded_at IS NULL
                                             AND upper_inf(p.valid)
        WHERE p.bill_unit_id <> ALL($5::uuid[])
        UNION ALL
        SELECT p.bill_unit_id, p.payer_id, false
        FROM units JOIN bill_unit_payer p ON p.bill_unit_id = units.id AND p.superseded_at IS NULL
                                             AND upper_inf(p.valid)
        WHERE p.bill_unit_id <> ALL($5::uuid[])
        UNION ALL
        SELECT h.bill_unit_id, h.payer_id, true FROM handed h JOIN units ON units.id = h.payer_id
        UNION ALL
        SELECT h.bill_unit_id, h.payer_id, false FROM handed h JOIN units ON units.id = h.bill_unit_id
    ),
    crossing AS (
        SELECT * FROM pays WHERE NOT EXISTS (
            SELECT FROM units other
            WHERE other.id = CASE WHEN payer_moves THEN bill_unit_id ELSE payer_id END)
    )
    SELECT c.payer_moves, count(*) OVER (PARTITION BY c.payer_moves) AS total,
           u.id AS unit_id, u.name AS unit_name, a.id AS account_id, a.number AS account_number,
           a.name AS account_name,
           pu.id AS by_unit_id, pu.name AS by_unit_name, pa.id AS by_account_id,
           pa.number AS by_account_number, pa.name AS by_account_name
    FROM crossing c
    JOIN bill_unit u ON u.id = c.bill_unit_id JOIN account a ON a.id = u.account_id
    JOIN bill_unit pu ON pu.id = c.payer_id JOIN account pa ON pa.id = pu.account_id";

/// The payers across the border, by name as far as a screen shows them and counted exactly.
pub(super) async fn crossings_read(
    conn: &mut PgConnection,
    moving: &Moving,
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
                                                       ORDER BY account_name, account_number,
                                                                unit_id) AS nth
                        FROM ({}) AS n) AS shown
         WHERE nth <= $7 ORDER BY payer_moves DESC, nth",
        moving.query()
    );
    let rows = moving
        .bind(sqlx::query(AssertSqlSafe(statement)))
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
        crossings.rows.push(crossing(row)?);
    }
    Ok(crossings)
}

fn crossing(row: &PgRow) -> Result<PayerCrossing> {
    Ok(PayerCrossing {
        unit: unit_ref_of(row, "")?,
        payer: unit_ref_of(row, "by_")?,
        payer_moves: row.try_get("payer_moves")?,
    })
}

/// More of those of one direction, behind this bill unit.
///
/// # Errors
/// When the database fails.
pub(super) async fn crossings_more(
    conn: &mut PgConnection,
    moving: &Moving,
    payer_moves: bool,
    after: BillUnitId,
) -> Result<Vec<PayerCrossing>> {
    let statement = format!(
        "SELECT * FROM ({}) AS c
         WHERE payer_moves = $7 AND (account_name, account_number, unit_id) >
               (SELECT a.name, a.number, u.id FROM bill_unit u JOIN account a ON a.id = u.account_id
                WHERE u.id = $8)
         ORDER BY account_name, account_number, unit_id LIMIT $9",
        moving.query()
    );
    let rows = moving
        .bind(sqlx::query(AssertSqlSafe(statement)))
        .bind(payer_moves)
        .bind(after.uuid())
        .bind(NAMED)
        .fetch_all(conn)
        .await?;
    rows.iter().map(crossing).collect()
}

/// Whose payers will have changed by the end of a day, by what is planned.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payers_planned(
    conn: &mut PgConnection,
    day: NaiveDate,
) -> Result<Vec<PayerChange>> {
    Ok(Future::read(conn, day, &[], &[]).await?.payers().to_vec())
}

/// Every bill unit that stays while its payer moves, with the payer.
pub(super) async fn left_behind(
    conn: &mut PgConnection,
    moving: &Moving,
) -> Result<Vec<(BillUnitRef, BillUnitRef)>> {
    let statement = format!(
        "SELECT * FROM ({}) AS c WHERE payer_moves ORDER BY unit_id",
        moving.query()
    );
    let rows = moving
        .bind(sqlx::query(AssertSqlSafe(statement)))
        .fetch_all(conn)
        .await?;
    let pair = |row| Ok((unit_ref_of(row, "")?, unit_ref_of(row, "by_")?));
    rows.iter().map(pair).collect()
}
