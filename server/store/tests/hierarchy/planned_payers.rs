//! Handing payers over with a move on a day to come: decided twice, done with the move (HIER-2, OPS-1).

use domain::actions::{ActionRequest, ActionTie, DeferredAction};
use domain::hierarchy::{HandoverPreview, MoveConfirm, MoveForm, ScheduleOutcome};
use store::actions::{action_perform, action_preview, action_shift, action_shift_preview};
use store::hierarchy::{move_effect, move_schedule};

use crate::handovers::{billed_on, with_handover};
use crate::payers::{number, pay_since, payers, town};
use crate::planning::{
    advance, children_on, conflicts, day_in, on, preview, ran, row, run, state, subtree_on,
};
use crate::support::{Town, confirm, manager, operation, refusal, shown_now};
use crate::undo::undo;

/// The word to move Sales under Americas in some days and to hand over what it then pays for.
async fn order(town: &Town, days: u64, to: &str) -> MoveConfirm {
    let date = day_in(town, days).await;
    let request = on(town, "Sales", "Americas", MoveForm::WholeSubtree, date);
    let word = confirm(&preview(town, &request).await);
    with_handover(town, word, number(town, to).await.into()).await
}

pub async fn planned(town: &Town, days: u64, to: &str) -> DeferredAction {
    let order = order(town, days, to).await;
    match move_schedule(town.store(), &manager(), &order).await {
        Ok(ScheduleOutcome::Scheduled { action }) => *action,
        other => panic!("not scheduled: {other:?}"),
    }
}

#[tokio::test]
async fn on_its_day_a_move_hands_over_what_then_stays_while_its_payer_moves() {
    let town = town(&[("Support", "Kiel")]).await;
    let action = planned(&town, 3, "Head").await;
    assert!(
        (action.sentence).contains("What then stays while its payer moves is paid by Head (A-"),
        "{}",
        action.sentence
    );
    assert_eq!(payers(&town).await, ["Support by Kiel"]);
    // What came until the day is handed over too.
    pay_since(&town, "EMEA", "Sales", 0).await;
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(payers(&town).await, ["EMEA by Head", "Support by Head"]);
    let since: Vec<i32> = sqlx::query_scalar(
        "SELECT lower(valid) - CURRENT_DATE FROM bill_unit_payer
         WHERE superseded_at IS NULL AND upper_inf(valid)",
    )
    .fetch_all(town.store().pool())
    .await
    .expect("days");
    assert_eq!(since, [3, 3]);
}

#[tokio::test]
async fn a_handover_that_is_planned_meanwhile_makes_a_preview_of_that_day_stale() {
    let town = town(&[("Support", "Kiel")]).await;
    let date = day_in(&town, 5).await;
    let request = on(&town, "Head", "Acme", MoveForm::WholeSubtree, date);
    let seen = preview(&town, &request).await;
    // From then on Head pays for Support, which stays.
    planned(&town, 3, "Head").await;
    let outcome = move_schedule(town.store(), &manager(), &confirm(&seen)).await;
    assert!(
        matches!(outcome, Ok(ScheduleOutcome::Stale { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_handover_that_is_planned_elsewhere_leaves_a_preview_as_it_is() {
    let town = town(&[("Support", "Kiel")]).await;
    let date = day_in(&town, 5).await;
    // Neither Support, nor Kiel nor Head is at or below Depot.
    let request = on(&town, "Depot", "Acme", MoveForm::WholeSubtree, date);
    let seen = preview(&town, &request).await;
    let before = day_in(&town, 3).await;
    let other = on(&town, "Kiel", "Americas", MoveForm::WholeSubtree, before);
    let word = confirm(&preview(&town, &other).await);
    let order = with_handover(&town, word, number(&town, "Head").await.into()).await;
    for word in [order, confirm(&seen)] {
        let outcome = move_schedule(town.store(), &manager(), &word).await;
        assert!(
            matches!(outcome, Ok(ScheduleOutcome::Scheduled { .. })),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_handover_goes_to_the_bill_unit_that_was_shown_whichever_come_later() {
    let town = town(&[("Support", "Kiel")]).await;
    let action = planned(&town, 3, "Head").await;
    let ActionRequest::Move { handover, .. } = &action.request else {
        panic!("no move: {action:?}");
    };
    let to = handover.expect("a handover");
    assert_eq!(to.account, number(&town, "Head").await);
    assert!(to.unit.is_some(), "which of them was seen");
}

#[tokio::test]
async fn what_is_performed_before_its_day_hands_over_and_is_undone_whole() {
    let town = town(&[("Support", "Kiel")]).await;
    let before = town.picture().await;
    let action = planned(&town, 3, "Head").await;
    let shown = shown_now(&town, action.id).await;
    let (store, actor) = (town.store(), manager());
    let done = action_perform(store, &actor, &operation(), action.id, shown.as_ref()).await;
    let done = done.expect("performed");
    assert!(
        done.sentence.contains("1 bill unit is paid by Head"),
        "{}",
        done.sentence
    );
    assert_eq!(payers(&town).await, ["Support by Head"]);
    undo(&town, done.entry).await.expect("undone");
    assert_eq!(payers(&town).await, ["Support by Kiel"]);
    assert_eq!(town.picture().await, before);
}

/// What performing it now would hand over.
async fn handover_now(town: &Town, action: &DeferredAction) -> HandoverPreview {
    let shown = action_preview(town.store(), &manager(), action.id).await;
    shown.expect("a preview").handover.expect("a handover")
}

#[tokio::test]
async fn another_billing_day_of_the_new_payer_is_seen_before_it_is_performed_now() {
    let town = town(&[("Support", "Kiel")]).await;
    let action = planned(&town, 3, "Head").await;
    let shown = shown_now(&town, action.id).await;
    billed_on(&town, "Head", 15).await;
    let (store, actor) = (town.store(), manager());
    let perform = async |shown: Option<ActionTie>| {
        action_perform(store, &actor, &operation(), action.id, shown.as_ref()).await
    };
    assert_eq!(refusal(perform(shown).await).0, "stale");
    assert_eq!(payers(&town).await, ["Support by Kiel"]);
    assert_eq!(handover_now(&town, &action).await.aligned, 1);
    let again = shown_now(&town, action.id).await;
    perform(again).await.expect("performed");
    assert_eq!(payers(&town).await, ["Support by Head"]);
}

#[tokio::test]
async fn another_billing_day_of_the_new_payer_is_seen_before_it_gets_another_day() {
    let town = town(&[("Support", "Kiel")]).await;
    let action = planned(&town, 3, "Head").await;
    let to = day_in(&town, 5).await;
    let (store, actor) = (town.store(), manager());
    let look = async || action_shift_preview(store, &actor, action.id, to).await;
    let shift = async |shown: Option<ActionTie>| {
        let to = (action.id, to);
        action_shift(store, &actor, &operation(), to, shown.as_ref()).await
    };
    let shown = look().await.expect("a preview").tie();
    billed_on(&town, "Head", 15).await;
    assert_eq!(refusal(shift(shown).await).0, "stale");
    let again = look().await.expect("a preview");
    let handover = again.handover.as_ref().expect("a handover");
    assert_eq!(handover.aligned, 1);
    assert_eq!(shift(again.tie()).await.expect("shifted").due_on, to);
}

#[tokio::test]
async fn where_nothing_is_left_to_hand_over_nothing_is_tied_to_who_would_pay() {
    let town = town(&[]).await;
    let action = planned(&town, 3, "Head").await;
    let shown = shown_now(&town, action.id).await;
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'Head'")
        .await;
    let (store, actor) = (town.store(), manager());
    action_perform(store, &actor, &operation(), action.id, shown.as_ref())
        .await
        .expect("performed");
}

#[tokio::test]
async fn what_cannot_be_handed_over_today_is_not_scheduled() {
    let town = town(&[("Support", "Kiel"), ("Head", "Acme")]).await;
    let order = order(&town, 3, "Head").await;
    let (code, sentence) = refusal(move_schedule(town.store(), &manager(), &order).await);
    assert_eq!(code, "paid_for");
    assert!(sentence.contains("→ Acme (A-"), "{sentence}");
    assert_eq!(state(&town, "Sales").await, []);
}

#[tokio::test]
async fn where_the_handover_cannot_be_made_on_its_day_nothing_moves_either() {
    let town = town(&[("Support", "Kiel")]).await;
    planned(&town, 3, "Head").await;
    pay_since(&town, "Head", "Acme", 0).await;
    let before = town.picture().await;
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(town.picture().await, before);
    assert_eq!(payers(&town).await, ["Head by Acme", "Support by Kiel"]);
    let failure: String = sqlx::query_scalar("SELECT failure_code FROM deferred_action")
        .fetch_one(town.store().pool())
        .await
        .expect("a failure");
    assert_eq!(failure, "paid_for");
}

#[tokio::test]
async fn a_move_whose_handover_will_be_refused_stands_in_no_tree_of_its_day_and_is_told_as_a_conflict()
 {
    let town = town(&[("Support", "Kiel")]).await;
    let action = planned(&town, 3, "Head").await;
    let day = day_in(&town, 3).await;
    assert_eq!(
        children_on(&town, "Americas", day).await,
        [row("Sales", 2, 3)]
    );
    assert_eq!(conflicts(&town, "Sales").await, [None]);
    pay_since(&town, "Head", "Acme", 0).await;
    assert_eq!(children_on(&town, "Americas", day).await, []);
    assert_eq!(
        children_on(&town, "EMEA", day).await,
        [row("Sales", 2, 3), row("Support", 0, 0)]
    );
    // A preview of that day counts from there, with who pays until then.
    let request = on(&town, "EMEA", "Head", MoveForm::WholeSubtree, day);
    assert_eq!(preview(&town, &request).await.moving, 6);
    assert_eq!(crossing(&town, "Kiel", 3).await, ["Support"]);
    let told = conflicts(&town, "Sales").await.remove(0);
    let told = told.expect("a conflict");
    assert!(told.contains("→ Acme (A-"), "{told}");
    let told = handover_now(&town, &action).await;
    assert_eq!(told.conflicts, 1);
    assert!(told.rows[0].words(&told).contains("→ Acme (A-"), "{told:?}");
}

#[tokio::test]
async fn a_handover_that_runs_late_counts_from_its_own_day() {
    let town = town(&[("Support", "Kiel")]).await;
    planned(&town, 3, "Head").await;
    advance(&town, 5).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    let paid: Vec<(String, Option<i32>)> = sqlx::query_as(
        "SELECT a.name, upper(p.valid) - CURRENT_DATE FROM bill_unit_payer p
         JOIN bill_unit v ON v.id = p.payer_id JOIN account a ON a.id = v.account_id
         WHERE p.superseded_at IS NULL ORDER BY lower(p.valid)",
    )
    .fetch_all(town.store().pool())
    .await
    .expect("payers");
    assert_eq!(
        paid,
        [("Kiel".to_owned(), Some(3)), ("Head".to_owned(), None)]
    );
}

#[tokio::test]
async fn a_late_handover_does_not_overwrite_who_paid_since_its_day() {
    let town = town(&[]).await;
    planned(&town, 3, "Head").await;
    let day = day_in(&town, 3).await;
    advance(&town, 5).await;
    // From the day after it on, and so not of its day.
    pay_since(&town, "Support", "Kiel", -4).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    let sentence: String = sqlx::query_scalar("SELECT failure_sentence FROM deferred_action")
        .fetch_one(town.store().pool())
        .await
        .expect("a failure");
    assert!(
        sentence.starts_with("Who pays for Support (A-"),
        "{sentence}"
    );
    assert_eq!(payers(&town).await, ["Support by Kiel"]);
    assert_eq!(children_on(&town, "Americas", day).await, []);
    assert_eq!(
        children_on(&town, "EMEA", day).await,
        [row("Sales", 2, 3), row("Support", 0, 0)]
    );
}

#[tokio::test]
async fn on_a_day_to_come_who_pays_across_the_border_is_asked_of_the_tree_of_that_day() {
    let town = town(&[("Support", "Kiel"), ("Depot", "Kiel")]).await;
    // By then Depot, which Kiel pays for, is below Kiel; and Support still is not.
    subtree_on(&town, "Depot", "Kiel", 2).await;
    assert_eq!(crossing(&town, "Kiel", 1).await, ["Depot", "Support"]);
    assert_eq!(crossing(&town, "Kiel", 2).await, ["Support"]);
}

#[tokio::test]
async fn on_a_day_to_come_who_is_handed_over_until_then_is_paid_by_the_new_payer() {
    let town = town(&[("Support", "Kiel")]).await;
    planned(&town, 3, "Head").await;
    assert_eq!(crossing(&town, "Kiel", 2).await, ["Support"]);
    assert_eq!(crossing(&town, "Kiel", 3).await, Vec::<String>::new());
    assert_eq!(crossing(&town, "Head", 3).await, ["Support"]);
}

/// Whose payer is on the other side when an account moves with all below it in some days.
async fn crossing(town: &Town, account: &str, days: u64) -> Vec<String> {
    let date = day_in(town, days).await;
    let request = on(town, account, "Acme", MoveForm::WholeSubtree, date);
    let effect = move_effect(town.store(), &manager(), &request).await;
    let rows = effect.expect("an effect").payers.rows.into_iter();
    rows.map(|row| row.unit.account.name).collect()
}

#[tokio::test]
async fn a_handover_that_was_kept_with_the_accounts_number_alone_is_made_too() {
    let town = town(&[("Support", "Kiel")]).await;
    planned(&town, 3, "Head").await;
    let as_before = "
        ALTER TABLE deferred_action DISABLE TRIGGER USER;
        UPDATE deferred_action SET request = jsonb_set(request, '{move,handover}',
                                                       request #> '{move,handover,account}');
        ALTER TABLE deferred_action ENABLE TRIGGER USER";
    let upgrade = include_str!("../../../../migrations/src/sql/m0036_handover_units.sql");
    for statements in [as_before, upgrade] {
        sqlx::raw_sql(statements)
            .execute(town.store().pool())
            .await
            .expect("the old shape, then the new one");
    }
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(payers(&town).await, ["Support by Head"]);
}
