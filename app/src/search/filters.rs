//! The filters above the list: chosen from lists, shown as chips, also typed in the box (FIND-3).

use domain::{
    accounts::{AccountStatus, OrganizationType},
    card::looks_like_card_number,
    search::{QueryError, SearchRequest},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::results::CustomerTypes;
use crate::{
    routes,
    ui::{Chip, Icon, IconName, Tone, live, use_toasts},
};

/// Code and words of what can be chosen.
type Choices = CustomerTypes;

/// The form of filters. It is sent by GET; with the program each choice counts at once.
#[component]
pub fn Filters(
    /// The search in the address.
    request: Memo<SearchRequest>,
    /// Code and name of the customer types.
    #[prop(into)]
    customer_types: Signal<Choices>,
) -> impl IntoView {
    let navigate = use_navigate();
    let toasts = use_toasts();
    let change = Callback::new(move |(name, value): (&'static str, String)| {
        if looks_like_card_number(&value) {
            toasts.say(Tone::Bad, QueryError::CardNumber.to_string());
            return;
        }
        let mut request = request.get_untracked();
        match name {
            "status" => request.status = value,
            "type" => request.organization_type = value,
            "customer" => request.customer = value,
            _ => request.company = value,
        }
        request.after.clear();
        navigate(&routes::search_page(&request), Default::default());
    });
    let own = |pairs: &[(&str, &str)]| -> Signal<Choices> {
        let pairs = pairs
            .iter()
            .map(|(code, name)| ((*code).to_owned(), (*name).to_owned()));
        pairs.collect::<Vec<_>>().into()
    };
    let statuses: Vec<_> = AccountStatus::ALL
        .iter()
        .map(|s| (s.code(), s.label()))
        .collect();
    let mut types: Vec<_> = OrganizationType::ALL
        .iter()
        .map(|t| (t.code(), t.label()))
        .collect();
    types.push(("none", "No type"));

    view! {
        <form
            class="search-filters"
            method="get"
            action=routes::search()
            aria-label="Filters"
            on:submit=move |event| event.prevent_default()
        >
            <input type="hidden" name="q" value=move || request.with(|r| r.q.clone()) />
            <input type="hidden" name="sort" value=move || request.with(|r| r.sort.clone()) />
            <label>
                <span class="hear">"Company"</span>
                <input
                    class="input"
                    type="text"
                    name="company"
                    placeholder="Company"
                    maxlength="200"
                    autocomplete="off"
                    value=request.with_untracked(|r| r.company.clone())
                    prop:value=move || request.with(|r| r.company.clone())
                    on:change=move |event| change.run(("company", event_target_value(&event)))
                />
            </label>
            <Choose name="status" label="Status" value=Signal::derive(move || request.with(|r| r.status.clone())) options=own(&statuses) change />
            <Choose name="type" label="Type" value=Signal::derive(move || request.with(|r| r.organization_type.clone())) options=own(&types) change />
            <Choose name="customer" label="Customer type" value=Signal::derive(move || request.with(|r| r.customer.clone())) options=customer_types change />
            <noscript>
                <button class="button" type="submit">
                    "Filter"
                </button>
            </noscript>
            {live(move || view! { <Chips request=request.get() /> })}
        </form>
    }
    .into_any()
}

#[component]
fn Choose(
    name: &'static str,
    label: &'static str,
    value: Signal<String>,
    options: Signal<Choices>,
    change: Callback<(&'static str, String)>,
) -> impl IntoView {
    let options = move || {
        options
            .get()
            .into_iter()
            .map(|(code, words)| {
                let own = code.clone();
                view! {
                    <option value=code selected=move || value.with(|value| *value == own)>
                        {words}
                    </option>
                }
            })
            .collect_view()
    };

    view! {
        <label>
            <span class="hear">{label}</span>
            <span class="select">
                <select
                    class="input"
                    name=name
                    on:change=move |event| change.run((name, event_target_value(&event)))
                >
                    <option value="" selected=move || value.with(String::is_empty)>
                        {format!("{label}: any")}
                    </option>
                    {live(options)}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
        </label>
    }
}

/// The filters in force, each with the way back.
#[component]
fn Chips(request: SearchRequest) -> impl IntoView {
    let without = |clear: fn(&mut SearchRequest)| {
        let mut rest = request.clone();
        rest.after.clear();
        clear(&mut rest);
        routes::search_page(&rest)
    };
    [
        (
            "Company",
            request.company.clone(),
            without(|r| r.company.clear()),
        ),
        (
            "Status",
            request.status.clone(),
            without(|r| r.status.clear()),
        ),
        (
            "Type",
            request.organization_type.replace('_', " "),
            without(|r| r.organization_type.clear()),
        ),
        (
            "Customer type",
            request.customer.clone(),
            without(|r| r.customer.clear()),
        ),
    ]
    .into_iter()
    .filter(|(_, value, _)| !value.is_empty())
    .map(|(label, value, href)| {
        view! { <Chip label=format!("{label}: {value}") href_without=href /> }
    })
    .collect_view()
}
