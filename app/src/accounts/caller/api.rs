//! Server functions of verifying a caller.

use domain::{
    accounts::AccountNumber,
    secret::Secret,
    security::{CallerHint, CallerOutcome},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::server::{account_called, request};
use crate::{errors::AppResult, wire::Wire};

/// How a caller of this account is asked.
///
/// # Errors
/// When nobody is signed in, the role may not read accounts, or there is none of this number.
#[server(endpoint = "accounts/caller", protocol = Wire)]
pub async fn caller_open(number: String) -> AppResult<CallerHint> {
    let request = request()?;
    let found = account_called(&request, &number).await?;
    Ok(store::callers::caller_hint(&request.store, &request.actor, found.id).await?)
}

/// Compares what a caller says with the account's security answer; right and wrong ones are recorded.
///
/// # Errors
/// As [`caller_open`].
#[server(endpoint = "accounts/caller/verify", protocol = Wire)]
pub async fn caller_verify(number: AccountNumber, answer: Secret) -> AppResult<CallerOutcome> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let found = store::accounts::account_find(store, actor, number).await?;
    Ok(store::callers::caller_verify(store, actor, found.id, &answer).await?)
}
