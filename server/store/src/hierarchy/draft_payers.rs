//! Who pays for whom, as far as the steps of a draft may part them: read once for all of its steps (ORG-9,
//! HIER-2).

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::hierarchy::{Deed, FutureTree, PayersAhead, PayersPresent, deeds_moving};
use domain::ids::AccountId;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::payers::{STEPS_UP, ways_count};
use crate::bill_units::nodes_read;
use crate::error::Result;

/// Who pays for whom before these deeds are done in the tree of today, one after the other. Costs nothing where
/// none of them hands over; else by those who pay or by what is at and below what moves, whichever is less.
///
/// # Errors
/// When the database fails.
pub(super) async fn payers_before(
    conn: &mut PgConnection,
    tree: &FutureTree,
    deeds: &[&Deed],
) -> Result<PayersAhead> {
    let payers: BTreeSet<i64> = (deeds.iter())
        .filter_map(|deed| Some(deed.handover()?.account.get()))
        .collect();
    if payers.is_empty() {
        return Ok(PayersAhead::default());
    }
    let moving = deeds_moving(tree, deeds.iter().copied());
    let mut present = PayersPresent::default();
    let mut units = targets_read(conn, &payers, &moving, &mut present.anchors).await?;
    units.extend(paid_read(conn, tree, &moving, &mut present.anchors).await?);
    present.units = nodes_read(conn, &units).await?;
    Ok(PayersAhead::new(tree, &moving, present))
}

fn anchored(
    anchors: &mut HashMap<AccountId, AccountId>,
    account: Option<Uuid>,
    anchor: Option<Uuid>,
) {
    if let (Some(account), Some(anchor)) = (account, anchor) {
        anchors.insert(AccountId::from_uuid(account), AccountId::from_uuid(anchor));
    }
}

/// The bill units of the accounts that are to pay; their anchors are added.
async fn targets_read(
    conn: &mut PgConnection,
    payers: &BTreeSet<i64>,
    moving: &HashSet<AccountId>,
    anchors: &mut HashMap<AccountId, AccountId>,
) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid, Option<Uuid>, Vec<Uuid>)> = sqlx::query_as(
        "WITH RECURSIVE moving (id) AS MATERIALIZED (SELECT unnest($2::uuid[])),
         target AS MATERIALIZED (SELECT id FROM account WHERE number = ANY($1)),
         up (account_id, at_id) AS (
             SELECT id, id FROM target
             UNION ALL
             SELECT up.account_id, l.parent_id
             FROM up JOIN organization_link l ON l.child_id = up.at_id AND l.superseded_at IS NULL
                                                 AND upper_inf(l.valid)
             WHERE NOT EXISTS (SELECT FROM moving WHERE moving.id = up.at_id)
         )
         SELECT target.id,
                (SELECT up.at_id FROM up JOIN moving ON moving.id = up.at_id
                 WHERE up.account_id = target.id),
                ARRAY(SELECT u.id FROM bill_unit u WHERE u.account_id = target.id)
         FROM target",
    )
    .bind(payers.iter().copied().collect::<Vec<_>>())
    .bind(uuids(moving))
    .fetch_all(conn)
    .await?;
    let mut found = Vec::new();
    for (account, anchor, units) in rows {
        anchored(anchors, Some(account), anchor);
        found.extend(units);
    }
    Ok(found)
}

/// Every bill unit that is paid for from at or below what moves, by one with another anchor than its own; the
/// anchors of both are added.
async fn paid_read(
    conn: &mut PgConnection,
    tree: &FutureTree,
    moving: &HashSet<AccountId>,
    anchors: &mut HashMap<AccountId, AccountId>,
) -> Result<Vec<Uuid>> {
    let is_top = |account: &&AccountId| {
        let mut above = std::iter::successors(tree.parent(**account), |at| tree.parent(*at));
        !above.any(|above| moving.contains(&above))
    };
    let tops = uuids(moving.iter().filter(is_top));
    let (ways_up, pay) = ways_count(conn, &tops).await?;
    if pay == 0 {
        return Ok(Vec::new());
    }
    let moving = uuids(moving);
    let mut rows = None;
    if pay <= ways_up {
        rows = Some(way_rows(conn, UP, (&moving, &tops)).await?).filter(|rows| !is_deeper(rows));
    }
    let rows = match rows {
        Some(rows) => rows,
        None => way_rows(conn, DOWN, (&moving, &tops)).await?,
    };
    let mut units = Vec::new();
    for (_, unit, account, anchor, payer_account, payer_anchor) in rows {
        units.extend(unit);
        anchored(anchors, account, anchor);
        anchored(anchors, payer_account, payer_anchor);
    }
    Ok(units)
}

/// Whether there was a longer way up than is gone; a bill unit that is paid for, its account and the anchor of
/// that, and the same of its payer's account.
type Paid = (
    bool,
    Option<Uuid>,
    Option<Uuid>,
    Option<Uuid>,
    Option<Uuid>,
    Option<Uuid>,
);

fn is_deeper(rows: &[Paid]) -> bool {
    rows.first().is_some_and(|(is_deeper, ..)| *is_deeper)
}

/// What is found by one of the ways.
async fn way_rows(
    conn: &mut PgConnection,
    way: &str,
    (moving, tops): (&[Uuid], &[Uuid]),
) -> Result<Vec<Paid>> {
    let rows = sqlx::query_as(AssertSqlSafe(format!("{way}{PAID}")))
        .bind(moving)
        .bind(tops)
        .bind(STEPS_UP)
        .fetch_all(conn)
        .await?;
    Ok(rows)
}

/// Up from each account that pays or is paid for, at most `$3` steps, to its anchor among `$1`.
const UP: &str = "
    WITH RECURSIVE moving (id) AS MATERIALIZED (SELECT unnest($1::uuid[])),
    paid AS MATERIALIZED (
        SELECT p.bill_unit_id, u.account_id AS payer_account_id
        FROM bill_unit_payer p JOIN bill_unit u ON u.id = p.payer_id
        WHERE p.superseded_at IS NULL AND upper_inf(p.valid)
    ),
    up (account_id, at_id, steps) AS (
        SELECT e.account_id, e.account_id, 0::bigint
        FROM (SELECT u.account_id FROM paid JOIN bill_unit u ON u.id = paid.bill_unit_id
              UNION SELECT payer_account_id FROM paid) AS e
        UNION ALL
        SELECT up.account_id, l.parent_id, up.steps + 1
        FROM up JOIN organization_link l ON l.child_id = up.at_id AND l.superseded_at IS NULL
                                            AND upper_inf(l.valid)
        WHERE NOT EXISTS (SELECT FROM moving WHERE moving.id = up.at_id) AND up.steps < $3::bigint
    ),
    anchored AS MATERIALIZED (
        SELECT up.account_id, up.at_id AS anchor_id FROM up JOIN moving ON moving.id = up.at_id
    ),
    pays AS MATERIALIZED (
        SELECT paid.*, a.anchor_id AS payer_anchor_id
        FROM paid JOIN anchored a ON a.account_id = paid.payer_account_id
    ),
    deeper AS (SELECT FROM up WHERE steps = $3::bigint)";

/// Down from the uppermost `$2` of what moves, with the nearest of `$1` on the way.
const DOWN: &str = "
    WITH RECURSIVE moving (id) AS MATERIALIZED (SELECT unnest($1::uuid[])),
    anchored (account_id, anchor_id) AS (
        SELECT top, top FROM unnest($2::uuid[]) AS top
        UNION ALL
        SELECT c.child_id, coalesce(moving.id, anchored.anchor_id)
        FROM anchored JOIN organization_child c ON c.parent_id = anchored.account_id
        LEFT JOIN moving ON moving.id = c.child_id
    ),
    payers AS MATERIALIZED (
        SELECT u.id, a.account_id, a.anchor_id
        FROM anchored a JOIN bill_unit u ON u.account_id = a.account_id
    ),
    pays AS MATERIALIZED (
        SELECT p.bill_unit_id, payers.account_id AS payer_account_id,
               payers.anchor_id AS payer_anchor_id
        FROM payers JOIN bill_unit_payer p ON p.payer_id = payers.id AND p.superseded_at IS NULL
                                              AND upper_inf(p.valid)
    ),
    deeper AS (SELECT WHERE false)";

/// Those that are paid for from another anchor than their own, or none; one row at least.
const PAID: &str = "
    SELECT deep.is_deeper, paid.*
    FROM (SELECT EXISTS (SELECT FROM deeper) AS is_deeper) AS deep
    LEFT JOIN (
        SELECT p.bill_unit_id AS unit, u.account_id AS account, own.anchor_id AS anchor,
               p.payer_account_id AS payer_account, p.payer_anchor_id AS payer_anchor
        FROM pays p JOIN bill_unit u ON u.id = p.bill_unit_id
        LEFT JOIN anchored own ON own.account_id = u.account_id
        WHERE own.anchor_id IS DISTINCT FROM p.payer_anchor_id) AS paid ON true";

fn uuids<'a>(accounts: impl IntoIterator<Item = &'a AccountId>) -> Vec<Uuid> {
    let accounts = accounts.into_iter();
    accounts.map(|account| account.uuid()).collect()
}
