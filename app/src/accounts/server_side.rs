//! What the server functions of accounts have in common. Server only.

use domain::{
    access::{Action, Actor},
    accounts::{AccountDraft, AccountNumber},
    audit::HistoryEntry,
    ids::AccountId,
    lists::Choice,
};
use store::{Store, StoreError};

use super::create::payment_settle;
use crate::{errors::AppResult, server::RequestContext};

/// Entries of the history on an account's Home.
const NEWS: u16 = 10;

/// Whether whoever asks may change accounts; the store asks again beside its queries.
pub(super) fn may_edit(request: &RequestContext) -> bool {
    request.actor.may(Action::EditAccount)
}

/// Whether whoever asks may give accounts a place in an organization, or another one. It is decided by
/// account once it is asked for (ORG-2).
pub(super) fn may_place(request: &RequestContext) -> bool {
    let actor = &request.actor;
    actor.may(Action::AssociateAccount) || actor.may(Action::MoveAccounts)
}

/// Whether whoever asks may take accounts out of their organization (ORG-4).
pub(super) fn may_remove(request: &RequestContext) -> bool {
    request.actor.may(Action::MoveAccounts)
}

/// What was changed last on an account.
pub(super) async fn home_news(
    request: &RequestContext,
    account: AccountId,
) -> AppResult<Vec<HistoryEntry>> {
    let history = store::audit::history_list;
    Ok(history(&request.store, &request.actor, account, None, NEWS)
        .await?
        .entries)
}

/// The cards that the sandbox gateway knows by token; a real gateway's own fields take their place.
pub(super) fn test_cards() -> Vec<Choice> {
    [
        ("tok_visa_4242", "Visa ending 4242"),
        ("tok_mastercard_4444", "Mastercard ending 4444"),
        ("tok_amex_8431", "American Express ending 8431"),
        ("tok_declined", "A card that is declined"),
        ("tok_unavailable", "A gateway that does not answer"),
    ]
    .map(|(token, words)| Choice::new(token, words))
    .to_vec()
}

/// Makes the account that a form asks for, with the program or without it, and answers its number.
///
/// # Errors
/// As the store's own.
pub async fn account_make(
    store: &Store,
    actor: &Actor,
    mut draft: AccountDraft,
) -> Result<AccountNumber, StoreError> {
    payment_settle(&mut draft);
    let made = store::accounts::account_create(store, actor, &draft).await?;
    Ok(made.number)
}
