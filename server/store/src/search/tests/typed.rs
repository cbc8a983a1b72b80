//! What people type finds what they mean.

use super::corpus::{Load, corpus, csr, pages, query};
use crate::{
    StoreError,
    search::{accounts_search, documents_write},
    testing::TestDatabase,
};
use domain::ids::AccountId;

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
            .map(|hit| {
                (
                    hit.number.get(),
                    hit.found_in.clone().map(|(label, _)| label),
                )
            })
            .collect::<Vec<_>>();
        assert_eq!(found_in, [(1, Some("Phone".to_owned()))], "{typed}");
    }
}
