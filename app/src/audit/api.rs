//! Server functions of the audit log: who asks, read, two calls of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use domain::audit::HistoryPage;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::errors::AppResult;
#[cfg(feature = "ssr")]
use crate::server::{address_read, change_kind_read};
use crate::wire::Wire;

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLogOpened {
    /// The entries, the latest first.
    pub page: HistoryPage,
    /// Everybody who made one, for the filter.
    pub people: Vec<String>,
}

/// The entries of no account that fit a filter, behind the one with the id `before`.
///
/// # Errors
/// When nobody is signed in or the role may not read the audit log; where the kind or the page cannot be
/// read.
#[server(endpoint = "audit/list", protocol = Wire)]
pub async fn audit_log(
    #[server(default)] kind: String,
    #[server(default)] person: String,
    #[server(default)] before: String,
) -> AppResult<AuditLogOpened> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    let filter = store::audit::HistoryFilter {
        kind: change_kind_read(&kind)?,
        person: Some(person).filter(|person| !person.is_empty()),
        before: address_read(&before)?,
    };
    let page = store::audit::audit_log_find(store, actor, &filter, 50).await?;
    let people = store::audit::audit_log_people(store, actor).await?;
    Ok(AuditLogOpened { page, people })
}
