//! What people type finds what they mean.

use super::corpus::{Load, corpus, csr, pages, query};
use crate::{
    Store, StoreError,
    search::{accounts_search, customer_types_list, documents_write},
    testing::TestDatabase,
};
use domain::ids::AccountId;
use domain::search::{Query, SearchHit, SearchRequest};

/// What a line says beside its columns of where it was found.
fn labels(hit: &SearchHit) -> Vec<&str> {
    let labels = hit.found_in.iter().map(|(label, _)| label.as_str());
    labels.collect()
}

#[tokio::test]
async fn accounts_are_found_by_the_name_of_their_customer_type() {
    let database = TestDatabase::new().await;
    let store = database.store();
    corpus(store, 60, Load::Written).await;
    sqlx::query("UPDATE customer_type SET name = 'Partner & Friends' WHERE code = 'silver'")
        .execute(store.pool())
        .await
        .expect("a new name");
    let (by_name, count) = pages(store, &query("customer:\"partner friends\"")).await;
    assert!(by_name.len() > 3, "{count:?}");
    assert_eq!(by_name, pages(store, &query("customer:silver")).await.0);
    let refused = accounts_search(store, &csr(), &query("customer:iron"), "").await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))));
}

#[tokio::test]
async fn accounts_with_a_retired_customer_type_are_found_by_choosing_it() {
    let database = TestDatabase::new().await;
    let store = database.store();
    corpus(store, 60, Load::Written).await;
    sqlx::query("UPDATE customer_type SET retired_at = now() WHERE code = 'gold'")
        .execute(store.pool())
        .await
        .expect("retired");
    let offered = customer_types_list(store, &csr()).await.expect("the types");
    let last = offered.last().expect("a type");
    assert_eq!(
        (last.0.as_str(), last.1.as_str()),
        ("gold", "Gold (retired)")
    );
    let retired = offered.iter().filter(|(_, name)| name.contains("retired"));
    assert_eq!(retired.count(), 1);
    let chosen = SearchRequest {
        customer: last.0.clone(),
        ..SearchRequest::default()
    };
    let chosen = Query::parse(&chosen).expect("a search");
    let (found, count) = pages(store, &chosen).await;
    assert!(found.len() > 3, "{count:?}");
}

#[tokio::test]
async fn a_phone_without_its_country_is_found_from_abroad_and_marked() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 5, Load::Written).await;
    sqlx::query("UPDATE contact SET country = 'FR', phone_mobile = '06 12 34 56 78' WHERE id = $1")
        .bind(all[0].id)
        .execute(store.pool())
        .await
        .expect("a phone");
    let mut conn = store.pool().acquire().await.expect("a connection");
    documents_write(&mut conn, &[AccountId::from_uuid(all[0].id)])
        .await
        .expect("a document");
    for typed in ["+33 6 12 34", "0033612345678", "06 12 34 56 78"] {
        let page = accounts_search(store, &csr(), &query(typed), "")
            .await
            .expect("a page");
        let found_in = (page.hits.iter())
            .map(|hit| (hit.number.get(), labels(hit)))
            .collect::<Vec<_>>();
        assert_eq!(found_in, [(1, vec!["Phone"])], "{typed}");
    }
}

/// Accounts of one street, whose numbers and phones have the number of a house too.
async fn harbour_view(store: &Store) {
    let all = corpus(store, 6, Load::Written).await;
    let mut conn = store.pool().acquire().await.expect("a connection");
    for (made, (name, street, phone)) in all.iter().zip([
        ("4 Ever Ltd", "8 Harbour View", ""),
        ("Adams", "99 Harbour View", "+44 20 7946 0018"),
        ("Baker", "44 Harbour View", ""),
        ("Smith Builders Inc.", "4 Harbour View", ""),
        ("Young", "5 Harbour View", "+44 20 7946 0019"),
        ("Zimmer", "4 Harbour Road", ""),
    ]) {
        sqlx::query("UPDATE account SET name = $2 WHERE id = $1")
            .bind(made.id)
            .bind(name)
            .execute(&mut *conn)
            .await
            .expect("a name");
        sqlx::query(
            "UPDATE contact SET company = $2, street = $3, phone_mobile = $4 WHERE account_id = $1",
        )
        .bind(made.id)
        .bind(name)
        .bind(street)
        .bind(phone)
        .execute(&mut *conn)
        .await
        .expect("an address");
        documents_write(&mut conn, &[AccountId::from_uuid(made.id)])
            .await
            .expect("a document");
    }
}

#[tokio::test]
async fn an_address_finds_first_who_is_at_it() {
    let database = TestDatabase::new().await;
    let store = database.store();
    harbour_view(store).await;
    let page = accounts_search(store, &csr(), &query("4 harbour view"), "")
        .await
        .expect("a page");
    let names: Vec<String> = page.hits.iter().map(|hit| hit.name.text()).collect();
    assert_eq!(
        names,
        [
            "Smith Builders Inc.",
            "4 Ever Ltd",
            "Adams",
            "Baker",
            "Young"
        ]
    );
}

#[tokio::test]
async fn a_word_that_no_column_shows_is_said_and_marked_where_it_was_found() {
    let database = TestDatabase::new().await;
    let store = database.store();
    harbour_view(store).await;
    let page = accounts_search(store, &csr(), &query("4 harbour view"), "")
        .await
        .expect("a page");
    let found_in: Vec<_> = page.hits.iter().map(labels).collect();
    assert_eq!(
        found_in,
        [vec![], vec![], vec!["Phone"], vec![], vec!["Phone"]]
    );
    assert!(page.hits[2].found_in[0].1.is_hit());
}

#[tokio::test]
async fn words_of_two_values_that_no_column_shows_are_both_said() {
    let database = TestDatabase::new().await;
    let store = database.store();
    harbour_view(store).await;
    let mut conn = store.pool().acquire().await.expect("a connection");
    let id: uuid::Uuid = sqlx::query_scalar(
        "UPDATE contact SET first_name = 'Ida', last_name = 'Berg', email = 'office@quay.example'
         WHERE street = '99 Harbour View' RETURNING account_id",
    )
    .fetch_one(&mut *conn)
    .await
    .expect("a person");
    documents_write(&mut conn, &[AccountId::from_uuid(id)])
        .await
        .expect("a document");
    let page = accounts_search(store, &csr(), &query("berg quay harbour"), "")
        .await
        .expect("a page");
    assert_eq!(labels(&page.hits[0]), ["Contact", "E-mail"]);
}
