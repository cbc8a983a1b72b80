//! A scheduled board is looked at over the tree of its day, and says why it was not applied then (ORG-9, OPS-1).

use domain::hierarchy::{BoardEffectShown, BoardState, MoveForm};
use store::actions::action_cancel;
use store::hierarchy::board_effect;

use crate::board_dates::scheduled;
use crate::drafting::{approved, children_in, page, subtree};
use crate::planning::{advance, ran, run, subtree_on};
use crate::support::{ACME, Town, csr, manager, operation};

#[tokio::test]
async fn what_is_planned_before_its_day_makes_a_step_of_a_scheduled_board_stale() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    scheduled(&town, &board, 5).await;
    assert_eq!(page(&town, board.id).await.stale, 0);
    // Behind its day it does not count.
    subtree_on(&town, "Oslo", "EMEA", 7).await;
    assert_eq!(page(&town, board.id).await.stale, 0);
    subtree_on(&town, "Sales", "Support", 3).await;
    let shown = page(&town, board.id).await;
    assert_eq!(shown.stale, 1);
    assert!(shown.rows[0].conflict.is_some());
}

#[tokio::test]
async fn the_tree_and_the_effect_of_a_scheduled_board_are_those_of_its_day() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    scheduled(&town, &board, 5).await;
    let moving = async || match board_effect(town.store(), &csr(), board.id).await {
        Ok(BoardEffectShown::Now { effect, .. }) => effect.moving,
        other => panic!("no effect to come: {other:?}"),
    };
    assert_eq!(moving().await, 4);
    subtree_on(&town, "Support", "Sales", 3).await;
    assert_eq!(moving().await, 5);
    let children = children_in(&town, &board, "Americas").await;
    assert_eq!(children, [("Sales".to_owned(), 4)]);
}

#[tokio::test]
async fn a_board_that_could_not_be_applied_on_its_day_says_why() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let action = scheduled(&town, &board, 5).await;
    town.moved("Sales", "Support", MoveForm::WholeSubtree).await;
    advance(&town, 5).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    let shown = page(&town, board.id).await.board;
    assert_eq!(shown.state, BoardState::Scheduled);
    assert_eq!(shown.state_label(), "Failed");
    let why = shown.failure.expect("why");
    assert!(why.contains("Sales (A-"), "{why}");
    let cancelled = action_cancel(town.store(), &manager(), &operation(), action.id).await;
    cancelled.expect("cancelled");
    let shown = page(&town, board.id).await.board;
    assert_eq!((shown.state_label(), shown.failure), ("Open", None));
}
