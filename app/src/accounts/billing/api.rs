//! Server functions of choosing who pays for a bill unit (HIER-1, FIND-5).

use domain::{
    accounts::AccountNumber,
    bill_units::{PayerCandidate, PayerFor, PayerHits},
};
use leptos::prelude::*;

use crate::{errors::AppResult, wire::Wire};
#[cfg(feature = "ssr")]
use crate::{search::api::query_read, server::request};

/// An account that may be chosen to pay, with its bill units and what stands against each.
///
/// # Errors
/// When the role may not read accounts, there is none of this number, or nothing to pay for.
#[server(endpoint = "accounts/payer", protocol = Wire)]
pub async fn payer_read(number: AccountNumber, paid: PayerFor) -> AppResult<PayerCandidate> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    Ok(store::bill_units::payer_candidate(store, actor, number, paid).await?)
}

/// The few best accounts for a text, each with why it cannot pay where it cannot, and how many there are.
///
/// # Errors
/// As [`payer_read`]; with a sentence at `q` where the text cannot be searched for.
#[server(endpoint = "accounts/payers", protocol = Wire)]
pub async fn payers_pick(text: String, paid: PayerFor) -> AppResult<PayerHits> {
    let request = request()?;
    let query = query_read(&domain::search::SearchRequest {
        q: text,
        ..Default::default()
    })?;
    let (store, actor) = (&request.store, &request.actor);
    Ok(store::bill_units::payers_search(store, actor, &query, paid).await?)
}
