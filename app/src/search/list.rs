//! The list of the page of results, or what stands in its place.

use domain::search::{QueryError, SearchRequest};
use leptos::prelude::*;

use super::{
    api::Wider,
    hits::HitTable,
    results::{Outcome, Results},
};
use crate::{
    accounts::parts::Failure,
    errors::{AppError, ErrorCode},
    routes,
    ui::{ButtonLink, Empty, IconName, Note, ShowMore, Tone, live},
};

/// What came of the search. The table stays while its lines change.
///
/// What looks like a card number is not searched for, and never stands in the address (SEC-3).
#[component]
pub fn ResultList(
    results: Results,
    /// Whether there is one.
    is_card: Memo<bool>,
) -> impl IntoView {
    let is_list = Memo::new(move |_| {
        let listed = results
            .outcome
            .with(|outcome| matches!(outcome, Outcome::Hits(_) | Outcome::Recents));
        listed && !is_card.get() && results.hits.with(|hits| !hits.is_empty())
    });

    view! {
        <Head results is_card />
        {live(move || is_list.get().then(|| view! { <List results /> }))}
        {live(move || match (is_list.get(), is_card.get()) {
            (true, _) => None,
            (false, true) => Some(said(QueryError::CardNumber.to_string())),
            (false, false) => Some(view! { <Instead results /> }.into_any()),
        })}
    }
    .into_any()
}

/// What the lines are, said to screen readers whenever it changes.
#[component]
fn Head(results: Results, is_card: Memo<bool>) -> impl IntoView {
    let words = move || match results.outcome.get() {
        _ if is_card.get() => String::new(),
        Outcome::Hits(words) | Outcome::TooMany(words) => words,
        Outcome::Recents if results.hits.with(|hits| !hits.is_empty()) => {
            "Recently opened".to_owned()
        }
        Outcome::Recents | Outcome::NoHit | Outcome::Failed(_) => String::new(),
    };
    view! {
        <p class="search-count" role="status">
            {words}
        </p>
    }
}

#[component]
fn List(results: Results) -> impl IntoView {
    view! {
        <HitTable results />
        <More results />
    }
    .into_any()
}

/// The way to the next page, where there is one.
#[component]
fn More(results: Results) -> impl IntoView {
    let href = move || {
        routes::search_page(&SearchRequest {
            after: results.next.get().unwrap_or_default(),
            ..results.asked.get()
        })
    };
    view! {
        <Show when=move || results.next.with(Option::is_some)>
            <ShowMore
                href=Signal::derive(href)
                busy=results.busy
                on_press=Callback::new(move |()| results.ask_more())
            />
        </Show>
        {live(move || results.next_failed.get().map(|words| view! { <p role="alert">{words}</p> }))}
    }
    .into_any()
}

/// Where a search is answered in parts and none of them had a hit yet.
#[component]
fn NotYet(results: Results) -> impl IntoView {
    view! {
        <Empty
            icon=IconName::Search
            title="No account so far"
            sentence="Single letters say too little to look all accounts up at once: they are gone through \
                      by name. Add a letter beside another, or go on from here."
        >
            <More results />
        </Empty>
    }
    .into_any()
}

/// What stands where there is no list.
#[component]
fn Instead(results: Results) -> impl IntoView {
    // The same may be said of other words: what it offers follows them by itself.
    live(move || match results.outcome.get() {
        Outcome::Recents => view! { <Beginning /> }.into_any(),
        Outcome::Hits(_) => view! { <NotYet results /> }.into_any(),
        Outcome::NoHit => view! { <NoHit wider=results.wider /> }.into_any(),
        Outcome::TooMany(_) => view! { <TooMany asked=results.asked /> }.into_any(),
        Outcome::Failed(error) => view! { <Failed error /> }.into_any(),
    })
}

#[component]
fn Beginning() -> impl IntoView {
    view! {
        <Empty
            icon=IconName::Search
            title="Find any account"
            sentence="Type a name, company, address, number, e-mail or phone. * stands for any \
                      letters: *lich* finds Ehrlich. Filters can be typed too: status:inactive \
                      type:site company:acme* dom:31."
        />
    }
}

#[component]
fn NoHit(wider: RwSignal<Wider>) -> impl IntoView {
    let offers = move || {
        let Wider { words, filters } = wider.get();
        let words = words.map(|wider| {
            let href = routes::search_page(&wider);
            view! { <ButtonLink href=href>{format!("Search {}", wider.q)}</ButtonLink> }
        });
        let filters = filters.map(|wider| {
            let href = routes::search_page(&wider);
            view! { <ButtonLink href=href>"Search without filters"</ButtonLink> }
        });
        view! { {words} " " {filters} }
    };

    view! {
        <Empty
            icon=IconName::Search
            title="No account found"
            sentence="Without * a word is sought from its beginning, and all words must be found."
        >
            {live(offers)}
        </Empty>
    }
}

#[component]
fn TooMany(asked: RwSignal<SearchRequest>) -> impl IntoView {
    let by_best = move || {
        let best = SearchRequest {
            sort: String::new(),
            after: String::new(),
            ..asked.get()
        };
        view! { <ButtonLink href=routes::search_page(&best)>"Show by best match"</ButtonLink> }
    };

    view! {
        <Empty
            icon=IconName::Search
            title="Too many to sort"
            sentence="Up to 1,000 accounts can be sorted so. Add a word or a filter, or look at them by \
                      best match."
        >
            {live(by_best)}
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
            said(sentence)
        }
        _ => view! { <Failure error /> }.into_any(),
    }
}

/// Why a search was not made, in a sentence.
fn said(sentence: String) -> AnyView {
    view! {
        <Note tone=Tone::Warn live=true>
            {sentence}
        </Note>
    }
    .into_any()
}
