//! A preview that does not hold any more says who changed what since it was shown (ORG-3, decision 19).

use domain::access::Role;
use domain::bill_units::{BillUnitDraft, BillUnitEdit};
use domain::hierarchy::{
    MoveConfirm, MoveForm, MoveOutcome, MovePreview, RemovalOutcome, ScheduleOutcome,
};
use domain::ids::BillUnitId;
use store::bill_units::bill_unit_save;
use store::hierarchy::{hierarchy_remove, move_run, move_schedule};
use uuid::Uuid;

use crate::drafting::{applied, approved, subtree};
use crate::handovers::sales_to_head;
use crate::payers::{number, town};
use crate::planning::{advance, day_in, on, preview, ran, run, subtree_on};
use crate::support::{ACME, Town, confirm, manager, operation, staff};
use crate::undo::undo;

const WHOLE: MoveForm = MoveForm::WholeSubtree;

/// Somebody else moves an account.
async fn sam_moves(town: &Town, account: &str, to: &str) {
    sam_moves_some(town, account, to, WHOLE).await;
}

async fn sam_moves_some(town: &Town, account: &str, to: &str, form: MoveForm) {
    let seen = town.preview(account, to, form).await.expect("a preview");
    let sam = staff(7, "Sam Rivers", Role::Manager);
    let outcome = move_run(town.store(), &sam, &confirm(&seen)).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Done { .. })),
        "{outcome:?}"
    );
}

async fn seen(town: &Town) -> MovePreview {
    let seen = town.preview("Sales", "Americas", WHOLE).await;
    seen.expect("a preview")
}

/// What the answer to the word to move says.
async fn said(town: &Town, word: &MoveConfirm) -> Option<String> {
    match move_run(town.store(), &manager(), word).await {
        Ok(MoveOutcome::Stale { meanwhile, .. }) => meanwhile,
        other => panic!("not stale: {other:?}"),
    }
}

async fn named(town: &Town, name: &str) -> String {
    format!("{name} ({})", number(town, name).await)
}

#[tokio::test]
async fn a_stale_preview_names_the_last_change_and_counts_the_others() {
    let town = Town::new(ACME).await;
    sam_moves(&town, "Support", "Americas").await;
    let seen = seen(&town).await;
    sam_moves(&town, "Depot", "Kiel").await;
    let depot = named(&town, "Depot").await;
    let once = format!("Meanwhile Sam Rivers moved {depot} under Kiel.");
    assert_eq!(said(&town, &confirm(&seen)).await, Some(once));
    // Nobody who looked at Sales would have seen this.
    sam_moves(&town, "Support", "Acme").await;
    sam_moves(&town, "Kiel", "Acme").await;
    let kiel = named(&town, "Kiel").await;
    let last = format!(
        "Meanwhile Sam Rivers moved {kiel} under Acme. Before that there was 1 other change."
    );
    assert_eq!(said(&town, &confirm(&seen)).await, Some(last));
}

#[tokio::test]
async fn the_preview_that_is_shown_anew_begins_anew() {
    let town = Town::new(ACME).await;
    let seen = seen(&town).await;
    sam_moves(&town, "Depot", "Kiel").await;
    let outcome = move_run(town.store(), &manager(), &confirm(&seen)).await;
    let Ok(MoveOutcome::Stale { now, .. }) = outcome else {
        panic!("not stale: {outcome:?}")
    };
    sam_moves(&town, "EMEA", "Americas").await;
    let emea = named(&town, "EMEA").await;
    let last = format!("Meanwhile Sam Rivers moved {emea} under Americas.");
    assert_eq!(said(&town, &confirm(&now)).await, Some(last));
}

#[tokio::test]
async fn what_the_history_does_not_explain_is_not_explained() {
    let town = Town::new(ACME).await;
    let seen = seen(&town).await;
    sam_moves(&town, "Support", "Acme").await;
    // No history tells of it.
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'Kiel'")
        .await;
    assert_eq!(said(&town, &confirm(&seen)).await, None);
    let unknown = MoveConfirm {
        seen_at: None,
        ..confirm(&seen)
    };
    sam_moves(&town, "Depot", "Acme").await;
    assert_eq!(said(&town, &unknown).await, None);
}

#[tokio::test]
async fn children_that_moved_a_board_and_an_undo_are_told_as_what_they_were() {
    let town = Town::new(ACME).await;
    let seen = seen(&town).await;
    let children = MoveForm::OnlyChildren { children: None };
    sam_moves_some(&town, "Oslo", "Kiel", children).await;
    let oslo = named(&town, "Oslo").await;
    let last = format!("Meanwhile Sam Rivers moved children of {oslo} under Kiel.");
    assert_eq!(said(&town, &confirm(&seen)).await, Some(last));

    let steps = vec![
        subtree(&town, "Depot", "Sales"),
        subtree(&town, "Oslo", "Kiel"),
    ];
    let board = approved(&town, steps).await;
    let done = applied(&town, &board).await.expect("applied");
    let depot = named(&town, "Depot").await;
    let last = format!(
        "Meanwhile Manager applied a what-if board that begins with {depot}. Before that there was 1 other \
         change."
    );
    assert_eq!(said(&town, &confirm(&seen)).await, Some(last));

    undo(&town, done.entry).await.expect("undone");
    let said = said(&town, &confirm(&seen)).await.expect("an explanation");
    let last = format!("Meanwhile Manager undid what had changed the place of {depot}.");
    assert!(said.starts_with(&last), "{said}");
}

#[tokio::test]
async fn another_plan_is_told_where_it_reaches_what_is_previewed() {
    let town = Town::new(ACME).await;
    let date = day_in(&town, 6).await;
    let request = on(&town, "Sales", "Americas", WHOLE, date);
    let seen = preview(&town, &request).await;
    subtree_on(&town, "Support", "Oslo", 5).await;
    let outcome = move_schedule(town.store(), &manager(), &confirm(&seen)).await;
    let Ok(ScheduleOutcome::Stale { meanwhile, .. }) = outcome else {
        panic!("not stale: {outcome:?}")
    };
    let support = named(&town, "Support").await;
    let last = format!("Meanwhile Manager scheduled a change of {support}.");
    assert_eq!(meanwhile, Some(last));
}

#[tokio::test]
async fn what_was_made_on_its_day_is_told_of_the_program() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Depot", "Kiel", 2).await;
    let seen = seen(&town).await;
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    let depot = named(&town, "Depot").await;
    let last = format!("Meanwhile the program (deferred actions) moved {depot} under Kiel.");
    assert_eq!(said(&town, &confirm(&seen)).await, Some(last));
}

#[tokio::test]
async fn a_removal_that_does_not_hold_any_more_says_who_changed_what() {
    let town = town(&[]).await;
    let request = town.removal("Depot").await;
    sam_moves(&town, "Depot", "Kiel").await;
    let outcome = hierarchy_remove(town.store(), &manager(), &request).await;
    let Ok(RemovalOutcome::Stale { meanwhile, .. }) = outcome else {
        panic!("not stale: {outcome:?}")
    };
    let depot = named(&town, "Depot").await;
    let last = format!("Meanwhile Sam Rivers moved {depot} under Kiel.");
    assert_eq!(meanwhile, Some(last));
}

#[tokio::test]
async fn another_billing_day_of_the_chosen_payer_is_told() {
    let town = town(&[("EMEA", "Sales")]).await;
    let word = sales_to_head(&town).await;
    let unit: Uuid = sqlx::query_scalar("SELECT id FROM bill_unit WHERE account_id = $1")
        .bind(town.id("Head").uuid())
        .fetch_one(town.store().pool())
        .await
        .expect("a bill unit");
    let base = BillUnitDraft {
        id: BillUnitId::from_uuid(unit).to_string(),
        ..BillUnitDraft::usual("Main")
    };
    let edit = BillUnitEdit {
        operation_id: operation(),
        typed: BillUnitDraft {
            billing_day: "15".to_owned(),
            ..base.clone()
        },
        base,
    };
    let sam = staff(7, "Sam Rivers", Role::Manager);
    bill_unit_save(town.store(), &sam, town.id("Head"), &edit)
        .await
        .expect("saved");
    let head = named(&town, "Head").await;
    let last = format!("Meanwhile Sam Rivers changed when {head} is billed.");
    assert_eq!(said(&town, &word).await, Some(last));
}
