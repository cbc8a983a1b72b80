//! What no index narrows is answered in parts: nothing is left out, and no page is empty for want of
//! going on.

use std::time::Duration;

use domain::search::{Count, Query, SearchPage};

use super::{
    super::{PAGE_SIZE, accounts::page_within, walk::Effort},
    corpus::{Load, Model, corpus, csr, sorted},
};
use crate::{Store, testing::TestDatabase};

/// How much a page may do: small parts, and for how long it goes on to the next, with hits and without.
fn effort(patience: Duration, patience_empty: Duration) -> Effort {
    Effort {
        rows: 40,
        compared: 60,
        patience,
        patience_empty,
    }
}

/// As long as a test could want.
const LONG: Duration = Duration::from_secs(60);

/// Every page of a search, to its end.
async fn pages_all(store: &Store, query: &Query, effort: Effort) -> Vec<SearchPage> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = page_within(store, &csr(), query, &after, PAGE_SIZE, effort)
            .await
            .expect("a page");
        let next = page.next.clone();
        all.push(page);
        match next {
            Some(next) => after = next,
            None => return all,
        }
    }
}

fn numbers(pages: &[SearchPage]) -> Vec<i64> {
    let hits = pages.iter().flat_map(|page| &page.hits);
    hits.map(|hit| hit.number.get()).collect()
}

#[tokio::test]
async fn what_is_answered_in_parts_leaves_no_hit_out() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    let effort = effort(Duration::ZERO, Duration::ZERO);
    let mut parts = 0;
    for search in [
        "*1*7*4*",
        "a*o*e*",
        "*x*q*",
        "*1*2*3*4*5*6*",
        "status:active *1*7*9*",
        "status:closed type:site *7*1*",
        "*17*",
    ] {
        for sort in ["", "name"] {
            let query = sorted(search, sort);
            let expected = model.hits(&query);
            let pages = pages_all(database.store(), &query, effort).await;
            for page in &pages {
                if let Count::AtLeast(met) = page.count {
                    assert!(expected.len() >= met as usize, "{search}");
                }
                parts += usize::from(page.next.is_some() && page.hits.len() < PAGE_SIZE);
            }
            assert_eq!(numbers(&pages), expected, "{search} by {sort:?}");
        }
    }
    assert!(parts > 10, "{parts} pages broke off");
}

#[tokio::test]
async fn a_search_in_parts_comes_to_full_pages_and_the_exact_count_while_there_is_time() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    for search in ["287", "a-287", "*2*8*7*", "*1*7*4*", "*1*7*"] {
        for sort in ["", "name"] {
            let query = sorted(search, sort);
            let expected = model.hits(&query);
            assert!(!expected.is_empty(), "{search}");
            let pages = pages_all(database.store(), &query, effort(LONG, LONG)).await;
            for page in &pages {
                if expected.len() <= PAGE_SIZE {
                    let all = u32::try_from(expected.len()).expect("few");
                    assert_eq!(page.count, Count::Exactly(all), "{search} by {sort:?}");
                }
                if page.next.is_some() {
                    assert_eq!(page.hits.len(), PAGE_SIZE, "{search} by {sort:?}");
                }
            }
            assert_eq!(numbers(&pages), expected, "{search} by {sort:?}");
        }
    }
}

#[tokio::test]
async fn a_page_without_a_hit_goes_on_where_one_with_hits_is_shown() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let query = sorted("*2*8*7*", "name");
    let pages = pages_all(database.store(), &query, effort(Duration::ZERO, LONG)).await;
    assert!(
        pages
            .iter()
            .all(|page| !page.hits.is_empty() || page.next.is_none())
    );
    assert_eq!(numbers(&pages), Model::new(&all).hits(&query));
}
