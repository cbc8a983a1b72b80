//! Adding a payment method, changing the expiry of a card, retiring one and taking that back (ACC-2).

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind};
use domain::dates::month_and_year;
use domain::edits::{EditOutcome, FieldDifference};
use domain::fields::{FieldErrors, FieldProblem};
use domain::ids::{AccountId, PaymentMethodId};
use domain::payment_methods::{
    PaymentMethodDraft, PaymentMethodEdit, PaymentMethodView, expiry_parse,
};
use domain::secret::Secret;
use domain::text::ended;
use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{method_insert, methods_read};
use crate::Store;
use crate::accounts::{account_changed, account_lock};
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::gateway::{gateway, method_field};
use crate::installation::{business_date, business_date_today};
use crate::operations::{Operation, invalid};

/// Stores a payment method through the gateway and answers its id. It pays nothing until a bill
/// unit chooses it.
///
/// # Errors
/// When the actor may not change accounts; a sentence per field that does not hold, also where the
/// gateway refuses; when there is no such account, the operation id was used for other input, or
/// the database fails.
pub async fn payment_method_add(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    operation_id: &str,
    draft: &PaymentMethodDraft,
) -> Result<PaymentMethodId> {
    actor.require(Action::EditAccount)?;
    let input = PaymentMethodDraft {
        iban: Secret::default(),
        ..draft.clone()
    };
    let operation = Operation::new(actor, operation_id, &(account, input))?;
    let mut errors = FieldErrors::default();
    let method = draft.parse("", &mut errors);
    if method.is_none() && errors.is_empty() {
        errors.push(
            "kind",
            "required",
            "Please choose credit card or direct debit.",
        );
    }
    let Some(method) = method.filter(|_| errors.is_empty()) else {
        return Err(StoreError::Invalid(errors));
    };
    let day = business_date_today(store).await?;
    let stored = gateway().method_store(&method, operation.id, day).await;
    let stored =
        stored.map_err(|error| invalid(method_field(&method), "gateway", error.to_string()))?;
    let mut tx = store.begin().await?;
    if let Some(first_answer) = operation.begin(&mut tx).await? {
        return Ok(first_answer);
    }
    account_lock(&mut tx, account).await?;
    let id = method_insert(&mut tx, account, &stored).await?;
    let change = Change {
        field: "Payment method".to_owned(),
        before: None,
        after: Some(stored.label()),
    };
    finish(&mut tx, actor, account, id, &operation, change).await?;
    tx.commit().await?;
    Ok(id)
}

/// Sets the expiry of a stored card, the one thing about it that can change.
///
/// # Errors
/// When the actor may not change accounts; a sentence at `expiry` where it does not hold; when there
/// is no such method on the account or it is none that expires; when the operation id was used for
/// other input, or the database fails.
pub async fn payment_method_expiry_set(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    id: PaymentMethodId,
    edit: &PaymentMethodEdit,
) -> Result<EditOutcome<PaymentMethodId, PaymentMethodView>> {
    actor.require(Action::EditAccount)?;
    let operation = Operation::new(actor, &edit.operation_id, &(account, id, edit))?;
    let mut tx = store.begin().await?;
    if let Some(saved) = operation.begin(&mut tx).await? {
        return Ok(EditOutcome::Saved { saved });
    }
    account_lock(&mut tx, account).await?;
    let now = method_find(&mut tx, account, id).await?;
    let Some(before) = now.expires_on else {
        return Err(invalid(
            "expiry",
            "no_expiry",
            "A direct debit does not expire.",
        ));
    };
    if edit.base != Some(before) {
        let words = |day: Option<NaiveDate>| day.map(month_and_year).unwrap_or_default();
        let (was, there) = (words(edit.base), words(Some(before)));
        let difference = FieldDifference::between(
            "expiry",
            "Expiry".to_owned(),
            &was,
            edit.expiry.trim(),
            &there,
        );
        return Ok(EditOutcome::Stale {
            now,
            differences: difference.into_iter().collect(),
        });
    }
    let today = business_date(&mut tx).await?;
    let after = expiry_parse(&edit.expiry, today)
        .map_err(|error| invalid("expiry", error.code(), error.to_string()))?;
    sqlx::query("UPDATE payment_method SET expires_on = $2 WHERE id = $1")
        .bind(id.uuid())
        .bind(after)
        .execute(&mut *tx)
        .await?;
    let field = format!("Expiry ({})", now.label());
    match Change::between(field, &month_and_year(before), &month_and_year(after)) {
        Some(change) => finish(&mut tx, actor, account, id, &operation, change).await?,
        None => operation.finish(&mut tx, &id).await?,
    }
    tx.commit().await?;
    Ok(EditOutcome::Saved { saved: id })
}

/// Retires a payment method: it stays in the history and is no longer offered. Retiring a retired
/// one is a success.
///
/// # Errors
/// When the actor may not change accounts; when it still pays bill units, which are named; when there
/// is no such method on the account, the operation id was used for other input, or the database
/// fails.
pub async fn payment_method_retire(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    id: PaymentMethodId,
    operation_id: &str,
) -> Result<()> {
    retired_set(store, actor, (account, id), operation_id, true).await
}

/// Offers a retired payment method again: the undo of [`payment_method_retire`]. It pays nothing until
/// a bill unit chooses it. One that is not retired is a success.
///
/// # Errors
/// When the actor may not change accounts; when there is no such method on the account, the operation
/// id was used for other input, or the database fails.
pub async fn payment_method_restore(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    id: PaymentMethodId,
    operation_id: &str,
) -> Result<()> {
    retired_set(store, actor, (account, id), operation_id, false).await
}

/// Retires a method or takes that back; nothing where it is so already.
async fn retired_set(
    store: &Store,
    actor: &Actor,
    (account, id): (AccountId, PaymentMethodId),
    operation_id: &str,
    retire: bool,
) -> Result<()> {
    actor.require(Action::EditAccount)?;
    let what = if retire { "retire" } else { "restore" };
    let operation = Operation::new(actor, operation_id, &(account, id, what))?;
    let mut tx = store.begin().await?;
    if operation.begin::<PaymentMethodId>(&mut tx).await?.is_some() {
        return Ok(());
    }
    account_lock(&mut tx, account).await?;
    let now = method_find(&mut tx, account, id).await?;
    if now.is_retired == retire {
        return Ok(());
    }
    if retire && !now.pays.is_empty() {
        return Err(StoreError::Conflict {
            code: "in_use",
            sentence: format!(
                "{} still pays {} Please choose another payment there first.",
                now.label(),
                ended(now.pays.join(", "))
            ),
        });
    }
    sqlx::query("UPDATE payment_method SET retired_at = CASE WHEN $2 THEN now() END WHERE id = $1")
        .bind(id.uuid())
        .bind(retire)
        .execute(&mut *tx)
        .await?;
    let (offered, retired) = (now.label(), format!("{}, retired", now.label()));
    let (before, after) = match retire {
        true => (offered, retired),
        false => (retired, offered),
    };
    let change = Change {
        field: "Payment method".to_owned(),
        before: Some(before),
        after: Some(after),
    };
    finish(&mut tx, actor, account, id, &operation, change).await?;
    tx.commit().await?;
    Ok(())
}

async fn method_find(
    conn: &mut PgConnection,
    account: AccountId,
    id: PaymentMethodId,
) -> Result<PaymentMethodView> {
    let methods = methods_read(conn, account).await?;
    methods
        .into_iter()
        .find(|method| method.id == id)
        .ok_or_else(|| StoreError::NotFound(format!("payment method {id} on this account")))
}

/// Counts the change, writes its audit entry and keeps the answer.
async fn finish(
    conn: &mut PgConnection,
    actor: &Actor,
    account: AccountId,
    id: PaymentMethodId,
    operation: &Operation,
    change: Change,
) -> Result<()> {
    account_changed(conn, account).await?;
    let object: Uuid = id.uuid();
    let entry = AuditEntry {
        account: Some(account),
        object: Some(object),
        operation: Some(operation.id),
        changes: vec![change],
        ..AuditEntry::new(actor, ChangeKind::PaymentMethodChanged)
    };
    entry.write(conn).await?;
    operation.finish(conn, &id).await
}
