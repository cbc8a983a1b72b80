//! Making an account: all of it lands or none, and a double click makes one (ACC-1).

use domain::access::{Action, Actor};
use domain::accounts::{AccountDraft, AccountNumber, AccountRef, NewAccount};
use domain::audit::{Change, ChangeKind};
use domain::bill_units::PaymentChoice;
use domain::fields::FieldErrors;
use domain::ids::{AccountId, PaymentMethodId};
use domain::lists::FormLists;
use domain::profile::{ProfileFields, profile_changes};
use domain::secret::Secret;
use sqlx::PgConnection;
use uuid::Uuid;

use super::create_rows::{account_insert, login_insert};
use super::path::parent_link;
use crate::Store;
use crate::audit::AuditEntry;
use crate::bill_units::bill_unit_insert;
use crate::contacts::{contacts_number, contacts_write};
use crate::error::{Result, StoreError};
use crate::gateway::{Gateway, StoredMethod, gateway, method_field};
use crate::installation::{business_date, business_date_today};
use crate::lists::lists_read;
use crate::operations::{Operation, invalid};
use crate::password::password_hash;
use crate::payment_methods::method_insert;
use crate::search::documents_add;

/// Makes an account from what was typed: contacts, bill units, payment method, login, security
/// answer, place in an organization, search document and audit entry in one transaction (ACC-1).
/// The same operation id with the same input answers with the account that it made.
///
/// # Errors
/// When the actor may not create accounts; a sentence per field that does not hold, also where the
/// parent is unknown or closed (ORG-5), the login is taken or the gateway refuses the card; when
/// the operation id was used for other input; when the database fails.
pub async fn account_create(
    store: &Store,
    actor: &Actor,
    draft: &AccountDraft,
) -> Result<AccountRef> {
    account_create_through(store, actor, draft, gateway()).await
}

/// What is made ready before the transaction: whatever takes long or leaves the house.
struct Prepared {
    account: NewAccount,
    password_hash: Option<String>,
    answer_hash: Option<String>,
    method: Option<StoredMethod>,
}

pub(super) async fn account_create_through(
    store: &Store,
    actor: &Actor,
    draft: &AccountDraft,
    gateway: &dyn Gateway,
) -> Result<AccountRef> {
    actor.require(Action::CreateAccount)?;
    let operation = Operation::new(actor, &draft.operation_id, &without_secrets(draft))?;
    let lists = lists_read(store, None).await?;
    let account = draft.parse(&lists).map_err(StoreError::Invalid)?;
    let prepared = prepare(store, &operation, account, gateway).await?;
    let mut tx = store.begin().await?;
    if let Some(first_answer) = operation.begin(&mut tx).await? {
        return Ok(first_answer);
    }
    let account = account_write(&mut tx, actor, &operation, prepared, &lists).await?;
    operation.finish(&mut tx, &account).await?;
    tx.commit().await?;
    Ok(account)
}

/// The draft without what must not be guessed from a hash that is kept.
fn without_secrets(draft: &AccountDraft) -> AccountDraft {
    let mut draft = draft.clone();
    draft.password = Secret::default();
    draft.security_answer = Secret::default();
    draft.payment_method.iban = Secret::default();
    draft
}

async fn prepare(
    store: &Store,
    operation: &Operation,
    account: NewAccount,
    gateway: &dyn Gateway,
) -> Result<Prepared> {
    let password_hash = match &account.login {
        Some(login) => Some(password_hash(login.password.expose().to_owned()).await?),
        None => None,
    };
    let answer_hash = answer_hash(account.security.answer.as_ref()).await?;
    let method = match &account.payment_method {
        Some(method) => {
            let today = business_date_today(store).await?;
            let stored = gateway.method_store(method, operation.id, today).await;
            Some(stored.map_err(|error| {
                let field = format!("payment_method.{}", method_field(method));
                invalid(&field, "gateway", error.to_string())
            })?)
        }
        None => None,
    };
    Ok(Prepared {
        account,
        password_hash,
        answer_hash,
        method,
    })
}

/// The hash of a security answer: as slow to guess as a password.
pub(crate) async fn answer_hash(
    answer: Option<&domain::security::SecurityAnswer>,
) -> Result<Option<String>> {
    match answer {
        Some(answer) => password_hash(answer.expose().to_owned()).await.map(Some),
        None => Ok(None),
    }
}

async fn account_write(
    conn: &mut PgConnection,
    actor: &Actor,
    operation: &Operation,
    prepared: Prepared,
    lists: &FormLists,
) -> Result<AccountRef> {
    let Prepared {
        mut account,
        password_hash,
        answer_hash,
        method,
    } = prepared;
    let today = business_date(conn).await?;
    let id = AccountId::from_uuid(Uuid::now_v7());
    let number = account_insert(conn, id, &account, answer_hash, today).await?;
    contacts_number(&mut account.contacts);
    contacts_write(conn, id, &account.contacts).await?;
    let method_id = method_write(conn, id, method.as_ref()).await?;
    for (position, unit) in (0..).zip(&mut account.bill_units) {
        if unit.payment == PaymentChoice::New {
            unit.payment = method_id.map_or(PaymentChoice::Invoice, PaymentChoice::Stored);
        }
        bill_unit_insert(conn, id, position, unit, today).await?;
    }
    if let (Some(login), Some(hash)) = (&account.login, password_hash) {
        login_insert(conn, id, &login.login, &hash).await?;
    }
    // Last, since the one lock of all structure changes is held from here to the end.
    let parent = match account.parent {
        Some(number) => Some(parent_link(conn, id, number, today).await?),
        None => None,
    };
    documents_add(conn, &[id]).await?;
    let method = method.as_ref().map(StoredMethod::label);
    let changes = creation_changes(&account, lists, method, parent.as_ref());
    let entry = AuditEntry {
        account: Some(id),
        operation: Some(operation.id),
        changes,
        ..AuditEntry::new(actor, ChangeKind::AccountCreated)
    };
    entry.write(conn).await?;
    Ok(AccountRef {
        id,
        number,
        name: account.name(),
    })
}

async fn method_write(
    conn: &mut PgConnection,
    account: AccountId,
    method: Option<&StoredMethod>,
) -> Result<Option<PaymentMethodId>> {
    match method {
        Some(method) => method_insert(conn, account, method).await.map(Some),
        None => Ok(None),
    }
}

/// Everything that the account begins with, in the words of the history. Neither password nor
/// answer is among it.
fn creation_changes(
    account: &NewAccount,
    lists: &FormLists,
    method: Option<String>,
    parent: Option<&AccountRef>,
) -> Vec<Change> {
    let fields = ProfileFields {
        name: account.own_name.clone().unwrap_or_default(),
        organization_type: account
            .organization_type
            .map_or("", |term| term.code())
            .to_owned(),
        customer_type: account.customer_type.clone(),
        language: account.language.clone(),
        security_hint: account.security.hint.clone(),
        security_answer_mark: String::new(),
        contacts: account
            .contacts
            .iter()
            .map(domain::contacts::Contact::to_draft)
            .collect(),
    };
    let mut changes = profile_changes(&ProfileFields::default(), &fields, lists);
    let mut add = |field: String, value: Option<String>| {
        changes.extend(value.map(|value| Change {
            field,
            before: None,
            after: Some(value),
        }));
    };
    add(
        "Currency".to_owned(),
        Some(account.currency.code().to_owned()),
    );
    add(
        "Security answer".to_owned(),
        account.security.answer.as_ref().map(|_| "given".to_owned()),
    );
    add("Payment method".to_owned(), method.clone());
    for unit in &account.bill_units {
        let pays = match unit.payment {
            PaymentChoice::Invoice => None,
            PaymentChoice::New | PaymentChoice::Stored(_) => method.as_deref(),
        };
        let settings = unit.words(pays.unwrap_or("Invoice"));
        add(format!("Bill unit ({})", unit.name), Some(settings));
    }
    add(
        "Login".to_owned(),
        account.login.as_ref().map(|login| login.login.clone()),
    );
    let parent = parent.map(|parent| format!("{} ({})", parent.name, parent.number));
    add("Parent in the organization".to_owned(), parent);
    changes
}

/// A refusal of the database in the words of a field.
pub(super) fn constraint_words(error: StoreError) -> StoreError {
    match error.constraint() {
        Some("customer_login_key") => invalid(
            "login",
            "taken",
            "This login is taken. Please choose another.",
        ),
        Some("account_customer_type_fkey") => invalid(
            "customer_type",
            "unknown",
            "Please choose one from the list.",
        ),
        _ => error,
    }
}

/// What is wrong with a parent, at its field.
pub(super) fn parent_refused(number: AccountNumber, reason: &str) -> StoreError {
    let mut errors = FieldErrors::default();
    let (code, sentence) = match reason {
        "closed" => (
            "closed_parent",
            format!("{number} is closed. A closed account cannot be a parent."),
        ),
        _ => ("unknown_parent", format!("There is no account {number}.")),
    };
    errors.push("parent", code, sentence);
    StoreError::Invalid(errors)
}
