//! A note across the page: something to know before going on.

use leptos::prelude::*;

use super::{icon::Icon, tone::Tone};

/// A note with what to do about it. One that appears after the page did is read out (`live`), and can be
/// given the focus where the button that it answers went off.
#[component]
pub fn Note(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// It appears while the page is open and is read out at once.
    #[prop(optional)]
    live: bool,
    /// The button or link that deals with it.
    #[prop(optional, into)]
    action: ViewFn,
    /// The sentence.
    children: Children,
) -> impl IntoView {
    view! {
        <div
            class=tone.class("note")
            role=live.then_some("status")
            tabindex=live.then_some("-1")
        >
            <Icon name=tone.icon() />
            <div class="note-words">{children()}</div>
            {action.run()}
        </div>
    }
}
