//! Empty is a beginning.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// Stands where a list has nothing to show: what the list is for, and the button that fills it.
#[component]
pub fn Empty(
    /// Hints at what would be here.
    #[prop(default = IconName::Inbox)]
    icon: IconName,
    /// What there is not: "No accounts yet".
    #[prop(into)]
    title: String,
    /// What the list is for, or how to find more.
    #[prop(into)]
    sentence: String,
    /// The button or link that fills the list.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon />
            <h2>{title}</h2>
            <p>{sentence}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
}
