//! Who pays across the border of what moves, and handing it over in the same step (ORG-3, HIER-2).

use domain::accounts::AccountNumber;
use domain::hierarchy::{
    MoveConfirm, MoveEffect, MoveForm, MoveOutcome, PayerCrossing, RemovalRequest,
};
use store::hierarchy::{
    hierarchy_remove, move_effect, move_preview, move_run, move_schedule, removal_payers,
};

use crate::support::{ACME, Town, confirm, csr, manager, operation, refusal};

const WHOLE: MoveForm = MoveForm::WholeSubtree;

/// Acme's organization, a bill unit on each account, and who pays for whom.
async fn town(payers: &[(&str, &str)]) -> Town {
    let mut town = Town::new(ACME).await;
    town.account("Head").await;
    town.execute(
        "INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                accounting_type, payment_terms_days)
         SELECT gen_random_uuid(), id, 0, 'Main', 1, 1, 'open_item', 14 FROM account",
    )
    .await;
    for (unit, payer) in payers {
        pay(&town, unit, payer).await;
    }
    town
}

async fn pay(town: &Town, unit: &str, payer: &str) {
    sqlx::query(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT u.id, p.id, daterange(CURRENT_DATE - 10, NULL) FROM bill_unit u, bill_unit p
         WHERE u.account_id = $1 AND p.account_id = $2",
    )
    .bind(town.id(unit).uuid())
    .bind(town.id(payer).uuid())
    .execute(town.store().pool())
    .await
    .expect("a payer");
}

/// Who pays for whom now, by the names of their accounts.
async fn payers(town: &Town) -> Vec<String> {
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

async fn number(town: &Town, name: &str) -> AccountNumber {
    let number: i64 = sqlx::query_scalar("SELECT number FROM account WHERE id = $1")
        .bind(town.id(name).uuid())
        .fetch_one(town.store().pool())
        .await
        .expect("a number");
    AccountNumber::new(number).expect("a number")
}

async fn effect(town: &Town, account: &str, form: MoveForm) -> MoveEffect {
    let request = town.request(account, "Americas", form);
    move_effect(town.store(), &manager(), &request)
        .await
        .expect("an effect")
}

fn words(crossing: &PayerCrossing) -> String {
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
    MoveConfirm {
        handover: Some(number(town, to).await),
        ..confirm(&preview.expect("a preview"))
    }
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
        done.sentence
            .contains("2 bill units are now paid by Head (A-"),
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
    let warned = removal_payers(town.store(), &manager(), town.id("Support")).await;
    let rows: Vec<String> = warned.expect("payers").rows.iter().map(words).collect();
    assert_eq!(rows, ["left: Head by Support", "left: Sales by Support"]);
    let request = RemovalRequest {
        operation_id: operation(),
        account: town.id("Support"),
        from: town.id("EMEA"),
        handover: Some(number(&town, "Acme").await),
    };
    hierarchy_remove(town.store(), &manager(), &request)
        .await
        .expect("removed");
    assert_eq!(payers(&town).await, ["Head by Acme", "Sales by Acme"]);
}

#[tokio::test]
async fn a_handover_is_not_scheduled_and_not_done_by_whoever_may_not_move() {
    let town = town(&[("Support", "Kiel")]).await;
    let mut order = order(&town, "Head").await;
    assert!(move_run(town.store(), &csr(), &order).await.is_err());
    let date = chrono::NaiveDate::from_ymd_opt(2999, 1, 1).expect("a day");
    order.request.effective = domain::hierarchy::Effective::On { date };
    let refused = refusal(move_schedule(town.store(), &manager(), &order).await);
    assert_eq!(refused.0, "not_now");
    assert_eq!(payers(&town).await, ["Support by Kiel"]);
}
