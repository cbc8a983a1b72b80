//! A code that people read out, type elsewhere, and copy.

use leptos::prelude::*;

use crate::ui::{Icon, IconName, text_copy, use_toasts};

/// An account's number or another code, with a button that copies it.
#[component]
pub fn CopyCode(
    /// The code as it is shown and copied.
    code: String,
    /// What it is, for the button's name: "account number".
    what: &'static str,
) -> impl IntoView {
    let toasts = use_toasts();
    let label = format!("Copy {what} {code}");
    let text = code.clone();
    let copy = move |_| text_copy(text.clone(), format!("{text} is copied."), toasts);

    view! {
        <span class="copy-code">
            <span class="code">{code}</span>
            <button class="button plain only-icon" type="button" aria-label=label title="Copy" on:click=copy>
                <Icon name=IconName::Copy />
            </button>
        </span>
    }
}
