//! The WASM entry: takes over the page that the server rendered.

// The type of the whole page, every part inside its parent, is deeper than the usual limit.
#![recursion_limit = "512"]

use leptos::{mount::hydrate_from_async, prelude::document};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Called by the page's script once the program is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // The page may be in a file of its own, which comes first.
    spawn_local(async {
        hydrate_from_async(leptos::tachys::dom::body(), app::App)
            .await
            .forget();
        // Tells tests and measurements that the page answers now.
        if let Some(root) = document().document_element() {
            root.set_attribute("data-ready", "").ok();
        }
    });
}
