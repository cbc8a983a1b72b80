//! Search documents that an earlier version made are made anew.

use domain::access::{Actor, Role};
use domain::ids::{AccountId, StaffUserId};
use domain::search::LATE;
use sqlx::PgConnection;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::agrees_with_the_model;
use super::corpus::{Load, Made, corpus, csr, pages, query};
use crate::search::{RebuildOptions, Rebuilt, documents_rebuild, documents_write};
use crate::testing::{TestDatabase, number};
use crate::{Store, StoreError};

fn command() -> Actor {
    Actor::Command {
        name: "canopy search rebuild".to_owned(),
    }
}

async fn rebuild(store: &Store) -> Rebuilt {
    documents_rebuild(store, &command(), RebuildOptions::default(), |_, _| {})
        .await
        .expect("rebuilt")
}

/// Makes the documents of these accounts those of a version that knew of no phone as it is dialled at
/// home.
async fn grown_old(store: &Store, accounts: &[Made]) {
    let ids: Vec<Uuid> = accounts.iter().map(|made| made.id).collect();
    sqlx::query(
        "UPDATE search_document SET body = regexp_replace(body, '\\+ 0[0-9]+ ', ''), tags = '{}'
         WHERE account_id = ANY($1)",
    )
    .bind(&ids)
    .execute(store.pool())
    .await
    .expect("old documents");
}

/// The phone of an account as it is dialled at home.
fn home_phone(made: &Made) -> String {
    made.phone.replace("+49 ", "0")
}

async fn finds(store: &Store, search: &str) -> Vec<i64> {
    pages(store, &query(search)).await.0
}

const LATE_ONES: &str = "SELECT count(*) FROM search_document WHERE tags @> '{999999}'";

#[tokio::test]
async fn an_account_whose_document_is_old_is_found_by_what_documents_hold_today() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 1_100, Load::Bulk).await;
    grown_old(store, &all[500..503]).await;
    assert!(finds(store, &home_phone(&all[501])).await.is_empty());

    let rebuilt = rebuild(store).await;
    let told = Rebuilt {
        accounts: 1_100,
        renewed: 3,
    };
    assert_eq!(rebuilt, told);
    assert!(finds(store, &home_phone(&all[501])).await.contains(&502));
    agrees_with_the_model(store, &all).await;
}

#[tokio::test]
async fn what_is_as_it_should_be_is_not_written_again_and_keeps_its_place_on_disk() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 600, Load::Bulk).await;
    grown_old(store, &all[..2]).await;
    assert_eq!(rebuild(store).await.renewed, 2);
    assert_eq!(number(store, LATE_ONES).await, 2);
    assert_eq!(LATE, 999_999);
    assert_eq!(rebuild(store).await.renewed, 0);
}

#[tokio::test]
async fn a_document_that_is_missing_is_made() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 30, Load::Written).await;
    sqlx::query("DELETE FROM search_document WHERE number <= 20")
        .execute(store.pool())
        .await
        .expect("gone");
    assert_eq!(rebuild(store).await.renewed, 20);
    agrees_with_the_model(store, &all).await;
}

#[tokio::test]
async fn documents_are_put_in_order_on_disk_where_that_is_asked_for() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 600, Load::Written).await;
    grown_old(store, &all[..300]).await;
    let options = RebuildOptions { in_order: true };
    let rebuilt = documents_rebuild(store, &command(), options, |_, _| {}).await;
    assert_eq!(rebuilt.expect("rebuilt").renewed, 300);
    assert_eq!(number(store, LATE_ONES).await, 0);
    agrees_with_the_model(store, &all).await;
}

#[tokio::test]
async fn progress_is_told_batch_by_batch_up_to_all_accounts() {
    let database = TestDatabase::new().await;
    corpus(database.store(), 1_100, Load::Bulk).await;
    let told = std::sync::Mutex::new(Vec::new());
    let progress = |done, total| told.lock().expect("nobody failed").push((done, total));
    documents_rebuild(
        database.store(),
        &command(),
        RebuildOptions::default(),
        progress,
    )
    .await
    .expect("rebuilt");
    assert_eq!(
        told.into_inner().expect("nobody failed"),
        [(1_000, 1_100), (1_100, 1_100)]
    );
}

#[tokio::test]
async fn only_operations_rebuild_the_search() {
    let database = TestDatabase::new().await;
    let operations = Actor::Staff {
        id: StaffUserId::from_uuid(Uuid::from_u128(2)),
        name: "O. Perez".to_owned(),
        role: Role::Operations,
    };
    for (actor, may) in [(csr(), false), (operations, true)] {
        let rebuilt = documents_rebuild(
            database.store(),
            &actor,
            RebuildOptions::default(),
            |_, _| {},
        )
        .await;
        match may {
            true => assert!(rebuilt.is_ok()),
            false => assert!(matches!(rebuilt, Err(StoreError::Refused(_)))),
        }
    }
}

/// A name that nobody has.
const NEW_NAME: &str = "Zephyr Werke";

async fn rename(conn: &mut PgConnection, made: &Made) {
    sqlx::query("UPDATE account SET name = $2 WHERE id = $1")
        .bind(made.id)
        .bind(NEW_NAME)
        .execute(conn)
        .await
        .expect("renamed");
}

/// A rebuild under way, once it waits for somebody or has come to its end.
async fn rebuild_begun(database: &TestDatabase) -> JoinHandle<Rebuilt> {
    let store = database.second_store();
    let begun = tokio::spawn(async move { rebuild(&store).await });
    let waits = "SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while !begun.is_finished() && number(database.store(), waits).await == 0 {
        tokio::task::yield_now().await;
    }
    begun
}

#[tokio::test]
async fn a_change_that_is_under_way_is_not_lost() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 40, Load::Written).await;
    grown_old(store, &all).await;
    let (early, late) = (&all[3], &all[7]);
    let mut change = store.pool().begin().await.expect("a change");
    // One has its document already, the other one gets it after the rebuild has passed.
    rename(&mut change, early).await;
    rename(&mut change, late).await;
    documents_write(&mut change, &[AccountId::from_uuid(early.id)])
        .await
        .expect("written");
    let begun = rebuild_begun(&database).await;
    assert!(!begun.is_finished(), "it waits for the one");
    documents_write(&mut change, &[AccountId::from_uuid(late.id)])
        .await
        .expect("written, and nobody waits");
    change.commit().await.expect("a commit");

    assert_eq!(begun.await.expect("it ends").renewed, 40);
    let mut found = finds(store, "zephyr").await;
    found.sort_unstable();
    assert_eq!(found, [early.number, late.number]);
    assert!(
        finds(store, &home_phone(early))
            .await
            .contains(&early.number)
    );
}

#[tokio::test]
async fn where_a_change_under_way_is_given_up_the_document_is_made_anew_all_the_same() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 40, Load::Written).await;
    grown_old(store, &all[..5]).await;
    let mut change = store.pool().begin().await.expect("a change");
    rename(&mut change, &all[3]).await;
    documents_write(&mut change, &[AccountId::from_uuid(all[3].id)])
        .await
        .expect("written");
    let begun = rebuild_begun(&database).await;
    change.rollback().await.expect("given up");

    assert_eq!(begun.await.expect("it ends").renewed, 5);
    agrees_with_the_model(store, &all).await;
}
