//! `/ui`: every part of the design system in every state, for looking at and for testing.

mod actions;
mod forms;
mod lists;
mod words;

use leptos::prelude::*;
use leptos_meta::Title;

/// The page at `/ui`.
#[component]
pub fn GalleryPage() -> impl IntoView {
    view! {
        <Title text="Design system" />
        <div class="page gallery">
            <header>
                <h1>"Design system"</h1>
                <p class="quiet">
                    "Every part in every state. Change the theme in the user menu; print this page; use it with the keyboard alone."
                </p>
            </header>
            <actions::Actions />
            <forms::Forms />
            <lists::Lists />
            <words::Words />
        </div>
    }
    .into_any()
}

/// One part with its states.
#[component]
fn Specimen(
    /// Its name.
    title: &'static str,
    /// The states.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="specimen">
            <h2>{title}</h2>
            <div class="specimen-states">{children()}</div>
        </section>
    }
}
