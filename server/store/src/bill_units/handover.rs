//! Handing what one account pays for over to another payer, all of it or nothing, and giving it back
//! (HIER-2).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::AccountNumber;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::{BillUnitRef, PayerChange, PayerNode, PayerRefusal, payer_decide};
use domain::ids::{AccountId, BillUnitId, OperationId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::payer_rows::{account_nodes, nodes_read};
use super::payers::payers_write;
use super::rhythm::rhythms_align;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::operations::invalid;

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

/// Lets each of these bill units be paid by another account's first bill unit, billed with it, and
/// answers what changed. The caller holds the lock of structure changes and has read under it who
/// pays for them now.
///
/// # Errors
/// When the actor may not change accounts; the refusal of the rule at the field `handover`; when the
/// database fails. Nothing is handed over then.
pub(crate) async fn payers_hand_over(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    to: AccountNumber,
    paid: &[(BillUnitRef, BillUnitRef)],
) -> Result<Vec<PayerChange>> {
    let payer = payers_hand_over_check(conn, by.actor, to, paid).await?;
    // What it pays for already stays as it is.
    let paid = (paid.iter()).filter(|(_, from)| from.id != payer.id);
    let changes: Vec<PayerChange> = paid
        .map(|(unit, from)| PayerChange {
            unit: unit.clone(),
            from: from.clone(),
            to: payer.clone(),
        })
        .collect();
    payers_change(conn, by, "Handed over", &changes).await?;
    Ok(changes)
}

/// Whether all of these bill units could be handed over to that account as things stand: answers the
/// bill unit that would pay.
///
/// # Errors
/// As [`payers_hand_over`].
pub(crate) async fn payers_hand_over_check(
    conn: &mut PgConnection,
    actor: &Actor,
    to: AccountNumber,
    paid: &[(BillUnitRef, BillUnitRef)],
) -> Result<BillUnitRef> {
    actor.require(Action::EditAccount)?;
    let payer = payer_first(conn, to).await?;
    // What it pays for already asks nothing of it.
    let ids: Vec<Uuid> = (paid.iter())
        .filter(|(_, from)| from.id != payer.unit.id)
        .map(|(unit, _)| unit.id.uuid())
        .collect();
    for unit in nodes_read(conn, &ids).await? {
        payer_decide(&unit, &payer).map_err(|refusal| refused(&refusal))?;
    }
    Ok(payer.unit)
}

/// Changes payers as it was decided: they count from the day on, each bill unit is billed with its
/// payer, and the histories of all sides say so. The caller holds the lock of structure changes.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payers_change(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    note: &str,
    changes: &[PayerChange],
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let payers: Vec<(BillUnitId, Option<BillUnitId>)> = (changes.iter())
        .map(|change| (change.unit.id, Some(change.to.id)))
        .collect();
    payers_write(conn, &payers, by.since).await?;
    let pairs: Vec<(Uuid, Uuid)> = (changes.iter())
        .map(|change| (change.unit.id.uuid(), change.to.id.uuid()))
        .collect();
    rhythms_align(conn, &pairs, by.since).await?;
    history_write(conn, by, note, changes).await
}

/// The first bill unit of the new paying account, which is held until the change stands.
async fn payer_first(conn: &mut PgConnection, number: AccountNumber) -> Result<PayerNode> {
    let mut nodes = account_nodes(conn, number).await?.into_iter();
    nodes
        .next()
        .ok_or_else(|| refused(&PayerRefusal::UnknownAccount(number)))
}

/// An entry for each account that got another payer, and one for each payer, old and new.
async fn history_write(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    note: &str,
    changes: &[PayerChange],
) -> Result<()> {
    let mut by_payers: BTreeMap<(BillUnitId, BillUnitId), Vec<&PayerChange>> = BTreeMap::new();
    for change in changes {
        let payers = (change.from.id, change.to.id);
        by_payers.entry(payers).or_default().push(change);
    }
    for alike in by_payers.values() {
        let [PayerChange { from, to, .. }, ..] = &alike[..] else {
            continue;
        };
        let mut accounts: Vec<AccountId> =
            alike.iter().map(|change| change.unit.account.id).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let theirs = entry(by, note, to.id, "Paying account");
        theirs(Some(from.to_string()), Some(to.to_string()))
            .write_for_each(conn, &accounts)
            .await?;
        let words = names(alike);
        let mut olds = entry(by, note, from.id, "Pays for")(Some(words.clone()), None);
        olds.account = Some(from.account.id);
        olds.write(conn).await?;
        let mut news = entry(by, note, to.id, "Pays for")(None, Some(words));
        news.account = Some(to.account.id);
        news.write(conn).await?;
    }
    Ok(())
}

fn entry<'a>(
    by: &'a HandoverBy<'_>,
    note: &'a str,
    object: BillUnitId,
    field: &'a str,
) -> impl FnOnce(Option<String>, Option<String>) -> AuditEntry<'a> {
    move |before, after| AuditEntry {
        object: Some(object.uuid()),
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
