//! Who pays across the border of what moves, and handing it over in the same step (ORG-3, HIER-2).

use domain::accounts::AccountNumber;
use domain::hierarchy::{
    Effective, Going, MoveConfirm, MoveDone, MoveEffect, MoveForm, MoveOutcome, PayerCrossing,
    RemovalDone, RemovalOutcome,
};
use store::hierarchy::{
    hierarchy_remove, move_effect, move_preview, move_run, payers_across, removal_preview,
};

use crate::handovers::{removal_with_handover, with_handover};
use crate::support::{ACME, Town, confirm, csr, manager, refusal};
use crate::undo::undo;

const WHOLE: MoveForm = MoveForm::WholeSubtree;

/// Acme's organization, a bill unit on each account, and who pays for whom.
pub async fn town(payers: &[(&str, &str)]) -> Town {
    let mut town = Town::new(ACME).await;
    town.account("Head").await;
    town.bill_units().await;
    for (unit, payer) in payers {
        pay(&town, unit, payer).await;
    }
    town
}

/// Lets an account pay since ten days ago.
pub async fn pay(town: &Town, unit: &str, payer: &str) {
    pay_since(town, unit, payer, 10).await;
}

pub async fn pay_since(town: &Town, unit: &str, payer: &str, days: i32) {
    sqlx::query(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT u.id, p.id, daterange(CURRENT_DATE - $3::integer, NULL) FROM bill_unit u, bill_unit p
         WHERE u.account_id = $1 AND p.account_id = $2",
    )
    .bind(town.id(unit).uuid())
    .bind(town.id(payer).uuid())
    .bind(days)
    .execute(town.store().pool())
    .await
    .expect("a payer");
}

/// Who pays for whom now, by the names of their accounts.
pub async fn payers(town: &Town) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT a.name || ' by ' || b.name FROM bill_unit_payer p
         JOIN bill_unit u ON u.id = p.bill_unit_id JOIN account a ON a.id = u.account_id
         JOIN bill_unit v ON v.id = p.payer_id JOIN account b ON b.id = v.account_id
         WHERE p.superseded_at IS NULL AND upper_inf(p.valid) ORDER BY 1",
    )
    .fetch_all(town.store().pool())
    .await
    .expect("the payers")
}

pub async fn number(town: &Town, name: &str) -> AccountNumber {
    let number: i64 = sqlx::query_scalar("SELECT number FROM account WHERE id = $1")
        .bind(town.id(name).uuid())
        .fetch_one(town.store().pool())
        .await
        .expect("a number");
    AccountNumber::new(number).expect("a number")
}

/// What moving an account under Americas comes to.
pub async fn effect(town: &Town, account: &str, form: MoveForm) -> MoveEffect {
    let request = town.request(account, "Americas", form);
    move_effect(town.store(), &manager(), &request)
        .await
        .expect("an effect")
}

/// A bill unit whose payer it is parted from, as "left" or "taken", with both by their accounts.
pub fn words(crossing: &PayerCrossing) -> String {
    let side = if crossing.payer_moves {
        "left"
    } else {
        "taken"
    };
    let (unit, payer) = (&crossing.unit.account.name, &crossing.payer.account.name);
    format!("{side}: {unit} by {payer}")
}

/// The word to move Sales under Americas and hand over what it pays for.
async fn order(town: &Town, to: &str) -> MoveConfirm {
    let request = town.request("Sales", "Americas", WHOLE);
    let preview = move_preview(town.store(), &manager(), &request).await;
    let word = confirm(&preview.expect("a preview"));
    with_handover(town, word, number(town, to).await.into()).await
}

#[tokio::test]
async fn the_effect_names_who_pays_across_the_border_in_both_directions() {
    let town = town(&[
        ("Support", "Kiel"),
        ("Head", "Kiel"),
        ("Oslo", "Acme"),
        ("Depot", "Sales"),
    ])
    .await;
    let payers = effect(&town, "Sales", WHOLE).await.payers;
    let rows: Vec<String> = payers.rows.iter().map(words).collect();
    assert_eq!(
        rows,
        [
            "left: Head by Kiel",
            "left: Support by Kiel",
            "taken: Oslo by Acme"
        ]
    );
    assert_eq!((payers.left_behind, payers.taken_along), (2, 1));
}

#[tokio::test]
async fn what_goes_to_the_old_parent_is_outside_of_what_moves() {
    let town = town(&[("Kiel", "Sales"), ("Depot", "Oslo")]).await;
    let alone = effect(&town, "Sales", MoveForm::AloneChildrenToOldParent).await;
    let rows: Vec<String> = alone.payers.rows.iter().map(words).collect();
    assert_eq!(rows, ["left: Kiel by Sales"]);
    let children = MoveForm::OnlyChildren { children: None };
    let rows = effect(&town, "Sales", children).await.payers.rows;
    let rows: Vec<String> = rows.iter().map(words).collect();
    assert_eq!(rows, ["taken: Kiel by Sales"]);
}

#[tokio::test]
async fn a_move_changes_no_payer_by_itself() {
    let town = town(&[("Support", "Kiel")]).await;
    town.moved("Sales", "Americas", WHOLE).await;
    assert_eq!(payers(&town).await, ["Support by Kiel"]);
}

#[tokio::test]
async fn a_move_hands_over_all_that_stays_behind_and_nothing_else() {
    let town = town(&[
        ("Support", "Kiel"),
        ("EMEA", "Sales"),
        ("Depot", "Sales"),
        ("Oslo", "Acme"),
    ])
    .await;
    town.execute(
        "UPDATE bill_unit u SET billing_day = 15 FROM account a
         WHERE a.id = u.account_id AND a.name = 'Head'",
    )
    .await;
    let order = order(&town, "Head").await;
    let outcome = move_run(town.store(), &manager(), &order).await;
    let Ok(MoveOutcome::Done { done }) = outcome else {
        panic!("not moved: {outcome:?}")
    };
    assert!(
        done.sentence.contains("2 bill units are paid by Head (A-"),
        "{}",
        done.sentence
    );
    assert_eq!(
        payers(&town).await,
        [
            "Depot by Sales",
            "EMEA by Head",
            "Oslo by Acme",
            "Support by Head"
        ]
    );
    let days: Vec<i16> = sqlx::query_scalar(
        "SELECT u.billing_day FROM bill_unit u JOIN account a ON a.id = u.account_id
         WHERE a.name IN ('EMEA', 'Support')",
    )
    .fetch_all(town.store().pool())
    .await
    .expect("days");
    assert_eq!(days, [15, 15]);
    // The same word again answers with what was done.
    let again = move_run(town.store(), &manager(), &order).await;
    assert!(matches!(again, Ok(MoveOutcome::Done { .. })), "{again:?}");
}

#[tokio::test]
async fn where_one_bill_unit_cannot_be_handed_over_nothing_moves() {
    let town = town(&[("Support", "Kiel"), ("Head", "Acme")]).await;
    let before = town.picture().await;
    let order = order(&town, "Head").await;
    let (code, sentence) = refusal(move_run(town.store(), &manager(), &order).await);
    assert_eq!(code, "paid_for");
    assert!(sentence.contains("→ Acme (A-"), "{sentence}");
    assert_eq!(town.picture().await, before);
    assert_eq!(payers(&town).await, ["Head by Acme", "Support by Kiel"]);
}

#[tokio::test]
async fn a_payer_that_changed_since_the_preview_makes_it_stale() {
    let town = town(&[]).await;
    let order = order(&town, "Head").await;
    pay(&town, "Support", "Depot").await;
    let outcome = move_run(town.store(), &manager(), &order).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Stale { .. })),
        "{outcome:?}"
    );
    assert_eq!(payers(&town).await, ["Support by Depot"]);
}

#[tokio::test]
async fn a_removal_hands_over_all_that_the_account_pays_for() {
    let town = town(&[("Sales", "Support"), ("Head", "Support")]).await;
    let warned =
        removal_preview(town.store(), &manager(), town.id("Support"), Effective::Now).await;
    let rows = warned.expect("a preview").payers.rows;
    let rows: Vec<String> = rows.iter().map(words).collect();
    assert_eq!(rows, ["left: Head by Support", "left: Sales by Support"]);
    let done = removed(&town, "Support", "Acme").await;
    assert!(
        (done.sentence).starts_with("Support has left EMEA. 2 bill units are paid by Acme"),
        "{}",
        done.sentence
    );
    assert_eq!(payers(&town).await, ["Head by Acme", "Sales by Acme"]);
}

/// Removes an account and hands over what it pays for.
async fn removed(town: &Town, account: &str, to: &str) -> RemovalDone {
    let to = number(town, to).await.into();
    let request = removal_with_handover(town, town.removal(account).await, to).await;
    town.removed(&request).await
}

#[tokio::test]
async fn a_payer_that_changed_since_a_removal_was_shown_makes_it_stale() {
    let town = town(&[("Sales", "Support")]).await;
    let acme = number(&town, "Acme").await.into();
    let mut request = removal_with_handover(&town, town.removal("Support").await, acme).await;
    pay(&town, "Head", "Support").await;
    let outcome = hierarchy_remove(town.store(), &manager(), &request).await;
    let Ok(RemovalOutcome::Stale { now, .. }) = outcome else {
        panic!("not stale: {outcome:?}")
    };
    assert_eq!(now.payers.left_behind, 2);
    assert_eq!(payers(&town).await, ["Head by Support", "Sales by Support"]);
    request.fingerprint = now.fingerprint;
    let request = removal_with_handover(&town, request, acme).await;
    town.removed(&request).await;
    assert_eq!(payers(&town).await, ["Head by Acme", "Sales by Acme"]);
}

/// Moves Sales under Americas and hands over what it pays for.
async fn handed_over(town: &Town, to: &str) -> MoveDone {
    let order = order(town, to).await;
    match move_run(town.store(), &manager(), &order).await {
        Ok(MoveOutcome::Done { done }) => done,
        other => panic!("not moved: {other:?}"),
    }
}

#[tokio::test]
async fn the_undo_of_a_move_gives_back_what_it_handed_over_with_its_billing_day() {
    let town = town(&[("Support", "Kiel"), ("EMEA", "Sales"), ("Depot", "Head")]).await;
    town.execute(
        "UPDATE bill_unit u SET billing_day = 15 FROM account a
         WHERE a.id = u.account_id AND a.name = 'Head'",
    )
    .await;
    let before = (town.picture().await, payers(&town).await);
    let done = handed_over(&town, "Head").await;
    let after = (town.picture().await, payers(&town).await);
    let undone = undo(&town, done.entry).await.expect("undone");
    assert!(
        (undone.sentence).ends_with("2 bill units are paid again by who paid for them before."),
        "{}",
        undone.sentence
    );
    assert_eq!((town.picture().await, payers(&town).await), before);
    let days: Vec<i16> = sqlx::query_scalar(
        "SELECT u.billing_day FROM bill_unit u JOIN account a ON a.id = u.account_id
         WHERE a.name IN ('EMEA', 'Support')",
    )
    .fetch_all(town.store().pool())
    .await
    .expect("days");
    assert_eq!(days, [1, 1]);
    // What was undone can be done again in the same way.
    undo(&town, undone.entry).await.expect("done again");
    assert_eq!((town.picture().await, payers(&town).await), after);
}

#[tokio::test]
async fn the_undo_of_a_removal_gives_back_what_it_handed_over() {
    let town = town(&[("Sales", "Support"), ("Head", "Support")]).await;
    let before = (town.picture().await, payers(&town).await);
    let done = removed(&town, "Support", "Acme").await;
    let undone = undo(&town, done.entry).await.expect("undone");
    assert!(
        undone.sentence.contains("are paid again by Support (A-"),
        "{}",
        undone.sentence
    );
    assert_eq!((town.picture().await, payers(&town).await), before);
}

#[tokio::test]
async fn a_move_stays_whole_where_what_it_handed_over_has_another_payer_by_now() {
    let town = town(&[("Support", "Kiel"), ("EMEA", "Sales")]).await;
    let done = handed_over(&town, "Head").await;
    town.execute(
        "UPDATE bill_unit_payer p SET superseded_at = now() FROM bill_unit u, account a
         WHERE u.id = p.bill_unit_id AND a.id = u.account_id AND a.name = 'Support'
           AND p.superseded_at IS NULL AND upper_inf(p.valid)",
    )
    .await;
    let before = (town.picture().await, payers(&town).await);
    let (code, sentence) = refusal(undo(&town, done.entry).await);
    assert_eq!(code, "payer_since");
    assert!(sentence.starts_with("Support (A-"), "{sentence}");
    assert_eq!((town.picture().await, payers(&town).await), before);
}

#[tokio::test]
async fn a_move_stays_whole_where_the_old_payer_cannot_pay_any_more() {
    let town = town(&[("Support", "Kiel")]).await;
    let done = handed_over(&town, "Head").await;
    pay_since(&town, "Kiel", "Oslo", 0).await;
    let before = (town.picture().await, payers(&town).await);
    let (code, sentence) = refusal(undo(&town, done.entry).await);
    assert_eq!(code, "paid_for");
    assert!(sentence.contains("Oslo (A-"), "{sentence}");
    assert_eq!((town.picture().await, payers(&town).await), before);
}

#[tokio::test]
async fn who_may_not_move_hands_nothing_over() {
    let town = town(&[("Support", "Kiel")]).await;
    let order = order(&town, "Head").await;
    assert!(move_run(town.store(), &csr(), &order).await.is_err());
    assert_eq!(payers(&town).await, ["Support by Kiel"]);
}

#[tokio::test]
async fn of_more_payers_than_are_named_at_once_all_can_be_read() {
    let mut town = town(&[]).await;
    let names: Vec<String> = (1..=205).map(|nth| format!("Paid {nth:03}")).collect();
    for name in &names {
        town.account(name).await;
    }
    town.bill_units().await;
    for name in &names {
        pay(&town, name, "Kiel").await;
    }
    let request = town.request("Sales", "Americas", MoveForm::WholeSubtree);
    let effect = move_effect(town.store(), &manager(), &request).await;
    let first = effect.expect("an effect").payers;
    assert_eq!(first.left_behind, 205);
    let going = Going::Move { request };
    let mut read = first.rows;
    for _ in 0..3 {
        let last = read.last().expect("a row").unit.id;
        let more = payers_across(town.store(), &csr(), &going, true, last).await;
        read.extend(more.expect("more"));
    }
    let read: Vec<String> = read.into_iter().map(|row| row.unit.account.name).collect();
    assert_eq!(read, names);
}
