//! The page of results: list and preview, live while somebody types (FIND-1 to FIND-4).

use std::time::Duration;

use domain::{
    card::{looks_like_card_number, may_become_card_number},
    search::SearchRequest,
};
use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

use super::{
    api::accounts_search,
    filters::Filters,
    keys::box_keys,
    list::ResultList,
    memory::{left_search, search_keeper},
    preview::PreviewPane,
    request::request_read,
    results::Results,
};
use crate::ui::live;
use crate::{frame::use_search_slot, routes, ui::Skeleton, wire::PageCodec};

/// How long typing must rest before it is searched for.
const REST: Duration = Duration::from_millis(120);

/// Search: the address holds what is asked, so every list can be kept, sent and gone back to.
#[component]
pub fn SearchPage() -> impl IntoView {
    let request = request_in_address();
    let held = RwSignal::new(None);
    let wanted = request_wanted(request, held);
    let results = Results::new(request.get_untracked());
    typed_search(request, held);
    box_keys(results, wanted, is_current(results, wanted));
    let parts = Parts {
        results,
        request,
        wanted,
        is_card: card_number_refused(),
    };
    let list = match left_search(&request.get_untracked()) {
        // Back: what was left stands at once, and is read again behind it.
        Some(left) => {
            scroll_back(left.scrolled);
            results.take_up(left);
            Effect::new(move || results.refresh());
            shown(parts)
        }
        None => first_answer(parts),
    };
    left_keep(results);
    // Where nothing is listed, nothing is under the cursor.
    let chosen = Memo::new(move |_| results.chosen.get().filter(|_| !parts.is_card.get()));

    view! {
        <Title text="Search" />
        <div class="search-page">
            <section class="search-list">
                <h1 class="hear">"Search"</h1>
                {list}
            </section>
            <PreviewPane chosen request=results.asked />
        </div>
    }
    .into_any()
}

/// What the parts of the page follow.
#[derive(Clone, Copy)]
struct Parts {
    results: Results,
    /// The search in the address.
    request: Memo<SearchRequest>,
    /// The search that is asked for.
    wanted: Memo<SearchRequest>,
    /// Whether a card number was typed, which is not searched for.
    is_card: Memo<bool>,
}

/// Whether a card number stands in the box, or stood in the address of a form that was sent without the
/// program (SEC-3).
fn card_number_refused() -> Memo<bool> {
    let (typed, query) = (use_search_slot().text, use_query_map());
    Memo::new(move |_| {
        let was_sent = || query.with(|query| query.get(routes::REFUSED).is_some());
        typed.with(|typed| looks_like_card_number(typed) || (typed.is_empty() && was_sent()))
    })
}

/// The search in the address, or with the text that is held back from it.
fn request_wanted(
    request: Memo<SearchRequest>,
    held: RwSignal<Option<String>>,
) -> Memo<SearchRequest> {
    Memo::new(move |_| match held.get() {
        Some(q) => SearchRequest {
            q,
            after: String::new(),
            ..request.get()
        },
        None => request.get(),
    })
}

/// The search in the address. While the page is being left it stays what it was: the next page's
/// address asks nothing.
fn request_in_address() -> Memo<SearchRequest> {
    let (query, path) = (use_query_map(), use_location().pathname);
    Memo::new(move |before: Option<&SearchRequest>| {
        let here = path.with(|path| path == routes::search());
        match before {
            Some(before) if !here => before.clone(),
            _ => query.with(request_read),
        }
    })
}

/// Whether the list answers what stands in the box and is asked for.
fn is_current(results: Results, wanted: Memo<SearchRequest>) -> Memo<bool> {
    let slot = use_search_slot();
    Memo::new(move |_| {
        let asked = results.asked.get();
        results.answered.get()
            && wanted.with(|wanted| asked == *wanted)
            && slot.text.with(|text| asked.q == *text)
    })
}

/// Waits for the first answer, which the server sends along.
fn first_answer(parts: Parts) -> AnyView {
    let asked = parts.request.get_untracked();
    let first =
        OnceResource::<_, PageCodec>::new_with_options(accounts_search(asked.clone()), false);
    view! {
        <Suspense fallback=|| view! { <Skeleton lines=12 /> }>
            {live(move || {
                let asked = asked.clone();
                Suspend::new(async move {
                    parts.results.show(asked, first.await);
                    shown(parts)
                })
            })}
        </Suspense>
    }
    .into_any()
}

/// The filters and the list, from now on following what is asked for.
fn shown(parts: Parts) -> AnyView {
    let Parts {
        results,
        request,
        wanted,
        is_card,
    } = parts;
    results.follow(wanted);
    view! {
        <Filters request typed=results.typed customer_types=results.customer_types />
        <ResultList results is_card />
    }
    .into_any()
}

/// Keeps the list and its place for whoever comes back.
fn left_keep(results: Results) {
    let keep = search_keeper();
    let path = use_location().pathname;
    let scrolled = StoredValue::new(0.0);
    Effect::new(move || {
        let listener = window_event_listener(ev::scroll, move |_| {
            // The next page begins at its top: that place is not ours.
            if path.with_untracked(|path| path == routes::search()) {
                scrolled.set_value(window().scroll_y().unwrap_or_default());
            }
        });
        on_cleanup(move || listener.remove());
    });
    on_cleanup(move || {
        if let Some(scrolled) = scrolled.try_get_value() {
            keep(results.left(scrolled));
        }
    });
}

/// Scrolls to where the list was left, once its lines stand.
fn scroll_back(scrolled: f64) {
    Effect::new(move || {
        request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, scrolled));
    });
}

/// Searches while somebody types: the address follows after a short rest, in place of the last one.
///
/// What may become a card number is searched for and held back from the address, which browsers
/// remember; Enter puts it there unless it has become one (SEC-3).
fn typed_search(request: Memo<SearchRequest>, held: RwSignal<Option<String>>) {
    let slot = use_search_slot();
    let navigate = use_navigate();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // What was put into the address from the box: when it comes back it must not touch the box, in
    // which more may stand by then.
    let sent = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        let q = request.with(|request| request.q.clone());
        if !q.is_empty() {
            held.set(None);
        }
        if sent.get_value().as_ref() == Some(&q) {
            return;
        }
        // Another's address, to which Back may lead again.
        sent.set_value(None);
        if slot.text.get_untracked() != q {
            slot.text.set(q);
        }
    });
    Effect::new(move |ran: Option<()>| {
        let text = slot.text.get();
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let is_card = looks_like_card_number(&text);
        let is_asked = ran.is_none() || request.with_untracked(|request| request.q == text);
        if is_asked && !is_card {
            held.set(None);
            return;
        }
        let navigate = navigate.clone();
        let go = move || {
            // Enter was faster, and put it there for good.
            if !is_card && request.with_untracked(|request| request.q == text) {
                return;
            }
            let is_held = !is_card && may_become_card_number(&text);
            let q = match is_card || is_held {
                true => String::new(),
                false => text.clone(),
            };
            // What leaves the address empty changes nothing there that would end it.
            if q.is_empty() {
                held.set(is_held.then(|| text.clone()));
            }
            sent.set_value(Some(q.clone()));
            let next = SearchRequest {
                q,
                after: String::new(),
                ..request.get_untracked()
            };
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..Default::default()
            };
            navigate(&routes::search_page(&next), options);
        };
        waiting.set_value(set_timeout_with_handle(go, REST).ok());
    });
    on_cleanup(move || {
        if let Some(waiting) = waiting.try_get_value().flatten() {
            waiting.clear();
        }
        // The box is empty on other pages: it does not filter them.
        slot.text.set(String::new());
    });
}
