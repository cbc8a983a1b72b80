//! Server functions of one's own sign-in.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use domain::staff::SessionView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::errors::AppResult;
use crate::wire::Wire;

/// One's own sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSignInOpened {
    /// The open sessions, the latest used first.
    pub sessions: Vec<SessionView>,
    /// The operation id of the next change of the password (decision 26).
    pub operation_id: String,
}

/// The open sessions of who asks, with what is needed to change the password.
///
/// # Errors
/// When nobody is signed in.
#[server(endpoint = "session/list", protocol = Wire)]
pub async fn sessions_list() -> AppResult<OwnSignInOpened> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    let sessions = store::session::session_list(store, actor, request.session, request.limits);
    Ok(OwnSignInOpened {
        sessions: sessions.await?,
        operation_id: crate::server::operation_new(),
    })
}

/// Changes one's own password; all other sessions end.
///
/// # Errors
/// When nobody is signed in; with a sentence at `current` or `password`.
#[server(endpoint = "session/password", protocol = Wire)]
pub async fn password_change(
    operation_id: String,
    current: String,
    password: String,
) -> AppResult<()> {
    let request = crate::server::request()?;
    let typed = domain::staff::OwnPasswordInput {
        operation_id,
        current,
        password,
    };
    let (store, actor) = (&request.store, &request.actor);
    let change = store::staff::password_change;
    change(store, actor, request.session, &request.network, &typed).await?;
    Ok(())
}
