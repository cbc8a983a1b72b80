//! The list of hits: a table with a line per account, what was found marked (FIND-4).

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::search::{Marked, SearchHit, SearchRequest};
use leptos::prelude::*;

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
        <div class="search-hits">
            <Table caption="Accounts" columns chosen=results.chosen busy=results.busy>
                {each(move || results.hits.get(), line_key, |hit| view! { <HitRow hit /> })}
            </Table>
        </div>
    }
    .into_any()
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
    let found_in = hit.found_in.map(|(label, text)| {
        view! {
            <small>
                {label} ": " <MarkedText text />
            </small>
        }
    });
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
                {hit.organization_type.map_or("", |kind| kind.label())}
                <small>{hit.customer_type}</small>
            </td>
            <td>
                <Status tone=status_tone(hit.status) label=hit.status.label() />
            </td>
            <td class="search-wide">
                <MarkedText text=hit.street />
                <small>
                    <MarkedText text=hit.place />
                </small>
            </td>
            <td class="num">{due}</td>
        </Row>
    }
}
