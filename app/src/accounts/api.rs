//! Server functions of accounts: who asks, read, one call of the store.

use domain::{
    accounts::{AccountDraft, AccountNumber, AccountView},
    audit::HistoryEntry,
    bill_units::{BillUnitEdit, BillUnitSaved, BillUnitView},
    edits::EditOutcome,
    ids::{AuditEntryId, PaymentMethodId},
    lists::{Choice, FormLists},
    payment_methods::{PaymentMethodDraft, PaymentMethodEdit, PaymentMethodView},
    profile::{ProfileDraft, ProfileView},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use domain::audit::EntryUndo;

#[cfg(feature = "ssr")]
use super::server_side::{account_make, home_news, may_edit, may_place, may_remove, test_cards};
#[cfg(feature = "ssr")]
use crate::server::{account_called, address_read, change_kind_read, operation_new, request};
use crate::{
    actions::api::ScheduledRow,
    errors::{AppError, AppResult},
    hierarchy::undo::Undoable,
    wire::Wire,
};

/// An account as its page opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOpened {
    /// The account.
    pub account: AccountView,
    /// Whether the person who asks may change it.
    pub may_edit: bool,
    /// Whether that person may give it a place in an organization.
    pub may_place: bool,
    /// Whether that person may take it out of its organization.
    pub may_remove: bool,
}

/// Home of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountHomeOpened {
    /// The account.
    pub account: AccountView,
    /// Whether the person who asks may change it.
    pub may_edit: bool,
    /// What was changed last, the latest first.
    pub news: Vec<HistoryEntry>,
    /// What is scheduled, by day.
    pub scheduled: Vec<ScheduledRow>,
}

/// What the form of a new account begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFormOpened {
    /// The form's operation id: sent twice, it makes one account (decision 26).
    pub operation_id: String,
    /// What can be chosen.
    pub lists: FormLists,
    /// The sandbox gateway's test cards: token and words.
    pub cards: Vec<Choice>,
    /// What was sent without the program and refused: the form begins with it.
    pub refused: Option<AccountRefused>,
}

/// A new account that was sent without the program and refused. It comes back as it was typed, apart
/// from its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRefused {
    /// What was typed.
    pub draft: AccountDraft,
    /// Why it was refused.
    pub error: AppError,
}

/// What the form of a profile begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileOpened {
    /// The profile.
    pub profile: ProfileView,
    /// What can be chosen.
    pub lists: FormLists,
    /// The form's operation id.
    pub operation_id: String,
    /// Whether the person who asks may change it.
    pub may_edit: bool,
}

/// A profile that was saved, ready to be edited on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileSaved {
    /// The profile as it stands now.
    pub profile: ProfileView,
    /// The operation id of the next save.
    pub operation_id: String,
}

/// The billing of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingOpened {
    /// The account with its bill units and payment methods.
    pub account: AccountView,
    /// The operation id of the next save.
    pub operation_id: String,
    /// The sandbox gateway's test cards: token and words.
    pub cards: Vec<Choice>,
    /// Whether the person who asks may change it.
    pub may_edit: bool,
}

/// An entry of the history, with what is needed to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// The entry.
    pub entry: HistoryEntry,
    /// The operation id of its undo (decision 26); empty where none is offered.
    pub undo_id: String,
}

/// The history of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryOpened {
    /// The account's number.
    pub number: AccountNumber,
    /// The entries, the latest first.
    pub rows: Vec<HistoryRow>,
    /// Where the next page begins: hand it over as `before`. None at the end.
    pub next: Option<AuditEntryId>,
    /// Everybody who changed it, for the filter.
    pub people: Vec<String>,
}

/// Opens an account and notes it among those that were opened last (FIND-4).
///
/// # Errors
/// When nobody is signed in, the role may not read accounts, or there is none of this number.
#[server(endpoint = "accounts/open", protocol = Wire)]
pub async fn account_open(number: String) -> AppResult<AccountOpened> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = account_called(&request, &number).await?;
    store::search::recent_account_note(store, actor, found.id).await?;
    let account = store::accounts::account_view(store, actor, found.id).await?;
    Ok(AccountOpened {
        may_remove: may_remove(&request) && !account.path.is_empty(),
        account,
        may_edit: may_edit(&request),
        may_place: may_place(&request),
    })
}

/// Home of an account.
///
/// # Errors
/// As [`account_open`].
#[server(endpoint = "accounts/home", protocol = Wire)]
pub async fn account_home(number: String) -> AppResult<AccountHomeOpened> {
    let request = request()?;
    let found = account_called(&request, &number).await?;
    let account = store::accounts::account_view(&request.store, &request.actor, found.id).await?;
    let news = home_news(&request, found.id).await?;
    let scheduled = crate::actions::api::scheduled_of(&request, found.id).await?;
    Ok(AccountHomeOpened {
        scheduled,
        account,
        may_edit: may_edit(&request),
        news,
    })
}

/// What the form of a new account begins with.
///
/// # Errors
/// When nobody is signed in or the role may not create accounts.
#[server(endpoint = "accounts/form", protocol = Wire)]
pub async fn account_form() -> AppResult<AccountFormOpened> {
    let request = request()?;
    request
        .actor
        .require(domain::access::Action::CreateAccount)
        .map_err(store::StoreError::from)?;
    let refused = use_context();
    let lists = store::lists::form_lists(&request.store, &request.actor).await?;
    Ok(AccountFormOpened {
        operation_id: operation_new(),
        lists,
        cards: test_cards(),
        refused,
    })
}

/// Creates an account with everything on it, or nothing (ACC-1).
///
/// # Errors
/// When the role may not, or with a sentence for each field that does not hold.
#[server(endpoint = "accounts/create", protocol = Wire)]
pub async fn account_create(draft: AccountDraft) -> AppResult<AccountNumber> {
    let request = request()?;
    Ok(account_make(&request.store, &request.actor, draft).await?)
}

/// The profile of an account, to read and to edit.
///
/// # Errors
/// As [`account_open`].
#[server(endpoint = "accounts/profile", protocol = Wire)]
pub async fn account_profile(number: String) -> AppResult<ProfileOpened> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = account_called(&request, &number).await?;
    let profile = store::profile::profile_view(store, actor, found.id).await?;
    let lists = store::lists::form_lists(store, actor).await?;
    let may_edit = may_edit(&request);
    Ok(ProfileOpened {
        profile,
        lists,
        operation_id: operation_new(),
        may_edit,
    })
}

/// Saves a profile, unless somebody else changed it meanwhile (ACC-6).
///
/// # Errors
/// When the role may not, or with a sentence for each field that does not hold.
#[server(endpoint = "accounts/profile/save", protocol = Wire)]
pub async fn profile_save(
    number: AccountNumber,
    draft: ProfileDraft,
) -> AppResult<EditOutcome<ProfileSaved, ProfileView>> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = store::accounts::account_find(store, actor, number).await?;
    Ok(
        match store::profile::profile_edit(store, actor, found.id, &draft).await? {
            EditOutcome::Stale { now, differences } => EditOutcome::Stale { now, differences },
            EditOutcome::Saved { .. } => {
                let profile = store::profile::profile_view(store, actor, found.id).await?;
                let saved = ProfileSaved {
                    profile,
                    operation_id: operation_new(),
                };
                EditOutcome::Saved { saved }
            }
        },
    )
}

/// Bill units and payment methods of an account.
///
/// # Errors
/// As [`account_open`].
#[server(endpoint = "accounts/billing", protocol = Wire)]
pub async fn account_billing(number: String) -> AppResult<BillingOpened> {
    let request = request()?;
    let found = account_called(&request, &number).await?;
    let account = store::accounts::account_view(&request.store, &request.actor, found.id).await?;
    let (operation_id, may_edit) = (operation_new(), may_edit(&request));
    Ok(BillingOpened {
        account,
        operation_id,
        cards: test_cards(),
        may_edit,
    })
}

/// Adds a bill unit or changes its settings (BIL-1).
///
/// # Errors
/// When the role may not, or with a sentence for each setting that does not hold.
#[server(endpoint = "accounts/bill-unit/save", protocol = Wire)]
pub async fn bill_unit_save(
    number: AccountNumber,
    edit: BillUnitEdit,
) -> AppResult<Undoable<EditOutcome<BillUnitSaved, BillUnitView>>> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = store::accounts::account_find(store, actor, number).await?;
    let outcome = store::bill_units::bill_unit_save(store, actor, found.id, &edit).await?;
    Ok(Undoable::of(outcome))
}

/// Adds a payment method (ACC-2).
///
/// # Errors
/// When the role may not, or with a sentence for each field that does not hold.
#[server(endpoint = "accounts/payment-method/add", protocol = Wire)]
pub async fn payment_method_add(
    number: AccountNumber,
    operation_id: String,
    draft: PaymentMethodDraft,
) -> AppResult<PaymentMethodId> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = store::accounts::account_find(store, actor, number).await?;
    let add = store::payment_methods::payment_method_add;
    Ok(add(store, actor, found.id, &operation_id, &draft).await?)
}

/// Changes the expiry of a stored card, the only thing of it that can change (ACC-2).
///
/// # Errors
/// When the role may not, or the expiry does not hold.
#[server(endpoint = "accounts/payment-method/change", protocol = Wire)]
pub async fn payment_method_change(
    number: AccountNumber,
    id: PaymentMethodId,
    edit: PaymentMethodEdit,
) -> AppResult<EditOutcome<PaymentMethodId, PaymentMethodView>> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = store::accounts::account_find(store, actor, number).await?;
    let set = store::payment_methods::payment_method_expiry_set;
    Ok(set(store, actor, found.id, id, &edit).await?)
}

/// Retires a payment method: it is offered no longer and stays in the history. Answers the operation id
/// of its undo (ACC-2).
///
/// # Errors
/// When the role may not, or it still pays bill units.
#[server(endpoint = "accounts/payment-method/retire", protocol = Wire)]
pub async fn payment_method_retire(
    number: AccountNumber,
    id: PaymentMethodId,
    operation_id: String,
) -> AppResult<String> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = store::accounts::account_find(store, actor, number).await?;
    let retire = store::payment_methods::payment_method_retire;
    retire(store, actor, found.id, id, &operation_id).await?;
    Ok(operation_new())
}

/// Offers a retired payment method again: the undo of its retirement (ACC-2).
///
/// # Errors
/// When the role may not.
#[server(endpoint = "accounts/payment-method/restore", protocol = Wire)]
pub async fn payment_method_restore(
    number: AccountNumber,
    id: PaymentMethodId,
    operation_id: String,
) -> AppResult<()> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = store::accounts::account_find(store, actor, number).await?;
    let restore = store::payment_methods::payment_method_restore;
    Ok(restore(store, actor, found.id, id, &operation_id).await?)
}

/// Changes of an account, the latest first, from `before` on.
///
/// # Errors
/// As [`account_open`]; where the kind or the page cannot be read.
#[server(endpoint = "accounts/history", protocol = Wire)]
pub async fn account_history(
    number: String,
    kind: String,
    person: String,
    before: String,
) -> AppResult<HistoryOpened> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = account_called(&request, &number).await?;
    let (kind, before) = (change_kind_read(&kind)?, address_read(&before)?);
    let person = Some(person).filter(|person| !person.is_empty());
    let filter = store::audit::HistoryFilter {
        kind,
        person,
        before,
    };
    let page = store::audit::history_find(store, actor, found.id, &filter, 50).await?;
    let people = store::audit::history_people(store, actor, found.id).await?;
    let rows = page.entries.into_iter().map(|entry| HistoryRow {
        undo_id: match entry.ties.undo {
            EntryUndo::Offered => operation_new(),
            EntryUndo::NotOffered | EntryUndo::Refused(_) => String::new(),
        },
        entry,
    });
    Ok(HistoryOpened {
        number: found.number,
        rows: rows.collect(),
        next: page.next,
        people,
    })
}
