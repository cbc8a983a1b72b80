//! Moves on a day to come: scheduled, seen in the tree of that day, performed exactly once (ORG-2,
//! ORG-8, OPS-1, OPS-3).

use chrono::NaiveDate;
use domain::actions::ActionState;
use domain::dates::date_words;
use domain::hierarchy::{MoveForm, MovingSide, ScheduleOutcome, UndoRequest};
use store::actions::{action_cancel, action_perform, action_preview, actions_due};
use store::hierarchy::{move_effect, move_preview, move_schedule, move_undo, moving_accounts};
use store::installation::clock_advance;
use store::{Result, StoreError};

use crate::planning::{
    advance, children_on, day_in, on, operations, path_on, preview, ran, row, run, scheduled,
    state, subtree_on,
};
use crate::support::{self, ACME, Town, confirm, csr, manager, operation, refusal, shown_now};

#[tokio::test]
async fn a_scheduled_move_stands_in_the_tree_of_its_day_and_not_before() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 10).await;
    assert_eq!(
        action.sentence,
        "Sales with the 3 accounts below it moves from EMEA to Americas."
    );
    let (before, day) = (day_in(&town, 9).await, day_in(&town, 10).await);
    let now = [row("Sales", 2, 3), row("Support", 0, 0)];
    assert_eq!(children_on(&town, "EMEA", before).await, now);
    assert_eq!(children_on(&town, "Americas", before).await, []);
    assert_eq!(
        children_on(&town, "EMEA", day).await,
        [row("Support", 0, 0)]
    );
    assert_eq!(
        children_on(&town, "Americas", day).await,
        [row("Sales", 2, 3)]
    );
    let sides = [row("Americas", 1, 4), row("EMEA", 1, 1)];
    assert_eq!(children_on(&town, "Acme", day).await, sides);
    let path = [("Acme", 7), ("Americas", 4), ("Sales", 3), ("Kiel", 0)];
    assert_eq!(
        path_on(&town, "Kiel", day).await,
        path.map(|(name, below)| (name.to_owned(), below))
    );
    assert_eq!(path_on(&town, "Kiel", before).await[1].0, "EMEA");
}

#[tokio::test]
async fn every_form_of_a_move_can_be_planned_and_comes_as_its_preview_and_tree_said() {
    for form in [
        |_: &Town| MoveForm::WholeSubtree,
        |_: &Town| MoveForm::AloneChildrenToOldParent,
        |town: &Town| MoveForm::WithSome {
            children: vec![town.id("Oslo")],
        },
        |_: &Town| MoveForm::OnlyChildren { children: None },
    ] {
        let town = Town::new(ACME).await;
        let date = day_in(&town, 3).await;
        let request = on(&town, "Sales", "Americas", form(&town), date);
        let previewed = preview(&town, &request).await;
        scheduled(&town, &request).await;
        let mut planned = Vec::new();
        for parent in ["Acme", "EMEA", "Americas", "Sales"] {
            planned.push(children_on(&town, parent, date).await);
        }
        advance(&town, 3).await;
        assert_eq!(run(town.store()).await, ran(1, 0));
        let mut made = Vec::new();
        for parent in ["Acme", "EMEA", "Americas", "Sales"] {
            made.push(children_on(&town, parent, date).await);
        }
        assert_eq!(planned, made, "{:?}", request.form);
        assert_eq!(
            made[2].iter().map(|row| row.2 + 1).sum::<i64>(),
            previewed.moving
        );
    }
}

#[tokio::test]
async fn a_preview_of_a_day_to_come_counts_what_is_planned_until_then() {
    let town = Town::new(ACME).await;
    town.item("Support", "EUR", 500).await;
    town.item("Sales", "EUR", 700).await;
    subtree_on(&town, "Support", "Sales", 5).await;
    let date = day_in(&town, 6).await;
    let request = on(&town, "Sales", "Americas", MoveForm::WholeSubtree, date);
    let later = preview(&town, &request).await;
    assert_eq!(later.moving, 5);
    assert!(
        later.verb().starts_with("Move 5 accounts on "),
        "{}",
        later.verb()
    );
    let earlier = on(
        &town,
        "Sales",
        "Americas",
        MoveForm::WholeSubtree,
        day_in(&town, 4).await,
    );
    assert_eq!(preview(&town, &earlier).await.moving, 4);
    let effect = move_effect(town.store(), &manager(), &request)
        .await
        .expect("an effect");
    assert_eq!(effect.fingerprint, later.fingerprint);
    assert_eq!(
        effect.due.iter().map(|due| due.minor).collect::<Vec<_>>(),
        [1_200]
    );
    let names = |rows: Vec<domain::hierarchy::MovingRow>| -> Vec<String> {
        rows.into_iter().map(|row| row.account.name).collect()
    };
    let first = moving_accounts(
        town.store(),
        &manager(),
        (&request, MovingSide::Along),
        None,
        3,
    )
    .await
    .expect("a page");
    let last = first.rows.last().map(|row| row.account.id);
    let rest = moving_accounts(
        town.store(),
        &manager(),
        (&request, MovingSide::Along),
        last,
        3,
    )
    .await
    .expect("a page");
    let all = [names(first.rows), names(rest.rows)].concat();
    assert_eq!(all, ["Sales", "Kiel", "Oslo", "Depot", "Support"]);
}

#[tokio::test]
async fn a_preview_that_another_plan_overtook_schedules_nothing_and_is_shown_anew() {
    let town = Town::new(ACME).await;
    let date = day_in(&town, 6).await;
    let request = on(&town, "Sales", "Americas", MoveForm::WholeSubtree, date);
    let seen = preview(&town, &request).await;
    subtree_on(&town, "Support", "Oslo", 5).await;
    let outcome = move_schedule(town.store(), &manager(), &confirm(&seen)).await;
    let Ok(ScheduleOutcome::Stale { now, .. }) = outcome else {
        panic!("not stale: {outcome:?}");
    };
    assert_eq!((seen.moving, now.moving), (4, 5));
    assert_eq!(state(&town, "Sales").await, []);
}

#[tokio::test]
async fn a_plan_under_what_another_plan_brings_makes_a_preview_of_its_new_parent_stale() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 5).await;
    let date = day_in(&town, 6).await;
    let request = on(&town, "Americas", "EMEA", MoveForm::WholeSubtree, date);
    let seen = preview(&town, &request).await;
    // On that day Oslo still stands with Sales under EMEA.
    subtree_on(&town, "Support", "Oslo", 4).await;
    let outcome = move_schedule(town.store(), &manager(), &confirm(&seen)).await;
    let Ok(ScheduleOutcome::Stale { now, .. }) = outcome else {
        panic!("not stale: {outcome:?}");
    };
    assert_eq!((seen.moving, now.moving), (5, 6));
}

#[tokio::test]
async fn what_is_planned_for_an_account_makes_a_preview_of_now_stale() {
    let town = Town::new(ACME).await;
    let seen = town
        .preview("EMEA", "Americas", MoveForm::WholeSubtree)
        .await
        .expect("a preview");
    subtree_on(&town, "Kiel", "Acme", 5).await;
    let again = town
        .preview("EMEA", "Americas", MoveForm::WholeSubtree)
        .await
        .expect("a preview");
    assert_ne!(seen.fingerprint, again.fingerprint);
}

#[tokio::test]
async fn what_makes_no_sense_on_that_day_is_refused_with_a_sentence() {
    let town = Town::new(ACME).await;
    let today = day_in(&town, 0).await;
    let yesterday = today.pred_opt().expect("a day");
    let refused = async |account: &str, to: &str, date: NaiveDate| {
        let request = on(&town, account, to, MoveForm::WholeSubtree, date);
        refusal(move_preview(town.store(), &manager(), &request).await)
    };
    let (code, sentence) = refused("Sales", "Americas", yesterday).await;
    assert_eq!(code, "past");
    assert!(sentence.contains(" is past: today is "), "{sentence}");
    assert_eq!(refused("Sales", "Americas", today).await.0, "today");
    let far = "2999-01-01".parse().expect("a day");
    assert_eq!(refused("Sales", "Americas", far).await.0, "too_late");
    subtree_on(&town, "Sales", "Americas", 5).await;
    let day = day_in(&town, 5).await;
    assert_eq!(refused("Sales", "Americas", day).await.0, "already_there");
    assert_eq!(refused("Americas", "Kiel", day).await.0, "under_descendant");
    let before = day_in(&town, 4).await;
    let request = on(&town, "Americas", "Kiel", MoveForm::WholeSubtree, before);
    preview(&town, &request).await;
}

#[tokio::test]
async fn a_double_click_schedules_once() {
    let town = Town::new(ACME).await;
    let date = day_in(&town, 5).await;
    let request = on(&town, "Sales", "Americas", MoveForm::WholeSubtree, date);
    let confirm = confirm(&preview(&town, &request).await);
    for _ in 0..2 {
        let outcome = move_schedule(town.store(), &manager(), &confirm).await;
        assert!(
            matches!(outcome, Ok(ScheduleOutcome::Scheduled { .. })),
            "{outcome:?}"
        );
    }
    assert_eq!(state(&town, "Sales").await, [(ActionState::Pending, None)]);
}

#[tokio::test]
async fn what_is_cancelled_is_never_done_and_stands_in_no_tree() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 1).await;
    let operation = operation();
    for _ in 0..2 {
        let cancelled = action_cancel(town.store(), &manager(), &operation, action.id)
            .await
            .expect("cancelled");
        assert_eq!(cancelled.state, ActionState::Cancelled);
    }
    let cancelled_on = day_in(&town, 0).await;
    let day = day_in(&town, 1).await;
    assert_eq!(children_on(&town, "Americas", day).await, []);
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(0, 0));
    let (store, manager) = (town.store(), manager());
    let again = action_cancel(store, &manager, &support::operation(), action.id).await;
    let cancelled = format!(
        "This was cancelled already, on {} by {}.",
        date_words(cancelled_on),
        manager.name()
    );
    assert_eq!(refusal(again), ("cancelled".to_owned(), cancelled.clone()));
    let shown = action_preview(store, &csr(), action.id).await;
    assert_eq!(refusal(shown).1, cancelled);
    let performed = action_perform(store, &manager, &support::operation(), action.id, None).await;
    assert_eq!(refusal(performed).0, "cancelled");
}

#[tokio::test]
async fn what_is_planned_can_be_performed_now_once_and_undone() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    let action = subtree_on(&town, "Sales", "Americas", 30).await;
    let operation_id = operation();
    let mut entries = Vec::new();
    let shown = shown_now(&town, action.id).await;
    let (store, actor) = (town.store(), manager());
    for _ in 0..2 {
        let done = action_perform(store, &actor, &operation_id, action.id, shown.as_ref())
            .await
            .expect("performed");
        entries.push(done.entry);
    }
    assert_eq!(entries[0], entries[1]);
    let today = day_in(&town, 0).await;
    assert_eq!(
        children_on(&town, "Americas", today).await,
        [row("Sales", 2, 3)]
    );
    let cancelled = action_cancel(town.store(), &manager(), &operation(), action.id).await;
    assert_eq!(refusal(cancelled).0, "done");
    let undo = UndoRequest {
        operation_id: operation(),
        entry: entries[0],
    };
    move_undo(town.store(), &manager(), &undo)
        .await
        .expect("undone");
    assert_eq!(town.picture().await, before);
}

#[tokio::test]
async fn what_is_performed_before_its_day_is_what_was_seen_or_nothing() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 30).await;
    let (store, actor) = (town.store(), manager());
    let unseen = action_perform(store, &actor, &operation(), action.id, None).await;
    assert_eq!(refusal(unseen).0, "stale");
    let shown = shown_now(&town, action.id).await;
    town.moved("Oslo", "Support", MoveForm::WholeSubtree).await;
    let before = town.picture().await;
    let overtaken = action_perform(store, &actor, &operation(), action.id, shown.as_ref()).await;
    assert_eq!(refusal(overtaken).0, "stale");
    assert_eq!(town.picture().await, before);
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> bool {
    matches!(result, Err(StoreError::Refused(_)))
}

#[tokio::test]
async fn only_who_may_move_plans_cancels_and_performs_and_only_operations_run() {
    let mut town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 1).await;
    let (store, date) = (town.store(), day_in(&town, 2).await);
    let request = on(&town, "Oslo", "Americas", MoveForm::WholeSubtree, date);
    let seen = confirm(&preview(&town, &request).await);
    for actor in [csr(), operations()] {
        assert!(refused(move_schedule(store, &actor, &seen).await));
        assert!(refused(
            action_cancel(store, &actor, &operation(), action.id).await
        ));
        assert!(refused(
            action_perform(store, &actor, &operation(), action.id, None).await
        ));
    }
    for actor in [csr(), manager()] {
        assert!(refused(actions_due(store, &actor).await));
        assert!(refused(clock_advance(store, &actor, 1).await));
    }
    assert_eq!(actions_due(store, &operations()).await.expect("a list"), []);
    // A single account that is in no organization may be associated, and what a person planned
    // themselves they may take back.
    town.account("Bergen").await;
    let request = on(&town, "Bergen", "Sales", MoveForm::WholeSubtree, date);
    let seen = confirm(&preview(&town, &request).await);
    let outcome = move_schedule(town.store(), &csr(), &seen).await;
    let Ok(ScheduleOutcome::Scheduled { action }) = outcome else {
        panic!("not scheduled: {outcome:?}");
    };
    let cancelled = action_cancel(town.store(), &csr(), &operation(), action.id).await;
    assert_eq!(cancelled.expect("cancelled").state, ActionState::Cancelled);
}

#[tokio::test]
async fn the_clock_of_real_customers_stands_as_it_stands() {
    let town = Town::new("Acme").await;
    town.execute("UPDATE installation SET kind = 'production'")
        .await;
    let moved = clock_advance(town.store(), &operations(), 1).await;
    assert!(
        matches!(moved, Err(StoreError::Conflict { code: "clock", .. })),
        "{moved:?}"
    );
}

#[tokio::test]
async fn the_database_lets_nobody_rewrite_what_was_planned_or_is_over() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 1).await;
    for statement in [
        "UPDATE deferred_action SET due_on = due_on + 1",
        "UPDATE deferred_action SET state = 'done'",
        "DELETE FROM deferred_action",
    ] {
        let refused = sqlx::query(statement).execute(town.store().pool()).await;
        assert!(refused.is_err(), "{statement}");
    }
    action_cancel(town.store(), &manager(), &operation(), action.id)
        .await
        .expect("cancelled");
    let reopened =
        sqlx::query("UPDATE deferred_action SET state = 'pending', ended_entry_id = NULL")
            .execute(town.store().pool())
            .await;
    assert!(reopened.is_err());
}
