//! Remove From Hierarchy (ORG-4).

use domain::hierarchy::{MoveForm, RemovalDone, RemovalRequest};
use store::hierarchy::hierarchy_remove;
use store::{Result, StoreError};

use crate::support::{ACME, Town, csr, manager, operation, refusal};

async fn remove(town: &Town, account: &str, from: &str) -> Result<RemovalDone> {
    let request = RemovalRequest {
        operation_id: operation(),
        account: town.id(account),
        from: town.id(from),
        handover: None,
    };
    hierarchy_remove(town.store(), &manager(), &request).await
}

#[tokio::test]
async fn an_account_without_children_leaves_its_organization() {
    let town = Town::new(ACME).await;
    let done = remove(&town, "Support", "EMEA").await.expect("removed");
    assert_eq!(done.from.name, "EMEA");
    let after =
        "Acme\n  Americas\n  EMEA\n    Sales\n      Kiel\n      Oslo\n        Depot\nSupport\n";
    assert_eq!(town.picture().await, after);
}

#[tokio::test]
async fn an_account_with_children_stays_and_the_first_of_them_is_named() {
    let town = Town::new(ACME).await;
    let (code, sentence) = refusal(remove(&town, "Sales", "EMEA").await);
    assert_eq!(code, "has_children");
    assert!(
        sentence.contains("has 2 accounts right below it, Kiel (A-"),
        "{sentence}"
    );
    assert_eq!(
        refusal(remove(&town, "Acme", "EMEA").await).0,
        "has_children"
    );
}

#[tokio::test]
async fn what_is_under_nobody_or_moved_meanwhile_is_not_removed() {
    let mut town = Town::new(ACME).await;
    town.account("Bergen").await;
    assert_eq!(
        refusal(remove(&town, "Bergen", "EMEA").await).0,
        "no_parent"
    );
    town.moved("Support", "Americas", MoveForm::WholeSubtree)
        .await;
    let stale = remove(&town, "Support", "EMEA").await;
    assert!(
        matches!(stale, Err(StoreError::Conflict { code: "stale", .. })),
        "{stale:?}"
    );
}

#[tokio::test]
async fn a_csr_may_not_remove() {
    let town = Town::new(ACME).await;
    let request = RemovalRequest {
        operation_id: operation(),
        account: town.id("Support"),
        from: town.id("EMEA"),
        handover: None,
    };
    let refused = hierarchy_remove(town.store(), &csr(), &request).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}
