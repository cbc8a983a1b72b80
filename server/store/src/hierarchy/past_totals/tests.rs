//! What was below accounts of a large organization, and what it costs to know.

use domain::accounts::{AccountNumber, AccountRef, AccountStatus};
use domain::hierarchy::{LinkChange, TreeAsk, TreeFrom, TreePlace};

use super::super::past::page_on;
use super::super::preview::picture;
use super::super::write::links_write;
use super::*;
use crate::Store;
use crate::testing::{TestDatabase, execute};

fn id(number: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(number))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Accounts 1 to 20,000, each under the account of a tenth of its number since January, those of one digit
/// under the first.
async fn large() -> TestDatabase {
    let database = TestDatabase::new().await;
    placed(&database, (1, 20_000), "2026-01-01").await;
    analyzed(&database).await;
    database
}

/// Makes accounts of these numbers, under the one of a tenth of theirs since a day; the first is a root.
async fn placed(database: &TestDatabase, (first, last): (i32, i32), since: &str) {
    for statement in [
        "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
         SELECT lpad(to_hex(n), 32, '0')::uuid, 'Account ' || n, $3, 'gold', 'en', 'EUR', $3
         FROM generate_series($1, $2) AS n",
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(greatest(n / 10, 1)), 32, '0')::uuid,
                daterange($3, NULL)
         FROM generate_series(greatest($1, 2), $2) AS n",
    ] {
        sqlx::query(statement)
            .bind(first)
            .bind(last)
            .bind(day(since))
            .execute(database.store().pool())
            .await
            .expect("accounts in their places");
    }
}

async fn analyzed(database: &TestDatabase) {
    let tables = "ANALYZE account, organization_link, organization_child, organization_total";
    execute(database.store(), tables).await;
}

/// Takes a child from its parent to another one, or to none, from a day on.
async fn moved(store: &Store, child: u128, from: u128, to: Option<u128>, since: &str) {
    changed(store, child, (Some(from), to), since).await;
}

/// Puts a child that has no parent under one from a day on.
async fn linked(store: &Store, child: u128, to: u128, since: &str) {
    changed(store, child, (None, Some(to)), since).await;
}

async fn changed(
    store: &Store,
    child: u128,
    (from, to): (Option<u128>, Option<u128>),
    since: &str,
) {
    let mut tx = store.pool().begin().await.expect("a transaction");
    let change = LinkChange {
        child: id(child),
        from: from.map(id),
        to: to.map(id),
    };
    links_write(&mut tx, &[change], day(since))
        .await
        .expect("written");
    tx.commit().await.expect("committed");
}

/// Rows of these accounts with the totals of today.
async fn rows(conn: &mut PgConnection, accounts: &[u128]) -> Vec<TreeRow> {
    let mut rows = Vec::new();
    for account in accounts {
        let (children, accounts_below) = sqlx::query_as(
            "SELECT children, accounts_below FROM organization_total WHERE account_id = $1",
        )
        .bind(id(*account).uuid())
        .fetch_optional(&mut *conn)
        .await
        .expect("totals")
        .unwrap_or_default();
        let number = i64::try_from(*account).expect("a number");
        rows.push(TreeRow {
            account: AccountRef {
                id: id(*account),
                number: AccountNumber::new(number).expect("a number"),
                name: String::new(),
            },
            organization_type: None,
            status: AccountStatus::Active,
            customer_type: String::new(),
            children,
            accounts_below,
            due_within: None,
            place: TreePlace {
                name: String::new(),
                number,
            },
        });
    }
    rows
}

fn totals(rows: &[TreeRow]) -> Vec<(i64, i64)> {
    let totals = rows.iter().map(|row| (row.children, row.accounts_below));
    totals.collect()
}

/// Rows of links, places and totals that this transaction has read.
async fn rows_met(conn: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "SELECT sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::bigint FROM pg_stat_xact_user_tables
         WHERE relname IN ('organization_link', 'organization_child', 'organization_total')",
    )
    .fetch_one(conn)
    .await
    .expect("a count")
}

/// That a test has read something, and so counted, and fewer rows than these.
fn is_little(met: i64, most: i64) {
    assert!(
        (1..most).contains(&met),
        "{met} rows, where {most} are too many"
    );
}

/// What was below these accounts on a day, and how many rows were read to know.
async fn put_back(database: &TestDatabase, accounts: &[u128], on: &str) -> (Vec<(i64, i64)>, i64) {
    let mut tx = picture(database.store()).await.expect("a picture");
    let mut shown = rows(&mut tx, accounts).await;
    let before = rows_met(&mut tx).await;
    let few = Since::few(&mut tx, day(on)).await.expect("changes");
    totals_put_back(&mut tx, day(on), few.as_ref(), &mut shown)
        .await
        .expect("totals");
    (totals(&shown), rows_met(&mut tx).await - before)
}

/// The same counted down without a bound.
async fn counted(database: &TestDatabase, accounts: &[u128], on: &str) -> Vec<(i64, i64)> {
    let mut tx = picture(database.store()).await.expect("a picture");
    let mut shown = rows(&mut tx, accounts).await;
    let is_whole = count_down(&mut tx, day(on), &mut shown, None).await;
    assert!(is_whole.expect("a count"));
    totals(&shown)
}

#[tokio::test]
async fn the_past_of_a_large_organization_costs_by_what_changed_since() {
    let database = large().await;
    let store = database.store();
    moved(store, 12, 1, Some(3), "2026-02-01").await;
    moved(store, 123, 12, None, "2026-02-02").await;
    moved(store, 12, 3, Some(1), "2026-02-03").await;
    moved(store, 13, 1, Some(120), "2026-02-03").await;
    let shown = [1, 12, 120, 13, 3];
    let (before, met) = put_back(&database, &shown, "2026-01-31").await;
    assert_eq!(
        before,
        [
            (18, 19_999),
            (10, 1_110),
            (10, 110),
            (10, 1_110),
            (10, 1_110)
        ]
    );
    is_little(met, 100);
    let (between, met) = put_back(&database, &shown, "2026-02-02").await;
    assert_eq!(
        between,
        [(17, 19_888), (9, 999), (10, 110), (10, 1_110), (11, 2_110)]
    );
    is_little(met, 100);
    for on in ["2026-01-31", "2026-02-01", "2026-02-02", "2026-02-03"] {
        let (put_back, _) = put_back(&database, &shown, on).await;
        assert_eq!(put_back, counted(&database, &shown, on).await, "{on}");
    }
}

#[tokio::test]
async fn where_much_changed_elsewhere_what_was_little_is_counted_down() {
    let database = large().await;
    placed(&database, (20_001, 22_000), "2026-02-01").await;
    analyzed(&database).await;
    let (little, met) = put_back(&database, &[210], "2026-01-31").await;
    assert_eq!(little, [(10, 10)]);
    is_little(met, 1_200);
    // Of what is large the changes are taken back.
    let (large, met) = put_back(&database, &[1, 2], "2026-01-31").await;
    assert_eq!(large, [(18, 19_999), (10, 1_111)]);
    assert_eq!(large, counted(&database, &[1, 2], "2026-01-31").await);
    is_little(met, 15_000);
    let (large, _) = put_back(&database, &[1, 2], "2026-02-01").await;
    assert_eq!(large, counted(&database, &[1, 2], "2026-02-01").await);
}

/// A page of children on a day, by their numbers.
async fn page(conn: &mut PgConnection, from: TreeFrom, on: &str) -> Vec<i64> {
    let ask = TreeAsk {
        parent: id(1),
        as_of: Some(day(on)),
        from,
        limit: 20,
    };
    let page = page_on(conn, &ask, day(on)).await.expect("a page");
    let rows = page.rows.iter();
    rows.map(|row| row.account.number.get()).collect()
}

#[tokio::test]
async fn a_page_of_many_children_on_a_past_day_costs_by_the_page() {
    let database = TestDatabase::new().await;
    execute(
        database.store(),
        "INSERT INTO account (id, number, name, status_since, customer_type, language, currency, opened_on)
         OVERRIDING SYSTEM VALUE
         SELECT lpad(to_hex(n), 32, '0')::uuid, 1000000 + n, 'Account', '2026-01-01', 'gold', 'en', 'EUR',
                '2026-01-01' FROM generate_series(1, 5000) AS n",
    )
    .await;
    execute(
        database.store(),
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT lpad(to_hex(n), 32, '0')::uuid, lpad('1', 32, '0')::uuid, '[2026-01-01,)'
         FROM generate_series(2, 5000) AS n WHERE n <> 15",
    )
    .await;
    analyzed(&database).await;
    moved(database.store(), 10, 1, Some(20), "2026-02-01").await;
    moved(database.store(), 12, 1, None, "2026-02-01").await;
    linked(database.store(), 15, 1, "2026-02-01").await;
    let mut tx = picture(database.store()).await.expect("a picture");
    let numbers = |numbers: std::ops::RangeInclusive<i64>, without: &[i64]| -> Vec<i64> {
        let numbers = numbers.filter(|number| !without.contains(number));
        numbers.map(|number| 1_000_000 + number).collect()
    };
    let before = rows_met(&mut tx).await;
    let then = page(&mut tx, TreeFrom::Start, "2026-01-31").await;
    let met = rows_met(&mut tx).await - before;
    assert_eq!(then, numbers(2..=22, &[15]));
    is_little(met, 200);
    let behind = page(&mut tx, TreeFrom::Skip { rows: 8 }, "2026-01-31").await;
    assert_eq!(behind, numbers(10..=30, &[15]));
    let place = TreePlace {
        name: "account".to_owned(),
        number: 1_000_020,
    };
    let around = page(&mut tx, TreeFrom::Around { place }, "2026-01-31").await;
    assert_eq!(around, numbers(9..=29, &[15]));
    let now = page(&mut tx, TreeFrom::Start, "2026-02-01").await;
    assert_eq!(now, numbers(2..=23, &[10, 12]));
}

#[tokio::test]
async fn where_much_changed_since_a_page_goes_around_a_child_as_well() {
    let database = large().await;
    placed(&database, (20_001, 22_000), "2026-02-01").await;
    let mut tx = picture(database.store()).await.expect("a picture");
    let on = day("2026-01-31");
    let asked = |from, limit| TreeAsk {
        parent: id(1),
        as_of: Some(on),
        from,
        limit,
    };
    let all = page_on(&mut tx, &asked(TreeFrom::Start, 20), on)
        .await
        .expect("a page");
    assert_eq!(all.rows.len(), 18);
    for (index, row) in all.rows.iter().enumerate() {
        let place = row.place.clone();
        let around = page_on(&mut tx, &asked(TreeFrom::Around { place }, 5), on)
            .await
            .expect("a page");
        let before = index.saturating_sub(2);
        assert_eq!(around.before, i64::try_from(before).ok());
        let until = (before + 5).min(all.rows.len());
        assert_eq!(around.rows, all.rows[before..until]);
    }
}
