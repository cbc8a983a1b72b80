//! Leaving an organization on a day to come: decided twice, shown in the tree of that day (ORG-4, ORG-8, OPS-1).

use domain::accounts::AccountNumber;
use domain::actions::{ActionKind, ActionState, DeferredAction};
use domain::hierarchy::{Effective, MoveForm, RemovalOutcome, RemovalRequest};
use store::actions::{action_cancel, action_perform, action_shift, action_shift_preview};
use store::hierarchy::{hierarchy_remove, removal_preview};

use crate::handovers::removal_with_handover;
use crate::payers::{number, payers, town};
use crate::planning::{
    advance, children_on, conflicts, day_in, on, path_on, ran, row, run,
    scheduled as scheduled_move, state, subtree_on,
};
use crate::support::{ACME, Town, csr, manager, operation, refusal, shown_now};
use crate::undo::undo;

async fn asked(town: &Town, account: &str, days: u64) -> RemovalRequest {
    let date = day_in(town, days).await;
    town.removal_from(account, Effective::On { date }).await
}

async fn scheduled(town: &Town, request: &RemovalRequest) -> DeferredAction {
    match hierarchy_remove(town.store(), &manager(), request).await {
        Ok(RemovalOutcome::Scheduled { action }) => *action,
        other => panic!("not scheduled: {other:?}"),
    }
}

pub async fn planned(town: &Town, account: &str, days: u64) -> DeferredAction {
    scheduled(town, &asked(town, account, days).await).await
}

#[tokio::test]
async fn an_account_leaves_on_its_day_and_not_before() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    let action = planned(&town, "Support", 3).await;
    assert_eq!(action.sentence, "Support leaves EMEA.");
    assert_eq!(action.request.kind(), ActionKind::Removal);
    assert_eq!(town.picture().await, before);
    let (eve, day) = (day_in(&town, 2).await, day_in(&town, 3).await);
    assert_eq!(
        children_on(&town, "EMEA", eve).await,
        [row("Sales", 2, 3), row("Support", 0, 0)]
    );
    assert_eq!(children_on(&town, "EMEA", day).await, [row("Sales", 2, 3)]);
    assert_eq!(
        path_on(&town, "Support", day).await,
        [("Support".to_owned(), 0)]
    );
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(0, 0));
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert!(
        town.picture().await.contains("\nSupport"),
        "it stands alone"
    );
    assert_eq!(state(&town, "Support").await, []);
}

#[tokio::test]
async fn children_that_will_have_come_stand_in_the_way_and_are_named() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Kiel", "Support", 2).await;
    let date = day_in(&town, 3).await;
    let on = Effective::On { date };
    let preview = removal_preview(town.store(), &csr(), town.id("Support"), on).await;
    let preview = preview.expect("a preview");
    assert_eq!(preview.children_count, 1);
    assert_eq!(preview.children[0].name, "Kiel");
    let request = asked(&town, "Support", 3).await;
    let (code, sentence) = refusal(hierarchy_remove(town.store(), &manager(), &request).await);
    assert_eq!(code, "has_children");
    assert!(sentence.contains("Kiel (A-"), "{sentence}");
}

#[tokio::test]
async fn children_that_will_have_come_without_being_named_stand_in_the_way_too() {
    let town = Town::new(ACME).await;
    planned(&town, "Support", 5).await;
    let form = MoveForm::OnlyChildren { children: None };
    let date = day_in(&town, 3).await;
    scheduled_move(&town, &on(&town, "Sales", "Support", form, date)).await;
    let stands = conflicts(&town, "Support").await;
    let told: Vec<&String> = stands.iter().flatten().collect();
    assert!(
        matches!(told[..], [sentence] if sentence.contains("Kiel (A-")),
        "{stands:?}"
    );
    let day = day_in(&town, 5).await;
    let path = path_on(&town, "Support", day).await;
    assert_eq!(path.len(), 3, "it stays under EMEA: {path:?}");
}

#[tokio::test]
async fn children_that_came_until_its_day_make_it_fail_and_nothing_is_done() {
    let town = Town::new(ACME).await;
    planned(&town, "Support", 2).await;
    town.moved("Kiel", "Support", MoveForm::WholeSubtree).await;
    let before = town.picture().await;
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(town.picture().await, before);
    let failed = (ActionState::Failed, Some("has_children".to_owned()));
    assert_eq!(state(&town, "Support").await, [failed]);
}

#[tokio::test]
async fn what_changed_since_the_look_schedules_nothing_and_is_shown_anew() {
    let town = Town::new(ACME).await;
    let request = asked(&town, "Support", 5).await;
    subtree_on(&town, "Support", "Americas", 4).await;
    let outcome = hierarchy_remove(town.store(), &manager(), &request).await;
    let Ok(RemovalOutcome::Stale { now, .. }) = outcome else {
        panic!("not stale: {outcome:?}");
    };
    assert_eq!(now.from.map(|from| from.name).as_deref(), Some("Americas"));
}

#[tokio::test]
async fn a_double_click_schedules_it_once() {
    let town = Town::new(ACME).await;
    let request = asked(&town, "Support", 5).await;
    let first = scheduled(&town, &request).await;
    assert_eq!(scheduled(&town, &request).await.id, first.id);
    assert_eq!(state(&town, "Support").await.len(), 1);
}

#[tokio::test]
async fn with_its_day_it_hands_over_all_that_the_account_pays_for() {
    let town = town(&[("Sales", "Support"), ("Head", "Support")]).await;
    let acme = number(&town, "Acme").await.into();
    let request = removal_with_handover(&town, asked(&town, "Support", 3).await, acme).await;
    let action = scheduled(&town, &request).await;
    assert!(
        (action.sentence).starts_with("Support leaves EMEA. What then stays"),
        "{}",
        action.sentence
    );
    assert_eq!(payers(&town).await, ["Head by Support", "Sales by Support"]);
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(payers(&town).await, ["Head by Acme", "Sales by Acme"]);
}

#[tokio::test]
async fn a_handover_that_cannot_be_made_is_not_scheduled() {
    let town = town(&[("Sales", "Support")]).await;
    let request = RemovalRequest {
        handover: Some(AccountNumber::new(99_999_999).expect("a number").into()),
        ..asked(&town, "Support", 3).await
    };
    let (code, _) = refusal(hierarchy_remove(town.store(), &manager(), &request).await);
    assert_eq!(code, "unknown_account");
}

#[tokio::test]
async fn it_is_performed_before_its_day_as_it_was_shown_and_undone() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    let action = planned(&town, "Support", 9).await;
    let (store, manager) = (town.store(), manager());
    let unseen = action_perform(store, &manager, &operation(), action.id, None).await;
    assert_eq!(refusal(unseen).0, "stale");
    let shown = shown_now(&town, action.id).await;
    let done = action_perform(store, &manager, &operation(), action.id, shown.as_ref()).await;
    let done = done.expect("performed");
    assert_eq!(done.sentence, "Support has left EMEA.");
    undo(&town, done.entry).await.expect("undone");
    assert_eq!(town.picture().await, before);
}

#[tokio::test]
async fn it_gets_another_day_as_it_was_shown_for_that_day() {
    let town = Town::new(ACME).await;
    let action = planned(&town, "Support", 3).await;
    let (store, to) = (town.store(), day_in(&town, 8).await);
    let shown = action_shift_preview(store, &manager(), action.id, to).await;
    let shown = shown.expect("a preview");
    let day = domain::dates::date_words(to);
    assert_eq!(
        shown.sentence(),
        Some(format!("On {day}, Support leaves EMEA."))
    );
    let to = (action.id, to);
    let tied = shown.tie();
    let shifted = action_shift(store, &manager(), &operation(), to, tied.as_ref()).await;
    assert_eq!(shifted.expect("another day").due_on, to.1);
}

#[tokio::test]
async fn a_cancelled_one_does_not_happen_and_a_csr_may_neither_plan_nor_cancel_it() {
    let town = Town::new(ACME).await;
    let request = asked(&town, "Support", 3).await;
    assert!(
        hierarchy_remove(town.store(), &csr(), &request)
            .await
            .is_err()
    );
    let action = scheduled(&town, &request).await;
    let by_csr = action_cancel(town.store(), &csr(), &operation(), action.id).await;
    assert!(by_csr.is_err(), "{by_csr:?}");
    let cancelled = action_cancel(town.store(), &manager(), &operation(), action.id).await;
    assert_eq!(cancelled.expect("cancelled").state, ActionState::Cancelled);
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(0, 0));
}
