//! What a move or a removal breaks of what is scheduled is told before it is done (ORG-3).

use domain::actions::{DeedShown, DeferredAction};
use domain::hierarchy::{Effective, MoveForm, MoveRequest};
use store::actions::action_shift_preview;
use store::hierarchy::{move_effect, removal_preview};

use crate::drafting::{approved, schedule, subtree};
use crate::planned_removal::planned as planned_removal;
use crate::planning::{day_in, on, subtree_on};
use crate::support::{ACME, Town, csr, manager};

const WHOLE: MoveForm = MoveForm::WholeSubtree;

/// The accounts of what is listed, each with the beginning of why it could not be made after that.
fn told(actions: &[DeferredAction]) -> Vec<String> {
    let words = |action: &DeferredAction| {
        let why = action.conflict.as_deref().unwrap_or("stays");
        let why = why.split(" (A-").next().unwrap_or_default();
        format!("{}: {why}", action.account.name)
    };
    actions.iter().map(words).collect()
}

async fn moving(town: &Town, request: &MoveRequest) -> Vec<String> {
    let effect = move_effect(town.store(), &csr(), request).await;
    told(&effect.expect("an effect").scheduled)
}

async fn moving_now(town: &Town, account: &str, to: &str) -> Vec<String> {
    moving(town, &town.request(account, to, WHOLE)).await
}

#[tokio::test]
async fn a_move_that_takes_an_account_from_where_its_scheduled_move_begins_breaks_that() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Kiel", "Support", 5).await;
    assert_eq!(moving_now(&town, "Kiel", "Americas").await, ["Kiel: Kiel"]);
    // It stays under the account that moves with it.
    assert_eq!(
        moving_now(&town, "Sales", "Americas").await,
        ["Kiel: stays"]
    );
}

#[tokio::test]
async fn a_move_below_an_account_breaks_its_scheduled_removal() {
    let town = Town::new(ACME).await;
    planned_removal(&town, "Kiel", 5).await;
    assert_eq!(moving_now(&town, "Support", "Kiel").await, ["Kiel: Kiel"]);
    // What is scheduled for the new parent and stays is no business of what moves.
    subtree_on(&town, "Oslo", "Support", 5).await;
    assert_eq!(moving_now(&town, "Kiel", "Oslo").await, ["Kiel: Kiel"]);
}

#[tokio::test]
async fn a_move_under_what_will_come_below_it_breaks_that() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Americas", "Kiel", 5).await;
    let broken = moving_now(&town, "Sales", "Americas").await;
    // Kiel is below Americas then.
    assert_eq!(broken, ["Americas: Kiel"]);
}

#[tokio::test]
async fn a_move_on_a_day_breaks_what_is_scheduled_behind_it_and_not_before() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Kiel", "Support", 5).await;
    let later = async |account: &str, to: &str, days| {
        on(&town, account, to, WHOLE, day_in(&town, days).await)
    };
    let before = later("Kiel", "Americas", 3).await;
    assert_eq!(moving(&town, &before).await, ["Kiel: Kiel"]);
    let behind = later("Kiel", "Americas", 7).await;
    assert_eq!(moving(&town, &behind).await, ["Kiel: stays"]);
}

#[tokio::test]
async fn a_board_with_a_step_that_the_move_breaks_is_told_with_the_step() {
    let town = Town::new(ACME).await;
    let steps = vec![
        subtree(&town, "Support", "Americas"),
        subtree(&town, "Oslo", "EMEA"),
    ];
    let board = approved(&town, steps).await;
    let date = day_in(&town, 5).await;
    let scheduled = schedule(&town, &board, date).await;
    scheduled.expect("scheduled");
    let effect = moving_now(&town, "Oslo", "Americas").await;
    assert_eq!(effect.len(), 1, "{effect:?}");
    assert!(effect[0].contains("Step 2: Oslo"), "{effect:?}");
}

#[tokio::test]
async fn a_removal_tells_what_is_scheduled_for_the_account_and_what_it_breaks_of_that() {
    let town = Town::new(ACME).await;
    let shown = async |account: &str, effective| {
        let preview = removal_preview(town.store(), &csr(), town.id(account), effective).await;
        told(&preview.expect("a preview").scheduled)
    };
    assert_eq!(shown("Kiel", Effective::Now).await, Vec::<String>::new());
    subtree_on(&town, "Kiel", "Support", 5).await;
    subtree_on(&town, "Depot", "Kiel", 9).await;
    assert_eq!(
        shown("Kiel", Effective::Now).await,
        ["Kiel: Kiel", "Depot: stays"]
    );
    let date = day_in(&town, 7).await;
    assert_eq!(
        shown("Kiel", Effective::On { date }).await,
        ["Kiel: stays", "Depot: stays"]
    );
}

#[tokio::test]
async fn another_day_tells_what_it_breaks_that_follows_on_the_day_it_has() {
    let town = Town::new(ACME).await;
    let first = subtree_on(&town, "Kiel", "Support", 5).await;
    subtree_on(&town, "Kiel", "Americas", 7).await;
    let shown = async |days| {
        let to = day_in(&town, days).await;
        let shown = action_shift_preview(town.store(), &manager(), first.id, to).await;
        match shown.expect("a preview").deed {
            DeedShown::Move { effect, .. } => told(&effect.scheduled),
            other => panic!("no move: {other:?}"),
        }
    };
    assert_eq!(shown(6).await, ["Kiel: stays"]);
    // On its day Kiel is not where its second move begins.
    assert_eq!(shown(9).await, ["Kiel: Kiel"]);
}
