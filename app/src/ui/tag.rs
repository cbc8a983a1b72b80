//! Short facts in a frame, and filters that can be taken off.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// A short fact: *Gold*, *Legal entity*.
#[component]
pub fn Tag(
    /// The word.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <span class="tag">{label}</span> }
}

/// A filter in force. Its cross leads to the same list without it, also without the program.
#[component]
pub fn Chip(
    /// What is filtered: "Status: active".
    #[prop(into)]
    label: String,
    /// The address without this filter.
    #[prop(into)]
    href_without: String,
) -> impl IntoView {
    view! {
        <span class="chip">
            {label.clone()}
            <a href=href_without aria-label=format!("Remove filter {label}")>
                <Icon name=IconName::X />
            </a>
        </span>
    }
}
