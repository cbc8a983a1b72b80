//! Generated accounts in a real database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::access::{Action, Actor, Role};
use domain::ids::StaffUserId;
use store::Store;
use store::generate::{GenerateOptions, accounts_generate};
use store::testing::TestDatabase;

fn command() -> Actor {
    Actor::Command {
        name: "canopy generate".to_owned(),
    }
}

fn options(accounts: u64, seed: u64) -> GenerateOptions {
    let today = "2026-11-22".parse().expect("a date");
    GenerateOptions {
        accounts,
        seed,
        today,
    }
}

async fn generate(store: &Store, accounts: u64, seed: u64) {
    accounts_generate(store, &command(), options(accounts, seed), |_| {})
        .await
        .expect("generate");
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(store.pool())
        .await
        .expect("count")
}

#[tokio::test]
async fn as_many_accounts_as_asked_each_with_one_primary_contact_and_a_bill_unit() {
    let database = TestDatabase::new().await;
    let last = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&last);
    let progress = move |done| {
        assert!(done > seen.swap(done, Ordering::Relaxed), "progress grows");
    };
    let made = accounts_generate(database.store(), &command(), options(6_789, 1), progress).await;
    assert_eq!(made.expect("generate"), 6_789);
    assert_eq!(last.load(Ordering::Relaxed), 6_789);
    let store = database.store();
    assert_eq!(count(store, "SELECT count(*) FROM account").await, 6_789);
    assert_eq!(
        count(store, "SELECT count(*) FROM contact WHERE is_primary").await,
        6_789
    );
    assert_eq!(
        count(store, "SELECT count(DISTINCT account_id) FROM bill_unit").await,
        6_789
    );
    assert_eq!(
        count(store, "SELECT count(DISTINCT account_id) FROM audit_entry").await,
        6_789
    );
    assert_eq!(
        count(store, "SELECT count(*) FROM search_document").await,
        6_789
    );
}

#[tokio::test]
async fn the_same_seed_writes_the_same_customers() {
    const WORDS: &str = "SELECT md5(string_agg(concat_ws('|', a.name, a.status, a.opened_on, \
        a.organization_type, c.first_name, c.last_name, c.street, c.email, c.phone_mobile, \
        u.billing_day, i.amount_minor, p.name), E'\\n' ORDER BY a.number, c.position, u.position)) \
        FROM account a JOIN contact c ON c.account_id = a.id JOIN bill_unit u ON u.account_id = a.id \
        LEFT JOIN item i ON i.bill_unit_id = u.id \
        LEFT JOIN organization_link l ON l.child_id = a.id LEFT JOIN account p ON p.id = l.parent_id";
    let mut words = Vec::new();
    for seed in [5, 5, 6] {
        let database = TestDatabase::new().await;
        generate(database.store(), 5_500, seed).await;
        let hash: String = sqlx::query_scalar(WORDS)
            .fetch_one(database.store().pool())
            .await
            .expect("hash");
        words.push(hash);
    }
    assert_eq!(words[0], words[1]);
    assert_ne!(words[0], words[2]);
}

#[tokio::test]
async fn a_second_load_goes_on_after_the_first() {
    let database = TestDatabase::new().await;
    generate(database.store(), 500, 9).await;
    generate(database.store(), 500, 9).await;
    assert_eq!(
        count(database.store(), "SELECT count(*) FROM account").await,
        1_000
    );
    assert_eq!(
        count(database.store(), "SELECT max(number) FROM account").await,
        1_000
    );
    let next = "SELECT nextval(pg_get_serial_sequence('account', 'number'))";
    assert_eq!(count(database.store(), next).await, 1_001);
}

#[tokio::test]
async fn organizations_have_no_cycle_and_no_closed_parent() {
    let database = TestDatabase::new().await;
    generate(database.store(), 10_000, 3).await;
    let store = database.store();
    let linked = count(store, "SELECT count(*) FROM organization_link").await;
    let reached = "WITH RECURSIVE below AS ( \
            SELECT a.id FROM account a WHERE NOT EXISTS \
                (SELECT FROM organization_link l WHERE l.child_id = a.id) \
            UNION ALL SELECT l.child_id FROM below b JOIN organization_link l ON l.parent_id = b.id) \
        SELECT count(*) FROM below";
    assert!(linked > 4_000, "{linked}");
    assert_eq!(
        count(store, reached).await,
        10_000,
        "everyone hangs below a root"
    );
    let closed = "SELECT count(*) FROM organization_link l JOIN account a ON a.id = l.parent_id \
                  WHERE a.status = 'closed' OR a.opened_on > lower(l.valid)";
    assert_eq!(count(store, closed).await, 0);
}

#[tokio::test]
async fn opening_balances_stand_in_the_journal_and_balance() {
    let database = TestDatabase::new().await;
    generate(database.store(), 4_000, 3).await;
    let store = database.store();
    assert_eq!(
        count(store, "SELECT sum(amount_minor)::bigint FROM journal_line").await,
        0
    );
    let owed = "SELECT sum(amount_minor)::bigint FROM item";
    let posted = "SELECT sum(amount_minor)::bigint FROM journal_line WHERE ledger <> 'opening'";
    assert_eq!(count(store, owed).await, count(store, posted).await);
    assert!(count(store, "SELECT count(*) FROM item WHERE amount_minor < 0").await > 100);
}

#[tokio::test]
async fn a_csr_may_not_generate() {
    let database = TestDatabase::new().await;
    let id = StaffUserId::from_uuid(uuid::Uuid::nil());
    let actor = Actor::Staff {
        id,
        name: "A CSR".to_owned(),
        role: Role::Csr,
    };
    let refused = accounts_generate(database.store(), &actor, options(5, 1), |_| {}).await;
    assert!(matches!(
        refused,
        Err(store::StoreError::Refused(refused)) if refused.action == Action::ImportAccounts
    ));
}

#[tokio::test]
async fn what_is_found_by_a_generated_account_is_what_an_edit_of_it_would_write() {
    const DOCUMENTS: &str = "SELECT md5(string_agg(concat_ws('|', number, slice, status, \
        organization_type, customer_type, name, body, tags), E'\\n' ORDER BY number)) \
        FROM search_document";
    let database = TestDatabase::new().await;
    generate(database.store(), 1_500, 4).await;
    let pool = database.store().pool();
    let copied: String = sqlx::query_scalar(DOCUMENTS)
        .fetch_one(pool)
        .await
        .expect("hash");
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT id FROM account")
        .fetch_all(pool)
        .await
        .expect("ids");
    let ids: Vec<_> = ids
        .into_iter()
        .map(domain::ids::AccountId::from_uuid)
        .collect();
    let mut connection = pool.acquire().await.expect("a connection");
    store::search::documents_write(&mut connection, &ids)
        .await
        .expect("write");
    let written: String = sqlx::query_scalar(DOCUMENTS)
        .fetch_one(pool)
        .await
        .expect("hash");
    assert_eq!(copied, written);
}
