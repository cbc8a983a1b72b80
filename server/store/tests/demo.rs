//! The demo company's customers (decision 38).

use domain::access::Actor;
use store::demo::company_create;
use store::testing::TestDatabase;

fn actor() -> Actor {
    Actor::Command {
        name: "canopy demo".to_owned(),
    }
}

#[tokio::test]
async fn a_new_demo_has_organizations_with_dues_and_others_to_search_among_and_is_made_once() {
    let database = TestDatabase::new().await;
    let store = database.store();
    assert_eq!(company_create(store, &actor()).await.expect("make"), 3_042);
    assert_eq!(company_create(store, &actor()).await.expect("again"), 0);
    let nordlicht: i64 = sqlx::query_scalar(
        "WITH RECURSIVE below AS ( \
            SELECT account_id AS id FROM account_key WHERE key = 'NL' \
            UNION ALL SELECT l.child_id FROM below b JOIN organization_link l ON l.parent_id = b.id) \
         SELECT count(*) FROM below",
    )
    .fetch_one(store.pool())
    .await
    .expect("count");
    assert_eq!(nordlicht, 16);
    let found: i64 = sqlx::query_scalar("SELECT count(*) FROM search_document")
        .fetch_one(store.pool())
        .await
        .expect("count");
    assert_eq!(found, 3_042);
}

#[tokio::test]
async fn some_demo_customers_pay_by_card_and_by_direct_debit_and_one_card_is_about_to_expire() {
    let database = TestDatabase::new().await;
    let store = database.store();
    company_create(store, &actor()).await.expect("make");
    // Of the organizations, which are made first; generated customers have methods of their own.
    let paying: Vec<(String, i64)> = sqlx::query_as(
        "SELECT m.kind, count(*)
         FROM (SELECT id FROM account WHERE status = 'active' ORDER BY number LIMIT 24) AS a
         JOIN bill_unit u ON u.account_id = a.id
         JOIN payment_method m ON m.id = u.payment_method_id
         GROUP BY m.kind ORDER BY m.kind",
    )
    .fetch_all(store.pool())
    .await
    .expect("count");
    assert_eq!(
        paying,
        [
            ("credit_card".to_owned(), 16),
            ("direct_debit".to_owned(), 8)
        ]
    );
    let expiring: Vec<String> = sqlx::query_scalar(
        "SELECT a.name FROM account a JOIN payment_method m ON m.account_id = a.id
         WHERE a.number <= 42 AND m.expires_on < current_date + 62",
    )
    .fetch_all(store.pool())
    .await
    .expect("names");
    assert_eq!(expiring, ["Nordlicht Energie AG"]);
}

#[tokio::test]
async fn a_production_installation_gets_no_demo_customers() {
    let database = TestDatabase::new().await;
    sqlx::query("UPDATE installation SET kind = 'production'")
        .execute(database.store().pool())
        .await
        .expect("make it a production installation");
    let refused = company_create(database.store(), &actor())
        .await
        .expect_err("a refusal");
    assert!(
        refused.to_string().starts_with("Demo customers exist only"),
        "{refused}"
    );
}
