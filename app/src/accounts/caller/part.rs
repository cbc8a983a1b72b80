//! Where Verify Caller stands on an account's Home: loaded when the address asks for it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::panel::CallerPanel;
use crate::{
    lazy_page::{LazyPart, lazy_part},
    routes,
};

lazy_part! {
    /// Few calls need it.
    verify_caller(CallerPanel { wanted: Memo<bool>, number: Memo<String>, after: Callback<()> });
}

/// Verify Caller; `after` hears of each answer that was looked at.
#[component]
pub fn CallerPart(number: Memo<String>, after: Callback<()>) -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| query.get("panel").as_deref() == Some(routes::VERIFY_CALLER))
    });
    view! { <LazyPart wanted load=move || verify_caller(wanted, number, after) /> }.into_any()
}
