//! The page of results: list and preview, live while somebody types (FIND-1 to FIND-4).

use std::time::Duration;

use domain::search::{SearchHit, SearchPage as Page, SearchRequest};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    api::{SearchAnswer, accounts_search},
    filters::Filters,
    hits::HitTable,
    keys::box_keys,
    preview::PreviewPane,
    request::request_read,
};
use crate::{
    errors::{AppError, ErrorCode},
    frame::use_search_slot,
    routes,
    ui::{ButtonLink, Empty, ErrorState, IconName, Note, ShowMore, Skeleton, Tone},
};

/// How long typing must rest before it is searched for.
const REST: Duration = Duration::from_millis(120);

/// Search: the address holds what is asked, so every list can be kept, sent and gone back to.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let request = Memo::new(move |_| query.with(request_read));
    let answer = Resource::new(move || request.get(), accounts_search);
    let chosen = RwSignal::new(None::<String>);
    let moved = RwSignal::new(false);
    let lines = RwSignal::new(Vec::new());
    typed_search(request);
    box_keys(lines.into(), chosen, moved);

    view! {
        <Title text="Search" />
        <div class="search-page">
            <section class="search-list">
                <h1 class="hear">"Search"</h1>
                <Transition fallback=|| view! { <Skeleton lines=12 /> }>
                    {move || Suspend::new(async move {
                        let asked = request.get_untracked();
                        match answer.await {
                            Ok(answer) => {
                                view! { <Answer answer asked chosen moved lines /> }.into_any()
                            }
                            Err(error) => view! { <Failed error /> }.into_any(),
                        }
                    })}
                </Transition>
            </section>
            <PreviewPane chosen request />
        </div>
    }
    .into_any()
}

/// Searches while somebody types: the address follows after a short rest, in place of the last one.
fn typed_search(request: Memo<SearchRequest>) {
    let slot = use_search_slot();
    let navigate = use_navigate();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // What was put into the address from the box: when it comes back it must not touch the box, in
    // which more may stand by then.
    let sent = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        let q = request.with(|request| request.q.clone());
        if sent.get_value().as_ref() != Some(&q) && slot.text.get_untracked() != q {
            slot.text.set(q);
        }
    });
    Effect::new(move |ran: Option<()>| {
        let text = slot.text.get();
        if ran.is_none() || request.with_untracked(|request| request.q == text) {
            return;
        }
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let navigate = navigate.clone();
        let go = move || {
            let next = SearchRequest {
                q: text.clone(),
                after: String::new(),
                ..request.get_untracked()
            };
            sent.set_value(Some(text));
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
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
    });
}

/// What came of the search.
#[component]
fn Answer(
    answer: SearchAnswer,
    asked: SearchRequest,
    chosen: RwSignal<Option<String>>,
    moved: RwSignal<bool>,
    lines: RwSignal<Vec<super::keys::Line>>,
) -> impl IntoView {
    let (hits, next) = match &answer.page {
        Some(page) => (page.hits.clone(), page.next.clone()),
        None => (answer.recents.clone(), None),
    };
    let shown = RwSignal::new(hits);
    // The box's keys and the pane follow what is shown.
    Effect::new(move || {
        let now: Vec<_> = shown.with(|hits| {
            hits.iter()
                .map(|hit| (hit.id.to_string(), routes::account(hit.number)))
                .collect()
        });
        let kept =
            chosen.with_untracked(|chosen| now.iter().any(|(id, _)| Some(id) == chosen.as_ref()));
        if !kept {
            moved.set(false);
            chosen.set(now.first().map(|(id, _)| id.clone()));
        }
        lines.set(now);
    });
    let asked_again = asked.clone();

    view! {
        <Filters request=asked.clone() customer_types=answer.customer_types />
        {match answer.page {
            None => view! { <Recents shown chosen /> }.into_any(),
            Some(page) if page.too_many_to_sort => view! { <TooMany asked /> }.into_any(),
            Some(page) if page.hits.is_empty() => view! { <NoHit asked /> }.into_any(),
            Some(page) => view! { <Hits page asked shown chosen /> }.into_any(),
        }}
        {next.map(|next| view! { <More asked=asked_again next shown /> })}
    }
}

#[component]
fn Hits(
    page: Page,
    asked: SearchRequest,
    shown: RwSignal<Vec<SearchHit>>,
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    view! {
        <p class="search-count" role="status">
            {page.count.words()}
        </p>
        <HitTable caption="Accounts found" hits=shown request=Some(asked) chosen busy=false />
    }
}

/// Adds the next page below this one; without the program the address of the next page is followed.
#[component]
fn More(asked: SearchRequest, next: String, shown: RwSignal<Vec<SearchHit>>) -> impl IntoView {
    let next = RwSignal::new(Some(next));
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let request_next = Signal::derive(move || SearchRequest {
        after: next.get().unwrap_or_default(),
        ..asked.clone()
    });
    let press = Callback::new(move |()| {
        busy.set(true);
        let request = request_next.get_untracked();
        spawn_local(async move {
            let answer = accounts_search(request).await;
            match answer {
                Ok(SearchAnswer {
                    page: Some(page), ..
                }) => {
                    // The page may have been left meanwhile: then there is nothing to add to.
                    let _ = shown.try_update(|shown| shown.extend(page.hits));
                    let _ = next.try_set(page.next);
                }
                Ok(_) => {
                    let _ = next.try_set(None);
                }
                Err(error) => {
                    let _ = failed.try_set(Some(error.sentence));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let href = Signal::derive(move || routes::search_page(&request_next.get()));

    view! {
        <Show when=move || next.with(Option::is_some)>
            <ShowMore href busy on_press=press />
        </Show>
        {move || failed.get().map(|words| view! { <p role="alert">{words}</p> })}
    }
}

/// What the empty box shows: the accounts opened last.
#[component]
fn Recents(shown: RwSignal<Vec<SearchHit>>, chosen: RwSignal<Option<String>>) -> impl IntoView {
    if shown.with_untracked(Vec::is_empty) {
        return view! {
            <Empty
                icon=IconName::Search
                title="Find any account"
                sentence="Type a name, company, address, number, e-mail or phone. * stands for any \
                          letters: *lich* finds Ehrlich. Filters can be typed too: status:inactive \
                          type:site company:acme* dom:31."
            />
        }
        .into_any();
    }
    view! {
        <h2 class="search-count">"Recently opened"</h2>
        <HitTable caption="Recently opened accounts" hits=shown request=None chosen busy=false />
    }
    .into_any()
}

#[component]
fn NoHit(asked: SearchRequest) -> impl IntoView {
    let filtered = SearchRequest {
        q: asked.q.clone(),
        ..SearchRequest::default()
    } != asked;
    let all = routes::search_for(&asked.q);
    let inside = (!asked.q.contains('*') && !asked.q.trim().is_empty()).then(|| {
        (
            format!("*{}*", asked.q.trim()),
            routes::search_for(&format!("*{}*", asked.q.trim())),
        )
    });

    view! {
        <Empty
            icon=IconName::Search
            title="No account found"
            sentence="Without * a word is sought from its beginning, and all words must be found."
        >
            {inside
                .map(|(pattern, href)| {
                    view! { <ButtonLink href=href>{format!("Search {pattern}")}</ButtonLink> }
                })}
            {filtered.then(|| view! { <ButtonLink href=all>"Search without filters"</ButtonLink> })}
        </Empty>
    }
}

#[component]
fn TooMany(asked: SearchRequest) -> impl IntoView {
    let best = SearchRequest {
        sort: String::new(),
        after: String::new(),
        ..asked
    };

    view! {
        <p class="search-count" role="status">
            "1,000+ accounts"
        </p>
        <Empty
            icon=IconName::Search
            title="Too many to sort"
            sentence="Up to 1,000 accounts can be sorted so. Add a word or a filter, or look at them by \
                      best match."
        >
            <ButtonLink href=routes::search_page(&best)>"Show by best match"</ButtonLink>
        </Empty>
    }
}

/// A search that was not made, said where the list would be.
#[component]
fn Failed(error: AppError) -> impl IntoView {
    match error.code {
        ErrorCode::Invalid => {
            let sentence = error
                .fields
                .0
                .first()
                .map_or(error.sentence, |field| field.sentence.clone());
            view! {
                <Note tone=Tone::Warn>
                    {sentence}
                </Note>
            }
            .into_any()
        }
        _ => {
            view! { <ErrorState sentence=error.sentence request_id=error.request_id /> }.into_any()
        }
    }
}
