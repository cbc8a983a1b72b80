//! The status of a thing: word, shape and colour together.

use leptos::prelude::*;

use super::tone::Tone;

/// A status, such as *Active*. The shape of its mark follows the tone: full circle, square,
/// triangle, ring, so that it can be told without colours.
#[component]
pub fn Status(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// The word.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <span class=status_class(tone)>{label}</span> }
}

/// The classes of a status, where a page draws it by itself.
pub fn status_class(tone: Tone) -> String {
    tone.class("status")
}
