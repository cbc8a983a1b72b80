//! Remove From Hierarchy (ORG-4).

use std::time::Duration;

use domain::hierarchy::{Effective, MoveForm, RemovalOutcome};
use store::hierarchy::{hierarchy_remove, removal_preview};
use store::{Result, Store, StoreError};

use crate::support::{ACME, Town, csr, manager, refusal};

async fn remove(town: &Town, account: &str) -> Result<RemovalOutcome> {
    let request = town.removal(account).await;
    hierarchy_remove(town.store(), &manager(), &request).await
}

#[tokio::test]
async fn an_account_without_children_leaves_its_organization() {
    let town = Town::new(ACME).await;
    let done = town.removed(&town.removal("Support").await).await;
    assert_eq!(done.from.name, "EMEA");
    assert_eq!(done.sentence, "Support has left EMEA.");
    let after =
        "Acme\n  Americas\n  EMEA\n    Sales\n      Kiel\n      Oslo\n        Depot\nSupport\n";
    assert_eq!(town.picture().await, after);
}

#[tokio::test]
async fn an_account_with_children_stays_and_the_first_of_them_is_named() {
    let town = Town::new(ACME).await;
    let (code, sentence) = refusal(remove(&town, "Sales").await);
    assert_eq!(code, "has_children");
    assert!(
        sentence.contains("has 2 accounts right below it, Kiel (A-"),
        "{sentence}"
    );
    assert_eq!(refusal(remove(&town, "Acme").await).0, "has_children");
}

#[tokio::test]
async fn the_children_in_the_way_are_named_before_anything_is_tried() {
    let town = Town::new(ACME).await;
    let preview = removal_preview(town.store(), &manager(), town.id("Sales"), Effective::Now).await;
    let preview = preview.expect("a preview");
    let names: Vec<&str> = preview
        .children
        .iter()
        .map(|child| child.name.as_str())
        .collect();
    assert_eq!((names, preview.children_count), (vec!["Kiel", "Oslo"], 2));
}

#[tokio::test]
async fn what_is_under_nobody_is_not_removed() {
    let mut town = Town::new(ACME).await;
    town.account("Bergen").await;
    assert_eq!(refusal(remove(&town, "Bergen").await).0, "no_parent");
}

#[tokio::test]
async fn a_removal_that_the_world_has_overtaken_removes_nothing_and_is_shown_anew() {
    let town = Town::new(ACME).await;
    let request = town.removal("Support").await;
    town.moved("Support", "Americas", MoveForm::WholeSubtree)
        .await;
    let before = town.picture().await;
    let outcome = hierarchy_remove(town.store(), &manager(), &request).await;
    let Ok(RemovalOutcome::Stale { now, .. }) = outcome else {
        panic!("not stale: {outcome:?}")
    };
    assert_eq!(now.from.map(|from| from.name).as_deref(), Some("Americas"));
    assert_eq!(town.picture().await, before);
    assert_ne!(now.fingerprint, request.fingerprint);
}

#[tokio::test]
async fn a_csr_may_not_remove() {
    let town = Town::new(ACME).await;
    let request = town.removal("Support").await;
    let refused = hierarchy_remove(town.store(), &csr(), &request).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}

/// Until somebody waits to read what is scheduled.
async fn waits_for_scheduled(store: &Store) {
    for _ in 0..500 {
        let waiting: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                            WHERE d.datname = current_database() AND NOT granted
                              AND l.relation = 'deferred_action'::regclass)",
        )
        .fetch_one(store.pool())
        .await
        .expect("the locks");
        if waiting {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody waits");
}

#[tokio::test]
async fn whoever_is_shown_a_removal_anew_keeps_nobody_from_moving() {
    let town = Town::new(ACME).await;
    let mut request = town.removal("Support").await;
    // Nothing is asked of the history, which names what is scheduled too.
    request.seen_at = None;
    town.moved("Support", "Americas", MoveForm::WholeSubtree)
        .await;
    let (other, actor) = (town.second(), manager());
    let mut holding = other.pool().begin().await.expect("a transaction");
    sqlx::query("LOCK TABLE deferred_action IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *holding)
        .await
        .expect("held");
    let (outcome, is_free) = tokio::join!(
        hierarchy_remove(town.store(), &actor, &request),
        async move {
            waits_for_scheduled(&other).await;
            let is_free: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(7265, 1)")
                .fetch_one(&mut *holding)
                .await
                .expect("an answer");
            holding.rollback().await.expect("let go");
            is_free
        }
    );
    assert!(
        matches!(outcome, Ok(RemovalOutcome::Stale { .. })),
        "{outcome:?}"
    );
    assert!(is_free);
}
