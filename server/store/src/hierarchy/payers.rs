//! Who pays across the border of what moves (ORG-3, HIER-2).

use chrono::NaiveDate;
use domain::bill_units::{BillUnitRef, PayerChange};
use domain::hierarchy::{LinkChange, PayerCrossing, PayerCrossings, subtrees_moved};
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
        let (roots, except) = subtrees_moved(account, changes);
        let ids = |accounts: Vec<AccountId>| accounts.into_iter().map(AccountId::uuid).collect();
        Self {
            roots: ids(roots),
            except: ids(except),
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

    /// The payers across the border of what moves, as a query with the arguments that [`bind`](Self::bind)
    /// gives it.
    fn query(&self, inside: &Inside) -> String {
        let units = match inside {
            Inside::Below => DOWN.replace("{children}", self.children()),
            Inside::Units(_) => "units (id) AS MATERIALIZED (SELECT unnest($7::uuid[]))".to_owned(),
        };
        CROSSINGS.replace("{units}", &units)
    }

    /// The children of what is inside. The present is read by its own index alone, however much there is.
    fn children(&self) -> &'static str {
        match self.links.is_empty() {
            true => "inside JOIN organization_child c ON c.parent_id = inside.id",
            false => {
                "inside CROSS JOIN LATERAL (
                     SELECT o.child_id FROM organization_child o WHERE o.parent_id = inside.id
                         AND NOT EXISTS (SELECT FROM changed WHERE changed.child_id = o.child_id)
                     UNION ALL
                     SELECT changed.child_id FROM changed WHERE changed.parent_id = inside.id) AS c"
            }
        }
    }

    /// `$1` to `$6` of the queries over what moves, and `$7`, the units inside where they are known.
    fn bind<'q>(
        &self,
        query: Query<'q, Postgres, PgArguments>,
        inside: &Inside,
    ) -> Query<'q, Postgres, PgArguments> {
        let (children, parents): (Vec<Uuid>, Vec<Option<Uuid>>) = (self.links.iter())
            .map(|(child, parent)| (child.uuid(), parent.map(AccountId::uuid)))
            .unzip();
        let payer = |change: &PayerChange| Some(change.to.as_ref()?.id.uuid());
        let (units, payers): (Vec<Uuid>, Vec<Uuid>) = (self.payers.iter())
            .filter_map(|change| Some((change.unit.id.uuid(), payer(change)?)))
            .unzip();
        let known = match inside {
            Inside::Below => Vec::new(),
            Inside::Units(units) => units.clone(),
        };
        query
            .bind(self.roots.clone())
            .bind(self.except.clone())
            .bind(children)
            .bind(parents)
            .bind(units)
            .bind(payers)
            .bind(known)
    }

    /// Who of those that pay or are paid for is inside, by the shorter way: down through what moves, or up
    /// from them. `None` where nobody pays for anybody.
    ///
    /// Ten that pay in an organization are found by ten ways up, be what moves a hundred thousand accounts.
    async fn inside(&self, conn: &mut PgConnection) -> Result<Option<Inside>> {
        let (ways_up, pay) = ways_count(conn, &self.roots).await?;
        if pay == 0 && self.payers.is_empty() {
            return Ok(None);
        }
        let handed = i64::try_from(self.payers.len()).unwrap_or(i64::MAX);
        if pay.saturating_add(handed) > ways_up {
            return Ok(Some(Inside::Below));
        }
        let row = self
            .bind(sqlx::query(UP), &Inside::Below)
            .bind(STEPS_UP)
            .fetch_one(conn)
            .await?;
        Ok(Some(match row.try_get("is_deeper")? {
            true => Inside::Below,
            false => Inside::Units(row.try_get("units")?),
        }))
    }
}

/// How many bill units that are paid for have shorter ways up than the way down through these roots, and how
/// many there are, counted to one more than that.
pub(super) async fn ways_count(conn: &mut PgConnection, roots: &[Uuid]) -> Result<(i64, i64)> {
    let counts = sqlx::query_as(SHORTER)
        .bind(roots)
        .bind(2 * STEPS_UP)
        .fetch_one(conn)
        .await?;
    Ok(counts)
}

/// Where the bill units at and below what moves are taken from.
enum Inside {
    /// From what stands there: as much work as it has accounts.
    Below,
    /// Those that pay or are paid for, found by their ways up.
    Units(Vec<Uuid>),
}

/// The most levels that are gone up from an account. Organizations are flatter as a rule; in a deeper one the
/// way down is taken.
pub(super) const STEPS_UP: i64 = 24;

/// How many bill units that are paid for have shorter ways up, two of `$2 / 2` steps each, than the way
/// down through the roots `$1`; and how many there are, counted to one more than that.
const SHORTER: &str = "
    WITH size AS MATERIALIZED (
        SELECT (count(*) + coalesce(sum(t.accounts_below), 0))::bigint / $2::bigint AS ways_up
        FROM unnest($1::uuid[]) AS root (id) LEFT JOIN organization_total t ON t.account_id = root.id
    )
    SELECT ways_up, (SELECT count(*) FROM (
               SELECT FROM bill_unit_payer WHERE superseded_at IS NULL AND upper_inf(valid)
               LIMIT (SELECT ways_up + 1 FROM size)) AS paid) AS pay
    FROM size";

/// The bill units inside of those that pay or are paid for, by going up from each at most `$8` steps, to the
/// first root `$1` or what stays `$2`; and whether somebody's way up is longer.
const UP: &str = "
    WITH RECURSIVE changed (child_id, parent_id) AS MATERIALIZED (
        SELECT * FROM unnest($3::uuid[], $4::uuid[])
    ),
    pays AS MATERIALIZED (
        SELECT bill_unit_id, payer_id FROM bill_unit_payer
        WHERE superseded_at IS NULL AND upper_inf(valid)
    ),
    ends AS MATERIALIZED (
        SELECT u.id, u.account_id
        FROM (SELECT bill_unit_id FROM pays UNION SELECT payer_id FROM pays
              UNION SELECT unnest($5::uuid[]) UNION SELECT unnest($6::uuid[])) AS e (id)
        JOIN bill_unit u ON u.id = e.id
    ),
    up (account_id, at_id, steps) AS (
        SELECT DISTINCT account_id, account_id, 0::bigint FROM ends
        UNION ALL
        SELECT up.account_id, above.parent_id, up.steps + 1
        FROM up CROSS JOIN LATERAL (
            SELECT l.parent_id FROM organization_link l
            WHERE l.child_id = up.at_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
                AND NOT EXISTS (SELECT FROM changed WHERE changed.child_id = up.at_id)
            UNION ALL
            SELECT changed.parent_id FROM changed
            WHERE changed.child_id = up.at_id AND changed.parent_id IS NOT NULL) AS above
        WHERE up.at_id <> ALL($1::uuid[]) AND up.at_id <> ALL($2::uuid[]) AND up.steps < $8::bigint
    )
    SELECT ARRAY(SELECT ends.id FROM ends JOIN up ON up.account_id = ends.account_id
                 WHERE up.at_id = ANY($1::uuid[])) AS units,
           EXISTS (SELECT FROM up WHERE steps = $8::bigint) AS is_deeper";

/// The bill units at and below the roots `$1`, without what is at and below the roots `$2`.
const DOWN: &str = "
    inside (id) AS (
        SELECT unnest($1::uuid[])
        UNION ALL
        SELECT c.child_id FROM {children}
        WHERE c.child_id <> ALL($2::uuid[])
    ),
    units AS MATERIALIZED (
        SELECT u.id FROM inside JOIN bill_unit u ON u.account_id = inside.id
    )";

/// The payers across the border of what moves, after the children `$3` got the parents `$4` and the bill
/// units `$5` got the payers `$6`.
const CROSSINGS: &str = "
    WITH RECURSIVE changed (child_id, parent_id) AS MATERIALIZED (
        SELECT * FROM unnest($3::uuid[], $4::uuid[])
    ),
    handed (bill_unit_id, payer_id) AS MATERIALIZED (
        SELECT * FROM unnest($5::uuid[], $6::uuid[])
    ),
    {units},
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
    let Some(inside) = moving.inside(conn).await? else {
        return Ok(PayerCrossings::default());
    };
    // Some of each direction, so that each count is known from its first row.
    let statement = format!(
        "SELECT * FROM (SELECT n.*, row_number() OVER (PARTITION BY payer_moves
                                                       ORDER BY account_name, account_number,
                                                                unit_id) AS nth
                        FROM ({}) AS n) AS shown
         WHERE nth <= $8 ORDER BY payer_moves DESC, nth",
        moving.query(&inside)
    );
    let rows = moving
        .bind(sqlx::query(AssertSqlSafe(statement)), &inside)
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
    let Some(inside) = moving.inside(conn).await? else {
        return Ok(Vec::new());
    };
    let statement = format!(
        "SELECT * FROM ({}) AS c
         WHERE payer_moves = $8 AND (account_name, account_number, unit_id) >
               (SELECT a.name, a.number, u.id FROM bill_unit u JOIN account a ON a.id = u.account_id
                WHERE u.id = $9)
         ORDER BY account_name, account_number, unit_id LIMIT $10",
        moving.query(&inside)
    );
    let rows = moving
        .bind(sqlx::query(AssertSqlSafe(statement)), &inside)
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
    let Some(inside) = moving.inside(conn).await? else {
        return Ok(Vec::new());
    };
    let statement = format!(
        "SELECT * FROM ({}) AS c WHERE payer_moves ORDER BY unit_id",
        moving.query(&inside)
    );
    let rows = moving
        .bind(sqlx::query(AssertSqlSafe(statement)), &inside)
        .fetch_all(conn)
        .await?;
    let pair = |row| Ok((unit_ref_of(row, "")?, unit_ref_of(row, "by_")?));
    rows.iter().map(pair).collect()
}
