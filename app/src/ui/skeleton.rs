//! Room for what is loading, of the height it will have.

use leptos::prelude::*;

/// Grey lines in place of text that is loading. It is silent; the part that loads is `aria-busy`.
#[component]
pub fn Skeleton(
    /// How many lines to keep room for.
    #[prop(default = 1)]
    lines: usize,
) -> impl IntoView {
    let lines = (0..lines)
        .map(|_| view! { <span class="skeleton"></span> })
        .collect_view();
    view! {
        <div class="skeleton-lines" aria-hidden="true">
            {lines}
        </div>
    }
}
