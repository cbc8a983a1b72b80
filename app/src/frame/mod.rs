//! What stands around every console page: top bar, navigation, open accounts, palette, key help.

pub mod theme;

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The frame with the current page inside.
#[component]
pub fn FramedPages() -> impl IntoView {
    view! {
        <a class="skip" href="#content">
            "Skip to content"
        </a>
        <main id="content" tabindex="-1">
            <Outlet />
        </main>
    }
}
