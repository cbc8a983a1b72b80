//! What every handler has at hand.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use store::Store;
use store::session::SessionLimits;

use crate::network::Network;

/// The state of the router. It holds nothing of any user: several servers may share a database.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The database.
    pub store: Store,
    /// Where the site's files are, for the pages that name them.
    pub leptos: LeptosOptions,
    /// When sessions end.
    pub session: SessionLimits,
    /// Whose word about the caller's address is believed.
    pub trusted_proxies: Arc<[Network]>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
