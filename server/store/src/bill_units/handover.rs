//! Handing what one account pays for over to another payer, all of it or nothing, and giving it back
//! (HIER-2).

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::audit::ChangeKind;
use domain::bill_units::{
    BillUnitRef, Billed, PayerChange, PayerNode, PayerRefusal, Rhythm, payer_among, payer_decide,
};
use domain::hierarchy::{Fingerprint, HandoverPreview, HandoverTo, HandoverUnit, handover_preview};
use domain::ids::BillUnitId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::payer_history::{HandoverBy, id_of};
use super::payer_rows::{account_nodes, account_nodes_seen, nodes_read};
use super::payers::payers_write;
use super::rhythm::{
    Realigned, billed_all, days_found, rhythm_changes, rhythms_align, rhythms_set,
};
use super::running::running_read;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::hierarchy::fingerprint_of;
use crate::operations::invalid;

/// What changes when each of these bill units is paid by a bill unit of another account, billed with it.
/// The caller holds the lock of structure changes and has read under it who pays for them now.
///
/// # Errors
/// When the actor may not change accounts; the refusal of the rule at the field `handover`; when the
/// database fails.
pub(crate) async fn payers_hand_over(
    conn: &mut PgConnection,
    actor: &Actor,
    to: HandoverTo,
    paid: &[(BillUnitRef, BillUnitRef)],
) -> Result<Vec<PayerChange>> {
    let payer = payers_hand_over_check(conn, actor, to, paid, &[]).await?;
    Ok(handed(paid, &payer))
}

/// What its payer is by then; what it pays for already stays as it is.
fn handed(paid: &[(BillUnitRef, BillUnitRef)], payer: &BillUnitRef) -> Vec<PayerChange> {
    let paid = paid.iter().filter(|(_, from)| from.id != payer.id);
    let change = |(unit, from): &(BillUnitRef, BillUnitRef)| PayerChange {
        unit: unit.clone(),
        from: Some(from.clone()),
        to: Some(payer.clone()),
        own_rhythm: None,
    };
    paid.map(change).collect()
}

/// Whether all of these bill units could be handed over to that account as things stand after the handovers
/// that are planned until then: answers the bill unit that would pay.
///
/// # Errors
/// As [`payers_hand_over`].
pub(crate) async fn payers_hand_over_check(
    conn: &mut PgConnection,
    actor: &Actor,
    to: HandoverTo,
    paid: &[(BillUnitRef, BillUnitRef)],
    planned: &[PayerChange],
) -> Result<BillUnitRef> {
    actor.require(Action::EditAccount)?;
    let nodes = account_nodes(conn, to.account).await?;
    let payer = payer_after(to, nodes, planned).map_err(|refusal| refused(&refusal))?;
    handover_decide(conn, &payer, paid, planned)
        .await?
        .map_err(|refusal| refused(&refusal))?;
    Ok(payer.unit)
}

/// Whether a payer can pay for all of these; what it pays for already asks nothing of it.
async fn handover_decide(
    conn: &mut PgConnection,
    payer: &PayerNode,
    paid: &[(BillUnitRef, BillUnitRef)],
    earlier: &[PayerChange],
) -> Result<std::result::Result<(), Box<PayerRefusal>>> {
    let ids: Vec<Uuid> = (paid.iter())
        .filter(|(_, from)| from.id != payer.unit.id)
        .map(|(unit, _)| unit.id.uuid())
        .collect();
    let units = nodes_read(conn, &ids).await?;
    let mut units = units.into_iter().map(|unit| unit.after(earlier));
    Ok(units.try_for_each(|unit| payer_decide(&unit, payer)))
}

/// Which of an account's bill units pays after earlier changes.
fn payer_after(
    to: HandoverTo,
    nodes: Vec<PayerNode>,
    earlier: &[PayerChange],
) -> std::result::Result<PayerNode, Box<PayerRefusal>> {
    let nodes = nodes.into_iter().map(|node| node.after(earlier));
    payer_among(to.account, nodes.collect(), to.unit)
}

/// Changes payers as it was decided: they count from the day on, and each bill unit is billed with its
/// payer, or as it was of its own, which its account's history says. What the histories say of the payers is
/// the business of [`payers_keep`]. The caller holds the lock of structure changes.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payers_change(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    changes: &[PayerChange],
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let since = by.since;
    let payers: Vec<(BillUnitId, Option<BillUnitId>)> = (changes.iter())
        .map(|change| (change.unit.id, id_of(change.to.as_ref())))
        .collect();
    payers_write(conn, &payers, since).await?;
    let pairs: Vec<(Uuid, Uuid)> = (payers.iter())
        .filter_map(|(unit, payer)| Some((unit.uuid(), (*payer)?.uuid())))
        .collect();
    let aligned = rhythms_align(conn, &pairs, since).await?;
    rhythms_note(conn, by, "Billed with its payer", &aligned).await?;
    let own = |change: &PayerChange| {
        let (billing_day, frequency_months) = change.own_rhythm?;
        let rhythm = Rhythm {
            billing_day,
            frequency_months,
        };
        Some((change.unit.id.uuid(), rhythm))
    };
    let own: Vec<(Uuid, Rhythm)> = (changes.iter())
        .filter(|change| change.to.is_none())
        .filter_map(own)
        .collect();
    let restored = rhythms_set(conn, &own, since).await?;
    rhythms_note(conn, by, "Billed by itself again", &restored).await?;
    let turned: Vec<Realigned> = aligned.into_iter().chain(restored).collect();
    days_found(conn, &turned).await
}

/// Says in the histories of their accounts which bill units are billed otherwise by a change of payers.
async fn rhythms_note(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    note: &str,
    realigned: &[Realigned],
) -> Result<()> {
    let entry = |unit: &Realigned| AuditEntry {
        account: Some(unit.account),
        object: Some(unit.unit),
        operation: by.operation,
        note,
        changes: rhythm_changes(unit.was, unit.is),
        ..AuditEntry::new(by.actor, ChangeKind::BillUnitChanged)
    };
    let entries: Vec<AuditEntry<'_>> = realigned.iter().map(entry).collect();
    AuditEntry::write_all(conn, &entries).await?;
    Ok(())
}

/// What a handover to that account would come to for each of these bill units, after what is planned until
/// then; holds nothing.
///
/// # Errors
/// When the actor may not change accounts; at the field `handover` where there is no such account or it has
/// no bill unit; when the database fails.
pub(crate) async fn handover_preview_read(
    conn: &mut PgConnection,
    actor: &Actor,
    to: HandoverTo,
    paid: &[(BillUnitRef, BillUnitRef)],
    (since, planned): (NaiveDate, &[PayerChange]),
) -> Result<HandoverPreview> {
    actor.require(Action::EditAccount)?;
    let nodes = account_nodes_seen(conn, to.account).await?;
    let choices = match nodes.len() {
        1 => Vec::new(),
        _ => nodes.iter().map(|node| node.unit.clone()).collect(),
    };
    let facts = Facts::read(conn, (to, nodes), paid, (since, planned)).await?;
    Ok(HandoverPreview {
        choices,
        ..handover_preview(&facts.payer, &facts.units, since, facts.fingerprint()?)
    })
}

/// Stands for what a preview of a handover shows now; the paying account is held.
///
/// # Errors
/// As [`handover_preview_read`].
pub(crate) async fn handover_fingerprint(
    conn: &mut PgConnection,
    actor: &Actor,
    to: HandoverTo,
    paid: &[(BillUnitRef, BillUnitRef)],
    when: (NaiveDate, &[PayerChange]),
) -> Result<Fingerprint> {
    actor.require(Action::EditAccount)?;
    let nodes = account_nodes(conn, to.account).await?;
    Facts::read(conn, (to, nodes), paid, when)
        .await?
        .fingerprint()
}

/// All that decides what becomes of a handover.
struct Facts {
    payer: PayerNode,
    /// What would be handed over, by the names of the accounts.
    units: Vec<HandoverUnit>,
    /// From which day on.
    since: NaiveDate,
}

impl Facts {
    async fn read(
        conn: &mut PgConnection,
        (to, nodes): (HandoverTo, Vec<PayerNode>),
        paid: &[(BillUnitRef, BillUnitRef)],
        (since, planned): (NaiveDate, &[PayerChange]),
    ) -> Result<Self> {
        let payer = payer_after(to, nodes, planned).map_err(|refusal| refused(&refusal))?;
        let from: HashMap<BillUnitId, &BillUnitRef> = (paid.iter())
            .filter(|(_, from)| from.id != payer.unit.id)
            .map(|(unit, from)| (unit.id, from))
            .collect();
        let ids: Vec<Uuid> = from.keys().map(|id| id.uuid()).collect();
        let billed = billed_all(conn, &ids).await?;
        let mut running = running_read(conn, &ids, since, planned).await?;
        let mut units: Vec<HandoverUnit> = (nodes_read(conn, &ids).await?.into_iter())
            .filter_map(|node| {
                Some(HandoverUnit {
                    from: (*from.get(&node.unit.id)?).clone(),
                    running: running.remove(&node.unit.id)?.payer,
                    billed: *billed.get(&node.unit.id)?,
                    node: node.after(planned),
                })
            })
            .collect();
        let name = |unit: &HandoverUnit| {
            let account = &unit.node.unit.account;
            (account.name.clone(), account.number)
        };
        units.sort_by_cached_key(name);
        Ok(Self {
            payer,
            units,
            since,
        })
    }

    /// Stands for all of it but names: who pays and who would, in which currency, billed when. For whom else
    /// the new payer pays changes nothing (decision 19).
    fn fingerprint(&self) -> Result<Fingerprint> {
        let node = |node: &PayerNode| {
            let paid_by = node.paid_by.as_ref().map(|payer| payer.id);
            let account = (node.currency.code(), node.is_closed);
            (node.unit.id, account, node.rhythm(), paid_by)
        };
        let mut units: Vec<_> = (self.units.iter())
            .map(|unit| {
                let Billed {
                    begins_on,
                    rhythm,
                    turn,
                } = unit.billed;
                let pays = unit.node.pays_for.is_some();
                (
                    node(&unit.node),
                    (unit.from.id, unit.running.as_ref().map(|by| by.id)),
                    pays,
                    (begins_on, rhythm, turn),
                )
            })
            .collect();
        units.sort_unstable_by_key(|(node, ..)| node.0);
        fingerprint_of(&("handover", node(&self.payer), units, self.since))
    }
}

/// A refusal of the rule beside the choice of the new payer.
fn refused(refusal: &PayerRefusal) -> StoreError {
    use domain::fields::FieldProblem;
    invalid("handover", refusal.code(), refusal.to_string())
}
