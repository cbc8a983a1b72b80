//! Bill Unit Setup: adding a bill unit, changing its settings and its payer (BIL-1, HIER-1, ACC-6).

use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind};
use domain::bill_units::{
    BILL_UNITS_LIMIT, BillUnit, BillUnitDraft, BillUnitEdit, BillUnitRef, BillUnitSaved,
    BillUnitUndo, BillUnitView, PayerChange, PayerChoice, PayerNode, PaymentChoice, Rhythm,
    bill_unit_changes, payer_align,
};
use domain::edits::EditOutcome;
use domain::fields::FieldErrors;
use domain::ids::{AccountId, AuditEntryId, BillUnitId};
use domain::payment_methods::PaymentMethodView;
use sqlx::PgConnection;

use super::payer_rows::payer_find;
use super::payers::{By, payer_note, payer_settle, payer_words, refused, rhythm_follow};
use super::rhythm::rhythms_set;
use super::rows::{bill_unit_insert, bill_unit_update, bill_units_read};
use crate::Store;
use crate::accounts::{account_changed, account_lock};
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::hierarchy::structure_lock;
use crate::installation::business_date;
use crate::operations::{Operation, invalid};
use crate::payment_methods::methods_read;
use crate::search::documents_write;

/// Saves the settings of a bill unit, or adds one where the typed settings have no id. Where
/// somebody changed the same bill unit since the form was opened nothing is saved, and the answer
/// says what changed (ACC-6). What is saved brings the way back along.
///
/// # Errors
/// When the actor may not change accounts; a sentence per setting that does not hold; when there is
/// no such account or bill unit; when the operation id was used for other input; when the database
/// fails.
pub async fn bill_unit_save(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    edit: &BillUnitEdit,
) -> Result<EditOutcome<BillUnitSaved, BillUnitView>> {
    actor.require(Action::EditAccount)?;
    let operation = Operation::new(actor, &edit.operation_id, &(account, edit))?;
    let mut unit = unit_parse(&edit.typed)?;
    let touches_payers = touches_payers(edit, &unit);
    let mut tx = store.begin().await?;
    if let Some(id) = operation.begin(&mut tx).await? {
        let saved = BillUnitSaved { id, undo: None };
        return Ok(EditOutcome::Saved { saved });
    }
    if touches_payers {
        // Who pays for whom is a change of structure.
        structure_lock(&mut tx).await?;
    }
    account_lock(&mut tx, account).await?;
    let today = business_date(&mut tx).await?;
    let methods = methods_read(&mut tx, account).await?;
    let units = bill_units_read(&mut tx, account, &methods, today).await?;
    let now = unit.id.map(|id| find(&units, id)).transpose()?;
    if let Some(now) = now.filter(|now| !now.is_as_in(&edit.base)) {
        let differences = edit.differences(&now.draft(), &methods);
        return Ok(EditOutcome::Stale {
            now: now.clone(),
            differences,
        });
    }
    method_check(&unit, now, &methods)?;
    let had = now.and_then(|now| now.payer.as_ref());
    let payer = match touches_payers {
        true => payer_choose(&mut tx, &mut unit, had).await?,
        false => None,
    };
    let id = match now {
        Some(now) => bill_unit_change(&mut tx, now, &unit, today).await?,
        None => bill_unit_add(&mut tx, account, &unit, units.len(), today).await?,
    };
    let by = By {
        actor,
        operation: &operation,
        today,
    };
    let settled = match touches_payers {
        true => payer_settle(&mut tx, today, id, now, payer.as_ref()).await?,
        false => None,
    };
    let changes = changes_of(now, &unit, &methods, settled.as_ref());
    if let Some(now) = now {
        rhythm_follow(&mut tx, &by, now, &unit).await?;
    }
    let changed = now.filter(|_| !changes.iter().all(Vec::is_empty));
    let undo = changed.map(|now| undo_of(now, &unit, payer.as_ref()));
    let unit = (id, now.is_none());
    let payer_entry = save_note(&mut tx, &by, account, unit, changes, settled).await?;
    let undo = undo.map(|undo| BillUnitUndo {
        payer_entry,
        ..undo
    });
    operation.finish(&mut tx, &id).await?;
    tx.commit().await?;
    let saved = BillUnitSaved { id, undo };
    Ok(EditOutcome::Saved { saved })
}

/// The settings as they are typed, where every one of them holds.
fn unit_parse(typed: &BillUnitDraft) -> Result<BillUnit> {
    let mut errors = FieldErrors::default();
    match typed.parse("", false, &mut errors) {
        Some(unit) if errors.is_empty() => Ok(unit),
        _ => Err(StoreError::Invalid(errors)),
    }
}

/// Whether it may change who pays for whom, or when it is billed. Whatever does holds the lock of structure
/// changes; an edit that does not leaves both to whoever changes them meanwhile.
fn touches_payers(edit: &BillUnitEdit, unit: &BillUnit) -> bool {
    edit.touches_payers() || (unit.id.is_none() && unit.payer != PayerChoice::Itself)
}

/// The bill unit that is chosen to pay, whose billing day and frequency the other one takes.
async fn payer_choose(
    conn: &mut PgConnection,
    unit: &mut BillUnit,
    had: Option<&BillUnitRef>,
) -> Result<Option<PayerNode>> {
    let payer = payer_find(conn, unit.payer).await?;
    if let Some(payer) = &payer {
        let keeps_payer = had.is_some_and(|had| had.id == payer.unit.id);
        payer_align(unit, payer, keeps_payer).map_err(|refusal| refused(&refusal))?;
    }
    Ok(payer)
}

/// The way back from what is saved, by which a later form would begin.
fn undo_of(before: &BillUnitView, unit: &BillUnit, payer: Option<&PayerNode>) -> BillUnitUndo {
    let mut saved = unit.to_draft();
    if let Some(PayerNode { unit: payer, .. }) = payer {
        saved.payer = payer.account.number.to_string();
        saved.payer_unit = payer.id.to_string();
    }
    BillUnitUndo {
        before: before.draft(),
        saved,
        payer_entry: None,
    }
}

/// What a save changes: what has nothing to do with who pays, and who pays with the rhythm that follows. The one
/// stands in an entry of the history and the other in another, which undoes all that it says.
fn changes_of(
    now: Option<&BillUnitView>,
    unit: &BillUnit,
    methods: &[PaymentMethodView],
    payer: Option<&PayerChange>,
) -> [Vec<Change>; 2] {
    let saved = unit.to_draft();
    let before = now.map(BillUnitView::draft);
    let (Some(before), Some(payer)) = (&before, payer) else {
        let all = bill_unit_changes(before.as_ref(), &saved, methods);
        return [all, payer.into_iter().map(payer_words).collect()];
    };
    let steady = BillUnitDraft {
        billing_day: before.billing_day.clone(),
        frequency_months: before.frequency_months.clone(),
        ..saved.clone()
    };
    let own = bill_unit_changes(Some(before), &steady, methods);
    let mut follows = bill_unit_changes(Some(&steady), &saved, methods);
    follows.push(payer_words(payer));
    [own, follows]
}

/// Counts the change and writes it into the history, that of its payer so that it can be undone from there:
/// by the entry that this answers. Nothing where nothing changed.
async fn save_note(
    conn: &mut PgConnection,
    by: &By<'_>,
    account: AccountId,
    (unit, is_new): (BillUnitId, bool),
    changes: [Vec<Change>; 2],
    payer: Option<PayerChange>,
) -> Result<Option<AuditEntryId>> {
    let notes = [if is_new { "Bill unit added" } else { "" }, ""];
    let said = std::iter::zip(notes, changes).filter(|(_, changes)| !changes.is_empty());
    let entry = |(note, changes)| AuditEntry {
        account: Some(account),
        object: Some(unit.uuid()),
        operation: Some(by.operation.id),
        note,
        changes,
        ..AuditEntry::new(by.actor, ChangeKind::BillUnitChanged)
    };
    let entries: Vec<AuditEntry<'_>> = said.map(entry).collect();
    if entries.is_empty() {
        return Ok(None);
    }
    account_changed(conn, account).await?;
    documents_write(conn, &[account]).await?;
    let written = AuditEntry::write_all(conn, &entries).await?;
    match (payer, written.last()) {
        (Some(change), Some(entry)) => {
            payer_note(conn, by, *entry, &change).await?;
            Ok(Some(*entry))
        }
        _ => Ok(None),
    }
}

fn find(units: &[BillUnitView], id: BillUnitId) -> Result<&BillUnitView> {
    units
        .iter()
        .find(|unit| unit.id == id)
        .ok_or_else(|| StoreError::NotFound(format!("bill unit {id} on this account")))
}

/// Writes other settings, and another rhythm with what it makes of the cycles to come (BIL-2). A rhythm that
/// stays is not written: a handover may have given the bill unit another one since it was read.
async fn bill_unit_change(
    conn: &mut PgConnection,
    now: &BillUnitView,
    unit: &BillUnit,
    today: chrono::NaiveDate,
) -> Result<BillUnitId> {
    let to = Rhythm {
        billing_day: unit.billing_day,
        frequency_months: unit.frequency_months,
    };
    bill_unit_update(conn, now.id, unit).await?;
    if to != now.billed().rhythm {
        rhythms_set(conn, &[(now.id.uuid(), to)], today).await?;
    }
    Ok(now.id)
}

async fn bill_unit_add(
    conn: &mut PgConnection,
    account: AccountId,
    unit: &BillUnit,
    count: usize,
    today: chrono::NaiveDate,
) -> Result<BillUnitId> {
    if count >= BILL_UNITS_LIMIT {
        let sentence = format!("An account has at most {BILL_UNITS_LIMIT} bill units.");
        return Err(invalid("name", "too_many", sentence));
    }
    let position: i16 = sqlx::query_scalar(
        "SELECT coalesce(max(position), -1)::smallint + 1::smallint FROM bill_unit WHERE account_id = $1",
    )
    .bind(account.uuid())
    .fetch_one(&mut *conn)
    .await?;
    bill_unit_insert(conn, account, position, unit, today).await
}

/// That the payment method is one of the account's and still offered; one that was retired since
/// it was chosen may stay until another is chosen.
fn method_check(
    unit: &BillUnit,
    now: Option<&BillUnitView>,
    methods: &[PaymentMethodView],
) -> Result<()> {
    let PaymentChoice::Stored(id) = unit.payment else {
        return Ok(());
    };
    let is_kept = now.is_some_and(|now| now.payment_method_id == Some(id));
    match methods
        .iter()
        .any(|method| method.id == id && (is_kept || !method.is_retired))
    {
        true => Ok(()),
        false => Err(invalid(
            "payment",
            "unknown",
            "Please choose invoice or one of the account's payment methods.",
        )),
    }
}
