//! Closed accounts where something moves to: a closed parent is refused by name, one above an open parent is
//! named and puts no limit on the move (ORG-3, ORG-5, decision 17).

use domain::hierarchy::{MoveForm, MoveOutcome};
use store::hierarchy::move_run;

use crate::payers::number;
use crate::support::{ACME, Town, confirm, manager, refusal};

const WHOLE: MoveForm = MoveForm::WholeSubtree;
const CLOSE_ACME: &str = "UPDATE account SET status = 'closed' WHERE name = 'Acme'";

#[tokio::test]
async fn a_closed_root_above_an_open_parent_is_named_and_the_move_is_made() {
    let town = Town::new(ACME).await;
    let open = town.preview("Sales", "Americas", WHOLE).await;
    assert_eq!(open.expect("a preview").closed_note(), None);
    town.execute(CLOSE_ACME).await;
    let preview = town.preview("Sales", "Americas", WHOLE).await;
    let preview = preview.expect("a preview");
    let (acme, americas) = (number(&town, "Acme").await, number(&town, "Americas").await);
    assert_eq!(
        preview.closed_note(),
        Some(format!(
            "Acme ({acme}), above Americas ({americas}), is closed. Americas itself is not: the move can be \
             made all the same."
        ))
    );
    let done = move_run(town.store(), &manager(), &confirm(&preview)).await;
    assert!(matches!(done, Ok(MoveOutcome::Done { .. })), "{done:?}");
}

#[tokio::test]
async fn a_root_that_was_closed_since_the_preview_is_named_before_anything_moves() {
    let town = Town::new(ACME).await;
    let preview = town.preview("Sales", "Americas", WHOLE).await;
    let preview = preview.expect("a preview");
    town.execute(CLOSE_ACME).await;
    let before = town.picture().await;
    let moved = move_run(town.store(), &manager(), &confirm(&preview)).await;
    let Ok(MoveOutcome::Stale { now, .. }) = moved else {
        panic!("moved without a word: {moved:?}");
    };
    let note = now.closed_note().expect("a note");
    assert!(note.starts_with("Acme (A-"), "{note}");
    assert_eq!(town.picture().await, before);
}

#[tokio::test]
async fn a_root_that_was_closed_since_the_preview_is_no_new_parent_and_named() {
    let town = Town::new(ACME).await;
    let preview = town.preview("Sales", "Acme", WHOLE).await;
    let preview = preview.expect("a preview");
    town.execute(CLOSE_ACME).await;
    let before = town.picture().await;
    let moved = move_run(town.store(), &manager(), &confirm(&preview)).await;
    let again = town.preview("Sales", "Acme", WHOLE).await;
    let acme = number(&town, "Acme").await;
    let said = format!("Acme ({acme}) is closed. A closed account cannot be a parent.");
    let expected = ("closed_parent".to_owned(), said);
    assert_eq!(refusal(moved), expected);
    assert_eq!(refusal(again), expected);
    assert_eq!(town.picture().await, before);
}

#[tokio::test]
async fn what_is_above_the_new_parent_is_asked_of_the_tree_after_the_move() {
    let town = Town::new(ACME).await;
    town.execute("UPDATE account SET status = 'closed' WHERE name IN ('Acme', 'Sales')")
        .await;
    // Sales leaves from above Depot: its children go to EMEA, and it goes below Depot.
    let alone = MoveForm::AloneChildrenToOldParent;
    let preview = town.preview("Sales", "Depot", alone).await;
    let note = preview.expect("a preview").closed_note().expect("a note");
    assert!(note.starts_with("Acme (A-"), "{note}");
    assert!(!note.contains("Sales"), "{note}");
}
