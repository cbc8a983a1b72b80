//! Undoing a move from its entry in the history.

use domain::hierarchy::{MoveForm, UndoDone, UndoRequest};
use domain::ids::AuditEntryId;
use store::hierarchy::move_undo;
use store::{Result, Store, StoreError};
use uuid::Uuid;

use crate::support::{ACME, Town, csr, manager, operation, refusal};
use crate::totals::wrong_totals;

pub async fn undo(town: &Town, entry: AuditEntryId) -> Result<UndoDone> {
    undo_in(town.store(), entry).await
}

pub async fn undo_in(store: &Store, entry: AuditEntryId) -> Result<UndoDone> {
    let request = UndoRequest {
        operation_id: operation(),
        entry,
    };
    move_undo(store, &manager(), &request).await
}

#[tokio::test]
async fn every_form_of_a_move_is_undone_and_an_undo_too() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    for form in [
        MoveForm::WholeSubtree,
        MoveForm::AloneChildrenToOldParent,
        MoveForm::WithSome {
            children: vec![town.id("Oslo")],
        },
        MoveForm::OnlyChildren { children: None },
    ] {
        let done = town.moved("Sales", "Americas", form).await;
        let after = town.picture().await;
        let undone = undo(&town, done.entry).await.expect("undone");
        assert_eq!(town.picture().await, before);
        let again = undo(&town, undone.entry).await.expect("done again");
        assert_eq!(town.picture().await, after);
        undo(&town, again.entry).await.expect("undone");
        assert_eq!(town.picture().await, before);
    }
    assert_eq!(wrong_totals(town.store()).await, []);
}

#[tokio::test]
async fn a_removal_is_undone() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    let removed = town.removed(&town.removal("Support").await).await;
    let undone = undo(&town, removed.entry).await.expect("undone");
    assert_eq!(undone.sentence, "Support is back under EMEA.");
    assert_eq!(town.picture().await, before);
}

#[tokio::test]
async fn what_something_later_depends_on_is_not_undone() {
    let town = Town::new(ACME).await;
    let done = town
        .moved("Sales", "Americas", MoveForm::WholeSubtree)
        .await;
    town.moved("EMEA", "Depot", MoveForm::WholeSubtree).await;
    assert_eq!(refusal(undo(&town, done.entry).await).0, "under_descendant");
    town.moved("Sales", "Acme", MoveForm::WholeSubtree).await;
    let (code, sentence) = refusal(undo(&town, done.entry).await);
    assert_eq!(code, "moved_since");
    assert!(sentence.starts_with("Sales (A-"), "{sentence}");
}

#[tokio::test]
async fn what_came_below_an_account_since_keeps_it_in_its_organization() {
    let mut town = Town::new(ACME).await;
    town.account("Head").await;
    let associated = town.moved("Head", "Americas", MoveForm::WholeSubtree).await;
    town.moved("Sales", "Head", MoveForm::WholeSubtree).await;
    let before = town.picture().await;
    let (code, sentence) = refusal(undo(&town, associated.entry).await);
    assert_eq!(code, "arrived_since");
    assert!(
        sentence.starts_with("Since then 1 account came below Head (A-")
            && sentence.contains("Sales (A-"),
        "{sentence}"
    );
    assert_eq!(town.picture().await, before);
    town.moved("Sales", "EMEA", MoveForm::WholeSubtree).await;
    undo(&town, associated.entry).await.expect("undone");
}

#[tokio::test]
async fn what_came_below_a_child_of_the_account_since_keeps_it_too_and_what_came_back_does_not() {
    let town = Town::new("Acme\n  West\n  East\nBeta\n  Shop").await;
    let associated = town.moved("Beta", "West", MoveForm::WholeSubtree).await;
    let away = town.moved("Shop", "East", MoveForm::WholeSubtree).await;
    undo(&town, away.entry).await.expect("back");
    let east = town.moved("East", "Shop", MoveForm::WholeSubtree).await;
    let (code, _) = refusal(undo(&town, associated.entry).await);
    assert_eq!(code, "arrived_since");
    undo(&town, east.entry).await.expect("back");
    undo(&town, associated.entry).await.expect("undone");
}

#[tokio::test]
async fn what_an_account_brought_along_leaves_with_it() {
    let town = Town::new("Acme\n  West\nBeta\n  Shop").await;
    let before = town.picture().await;
    let associated = town.moved("Beta", "West", MoveForm::WholeSubtree).await;
    undo(&town, associated.entry).await.expect("undone");
    assert_eq!(town.picture().await, before);
}

#[tokio::test]
async fn what_is_no_move_and_who_may_not_move_undoes_nothing() {
    let town = Town::new(ACME).await;
    let nothing = undo(&town, AuditEntryId::from_uuid(Uuid::nil())).await;
    assert!(
        matches!(nothing, Err(StoreError::NotFound(_))),
        "{nothing:?}"
    );
    let done = town
        .moved("Sales", "Americas", MoveForm::WholeSubtree)
        .await;
    let request = UndoRequest {
        operation_id: operation(),
        entry: done.entry,
    };
    let refused = move_undo(town.store(), &csr(), &request).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}
