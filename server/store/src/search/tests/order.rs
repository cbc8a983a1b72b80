//! Hits come in order however their documents came to lie on disk.

use domain::ids::AccountId;

use super::{
    SEARCHES,
    corpus::{Load, Made, Model, corpus, csr, pages, query, sorted},
};
use crate::{
    Store,
    accounts::account_view,
    search::{accounts_search, documents_write},
    testing::TestDatabase,
};

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
        let (found, count) = pages(store, &query).await;
        assert_eq!(found, model.hits_counted(&query, count), "{search}");
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

#[tokio::test]
async fn due_is_what_is_owed_in_the_list_in_its_order_and_on_the_account() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 3, Load::Written).await;
    // Owes 30 and has 100 with us; owes 20; owes nothing.
    for (made, amounts) in all
        .iter()
        .zip([&[3_000_i64, -10_000][..], &[2_000], &[-500]])
    {
        for amount in amounts {
            sqlx::query(
                "WITH unit AS (
                     INSERT INTO bill_unit (id, account_id, position, name, billing_day,
                                            frequency_months, accounting_type, payment_terms_days)
                     SELECT gen_random_uuid(), $1, count(*), 'Unit', 1, 1, 'open_item', 14
                     FROM bill_unit WHERE account_id = $1 RETURNING id)
                 INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
                 SELECT gen_random_uuid(), $1, id, 'opening', 'EUR', $2, '2026-02-01' FROM unit",
            )
            .bind(made.id)
            .bind(amount)
            .execute(database.store().pool())
            .await
            .expect("an item");
        }
    }
    let page = accounts_search(database.store(), &csr(), &sorted("*", "-due"), "")
        .await
        .expect("a page");
    let words =
        |amounts: &[domain::money::Money]| amounts.iter().map(ToString::to_string).collect();
    let listed: Vec<(i64, Vec<String>)> = (page.hits.iter())
        .map(|hit| (hit.number.get(), words(&hit.due)))
        .collect();
    let due = |number, amount: &str| (number, vec![amount.to_owned()]);
    assert_eq!(
        listed,
        [
            due(all[0].number, "30.00 EUR"),
            due(all[1].number, "20.00 EUR"),
            due(all[2].number, "0.00 EUR"),
        ]
    );
    let view = account_view(database.store(), &csr(), page.hits[0].id)
        .await
        .expect("the account");
    assert_eq!(listed[0].1, words(&view.balances.due));
}
