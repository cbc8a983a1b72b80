//! What the history of a what-if board says of its steps, and taking changes of them back (ORG-9, NEWS-1).

use domain::audit::HistoryEntry;
use domain::hierarchy::{Board, BoardChange, MoveForm};
use store::hierarchy::{BOARD_HISTORY_LIMIT, board_history};

use crate::drafting::{begun, edited, page, step, subtree};
use crate::support::{ACME, Town, csr, refusal};

/// The latest entry of a board's history.
async fn latest(town: &Town, board: &Board) -> HistoryEntry {
    let history = board_history(town.store(), &csr(), board.id, None).await;
    history.expect("a history").entries.remove(0)
}

/// The field, the value before and the one after of each change of it that is about steps.
async fn told(town: &Town, board: &Board) -> Vec<[String; 3]> {
    let changes = latest(town, board).await.changes.into_iter();
    changes
        .filter(|change| change.field.starts_with("Step ") || change.field == "Step")
        .map(|change| {
            let value = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
            [change.field, value(change.before), value(change.after)]
        })
        .collect()
}

fn words(parts: [&str; 3]) -> Vec<[String; 3]> {
    vec![parts.map(str::to_owned)]
}

const OSLO_ANEW: &str = "Oslo with everything below it moves from Support to EMEA.";

#[tokio::test]
async fn the_history_of_a_board_says_which_step_changed_and_how() {
    let town = Town::new(ACME).await;
    let board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let sales = "Sales with everything below it moves from EMEA to Americas.";
    assert_eq!(told(&town, &board).await, words(["Step 1", "–", sales]));

    let add = BoardChange::AddSteps {
        deeds: vec![subtree(&town, "Oslo", "EMEA")],
        at: None,
    };
    let board = edited(&town, &board, add).await.expect("added");
    let oslo = told(&town, &board).await.remove(0)[2].clone();
    assert_eq!(told(&town, &board).await, words(["Step 2", "–", &oslo]));
    assert_eq!(latest(&town, &board).await.note, "Step 2 added");

    let second = step(&town, &board, 2).await;
    let shift = BoardChange::ShiftStep {
        step: second,
        number: 1,
    };
    let board = edited(&town, &board, shift).await.expect("shifted");
    assert_eq!(
        told(&town, &board).await,
        words(["Step", &format!("2: {oslo}"), &format!("1: {oslo}")])
    );

    let remove = BoardChange::RemoveStep { step: second };
    let board = edited(&town, &board, remove).await.expect("taken out");
    assert_eq!(told(&town, &board).await, words(["Step 1", &oslo, "–"]));
}

#[tokio::test]
async fn the_history_of_a_board_is_read_in_pages() {
    let town = Town::new(ACME).await;
    let mut board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    for count in 0..BOARD_HISTORY_LIMIT {
        let name = format!("Spring {count}");
        let renamed = edited(&town, &board, BoardChange::Rename { name }).await;
        board = renamed.expect("renamed");
    }
    let history = async |before| board_history(town.store(), &csr(), board.id, before).await;
    let first = history(None).await.expect("a page");
    assert_eq!(first.entries.len(), usize::from(BOARD_HISTORY_LIMIT));
    let next = history(first.next).await.expect("a page");
    assert_eq!((next.entries.len(), next.next), (1, None));
    assert_eq!(next.entries[0].note, "Begun");
}

#[tokio::test]
async fn a_stale_step_that_was_taken_out_is_put_back_as_it_was() {
    let town = Town::new(ACME).await;
    let steps = vec![
        subtree(&town, "Sales", "Americas"),
        subtree(&town, "Oslo", "EMEA"),
    ];
    let board = begun(&town, steps).await;
    town.moved("Oslo", "Support", MoveForm::WholeSubtree).await;
    let before = page(&town, board.id).await;
    assert_eq!(before.stale, 1);
    let row = before.rows[1].clone();
    let remove = BoardChange::RemoveStep { step: row.id };
    let board = edited(&town, &board, remove).await.expect("taken out");
    let back = BoardChange::PutBack {
        step: row.step(),
        number: row.number,
    };
    let board = edited(&town, &board, back.clone()).await.expect("back");
    assert_eq!(page(&town, board.id).await.rows, before.rows);
    assert_eq!(latest(&town, &board).await.note, "Step 2 put back");
    assert_eq!(refusal(edited(&town, &board, back).await).0, "known");

    let replan = BoardChange::ReplanStep { step: row.id };
    let board = edited(&town, &board, replan).await.expect("planned anew");
    let change = told(&town, &board).await.remove(0);
    assert_eq!(change[0], "Step 2");
    assert_eq!(change[1], row.sentence);
    assert_eq!(change[2], OSLO_ANEW);
    assert_ne!(change[1], OSLO_ANEW);
}
