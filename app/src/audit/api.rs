//! Server functions of the audit log: who asks, read, two calls of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use domain::audit::{ChangeKind, HistoryPage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::errors::AppResult;
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
/// When nobody is signed in or the role may not read the audit log.
#[server(endpoint = "audit/list", protocol = Wire)]
pub async fn audit_log(
    kind: Option<ChangeKind>,
    #[server(default)] person: String,
    before: Option<String>,
) -> AppResult<AuditLogOpened> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    let filter = store::audit::HistoryFilter {
        kind,
        person: Some(person).filter(|person| !person.is_empty()),
        before: before.and_then(|id| id.parse().ok()),
    };
    let page = store::audit::audit_log_find(store, actor, &filter, 50).await?;
    let people = store::audit::audit_log_people(store, actor).await?;
    Ok(AuditLogOpened { page, people })
}
