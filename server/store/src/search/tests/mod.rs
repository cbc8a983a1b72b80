//! Searches on a real PostgreSQL, compared with a plain model: read everything, keep what matches,
//! sort.

mod corpus;
mod order;
mod parts;
mod rebuild;
mod typed;

use domain::{
    ids::AccountId,
    search::{Count, Query},
};
use uuid::Uuid;

use self::corpus::{Dice, Load, Made, Model, corpus, csr, pages, query, sorted};
use super::candidates::Search;
use super::walk::Effort;
use super::*;
use crate::{Store, StoreError, StoreOptions, testing::TestDatabase};

#[rustfmt::skip]
const SEARCHES: [&str; 46] = [
    "*", "smi", "acme*", "*lich*", "*lich", "q*x", "*a*", "*zz*", "zz", "юл", "*ов*", "*в*", "ø",
    "li", "0170 1*", "*17*", "a-42", "42", "a-000000*", "kanalweg 7", "*weg*3", "acme kiel",
    "\"acme h\"", "post.example", "m42@post.example", "100%", "%", "_", "a_b", "oneil",
    "o'neil fox", "status:closed", "status:inactive type:none",
    "type:site customer:gold status:active", "country:pl", "dom:31", "dom:31 country:de acme",
    "company:acme", "company:*%*", "x*", "*x", "a*o*", "*q*u*e*x*", "status:closed *a*",
    "*post.e*", "example",
];

async fn agrees_with_the_model(store: &Store, all: &[Made]) {
    let model = Model::new(all);
    for search in SEARCHES {
        let query = query(search);
        let expected = model.hits(&query);
        let (found, count) = pages(store, &query).await;
        assert_eq!(found.len(), expected.len(), "{search}");
        assert_eq!(found, expected, "{search}");
        let counted = u32::try_from(expected.len()).expect("few");
        let expected_count = if expected.len() > COUNT_LIMIT {
            Count::Many
        } else {
            Count::Exactly(counted)
        };
        assert_eq!(count, expected_count, "{search}");
    }
}

#[tokio::test]
async fn a_young_installation_finds_just_what_matches_in_order() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 1_100, Load::Written).await;
    agrees_with_the_model(database.store(), &all).await;
}

#[tokio::test]
async fn after_a_bulk_load_searches_find_just_what_matches_in_order() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 1_100, Load::Bulk).await;
    agrees_with_the_model(database.store(), &all).await;
}

#[tokio::test]
async fn one_connection_finds_what_two_find_side_by_side() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 1_100, Load::Bulk).await;
    let options = StoreOptions {
        search_connections: 1,
        ..StoreOptions::new(database.options())
    };
    let alone = Store::connect(options).await.expect("a store");
    agrees_with_the_model(&alone, &all).await;
    assert_eq!(alone.search_pool().size(), 1);
    agrees_with_the_model(database.store(), &all).await;
    assert!(
        database.store().search_pool().size() > 1,
        "the others were asked by two"
    );
    alone.close().await;
}

#[tokio::test]
async fn what_was_known_before_a_bulk_load_loses_nothing_after_it() {
    let database = TestDatabase::new().await;
    // A young installation has been searched: that it has no common letters is known by now.
    assert!(pages(database.store(), &query("*a*")).await.0.is_empty());
    let all = corpus(database.store(), 1_100, Load::Bulk).await;
    let query = query("*a*");
    let found = pages(database.store(), &query).await.0;
    assert_eq!(found, Model::new(&all).hits(&query));
    assert!(found.len() > 1_000);
}

#[tokio::test]
async fn random_patterns_find_just_what_matches() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    let mut dice = Dice(11);
    for _ in 0..80 {
        let length = 1 + dice.roll(5);
        let pattern: String = (0..length)
            .map(|_| {
                dice.pick(&[
                    "*", "*", "a", "e", "l", "i", "q", "x", "1", "7", "ю", "%", " ", "st",
                ])
            })
            .collect();
        let query = query(&pattern);
        if !query.is_blank() {
            assert_eq!(
                pages(database.store(), &query).await.0,
                model.hits(&query),
                "{pattern}"
            );
        }
    }
}

#[tokio::test]
async fn a_whole_number_phone_or_e_mail_is_found_only_within_the_filters() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 60, Load::Bulk).await;
    let made = &all[41];
    for typed in [&made.email, &made.phone, &made.number.to_string()] {
        for day in [made.day, made.day % 28 + 1] {
            let query = query(&format!("{typed} dom:{day}"));
            let (_, whole) = query.whole().expect("one term");
            let mut conn = store.search_pool().acquire().await.expect("a connection");
            let mut search = Search::begin(store, &mut conn, &query, Effort::USUAL)
                .await
                .expect("a search");
            let hits = search.whole(whole, 10).await.expect("hits");
            let numbers: Vec<i64> = hits.iter().map(|hit| hit.number.get()).collect();
            let expected = match day == made.day {
                true => vec![made.number],
                false => vec![],
            };
            assert_eq!(numbers, expected, "{typed} on day {day}");
        }
    }
}

#[tokio::test]
async fn every_way_to_the_hits_leads_to_the_same_hits() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    // A sample that stands for ten million makes the search choose as it does there, and what it
    // expects is wrong: then it has to find its way back.
    for documents in [10_i64, 10_000_000] {
        sqlx::query(
            "UPDATE search_statistics SET documents = $1, refreshed_at = clock_timestamp()",
        )
        .bind(documents)
        .execute(database.store().pool())
        .await
        .expect("statistics");
        for search in SEARCHES {
            let query = query(search);
            let (found, count) = pages(database.store(), &query).await;
            let expected = model.hits_counted(&query, count);
            assert_eq!(found, expected, "{search} as of {documents}");
        }
    }
    for statement in [
        "DELETE FROM search_sample",
        "UPDATE search_statistics SET refreshed_at = clock_timestamp()",
    ] {
        sqlx::query(statement)
            .execute(database.store().pool())
            .await
            .expect("no sample");
    }
    for search in SEARCHES {
        let query = query(search);
        let (found, count) = pages(database.store(), &query).await;
        let expected = model.hits_counted(&query, count);
        assert_eq!(found, expected, "{search}, no sample");
    }
}

#[tokio::test]
async fn up_to_a_thousand_hits_are_sorted_and_more_ask_to_narrow() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 1_100, Load::Bulk).await;
    let model = Model::new(&all);
    for sort in ["name", "-name", "number", "-number"] {
        let query = sorted("status:inactive", sort);
        assert_eq!(
            pages(database.store(), &query).await.0,
            model.hits(&query),
            "{sort}"
        );
    }
    for sort in ["status", "type", "-city", "due"] {
        let query = sorted("status:closed", sort);
        let mut found = pages(database.store(), &query).await.0;
        found.sort_unstable();
        let mut expected = model.hits(&query);
        expected.sort_unstable();
        assert_eq!(found, expected, "{sort}");
        let page = accounts_search(database.store(), &csr(), &sorted("*", sort), "")
            .await
            .expect("a page");
        assert!(page.too_many_to_sort && page.hits.is_empty(), "{sort}");
    }
}

#[tokio::test]
async fn hits_are_sorted_by_city_with_those_without_one_last() {
    let database = TestDatabase::new().await;
    corpus(database.store(), 300, Load::Written).await;
    let page = accounts_search(database.store(), &csr(), &sorted("fox", "-city"), "")
        .await
        .expect("a page");
    let places: Vec<_> = page
        .hits
        .iter()
        .map(|hit| domain::search::fold(&hit.place.text()))
        .collect();
    assert!(
        places.len() > 3 && places.is_sorted_by(|a, b| a >= b),
        "{places:?}"
    );
}

#[tokio::test]
async fn a_change_is_found_as_soon_as_it_is_committed() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 5, Load::Written).await;
    let mut transaction = database
        .store()
        .pool()
        .begin()
        .await
        .expect("a transaction");
    let id = all[0].id;
    sqlx::query("UPDATE account SET name = 'Zebra Works' WHERE id = $1")
        .bind(id)
        .execute(&mut *transaction)
        .await
        .expect("a new name");
    documents_write(&mut transaction, &[AccountId::from_uuid(id)])
        .await
        .expect("a document");
    assert!(pages(database.store(), &query("zebra")).await.0.is_empty());
    transaction.commit().await.expect("a commit");
    assert_eq!(pages(database.store(), &query("zebra")).await.0, [1]);
}

#[tokio::test]
async fn a_line_shows_and_marks_where_it_was_found() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 40, Load::Written).await;
    let made = &all[6];
    let page = accounts_search(database.store(), &csr(), &query(&made.phone), "")
        .await
        .expect("a page");
    let hit = &page.hits[0];
    assert_eq!(hit.number.get(), made.number);
    let (label, marked) = hit.found_in.first().expect("where it was found");
    assert_eq!(
        (label.as_str(), marked.text()),
        ("Phone", made.phone.clone())
    );
    let page = accounts_search(database.store(), &csr(), &query("kanalw*"), "")
        .await
        .expect("a page");
    assert!(
        page.hits
            .iter()
            .all(|hit| hit.street.is_hit() && hit.found_in.is_empty())
    );
}

#[tokio::test]
async fn hostile_patterns_get_an_answer() {
    let database = TestDatabase::new().await;
    corpus(database.store(), 300, Load::Bulk).await;
    let stars = format!("{}*", "a*b*".repeat(49));
    let letters = "x".repeat(200);
    for hostile in [
        "'; DROP TABLE account; --",
        "\\",
        "%%%",
        "*_*_*",
        "\0*\0",
        "\u{202E}a*",
        "\"",
        "((((",
        stars.as_str(),
        letters.as_str(),
    ] {
        let query = query(hostile);
        accounts_search(database.store(), &csr(), &query, "")
            .await
            .expect(hostile);
    }
    let error = accounts_search(database.store(), &csr(), &query("a"), "7.x")
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Invalid(_)));
}

#[tokio::test]
async fn recents_are_the_accounts_opened_last_the_last_one_first() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 20, Load::Written).await;
    sqlx::query(
        "INSERT INTO staff_user (id, login, display_name, role, password_hash)
         VALUES ($1, 'reyes', 'D. Reyes', 'csr', 'x')",
    )
    .bind(Uuid::from_u128(1))
    .execute(store.pool())
    .await
    .expect("a staff user");
    for made in all.iter().chain([&all[0]]) {
        recent_account_note(store, &csr(), AccountId::from_uuid(made.id))
            .await
            .expect("noted");
    }
    let recents = recent_accounts_list(store, &csr()).await.expect("recents");
    let numbers: Vec<i64> = recents.iter().map(|hit| hit.number.get()).collect();
    assert_eq!(numbers, [1, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10]);
}

#[tokio::test]
async fn the_preview_shows_the_contact_and_the_path_to_the_root() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 3, Load::Written).await;
    for (child, parent) in [(2, 1), (1, 0)] {
        sqlx::query("INSERT INTO organization_link (child_id, parent_id, valid) VALUES ($1, $2, '[2026-01-01,)')")
            .bind(all[child].id)
            .bind(all[parent].id)
            .execute(database.store().pool())
            .await
            .expect("a link");
    }
    let id = AccountId::from_uuid(all[2].id);
    let preview = account_preview(database.store(), &csr(), &Query::default(), id)
        .await
        .expect("a preview");
    let path: Vec<i64> = preview
        .path
        .iter()
        .map(|parent| parent.number.get())
        .collect();
    assert_eq!(path, [1, 2]);
    assert_eq!(
        preview.contacts[0].name,
        format!("{} {}", all[2].first, all[2].last)
    );
}
