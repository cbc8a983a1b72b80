//! The list of hits: a table with a line per account, what was found marked (FIND-4).

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::search::{Marked, SearchHit, SearchRequest};
use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement};

use super::{
    request::{sort_next, sorted_by},
    results::{Outcome, Results},
};
use crate::{
    accounts::parts::status_tone,
    routes,
    ui::{Column, Row, Status, Table, each},
};

/// A text with what was found in it marked.
#[component]
pub fn MarkedText(text: Marked) -> impl IntoView {
    text.0
        .into_iter()
        .map(|(piece, found)| match found {
            true => view! { <mark>{piece}</mark> }.into_any(),
            false => piece.into_any(),
        })
        .collect_view()
}

/// The table of hits. Further pages are added below.
#[component]
pub fn HitTable(results: Results) -> impl IntoView {
    let sortable = Memo::new(move |_| {
        let sortable = results
            .outcome
            .with(|outcome| matches!(outcome, Outcome::Hits(_)));
        sortable.then(|| results.asked.get())
    });
    let columns = Signal::derive(move || columns(sortable.get().as_ref()));

    view! {
        <div class="search-hits" on:click=move |event| line_pressed(&event)>
            <Table caption="Accounts" columns chosen=results.chosen busy=results.busy>
                {each(move || results.hits.get(), line_key, |hit| view! { <HitRow hit /> })}
            </Table>
        </div>
    }
    .into_any()
}

/// Opens the line that was pressed where nothing beside the list shows it: there a mere choice of the line
/// would be no answer.
fn line_pressed(event: &MouseEvent) {
    let shown = document().query_selector(".search-preview").ok().flatten();
    if shown.is_some_and(|preview| preview.client_height() > 0) || event.default_prevented() {
        return;
    }
    let pressed = event_target::<Element>(event);
    let closest = |what: &str| pressed.closest(what).ok().flatten();
    // A link leads where it says.
    if closest("a").is_some() {
        return;
    }
    let link = closest("tr[data-key]").and_then(|line| line.query_selector("a[href]").ok()?);
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        // Once this press was heard: that of the link is heard in the same place.
        queue_microtask(move || link.click());
    }
}

/// Tells a line from others and from itself with other marks or values.
fn line_key(hit: &SearchHit) -> u64 {
    let mut hasher = DefaultHasher::new();
    hit.hash(&mut hasher);
    hasher.finish()
}

fn columns(request: Option<&SearchRequest>) -> Vec<Column> {
    let head = |column: Column, key: &str| match request {
        None => column,
        Some(request) => column.sortable(
            routes::search_page(&sort_next(request, key)),
            sorted_by(request, key),
        ),
    };
    vec![
        head(Column::new("Account"), "name"),
        head(Column::new("Number"), "number"),
        head(Column::new("Type"), "type"),
        head(Column::new("Status"), "status"),
        head(Column::new("Address"), "city"),
        head(Column::numeric("Due"), "due"),
    ]
}

#[component]
fn HitRow(hit: SearchHit) -> impl IntoView {
    let href = routes::account(hit.number);
    let found_in = (hit.found_in.into_iter())
        .map(|(label, text)| {
            view! {
                <small>
                    {label} ": " <MarkedText text />
                </small>
            }
        })
        .collect_view();
    let address = [hit.street.text(), hit.place.text()];
    let whole_address = address.join(", ");
    let company =
        (!hit.company.is_empty()).then(|| view! { <small><MarkedText text=hit.company /></small> });
    let due = hit
        .due
        .iter()
        .map(|money| view! { <span class:faint=money.minor == 0>{money.to_string()}</span> })
        .collect_view();

    view! {
        <Row key=hit.id.to_string()>
            <td>
                <a class="search-name" href=href>
                    <MarkedText text=hit.name />
                </a>
                {company}
                {found_in}
                <small class="code search-below">{hit.number.to_string()}</small>
                <small class="search-below">
                    <MarkedText text=hit.street.clone() />
                    " "
                    <MarkedText text=hit.place.clone() />
                </small>
            </td>
            <td class="code search-wide">
                <MarkedText text=hit.number_marked />
            </td>
            <td class="search-wide">
                {match hit.organization_type {
                    Some(kind) => kind.label().into_any(),
                    None => view! { <span class="faint">"No type"</span> }.into_any(),
                }}
                <small>{hit.customer_type}</small>
            </td>
            <td>
                <Status tone=status_tone(hit.status) label=hit.status.label() />
            </td>
            <td class="search-wide search-address" title=whole_address>
                <MarkedText text=hit.street />
                <small>
                    <MarkedText text=hit.place />
                </small>
            </td>
            <td class="num">{due}</td>
        </Row>
    }
}
