//! Server functions of Search: who asks, read, one call of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use domain::search::{AccountPreview, SearchHit, SearchPage, SearchRequest, TypedFilter};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::errors::AppResult;
use crate::wire::Wire;

/// What the page of results shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAnswer {
    /// What was found; none where nothing was asked.
    pub page: Option<SearchPage>,
    /// The accounts opened last, where nothing was asked.
    pub recents: Vec<SearchHit>,
    /// What a search without hits can be widened to.
    pub wider: Wider,
    /// The filters that stand in the box: what is typed is read by the server alone.
    pub typed: Vec<TypedFilter>,
    /// Code and name of the customer types to filter by.
    pub customer_types: Vec<(String, String)>,
}

/// Wider searches, told by the server: what is typed is read there alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wider {
    /// Each word found anywhere, within the same filters.
    pub words: Option<SearchRequest>,
    /// The same words without any filter.
    pub filters: Option<SearchRequest>,
}

/// The accounts that a search finds, or those opened last where nothing is asked.
///
/// # Errors
/// When nobody is signed in or the role may not search; with a sentence where the search cannot be
/// read or takes too long.
#[server(endpoint = "search/accounts", protocol = Wire)]
pub async fn accounts_search(request: SearchRequest) -> AppResult<SearchAnswer> {
    let context = crate::server::request()?;
    let (store, actor) = (&context.store, &context.actor);
    let query = query_read(&request)?;
    let customer_types = store::search::customer_types_list(store, actor).await?;
    if query.is_blank() {
        let recents = store::search::recent_accounts_list(store, actor).await?;
        return Ok(SearchAnswer {
            page: None,
            recents,
            wider: Wider::default(),
            typed: Vec::new(),
            customer_types,
        });
    }
    let page = store::search::accounts_search(store, actor, &query, &request.after).await?;
    let wider = match page.hits.is_empty() {
        true => Wider {
            words: request.widened(),
            filters: request.without_filters(),
        },
        false => Wider::default(),
    };
    Ok(SearchAnswer {
        page: Some(page),
        recents: Vec::new(),
        wider,
        typed: request.typed_filters(),
        customer_types,
    })
}

/// The few best accounts for a text, for choosing one in a form (FIND-5), and how many there are.
///
/// # Errors
/// As [`accounts_search`].
#[server(endpoint = "search/pick", protocol = Wire)]
pub async fn accounts_pick(text: String) -> AppResult<SearchPage> {
    const OPTIONS: usize = 8;
    let context = crate::server::request()?;
    let query = query_read(&SearchRequest {
        q: text,
        ..SearchRequest::default()
    })?;
    let (store, actor) = (&context.store, &context.actor);
    Ok(store::search::accounts_search_sized(store, actor, &query, "", OPTIONS).await?)
}

/// What tells an account from others without opening it.
///
/// # Errors
/// As [`accounts_search`]; where there is no such account.
#[server(endpoint = "search/preview", protocol = Wire)]
pub async fn preview_read(request: SearchRequest, id: String) -> AppResult<AccountPreview> {
    let context = crate::server::request()?;
    let query = query_read(&request)?;
    let id = id
        .parse()
        .map_err(|_| store::StoreError::NotFound("such account".to_owned()))?;
    Ok(store::search::account_preview(&context.store, &context.actor, &query, id).await?)
}

/// Reads a search; what is wrong with it is a sentence under its own field.
#[cfg(feature = "ssr")]
pub fn query_read(request: &SearchRequest) -> AppResult<domain::search::Query> {
    domain::search::Query::parse(request)
        .map_err(|error| store::StoreError::Invalid(error.field_errors()).into())
}
