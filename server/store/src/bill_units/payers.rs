//! Changing who pays for whom (HIER-1).

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::AccountNumber;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::{
    BillUnit, BillUnitRef, BillUnitView, PayerCandidate, PayerNode, PayerOption, PayerRefusal,
    payer_decide,
};
use domain::fields::FieldProblem;
use domain::ids::BillUnitId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::payer_rows::{account_nodes, node_read};
use super::rhythm::rhythms_align;
use crate::Store;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::operations::{Operation, invalid};

/// Who changes payers, by which submission, from which day on.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) actor: &'a Actor,
    pub(super) operation: &'a Operation,
    pub(super) today: NaiveDate,
}

/// An account that may be chosen to pay, with its bill units.
///
/// # Errors
/// When the actor may not open accounts, there is no account of this number, or the database fails.
pub async fn payer_candidate(
    store: &Store,
    actor: &Actor,
    number: AccountNumber,
) -> Result<PayerCandidate> {
    actor.require(Action::ReadAccount)?;
    let mut tx = store.pool().begin().await?;
    let nodes = account_nodes(&mut tx, number).await?;
    let account = (nodes.first().map(|node| node.unit.account.clone()))
        .ok_or_else(|| StoreError::NotFound(format!("account {number}")))?;
    let units = nodes.into_iter().map(|node| PayerOption {
        rhythm: node.rhythm(),
        unit: node.unit,
        paid_by: node.paid_by,
    });
    Ok(PayerCandidate {
        account,
        units: units.collect(),
    })
}

/// Takes the one lock of all structure changes until the transaction ends: who pays for whom is one of
/// them (decision 18). It comes before the first row.
pub(super) async fn payers_lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query("SELECT pg_advisory_xact_lock(7265, 1)")
        .execute(conn)
        .await?;
    Ok(())
}

/// A refusal of the rule at its field.
pub(super) fn refused(refusal: &PayerRefusal) -> StoreError {
    invalid(refusal.field(), refusal.code(), refusal.to_string())
}

/// Lets `payer` pay for a bill unit that `had` paid for until now, and answers what the history is to
/// say of it; none where it stays as it was. The accounts of both payers get entries of their own.
///
/// # Errors
/// The refusal of the rule; when the database fails.
pub(super) async fn payer_settle(
    conn: &mut PgConnection,
    by: &By<'_>,
    unit: BillUnitId,
    had: Option<&BillUnitRef>,
    payer: Option<&PayerNode>,
) -> Result<Option<Change>> {
    let gets = payer.map(|payer| &payer.unit);
    if had.map(|had| had.id) == gets.map(|gets| gets.id) {
        return Ok(None);
    }
    let node = node_read(conn, unit).await?;
    if let Some(payer) = payer {
        payer_decide(&node, payer).map_err(|refusal| refused(&refusal))?;
    }
    payers_write(conn, &[(unit, gets.map(|gets| gets.id))], by.today).await?;
    let words = Some(node.unit.to_string());
    for (side, before, after) in [(had, words.clone(), None), (gets, None, words.clone())] {
        if let Some(side) = side {
            let entry = AuditEntry {
                account: Some(side.account.id),
                object: Some(side.id.uuid()),
                operation: Some(by.operation.id),
                changes: vec![Change {
                    field: format!("Pays for ({})", side.name),
                    before,
                    after,
                }],
                ..AuditEntry::new(by.actor, ChangeKind::BillUnitChanged)
            };
            entry.write(conn).await?;
        }
    }
    Ok(Some(Change {
        field: format!("Paying account ({})", node.unit.name),
        before: had.map(ToString::to_string),
        after: gets.map(ToString::to_string),
    }))
}

/// Lets each of these bill units be paid by another one (none: by itself) from today on. A row that
/// began earlier is superseded and written again with its end; one that began today is superseded
/// entirely. The caller holds the lock and has decided under it.
pub(super) async fn payers_write(
    conn: &mut PgConnection,
    payers: &[(BillUnitId, Option<BillUnitId>)],
    today: NaiveDate,
) -> Result<()> {
    let units: Vec<Uuid> = payers.iter().map(|(unit, _)| unit.uuid()).collect();
    let gone: Vec<(Uuid, Uuid, Option<NaiveDate>)> = sqlx::query_as(
        "UPDATE bill_unit_payer SET superseded_at = now()
         WHERE bill_unit_id = ANY($1) AND superseded_at IS NULL AND upper_inf(valid)
         RETURNING bill_unit_id, payer_id, lower(valid)",
    )
    .bind(&units)
    .fetch_all(&mut *conn)
    .await?;
    let ended = gone
        .into_iter()
        .filter(|(_, _, since)| since.is_none_or(|since| since < today))
        .map(|(unit, payer, since)| (unit, payer, since, Some(today)));
    let begun = payers
        .iter()
        .filter_map(|(unit, payer)| Some((unit.uuid(), (*payer)?.uuid(), Some(today), None)));
    let rows: Vec<(Uuid, Uuid, Option<NaiveDate>, Option<NaiveDate>)> =
        ended.chain(begun).collect();
    sqlx::query(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT unit, payer, daterange(since, until)
         FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[])
              AS p (unit, payer, since, until)",
    )
    .bind(rows.iter().map(|row| row.0).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.1).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.2).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.3).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Bills all that a bill unit pays for on its new billing day and at its new frequency, which its own
/// row has by then (HIER-1, decision 15). Nothing happens where neither changed.
pub(super) async fn rhythm_follow(
    conn: &mut PgConnection,
    by: &By<'_>,
    before: &BillUnitView,
    after: &BillUnit,
) -> Result<()> {
    let pairs = [
        ("Billing day", before.billing_day, after.billing_day),
        (
            "Frequency in months",
            before.frequency_months,
            after.frequency_months,
        ),
    ];
    let change = |(field, was, is): (&str, u8, u8)| {
        Change::between(field, &was.to_string(), &is.to_string())
    };
    let changes: Vec<Change> = pairs.into_iter().filter_map(change).collect();
    if changes.is_empty() || before.pays_for.count == 0 {
        return Ok(());
    }
    let pairs: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT bill_unit_id, payer_id FROM bill_unit_payer
         WHERE payer_id = $1 AND superseded_at IS NULL AND upper_inf(valid)",
    )
    .bind(before.id.uuid())
    .fetch_all(&mut *conn)
    .await?;
    let mut accounts = rhythms_align(conn, &pairs, by.today).await?;
    accounts.sort_unstable();
    accounts.dedup();
    let entry = AuditEntry {
        object: Some(before.id.uuid()),
        operation: Some(by.operation.id),
        note: "Billed with its payer",
        changes,
        ..AuditEntry::new(by.actor, ChangeKind::BillUnitChanged)
    };
    entry.write_for_each(conn, &accounts).await
}
