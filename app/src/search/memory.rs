//! The list that was left for an account, so that Back finds it as it was (FIND-4).

use domain::search::{SearchHit, SearchRequest, TypedFilter};
use leptos::prelude::*;

use super::results::{CustomerTypes, Outcome};

/// A list as it stood when the page was left: with the pages that were added, the choice and the
/// place to which it was scrolled.
#[derive(Clone, Debug)]
pub struct LeftSearch {
    pub(super) asked: SearchRequest,
    pub(super) outcome: Outcome,
    pub(super) hits: Vec<SearchHit>,
    pub(super) next: Option<String>,
    pub(super) typed: Vec<TypedFilter>,
    pub(super) customer_types: CustomerTypes,
    pub(super) chosen: Option<String>,
    /// Pixels from the top of the page.
    pub(super) scrolled: f64,
}

/// Where the last list is kept while other pages are open.
#[derive(Clone, Copy)]
struct SearchMemory(StoredValue<Option<LeftSearch>>);

/// Makes room for the list; called by the frame, which stays while pages change.
pub fn provide_search_memory() {
    provide_context(SearchMemory(StoredValue::new(None)));
}

/// The list that was left, if it answers this search.
pub(super) fn left_search(asked: &SearchRequest) -> Option<LeftSearch> {
    let SearchMemory(kept) = use_context()?;
    kept.get_value().filter(|left| left.asked == *asked)
}

/// Keeps the list for whoever comes back. Call it while the page is made: the way to the memory is
/// found then.
pub(super) fn search_keeper() -> impl Fn(Option<LeftSearch>) {
    let memory = use_context::<SearchMemory>();
    move |left| {
        if let Some(SearchMemory(kept)) = memory {
            kept.set_value(left);
        }
    }
}
