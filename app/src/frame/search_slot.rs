//! The one search box of every console page (FIND-1).

use domain::{card::looks_like_card_number, search::QueryError};
use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

use crate::{
    leave::leave_allowed,
    routes,
    ui::{SearchBox, Tone, use_toasts},
};

/// The search box in the top bar, for the page of results: the text follows what is typed, so the
/// page can answer while somebody types, and the box takes keys that move in the results.
#[derive(Clone, Copy)]
pub struct SearchSlot {
    /// What stands in the box, in both directions.
    pub text: RwSignal<String>,
    /// The box, for moving the focus there.
    pub input: NodeRef<html::Input>,
    /// Keys pressed in the box while the page of results is open; set it there, clear it on leaving.
    pub on_key: RwSignal<Option<Callback<(leptos::ev::KeyboardEvent,)>>>,
}

pub(super) fn provide_search_slot() {
    // The box stands before the page: what is searched for has to be in it from the first.
    let is_search = use_location().pathname.get_untracked() == routes::search();
    let asked = use_query_map().with_untracked(|query| query.get("q"));
    provide_context(SearchSlot {
        text: RwSignal::new(asked.filter(|_| is_search).unwrap_or_default()),
        input: NodeRef::new(),
        on_key: RwSignal::new(None),
    });
}

/// The search box in the top bar.
pub fn use_search_slot() -> SearchSlot {
    expect_context()
}

/// The box in its form; without the program the form leads to the results by itself.
#[component]
pub(super) fn SearchForm() -> impl IntoView {
    let slot = use_search_slot();
    let toasts = use_toasts();
    let pathname = use_location().pathname;
    let navigate = use_navigate();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = slot.text.get_untracked();
        if looks_like_card_number(&text) {
            // The page of results says so by itself.
            if pathname.get_untracked() != routes::search() {
                toasts.say(Tone::Bad, QueryError::CardNumber.to_string());
            }
        } else if leave_allowed() {
            navigate(&routes::search_for(&text), NavigateOptions::default());
        }
    };

    view! {
        <form
            class="bar-search"
            role="search"
            aria-label="Accounts"
            method="get"
            action=routes::search()
            on:submit=send
            on:keydown=move |event| {
                if let Some(on_key) = slot.on_key.get_untracked() {
                    on_key.run((event,));
                }
            }
        >
            <SearchBox
                value=slot.text
                input=slot.input
                label="Search accounts"
                placeholder="Search accounts, e.g. acme* or 0170 55*"
                keys="/"
            />
        </form>
    }
    .into_any()
}
