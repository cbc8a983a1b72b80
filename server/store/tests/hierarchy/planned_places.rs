//! What is scheduled is made from where its account stood when it was shown, or not before somebody has looked
//! again (ORG-3, decision 19).

use domain::actions::{ActionState, ActionsWanted};
use domain::hierarchy::MoveForm;
use store::actions::{action_perform, action_shift, action_shift_preview, actions_list};

use crate::planned_removal::planned;
use crate::planning::{
    advance, conflicts, day_in, on, path_on, ran, run, scheduled, state, subtree_on,
};
use crate::support::{ACME, Town, csr, manager, operation, shown_now};

/// Somebody moves an account at once.
async fn moved(town: &Town, account: &str, to: &str) {
    town.moved(account, to, MoveForm::WholeSubtree).await;
}

/// The sentences of what is done.
async fn done(town: &Town) -> Vec<String> {
    let wanted = ActionsWanted {
        state: Some(ActionState::Done),
        ..ActionsWanted::default()
    };
    let page = actions_list(town.store(), &csr(), &wanted).await;
    let rows = page.expect("a list").rows.into_iter();
    rows.map(|action| action.sentence).collect()
}

fn elsewhere() -> [(ActionState, Option<String>); 1] {
    [(ActionState::Failed, Some("elsewhere".to_owned()))]
}

#[tokio::test]
async fn a_removal_takes_nothing_out_of_another_organization_than_was_shown() {
    let town = Town::new(ACME).await;
    planned(&town, "Support", 2).await;
    moved(&town, "Support", "Americas").await;
    let before = town.picture().await;
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(town.picture().await, before);
    assert_eq!(state(&town, "Support").await, elsewhere());
}

#[tokio::test]
async fn a_move_takes_nothing_from_another_parent_than_was_shown() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 2).await;
    moved(&town, "Sales", "Acme").await;
    let before = town.picture().await;
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(town.picture().await, before);
    assert_eq!(state(&town, "Sales").await, elsewhere());
}

#[tokio::test]
async fn it_is_told_before_its_day_and_stands_in_no_tree() {
    let town = Town::new(ACME).await;
    planned(&town, "Support", 2).await;
    moved(&town, "Support", "Americas").await;
    let [Some(conflict)] = &conflicts(&town, "Support").await[..] else {
        panic!("nothing stands against it");
    };
    assert!(conflict.contains("is under Americas (A-"), "{conflict}");
    assert!(
        conflict.contains("planned to be under EMEA (A-"),
        "{conflict}"
    );
    let day = day_in(&town, 2).await;
    assert_eq!(path_on(&town, "Support", day).await.len(), 3);
}

#[tokio::test]
async fn whoever_looks_again_performs_it_from_where_it_stands_and_the_list_says_so() {
    let town = Town::new(ACME).await;
    let action = planned(&town, "Support", 2).await;
    moved(&town, "Support", "Americas").await;
    let shown = shown_now(&town, action.id).await;
    let store = town.store();
    action_perform(store, &manager(), &operation(), action.id, shown.as_ref())
        .await
        .expect("performed");
    assert_eq!(done(&town).await, ["Support has left Americas."]);
}

#[tokio::test]
async fn what_was_made_on_its_day_is_listed_as_done() {
    let town = Town::new(ACME).await;
    let planned = subtree_on(&town, "Sales", "Americas", 2).await;
    let moves = "Sales with the 3 accounts below it moves from EMEA to Americas.";
    assert_eq!(planned.sentence, moves);
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    let moved = "Sales with the 3 accounts below it moved from EMEA to Americas.";
    assert_eq!(done(&town).await, [moved]);
}

#[tokio::test]
async fn with_another_day_it_is_tied_to_the_place_that_was_shown_for_that_day() {
    let town = Town::new(ACME).await;
    let (store, to) = (town.store(), day_in(&town, 5).await);
    for action in [
        planned(&town, "Support", 2).await,
        subtree_on(&town, "Kiel", "EMEA", 2).await,
    ] {
        moved(&town, &action.account.name, "Americas").await;
        let shown = action_shift_preview(store, &manager(), action.id, to).await;
        let tied = shown.expect("a preview").tie();
        let to = (action.id, to);
        let shifted = action_shift(store, &manager(), &operation(), to, tied.as_ref()).await;
        let sentence = shifted.expect("another day").sentence;
        assert!(sentence.contains("Americas"), "{sentence}");
    }
    advance(&town, 5).await;
    assert_eq!(run(store).await, ran(2, 0));
}

#[tokio::test]
async fn children_alone_move_from_wherever_their_parent_stands() {
    let town = Town::new(ACME).await;
    let form = MoveForm::OnlyChildren { children: None };
    let date = day_in(&town, 2).await;
    scheduled(&town, &on(&town, "Sales", "Americas", form, date)).await;
    moved(&town, "Sales", "Acme").await;
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
}

#[tokio::test]
async fn what_was_scheduled_before_places_were_kept_is_done_from_anywhere() {
    let town = Town::new(ACME).await;
    planned(&town, "Support", 2).await;
    town.execute("ALTER TABLE deferred_action DISABLE TRIGGER USER")
        .await;
    town.execute("UPDATE deferred_action SET request = request #- '{removal,from}'")
        .await;
    town.execute("ALTER TABLE deferred_action ENABLE TRIGGER USER")
        .await;
    moved(&town, "Support", "Americas").await;
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(done(&town).await, ["Support has left Americas."]);
}
