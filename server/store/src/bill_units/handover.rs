//! Handing what one account pays for over to another payer, all of it or nothing, and giving it back
//! (HIER-2).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind};
use domain::bill_units::{
    BillUnitRef, PayerChange, PayerNode, PayerRefusal, Rhythm, payer_among, payer_decide,
};
use domain::hierarchy::{HandoverPreview, HandoverTo, HandoverUnit, handover_preview};
use domain::ids::{AccountId, AuditEntryId, BillUnitId, OperationId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::payer_rows::{account_nodes, account_nodes_seen, nodes_read};
use super::payers::payers_write;
use super::rhythm::{Realigned, billed_all, rhythm_changes, rhythms_align, rhythms_restore};
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::operations::invalid;
use crate::search::documents_write;

/// Who changes payers together with something else, and from which day on.
#[derive(Clone, Copy)]
pub(crate) struct HandoverBy<'a> {
    /// Who does it.
    pub(crate) actor: &'a Actor,
    /// The submission that brought it; none where its day has come.
    pub(crate) operation: Option<OperationId>,
    /// From which day on it counts.
    pub(crate) since: NaiveDate,
}

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

/// The same after `earlier` handovers of a draft, by the same rule; holds nothing.
///
/// # Errors
/// When the database fails; the refusal of the rule within.
pub(crate) async fn payers_hand_over_draft(
    conn: &mut PgConnection,
    to: HandoverTo,
    paid: &[(BillUnitRef, BillUnitRef)],
    earlier: &[PayerChange],
) -> Result<std::result::Result<Vec<PayerChange>, Box<PayerRefusal>>> {
    let nodes = account_nodes_seen(conn, to.account).await?;
    let payer = match payer_after(to, nodes, earlier) {
        Ok(payer) => payer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let decided = handover_decide(conn, &payer, paid, earlier).await?;
    Ok(decided.map(|()| handed(paid, &payer.unit)))
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
    let restored = rhythms_restore(conn, &own, since).await?;
    rhythms_note(conn, by, "Billed by itself again", &restored).await?;
    // They can be found by their billing day.
    documents_write(conn, &accounts_of(changes)).await
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

/// Keeps which payers changed with an entry of the history, so that its undo gives them back, and says
/// it in the histories of all sides.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payers_keep(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    (entry, note): (AuditEntryId, &str),
    changes: &[PayerChange],
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    payer_changes_keep(conn, entry, changes).await?;
    history_write(conn, by, (entry, note), changes).await
}

/// Keeps with its entry a change of one payer that was made by itself, so that its undo gives it back, and
/// says it in the histories of both payers: the entry itself is that of the bill unit's account.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payer_keep(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    part: (AuditEntryId, &str),
    change: &PayerChange,
) -> Result<()> {
    payer_changes_keep(conn, part.0, std::slice::from_ref(change)).await?;
    let sides = (change.from.as_ref(), change.to.as_ref());
    payer_sides_write(conn, by, part, sides, change.unit.to_string()).await
}

/// Keeps which payers changed with an entry of the history.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payer_changes_keep(
    conn: &mut PgConnection,
    entry: AuditEntryId,
    changes: &[PayerChange],
) -> Result<()> {
    let payer = |part: fn(&PayerChange) -> Option<&BillUnitRef>| -> Vec<Option<Uuid>> {
        let of = |change| id_of(part(change)).map(BillUnitId::uuid);
        changes.iter().map(of).collect()
    };
    let own = |part: fn((u8, u8)) -> u8| -> Vec<Option<i16>> {
        let of = |change: &PayerChange| change.own_rhythm.map(|own| i16::from(part(own)));
        changes.iter().map(of).collect()
    };
    sqlx::query(
        "INSERT INTO organization_move_payer (entry_id, bill_unit_id, from_id, to_id,
                                              own_billing_day, own_frequency_months)
         SELECT $1, c.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[],
                                    $6::smallint[]) AS c",
    )
    .bind(entry.uuid())
    .bind(units_of(changes))
    .bind(payer(|change| change.from.as_ref()))
    .bind(payer(|change| change.to.as_ref()))
    .bind(own(|(day, _)| day))
    .bind(own(|(_, months)| months))
    .execute(conn)
    .await?;
    Ok(())
}

fn id_of(unit: Option<&BillUnitRef>) -> Option<BillUnitId> {
    unit.map(|unit| unit.id)
}

fn units_of(changes: &[PayerChange]) -> Vec<Uuid> {
    changes.iter().map(|change| change.unit.id.uuid()).collect()
}

fn accounts_of<'a>(changes: impl IntoIterator<Item = &'a PayerChange>) -> Vec<AccountId> {
    let changes = changes.into_iter();
    let mut accounts: Vec<AccountId> = changes.map(|change| change.unit.account.id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
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
    let payer = payer_after(to, nodes, planned).map_err(|refusal| refused(&refusal))?;
    let from: HashMap<BillUnitId, &BillUnitRef> = (paid.iter())
        .filter(|(_, from)| from.id != payer.unit.id)
        .map(|(unit, from)| (unit.id, from))
        .collect();
    let ids: Vec<Uuid> = from.keys().map(|id| id.uuid()).collect();
    let billed = billed_all(conn, &ids).await?;
    let mut units: Vec<HandoverUnit> = (nodes_read(conn, &ids).await?.into_iter())
        .filter_map(|node| {
            Some(HandoverUnit {
                from: (*from.get(&node.unit.id)?).clone(),
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
    Ok(HandoverPreview {
        choices,
        ..handover_preview(&payer, &units, since)
    })
}

/// An entry for each account that got another payer, and one for each payer, old and new.
async fn history_write(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    part: (AuditEntryId, &str),
    changes: &[PayerChange],
) -> Result<()> {
    let mut by_payers: BTreeMap<_, Vec<&PayerChange>> = BTreeMap::new();
    for change in changes {
        let payers = (id_of(change.from.as_ref()), id_of(change.to.as_ref()));
        by_payers.entry(payers).or_default().push(change);
    }
    for alike in by_payers.values() {
        let [PayerChange { from, to, .. }, ..] = &alike[..] else {
            continue;
        };
        let words = |payer: &Option<BillUnitRef>| payer.as_ref().map(ToString::to_string);
        entry(by, part, "Paying account", (words(from), words(to)))
            .write_for_each(conn, &accounts_of(alike.iter().copied()))
            .await?;
        payer_sides_write(conn, by, part, (from.as_ref(), to.as_ref()), names(alike)).await?;
    }
    Ok(())
}

/// An entry for each payer, old and new, that names what they pay for no longer, or from then on.
async fn payer_sides_write(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    part: (AuditEntryId, &str),
    (from, to): (Option<&BillUnitRef>, Option<&BillUnitRef>),
    words: String,
) -> Result<()> {
    let sides = [(from, Some(words.clone()), None), (to, None, Some(words))];
    for (side, before, after) in sides {
        if let Some(side) = side {
            let field = format!("Pays for ({})", side.name);
            let entry = AuditEntry {
                account: Some(side.account.id),
                ..entry(by, part, &field, (before, after))
            };
            entry.write(conn).await?;
        }
    }
    Ok(())
}

/// A part of the change whose entry it names.
fn entry<'a>(
    by: &'a HandoverBy<'_>,
    (whole, note): (AuditEntryId, &'a str),
    field: &str,
    (before, after): (Option<String>, Option<String>),
) -> AuditEntry<'a> {
    AuditEntry {
        object: Some(whole.uuid()),
        operation: by.operation,
        note,
        changes: vec![Change {
            field: field.to_owned(),
            before,
            after,
        }],
        ..AuditEntry::new(by.actor, ChangeKind::BillUnitChanged)
    }
}

/// The first few by name, and how many more there are.
fn names(changes: &[&PayerChange]) -> String {
    const NAMED: usize = 10;
    let named: Vec<String> = (changes.iter().take(NAMED))
        .map(|change| change.unit.to_string())
        .collect();
    match changes.len().saturating_sub(NAMED) {
        0 => named.join("; "),
        more => format!("{}; and {more} more", named.join("; ")),
    }
}

/// A refusal of the rule beside the choice of the new payer.
fn refused(refusal: &PayerRefusal) -> StoreError {
    use domain::fields::FieldProblem;
    invalid("handover", refusal.code(), refusal.to_string())
}
