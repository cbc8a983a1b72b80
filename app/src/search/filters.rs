//! The filters above the list: chosen from lists, shown as chips, also typed in the box (FIND-3).

use domain::{
    accounts::{AccountStatus, OrganizationType},
    card::looks_like_card_number,
    search::{QueryError, SearchRequest, TypedFilter},
};
use leptos::{html, prelude::*};
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
    /// The filters that stand in the box.
    #[prop(into)]
    typed: Signal<Vec<TypedFilter>>,
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
    let company = NodeRef::<html::Input>::new();
    Effect::new(move |ran: Option<()>| {
        let wanted = request.with(|request| request.company.clone());
        // What was typed before the program came stays, and counts when the box is left.
        if ran.is_some()
            && let Some(input) = company.get_untracked()
            && input.value() != wanted
        {
            input.set_value(&wanted);
        }
    });
    let (statuses, types): (Signal<Choices>, Signal<Choices>) =
        (statuses().into(), organization_types().into());

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
                    node_ref=company
                    class="input"
                    type="text"
                    name="company"
                    placeholder="Company"
                    maxlength="200"
                    autocomplete="off"
                    value=request.with_untracked(|r| r.company.clone())
                    on:change=move |event| change.run(("company", event_target_value(&event)))
                />
            </label>
            <Choose name="status" label="Status" value=Signal::derive(move || request.with(|r| r.status.clone())) options=statuses change />
            <Choose name="type" label="Type" value=Signal::derive(move || request.with(|r| r.organization_type.clone())) options=types change />
            <Choose name="customer" label="Customer type" value=Signal::derive(move || request.with(|r| r.customer.clone())) options=customer_types change />
            <noscript>
                <button class="button" type="submit">
                    "Filter"
                </button>
            </noscript>
            {live(move || {
                let known = [statuses, types, customer_types].map(|choices| choices.get());
                view! { <Chips request=request.get() typed=typed.get() known /> }
            })}
        </form>
    }
    .into_any()
}

fn statuses() -> Choices {
    let all = AccountStatus::ALL.iter();
    all.map(|status| (status.code().to_owned(), status.label().to_owned()))
        .collect()
}

fn organization_types() -> Choices {
    let all = OrganizationType::ALL.iter();
    all.map(|kind| (kind.code(), kind.label()))
        .chain([("none", "No type")])
        .map(|(code, name)| (code.to_owned(), name.to_owned()))
        .collect()
}

#[component]
fn Choose(
    name: &'static str,
    label: &'static str,
    value: Signal<String>,
    options: Signal<Choices>,
    change: Callback<(&'static str, String)>,
) -> impl IntoView {
    let element = NodeRef::<html::Select>::new();
    // Set by its value: an option that somebody has chosen by hand hears of no attribute any longer.
    Effect::new(move |_| {
        let wanted = value.get();
        options.track();
        if let Some(select) = element.get()
            && select.value() != wanted
        {
            select.set_value(&wanted);
        }
    });
    let options = move || {
        let chosen = value.get_untracked();
        options
            .get()
            .into_iter()
            .map(|(code, words)| {
                let is_chosen = code == chosen;
                view! {
                    <option value=code selected=is_chosen>
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
                    node_ref=element
                    class="input"
                    name=name
                    on:change=move |event| change.run((name, event_target_value(&event)))
                >
                    <option value="">{format!("{label}: any")}</option>
                    {live(options)}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
        </label>
    }
}

/// The filters in force, chosen and typed, each in the words of its list and with the way back.
#[component]
fn Chips(
    request: SearchRequest,
    typed: Vec<TypedFilter>,
    /// What can be chosen of status, type and customer type.
    known: [Choices; 3],
) -> impl IntoView {
    let without = |clear: fn(&mut SearchRequest)| {
        let mut rest = request.clone();
        rest.after.clear();
        clear(&mut rest);
        routes::search_page(&rest)
    };
    let [statuses, types, customer_types] = known;
    let typed = typed.into_iter().map(|filter| {
        let rest = SearchRequest {
            q: filter.q_without,
            after: String::new(),
            ..request.clone()
        };
        // As it was typed, be it by its code.
        let values = match filter.label.as_str() {
            "Customer type" => words(&filter.values, &customer_types),
            _ => filter.values,
        };
        (filter.label, values, routes::search_page(&rest))
    });
    let chosen = [
        (
            "Company",
            request.company.clone(),
            without(|r| r.company.clear()),
        ),
        (
            "Status",
            words(&request.status, &statuses),
            without(|r| r.status.clear()),
        ),
        (
            "Type",
            words(&request.organization_type, &types),
            without(|r| r.organization_type.clear()),
        ),
        (
            "Customer type",
            words(&request.customer, &customer_types),
            without(|r| r.customer.clear()),
        ),
    ]
    .map(|(label, value, href)| (label.to_owned(), value, href));
    (chosen.into_iter())
        .filter(|(_, value, _)| !value.is_empty())
        .chain(typed)
        .map(|(label, value, href)| {
            view! { <Chip label=format!("{label}: {value}") href_without=href /> }
        })
        .collect_view()
}

/// The names of the codes in an address; what is no code is said as it stands there.
fn words(value: &str, known: &Choices) -> String {
    let name = |code: &str| {
        let found = known.iter().find(|(known, _)| known == code);
        found.map_or_else(|| code.to_owned(), |(_, name)| name.clone())
    };
    let names: Vec<String> = value.split(',').map(|code| name(code.trim())).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_said_by_its_name() {
        let known = [("gold_plus", "Gold Plus"), ("std", "Standard, small")];
        let known = known
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .to_vec();
        assert_eq!(words("gold_plus", &known), "Gold Plus");
        assert_eq!(words("std,gold_plus", &known), "Standard, small, Gold Plus");
        assert_eq!(words("Gold Plus", &known), "Gold Plus");
        assert_eq!(words("", &known), "");
    }
}
