//! What a scheduled change comes to is shown whole before it is done on another day than its own (decision 19,
//! HIER-2).

use domain::access::Role;
use domain::actions::{ActionShown, DeedShown, DeferredAction};
use domain::hierarchy::{MoveEffect, MoveForm, MovePreview, MovingSide, PayerCrossings};
use store::StoreError;
use store::actions::{action_perform, action_preview, action_shift, action_shift_preview};
use store::hierarchy::{move_run, moving_accounts};

use crate::payers::{pay, town, words};
use crate::planned_removal::planned as planned_removal;
use crate::planning::{day_in, subtree_on};
use crate::support::{ACME, Town, confirm, csr, manager, operation, refusal, staff};

async fn now(town: &Town, action: &DeferredAction) -> ActionShown {
    let shown = action_preview(town.store(), &csr(), action.id).await;
    shown.expect("a preview")
}

async fn in_days(town: &Town, action: &DeferredAction, days: u64) -> ActionShown {
    let day = day_in(town, days).await;
    let shown = action_shift_preview(town.store(), &csr(), action.id, day).await;
    shown.expect("a preview")
}

fn moved(shown: ActionShown) -> (MovePreview, MoveEffect) {
    match shown.deed {
        DeedShown::Move { preview, effect } => (*preview, *effect),
        other => panic!("no move: {other:?}"),
    }
}

fn crossing(payers: &PayerCrossings) -> Vec<String> {
    payers.rows.iter().map(words).collect()
}

#[tokio::test]
async fn a_payer_that_moves_without_handover_names_whom_it_leaves_behind_also_on_another_day() {
    let town = town(&[("Support", "Kiel")]).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    // Nobody knew of these weeks ago.
    pay(&town, "EMEA", "Sales").await;
    for shown in [now(&town, &action).await, in_days(&town, &action, 9).await] {
        assert_eq!(shown.handover, None);
        let (preview, effect) = moved(shown);
        let rows = crossing(&effect.payers);
        assert_eq!(rows, ["left: EMEA by Sales", "left: Support by Kiel"]);
        assert_eq!(effect.fingerprint, preview.fingerprint);
        assert!(!preview.rows.is_empty());
    }
}

#[tokio::test]
async fn of_what_is_scheduled_a_preview_of_a_scheduled_move_leaves_out_that_move() {
    let town = town(&[]).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    subtree_on(&town, "Kiel", "Support", 3).await;
    for shown in [now(&town, &action).await, in_days(&town, &action, 9).await] {
        let (_, effect) = moved(shown);
        let scheduled = effect.scheduled.iter();
        let named: Vec<&str> = scheduled.map(|it| it.account.name.as_str()).collect();
        assert_eq!((named, effect.more_scheduled), (vec!["Kiel"], 0));
    }
}

#[tokio::test]
async fn what_a_scheduled_move_comes_to_is_told_in_amounts() {
    let town = town(&[]).await;
    town.item("Kiel", "EUR", 20_050).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    for shown in [now(&town, &action).await, in_days(&town, &action, 9).await] {
        let (_, effect) = moved(shown);
        let due: Vec<String> = effect.due.iter().map(ToString::to_string).collect();
        assert_eq!(due, ["200.50 EUR"]);
    }
}

#[tokio::test]
async fn a_scheduled_removal_of_a_payer_names_whom_it_leaves_behind() {
    let town = town(&[("Support", "Depot")]).await;
    let action = planned_removal(&town, "Depot", 5).await;
    for shown in [now(&town, &action).await, in_days(&town, &action, 9).await] {
        match shown.deed {
            DeedShown::Removal(preview) => {
                assert_eq!(crossing(&preview.payers), ["left: Support by Depot"]);
            }
            other => panic!("no removal: {other:?}"),
        }
    }
}

/// Sam moves Kiel out of what is to move.
async fn sam_moves(town: &Town) {
    let seen = town
        .preview("Kiel", "Support", MoveForm::WholeSubtree)
        .await;
    let sam = staff(7, "Sam Rivers", Role::Manager);
    let word = confirm(&seen.expect("a preview"));
    let moved = move_run(town.store(), &sam, &word).await;
    moved.expect("moved");
}

#[tokio::test]
async fn what_is_scheduled_and_overtaken_says_who_changed_what_since_it_was_looked_at() {
    let town = Town::new(ACME).await;
    let (store, manager) = (town.store(), manager());
    let move_now = subtree_on(&town, "Sales", "Americas", 5).await;
    let (shown, later) = (
        now(&town, &move_now).await,
        in_days(&town, &move_now, 9).await,
    );
    sam_moves(&town).await;
    let who = "Meanwhile Sam Rivers moved Kiel (A-";
    let tie = shown.tie();
    let performed = action_perform(store, &manager, &operation(), move_now.id, tie.as_ref()).await;
    let (code, sentence) = refusal(performed);
    assert_eq!(code, "stale");
    assert!(
        sentence.starts_with("Something changed since you looked: nothing was done. Meanwhile"),
        "{sentence}"
    );
    assert!(sentence.contains(who), "{sentence}");
    let to = (move_now.id, day_in(&town, 9).await);
    let shifted = action_shift(store, &manager, &operation(), to, later.tie().as_ref()).await;
    let (code, sentence) = refusal(shifted);
    assert_eq!(code, "stale");
    assert!(sentence.contains(who), "{sentence}");
}

#[tokio::test]
async fn a_scheduled_removal_that_is_overtaken_says_who_changed_what() {
    let town = Town::new(ACME).await;
    let action = planned_removal(&town, "Kiel", 5).await;
    let tie = now(&town, &action).await.tie();
    sam_moves(&town).await;
    let (store, manager) = (town.store(), manager());
    let performed = action_perform(store, &manager, &operation(), action.id, tie.as_ref()).await;
    let (code, sentence) = refusal(performed);
    assert_eq!(code, "stale");
    assert!(
        sentence.contains("Meanwhile Sam Rivers moved Kiel (A-"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_list_that_goes_on_behind_an_account_that_left_names_it() {
    let town = Town::new(ACME).await;
    let request = town.request("Sales", "Americas", MoveForm::WholeSubtree);
    let after = Some(town.id("Kiel"));
    sam_moves(&town).await;
    let which = (&request, MovingSide::Along);
    match moving_accounts(town.store(), &csr(), which, after, 5).await {
        Err(StoreError::Conflict { code, sentence }) => {
            assert_eq!(code, "stale");
            assert!(sentence.starts_with("Kiel (A-"), "{sentence}");
        }
        other => panic!("not stale: {other:?}"),
    }
}
