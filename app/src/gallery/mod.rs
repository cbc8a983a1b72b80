//! `/ui`: every part of the design system in every state, for looking at and for testing.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page at `/ui`.
#[component]
pub fn GalleryPage() -> impl IntoView {
    view! {
        <Title text="Design system" />
        <div class="page">
            <h1>"Design system"</h1>
        </div>
    }
}
