//! Handing what one account pays for over to another payer, all of it or nothing (HIER-2).

use std::collections::BTreeMap;

use domain::access::{Action, Actor};
use domain::accounts::AccountNumber;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::{BillUnitRef, PayerNode, PayerRefusal, payer_decide};
use domain::ids::{AccountId, BillUnitId, OperationId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::payer_rows::{account_nodes, nodes_read};
use super::payers::payers_write;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::installation::business_date;
use crate::operations::invalid;

/// The word to let other bill units be paid by an account's first bill unit.
pub(crate) struct Handover<'a> {
    /// Who hands over.
    pub(crate) actor: &'a Actor,
    /// The submission that brought it.
    pub(crate) operation: OperationId,
    /// The new paying account.
    pub(crate) to: AccountNumber,
}

/// Lets each of these bill units be paid by the new payer from today on, billed with it. The caller
/// holds the lock of structure changes and has read under it who pays for them now. Answers who pays
/// from now on.
///
/// # Errors
/// When the actor may not change accounts; the refusal of the rule at the field `handover`; when the
/// database fails. Nothing is handed over then.
pub(crate) async fn payers_hand_over(
    conn: &mut PgConnection,
    handover: &Handover<'_>,
    paid: &[(BillUnitRef, BillUnitRef)],
) -> Result<BillUnitRef> {
    handover.actor.require(Action::EditAccount)?;
    let payer = payer_first(conn, handover.to).await?;
    let ids: Vec<Uuid> = paid.iter().map(|(unit, _)| unit.id.uuid()).collect();
    for unit in nodes_read(conn, &ids).await? {
        payer_decide(&unit, &payer).map_err(|refusal| refused(&refusal))?;
    }
    let today = business_date(conn).await?;
    let payers: Vec<(BillUnitId, Option<BillUnitId>)> = (paid.iter())
        .map(|(unit, _)| (unit.id, Some(payer.unit.id)))
        .collect();
    payers_write(conn, &payers, today).await?;
    sqlx::query(
        "UPDATE bill_unit SET billing_day = $2, frequency_months = $3
         WHERE id = ANY($1) AND (billing_day, frequency_months) <> ($2, $3)",
    )
    .bind(&ids)
    .bind(i16::from(payer.billing_day))
    .bind(i16::from(payer.frequency_months))
    .execute(&mut *conn)
    .await?;
    note(conn, handover, &payer, paid).await?;
    Ok(payer.unit)
}

/// The first bill unit of the new paying account, which is held until the change stands.
async fn payer_first(conn: &mut PgConnection, number: AccountNumber) -> Result<PayerNode> {
    let mut nodes = account_nodes(conn, number).await?.into_iter();
    nodes
        .next()
        .ok_or_else(|| refused(&PayerRefusal::UnknownAccount(number)))
}

/// An entry for each account that got another payer, and one for each payer, old and new.
async fn note(
    conn: &mut PgConnection,
    handover: &Handover<'_>,
    payer: &PayerNode,
    paid: &[(BillUnitRef, BillUnitRef)],
) -> Result<()> {
    let mut by_old: BTreeMap<BillUnitId, (&BillUnitRef, Vec<&BillUnitRef>)> = BTreeMap::new();
    for (unit, old) in paid {
        by_old
            .entry(old.id)
            .or_insert((old, Vec::new()))
            .1
            .push(unit);
    }
    for (old, units) in by_old.values() {
        let mut accounts: Vec<AccountId> = units.iter().map(|unit| unit.account.id).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let theirs = entry(handover, payer.unit.id, "Paying account");
        theirs(Some(old.to_string()), Some(payer.unit.to_string()))
            .write_for_each(conn, &accounts)
            .await?;
        let words = names(units);
        let mut olds = entry(handover, old.id, "Pays for")(Some(words.clone()), None);
        olds.account = Some(old.account.id);
        olds.write(conn).await?;
        let mut news = entry(handover, payer.unit.id, "Pays for")(None, Some(words));
        news.account = Some(payer.unit.account.id);
        news.write(conn).await?;
    }
    Ok(())
}

fn entry<'a>(
    handover: &'a Handover<'_>,
    object: BillUnitId,
    field: &'a str,
) -> impl FnOnce(Option<String>, Option<String>) -> AuditEntry<'a> {
    move |before, after| AuditEntry {
        object: Some(object.uuid()),
        operation: Some(handover.operation),
        note: "Handed over",
        changes: vec![Change {
            field: field.to_owned(),
            before,
            after,
        }],
        ..AuditEntry::new(handover.actor, ChangeKind::BillUnitChanged)
    }
}

/// The first few by name, and how many more there are.
fn names(units: &[&BillUnitRef]) -> String {
    const NAMED: usize = 10;
    let named: Vec<String> = (units.iter().take(NAMED))
        .map(ToString::to_string)
        .collect();
    match units.len().saturating_sub(NAMED) {
        0 => named.join("; "),
        more => format!("{}; and {more} more", named.join("; ")),
    }
}

/// A refusal of the rule beside the choice of the new payer.
fn refused(refusal: &PayerRefusal) -> StoreError {
    use domain::fields::FieldProblem;
    invalid("handover", refusal.code(), refusal.to_string())
}
