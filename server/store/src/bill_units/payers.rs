//! Changing who pays for whom (HIER-1).

use chrono::NaiveDate;
use domain::access::Actor;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::{
    BillUnit, BillUnitView, PayerChange, PayerNode, PayerRefusal, Rhythm, payer_decide,
};
use domain::fields::FieldProblem;
use domain::ids::{AccountId, AuditEntryId, BillUnitId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::payer_history::{HandoverBy, payer_keep};
use super::payer_rows::node_read;
use super::rhythm::{days_found, rhythm_changes, rhythms_align};
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::operations::{Operation, invalid};
use crate::two_axes::TwoAxes;

/// Who changes payers, by which submission, from which day on.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) actor: &'a Actor,
    pub(super) operation: &'a Operation,
    pub(super) today: NaiveDate,
}

/// A refusal of the rule at its field.
pub(super) fn refused(refusal: &PayerRefusal) -> StoreError {
    invalid(refusal.field(), refusal.code(), refusal.to_string())
}

/// Lets `payer` pay for a bill unit that `had` paid for until now, and answers what changed; none where it
/// stays as it was. What the histories say of it is the business of [`payer_note`].
///
/// # Errors
/// The refusal of the rule; when the database fails.
pub(super) async fn payer_settle(
    conn: &mut PgConnection,
    today: NaiveDate,
    unit: BillUnitId,
    had: Option<&BillUnitView>,
    payer: Option<&PayerNode>,
) -> Result<Option<PayerChange>> {
    let from = had.and_then(|had| had.payer.as_ref());
    let to = payer.map(|payer| &payer.unit);
    if from.map(|from| from.id) == to.map(|to| to.id) {
        return Ok(None);
    }
    let node = node_read(conn, unit).await?;
    if let Some(payer) = payer {
        payer_decide(&node, payer).map_err(|refusal| refused(&refusal))?;
    }
    payers_write(conn, &[(unit, to.map(|to| to.id))], today).await?;
    let own = had.filter(|had| had.payer.is_none());
    Ok(Some(PayerChange {
        unit: node.unit,
        from: from.cloned(),
        to: to.cloned(),
        own_rhythm: own.map(|had| (had.billing_day, had.frequency_months)),
    }))
}

/// What the history of the bill unit's account says of a change of payers.
pub(super) fn payer_words(change: &PayerChange) -> Change {
    Change {
        field: format!("Paying account ({})", change.unit.name),
        before: change.from.as_ref().map(ToString::to_string),
        after: change.to.as_ref().map(ToString::to_string),
    }
}

/// Keeps a change of payers with its entry in the history, so that it can be undone from there, and says
/// it in the histories of both payers.
pub(super) async fn payer_note(
    conn: &mut PgConnection,
    by: &By<'_>,
    entry: AuditEntryId,
    change: &PayerChange,
) -> Result<()> {
    let handover = HandoverBy {
        actor: by.actor,
        operation: Some(by.operation.id),
        since: by.today,
    };
    payer_keep(conn, &handover, (entry, ""), change).await
}

const PAYERS: TwoAxes = TwoAxes {
    table: "bill_unit_payer",
    subject: "bill_unit_id",
    object: "payer_id",
};

/// Lets each of these bill units be paid by another one (none: by itself) from a day on. The caller holds
/// the lock and has decided under it.
pub(super) async fn payers_write(
    conn: &mut PgConnection,
    payers: &[(BillUnitId, Option<BillUnitId>)],
    since: NaiveDate,
) -> Result<()> {
    let ending: Vec<Uuid> = payers.iter().map(|(unit, _)| unit.uuid()).collect();
    let begun: Vec<(Uuid, Uuid)> = (payers.iter())
        .filter_map(|(unit, payer)| Some((unit.uuid(), (*payer)?.uuid())))
        .collect();
    PAYERS.write(conn, &ending, &begun, since).await?;
    Ok(())
}

/// Bills all that a bill unit pays for on its new billing day and at its new frequency, which its own
/// row has by then (HIER-1, decision 15), and lets it be found by that day. Nothing happens where neither
/// changed.
pub(super) async fn rhythm_follow(
    conn: &mut PgConnection,
    by: &By<'_>,
    before: &BillUnitView,
    after: &BillUnit,
) -> Result<()> {
    let is = Rhythm {
        billing_day: after.billing_day,
        frequency_months: after.frequency_months,
    };
    let changes = rhythm_changes(before.billed().rhythm, is);
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
    let realigned = rhythms_align(conn, &pairs, by.today).await?;
    let mut accounts: Vec<AccountId> = realigned.iter().map(|unit| unit.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let entry = AuditEntry {
        object: Some(before.id.uuid()),
        operation: Some(by.operation.id),
        note: "Billed with its payer",
        changes,
        ..AuditEntry::new(by.actor, ChangeKind::BillUnitChanged)
    };
    entry.write_for_each(conn, &accounts).await?;
    days_found(conn, &realigned).await
}
