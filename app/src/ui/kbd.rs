//! Names of keys.

use leptos::prelude::*;

/// A key or several pressed together, such as `Ctrl K`.
#[component]
pub fn Kbd(
    /// The keys, separated by blanks.
    keys: &'static str,
) -> impl IntoView {
    view! {
        <span class="keys">
            {keys.split(' ').map(|key| view! { <kbd>{key}</kbd> }).collect_view()}
        </span>
    }
}
