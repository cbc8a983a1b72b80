//! The bar on top: brand, search, business date, help, who is signed in.

use domain::dates::date_words;
use leptos::prelude::*;

use super::{search_slot::SearchForm, user_menu::UserMenu, visitor::Visitor};
use crate::{
    routes,
    ui::{Icon, IconName, Kbd},
};

#[component]
pub(super) fn TopBar(
    visitor: Option<Visitor>,
    palette_open: RwSignal<bool>,
    help_open: RwSignal<bool>,
) -> impl IntoView {
    let date = visitor
        .as_ref()
        .and_then(|visitor| visitor.business_date)
        .map(|date| {
            view! {
                <span class="pill" title="Business date">
                    <Icon name=IconName::Calendar />
                    <span class="hear">"Business date "</span>
                    <time datetime=date.to_string()>{date_words(date)}</time>
                </span>
            }
        });

    view! {
        <header class="bar">
            <a class="brand" href=routes::home() aria-label="Canopy">
                <Brand />
                <span class="brand-word">"Canopy"</span>
            </a>
            <SearchForm />
            <div class="bar-end">
                {date}
                <button
                    class="button plain bar-palette"
                    type="button"
                    title="All commands (Ctrl K)"
                    on:click=move |_| palette_open.set(true)
                >
                    <span class="hear">"All commands "</span>
                    <Kbd keys="Ctrl K" />
                </button>
                <button
                    class="button plain only-icon bar-help"
                    type="button"
                    aria-label="Keys"
                    title="Keys (?)"
                    on:click=move |_| help_open.set(true)
                >
                    <Icon name=IconName::Keyboard />
                </button>
                {visitor.map(|visitor| view! { <UserMenu visitor /> })}
            </div>
        </header>
    }
    .into_any()
}

/// The sign of the product: a tree's crown.
#[component]
fn Brand() -> impl IntoView {
    view! {
        <svg
            class="brand-sign"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            aria-hidden="true"
        >
            <path d="M12 21v-7"></path>
            <path d="M12 14c-5 0-8-2.6-8-6 3-4 13-4 16 0 0 3.4-3 6-8 6z"></path>
        </svg>
    }
}
