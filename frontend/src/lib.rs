//! The WASM entry: takes over the page that the server rendered.

// The type of the whole page, every part inside its parent, is deeper than the usual limit.
#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the program is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    // Tells tests and measurements that the page answers now.
    if let Some(root) = leptos::prelude::document().document_element() {
        root.set_attribute("data-ready", "").ok();
    }
}
