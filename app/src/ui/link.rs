//! Links inside text and lists.

use leptos::prelude::*;

/// A link. Use it where a person goes somewhere; a change is a [`super::Button`].
#[component]
pub fn Link(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Leads out of Canopy: opens beside it and tells the other site nothing.
    #[prop(optional)]
    outside: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            class="link"
            href=href
            target=outside.then_some("_blank")
            rel=outside.then_some("noopener noreferrer external")
        >
            {children()}
        </a>
    }
}
