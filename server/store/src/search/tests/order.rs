//! Hits come in order however their documents came to lie on disk.

use domain::ids::AccountId;

use super::{
    SEARCHES,
    corpus::{Load, Made, Model, corpus, pages, query},
};
use crate::{Store, search::documents_write, testing::TestDatabase};

/// Documents put in order by a bulk load, of which the search believes that they are ten million: then it
/// reads them as they lie.
async fn arranged(store: &Store) -> Vec<Made> {
    let all = corpus(store, 600, Load::Bulk).await;
    sqlx::query(
        "UPDATE search_statistics SET documents = 10000000, refreshed_at = clock_timestamp()",
    )
    .execute(store.pool())
    .await
    .expect("statistics");
    all
}

async fn comes_in_order(store: &Store, all: &[Made]) {
    let model = Model::new(all);
    for search in SEARCHES {
        let query = query(search);
        assert_eq!(pages(store, &query).await.0, model.hits(&query), "{search}");
    }
}

#[tokio::test]
async fn what_was_changed_since_a_bulk_load_keeps_its_place() {
    let database = TestDatabase::new().await;
    let all = arranged(database.store()).await;
    let changed: Vec<AccountId> = all
        .iter()
        .step_by(7)
        .map(|made| AccountId::from_uuid(made.id))
        .collect();
    let mut conn = database.store().pool().acquire().await.expect("one");
    documents_write(&mut conn, &changed).await.expect("written");
    comes_in_order(database.store(), &all).await;
}

#[tokio::test]
async fn what_was_changed_is_put_in_order_again_by_the_next_bulk_load() {
    let database = TestDatabase::new().await;
    let all = arranged(database.store()).await;
    let mut conn = database.store().pool().acquire().await.expect("one");
    let changed: Vec<AccountId> = all
        .iter()
        .map(|made| AccountId::from_uuid(made.id))
        .collect();
    documents_write(&mut conn, &changed[..300])
        .await
        .expect("written");
    sqlx::query(
        "INSERT INTO search_document_loaded (account_id, number, status, organization_type,
                                             customer_type, name, body, tags)
         SELECT account_id, number, status, organization_type, customer_type, name, body, tags
         FROM search_document WHERE account_id = $1",
    )
    .bind(all[599].id)
    .execute(&mut *conn)
    .await
    .expect("one to load");
    crate::search::statistics_refresh(database.store().pool())
        .await
        .expect("in order");
    let late: i64 = sqlx::query_scalar("SELECT count(*) FROM search_document WHERE tags @> $1")
        .bind(vec![domain::search::LATE])
        .fetch_one(&mut *conn)
        .await
        .expect("a number");
    assert_eq!(late, 0);
    comes_in_order(database.store(), &all).await;
}

#[tokio::test]
async fn documents_that_somebody_clustered_otherwise_come_in_order() {
    let database = TestDatabase::new().await;
    let all = arranged(database.store()).await;
    sqlx::query("CLUSTER search_document USING search_document_pkey")
        .execute(database.store().pool())
        .await
        .expect("clustered");
    comes_in_order(database.store(), &all).await;
}
