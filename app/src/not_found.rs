//! The page for an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::routes;

/// Says that there is nothing at this address and leads back. Answers with status 404.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }

    view! {
        <Title text="Not found" />
        <main class="standalone">
            <h1>"There is nothing at this address"</h1>
            <p class="quiet">
                "The link may be old, or a character may be missing. Nothing was changed."
            </p>
            <p>
                <a href=routes::home()>"Go to the start page"</a>
            </p>
        </main>
    }
}
