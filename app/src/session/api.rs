//! Server functions of one's own sign-in.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use domain::staff::SessionView;
use leptos::prelude::*;

use crate::errors::AppResult;
use crate::wire::Wire;

/// The open sessions of who asks, the latest used first.
///
/// # Errors
/// When nobody is signed in.
#[server(endpoint = "session/list", protocol = Wire)]
pub async fn sessions_list() -> AppResult<Vec<SessionView>> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    Ok(store::session::session_list(store, actor, request.session, request.limits).await?)
}

/// Changes one's own password; all other sessions end.
///
/// # Errors
/// When nobody is signed in; with a sentence at `current` or `password`.
#[server(endpoint = "session/password", protocol = Wire)]
pub async fn password_change(current: String, password: String) -> AppResult<()> {
    let request = crate::server::request()?;
    store::staff::password_change(
        &request.store,
        &request.actor,
        request.session,
        &request.network,
        &current,
        &password,
    )
    .await?;
    Ok(())
}
