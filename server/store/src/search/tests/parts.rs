//! What no index narrows is answered in parts: nothing is left out, and no page is empty for want of
//! going on.

use std::time::Duration;

use domain::search::Count;

use super::{
    super::{PAGE_SIZE, accounts::page_within, walk::Effort},
    corpus::{Load, Model, corpus, csr, sorted},
};
use crate::testing::TestDatabase;

#[tokio::test]
async fn what_is_answered_in_parts_leaves_no_hit_out() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    let effort = Effort {
        rows: 40,
        compared: 60,
        patience: Duration::ZERO,
        patience_empty: Duration::ZERO,
    };
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
            let (mut numbers, mut after) = (Vec::new(), String::new());
            loop {
                let page = page_within(database.store(), &csr(), &query, &after, PAGE_SIZE, effort)
                    .await
                    .expect("a page");
                numbers.extend(page.hits.iter().map(|hit| hit.number.get()));
                if let Count::AtLeast(met) = page.count {
                    assert!(model.hits(&query).len() >= met as usize, "{search}");
                }
                let Some(next) = page.next else { break };
                parts += usize::from(page.hits.len() < PAGE_SIZE);
                after = next;
            }
            assert_eq!(numbers, model.hits(&query), "{search} by {sort:?}");
        }
    }
    assert!(parts > 10, "{parts} pages broke off");
}

#[tokio::test]
async fn a_search_in_parts_comes_to_full_pages_and_the_exact_count_while_there_is_time() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    let effort = Effort {
        rows: 40,
        compared: 60,
        patience: Duration::from_secs(60),
        patience_empty: Duration::from_secs(60),
    };
    for search in ["287", "a-287", "*2*8*7*", "*1*7*4*", "*1*7*"] {
        for sort in ["", "name"] {
            let query = sorted(search, sort);
            let expected = model.hits(&query);
            assert!(!expected.is_empty(), "{search}");
            let (mut numbers, mut after) = (Vec::new(), String::new());
            loop {
                let page = page_within(database.store(), &csr(), &query, &after, PAGE_SIZE, effort)
                    .await
                    .expect("a page");
                numbers.extend(page.hits.iter().map(|hit| hit.number.get()));
                if expected.len() <= PAGE_SIZE {
                    let all = u32::try_from(expected.len()).expect("few");
                    assert_eq!(page.count, Count::Exactly(all), "{search} by {sort:?}");
                }
                let Some(next) = page.next else { break };
                assert_eq!(page.hits.len(), PAGE_SIZE, "{search} by {sort:?}");
                after = next;
            }
            assert_eq!(numbers, expected, "{search} by {sort:?}");
        }
    }
}

#[tokio::test]
async fn a_page_without_a_hit_goes_on_where_one_with_hits_is_shown() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let effort = Effort {
        rows: 40,
        compared: 60,
        patience: Duration::ZERO,
        patience_empty: Duration::from_secs(60),
    };
    let query = sorted("*2*8*7*", "name");
    let (mut numbers, mut after) = (Vec::new(), String::new());
    loop {
        let page = page_within(database.store(), &csr(), &query, &after, PAGE_SIZE, effort)
            .await
            .expect("a page");
        assert!(!page.hits.is_empty() || page.next.is_none());
        numbers.extend(page.hits.iter().map(|hit| hit.number.get()));
        let Some(next) = page.next else { break };
        after = next;
    }
    assert_eq!(numbers, Model::new(&all).hits(&query));
}
