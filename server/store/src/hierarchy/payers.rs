//! Who pays across the border of what moves, handing it over, and giving it back (ORG-3, HIER-2).

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::Actor;
use domain::accounts::AccountNumber;
use domain::bill_units::{BillUnitRef, PayerChange, PayerNode};
use domain::hierarchy::{
    MoveRefusal, PayerCrossing, PayerCrossings, PayerUndo, handed_over_sentence, payers_undo_decide,
};
use domain::ids::{AccountId, AuditEntryId, BillUnitId};
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::facts::{refused, today};
use super::write::parents_hold;
use crate::bill_units::{
    HandoverBy, nodes_read, payers_change, payers_hand_over, payers_hand_over_check, unit_ref_of,
};
use crate::error::{Result, StoreError};

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
/// what changed. The caller holds the lock of structure changes.
///
/// # Errors
/// As [`payers_hand_over`].
pub(super) async fn hand_over(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    roots: &(Vec<Uuid>, Vec<Uuid>),
    to: Option<AccountNumber>,
) -> Result<Vec<PayerChange>> {
    let Some(to) = to else {
        return Ok(Vec::new());
    };
    let paid = left_behind(conn, roots).await?;
    if paid.is_empty() {
        return Ok(Vec::new());
    }
    if by.since < today(conn).await? {
        stayed_check(conn, &paid, to, by.since).await?;
    }
    payers_hand_over(conn, by, to, &paid).await
}

/// Whether what stays while its payer moves could be handed over as things stand: answers who would
/// pay.
///
/// # Errors
/// As [`hand_over`].
pub(super) async fn handover_check(
    conn: &mut PgConnection,
    actor: &Actor,
    roots: &(Vec<Uuid>, Vec<Uuid>),
    to: AccountNumber,
) -> Result<BillUnitRef> {
    let paid = left_behind(conn, roots).await?;
    payers_hand_over_check(conn, actor, to, &paid).await
}

/// Nobody's payer may have changed after the day from which on a late handover counts: the history of
/// the days since would be lost, or a payer would have been paid for on some of them.
async fn stayed_check(
    conn: &mut PgConnection,
    paid: &[(BillUnitRef, BillUnitRef)],
    to: AccountNumber,
    since: NaiveDate,
) -> Result<()> {
    let units: Vec<Uuid> = paid.iter().map(|(unit, _)| unit.id.uuid()).collect();
    let changed = sqlx::query(
        "SELECT u.id AS unit_id, u.name AS unit_name, a.id AS account_id,
                a.number AS account_number, a.name AS account_name
         FROM bill_unit u JOIN account a ON a.id = u.account_id
         JOIN bill_unit_payer p ON p.bill_unit_id = u.id AND p.superseded_at IS NULL
         WHERE (u.id = ANY($1) AND (lower(p.valid) > $2 OR upper(p.valid) > $2))
            OR (a.number = $3 AND upper(p.valid) > $2)
         ORDER BY a.number, u.position LIMIT 1",
    )
    .bind(&units)
    .bind(since)
    .bind(to.get())
    .fetch_optional(conn)
    .await?;
    match changed {
        None => Ok(()),
        Some(row) => Err(refused(&MoveRefusal::PayerChangedAfter {
            unit: Box::new(unit_ref_of(&row, "")?),
            date: since,
        })),
    }
}

/// What the sentence of the step says of its handover, behind all else; nothing where there is none.
pub(super) fn handed_words(changes: &[PayerChange]) -> String {
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    match changes.first() {
        Some(first) => format!(" {}", handed_over_sentence(count, &first.to)),
        None => String::new(),
    }
}

/// Keeps which payers changed with an entry of the history, so that its undo gives them back.
///
/// # Errors
/// When the database fails.
pub(super) async fn payers_keep(
    conn: &mut PgConnection,
    entry: AuditEntryId,
    changes: &[PayerChange],
) -> Result<()> {
    let ids = |part: fn(&PayerChange) -> &BillUnitRef| -> Vec<Uuid> {
        changes
            .iter()
            .map(|change| part(change).id.uuid())
            .collect()
    };
    sqlx::query(
        "INSERT INTO organization_move_payer (entry_id, bill_unit_id, from_id, to_id)
         SELECT $1, c.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS c",
    )
    .bind(entry.uuid())
    .bind(ids(|change| &change.unit))
    .bind(ids(|change| &change.from))
    .bind(ids(|change| &change.to))
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives what was handed over with an entry of the history back to who paid for it before, and answers
/// what changed: all of it, or nothing. The caller holds the lock of structure changes.
///
/// # Errors
/// The refusal of the rule; when the database fails.
pub(super) async fn give_back(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    entry: AuditEntryId,
) -> Result<Vec<PayerChange>> {
    let kept: Vec<(Uuid, Uuid, Uuid)> = sqlx::query_as(
        "SELECT bill_unit_id, from_id, to_id FROM organization_move_payer WHERE entry_id = $1
         ORDER BY bill_unit_id",
    )
    .bind(entry.uuid())
    .fetch_all(&mut *conn)
    .await?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let mut named: Vec<Uuid> = (kept.iter().copied())
        .flat_map(|(unit, from, to)| [unit, from, to])
        .collect();
    named.sort_unstable();
    named.dedup();
    let mut accounts: Vec<AccountId> = (nodes_read(conn, &named).await?.iter())
        .map(|node| node.unit.account.id)
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    // Who is to pay again must not be closed before that stands.
    parents_hold(conn, &accounts).await?;
    let nodes = nodes_read(conn, &named).await?.into_iter();
    let nodes: HashMap<BillUnitId, PayerNode> = nodes.map(|node| (node.unit.id, node)).collect();
    let node = |id: Uuid| {
        let node = nodes.get(&BillUnitId::from_uuid(id)).cloned();
        node.ok_or_else(|| StoreError::unreadable("organization_move_payer", "no bill unit"))
    };
    let undo = |(unit, from, to): (Uuid, Uuid, Uuid)| -> Result<PayerUndo> {
        let (unit, payer) = (node(unit)?, node(from)?);
        Ok(PayerUndo {
            change: PayerChange {
                unit: unit.unit.clone(),
                from: payer.unit.clone(),
                to: node(to)?.unit,
            },
            unit,
            payer,
        })
    };
    let undos: Vec<PayerUndo> = kept.into_iter().map(undo).collect::<Result<_>>()?;
    let changes = payers_undo_decide(&undos).map_err(|refusal| refused(&refusal))?;
    payers_change(conn, by, "Given back", &changes).await?;
    Ok(changes)
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
