//! Who pays for whom (HIER-1).

use domain::bill_units::{BillUnitDraft, BillUnitEdit, PayerCandidate, PayerFor};
use domain::dates::date_words;
use domain::edits::EditOutcome;
use domain::search::{Query, SearchRequest};
use store::StoreError;
use store::bill_units::{bill_unit_save, payer_candidate, payers_search};
use store::search::accounts_search;

use crate::customer::{Customer, refusal, save};
use crate::support::{House, csr, lines, operation, operations, other_csr};

#[tokio::test]
async fn a_paying_account_is_seen_from_both_sides_and_in_both_histories() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    let (payer, paid) = (sales.unit(&house).await, oslo.unit(&house).await);
    let turn = paid.payer_turn.as_ref().expect("a turn");
    assert_eq!(
        paid.payer_words(),
        format!(
            "Sales ({}), Main, from {}; until then itself",
            sales.number,
            date_words(turn.counts_from)
        )
    );
    assert_eq!(
        (payer.pays_for.count, payer.pays_for.units[0].account.id),
        (1, oslo.id)
    );
    assert_eq!(
        lines(&house.last_entry(oslo.id).await),
        [format!(
            "Paying account (Main): – → Sales ({}), Main",
            sales.number
        )]
    );
    assert_eq!(
        lines(&house.last_entry(sales.id).await),
        [format!("Pays for (Main): – → Oslo ({}), Main", oslo.number)]
    );
}

#[tokio::test]
async fn without_a_paying_account_a_bill_unit_pays_for_itself_again() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    oslo.paid_by(&house, "").await.expect("saved");
    assert_eq!(oslo.unit(&house).await.payer, None);
    assert_eq!(
        lines(&house.last_entry(sales.id).await),
        [format!("Pays for (Main): Oslo ({}), Main → –", oslo.number)]
    );
}

#[tokio::test]
async fn from_its_next_cycle_on_a_bill_unit_is_paid_and_who_takes_that_back_before_changes_nothing()
{
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    sales.billed_on(&house, 15).await;
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    let paid = oslo.unit(&house).await;
    let turn = paid.payer_turn.expect("a turn");
    let running_until = paid.turn.map(|turn| turn.cycle_ends_on);
    assert_eq!(
        (turn.until_then, Some(turn.counts_from)),
        (None, running_until)
    );
    oslo.paid_by(&house, "").await.expect("saved");
    assert_eq!(oslo.unit(&house).await.payer_turn, None);
}

#[tokio::test]
async fn a_chain_of_payers_is_refused_from_either_end_and_shown() {
    let house = House::new().await;
    let (top, middle, low) = (
        Customer::new(&house, "Top").await,
        Customer::new(&house, "Middle").await,
        Customer::new(&house, "Low").await,
    );
    middle.paid_by_account(&house, &top).await.expect("saved");
    let (code, sentence) = refusal(low.paid_by_account(&house, &middle).await, "payer");
    assert_eq!(code, "paid_for");
    let chain = format!(
        "Low ({}), Main → Middle ({}), Main → Top ({}), Main",
        low.number, middle.number, top.number
    );
    assert!(sentence.contains(&chain), "{sentence}");
    assert!(
        sentence.ends_with(&format!("please choose Top ({}) instead.", top.number)),
        "{sentence}"
    );
    let (code, sentence) = refusal(top.paid_by_account(&house, &low).await, "payer");
    assert_eq!(code, "pays_for_others");
    assert!(sentence.contains("→ Top ("), "{sentence}");
    assert_eq!(low.unit(&house).await.payer, None);
}

#[tokio::test]
async fn who_cannot_pay_is_refused_beside_the_field() {
    let house = House::new().await;
    let oslo = Customer::new(&house, "Oslo").await;
    let dollar = Customer::billed_in(&house, "Dollar", "USD").await;
    let shut = Customer::new(&house, "Shut").await;
    house
        .execute("UPDATE account SET status = 'closed' WHERE name = 'Shut'")
        .await;
    for (payer, code) in [
        (dollar.number.to_string(), "currency"),
        (shut.number.to_string(), "closed_payer"),
        (oslo.number.to_string(), "itself"),
        ("A-99999999".to_owned(), "unknown_account"),
        ("Sales".to_owned(), "account_number"),
    ] {
        let refused = refusal(oslo.paid_by(&house, &payer).await, "payer");
        assert_eq!(refused.0, code, "{payer}");
    }
    assert_eq!(oslo.unit(&house).await.payer, None);
}

#[tokio::test]
async fn of_an_account_with_several_bill_units_one_is_chosen() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    let second = BillUnitEdit {
        operation_id: operation(),
        base: BillUnitDraft::usual("Travel"),
        typed: BillUnitDraft::usual("Travel"),
    };
    let travel = save(house.store(), &sales, &second).await.expect("saved");
    let refused = refusal(oslo.paid_by_account(&house, &sales).await, "payer_unit");
    assert_eq!(refused.0, "choose_unit");
    let mut form = oslo.form(&house, &sales.number.to_string()).await;
    form.typed.payer_unit = travel.to_string();
    save(house.store(), &oslo, &form).await.expect("saved");
    let payer = oslo.unit(&house).await.payer.expect("a payer");
    assert_eq!((payer.id, payer.name.as_str()), (travel, "Travel"));
    let candidate = candidate(&house, &sales, oslo.paid(&house).await).await;
    assert_eq!(candidate.units.len(), 2);
}

async fn candidate(house: &House, payer: &Customer, paid: PayerFor) -> PayerCandidate {
    payer_candidate(house.store(), &csr(), payer.number, paid)
        .await
        .expect("an account")
}

/// What the picker says of each account that is found: its name, and why it cannot pay.
async fn offered(house: &House, paid: PayerFor) -> Vec<(String, Option<String>)> {
    let query = Query::parse(&SearchRequest {
        q: "payer".to_owned(),
        ..SearchRequest::default()
    });
    let found = payers_search(house.store(), &csr(), &query.expect("a query"), paid).await;
    let hits = found.expect("hits").hits.into_iter();
    hits.map(|found| (found.hit.name.text(), found.cannot))
        .collect()
}

#[tokio::test]
async fn whom_a_save_would_refuse_is_offered_with_the_reason() {
    let house = House::new().await;
    let own = Customer::new(&house, "Payer A").await;
    Customer::billed_in(&house, "Payer B", "USD").await;
    Customer::new(&house, "Payer C").await;
    house
        .execute("UPDATE account SET status = 'closed' WHERE name = 'Payer C'")
        .await;
    let paid = Customer::new(&house, "Payer D").await;
    let can = Customer::new(&house, "Payer E").await;
    paid.paid_by_account(&house, &can).await.expect("saved");
    let itself = format!("it is itself paid for by Payer E ({})", can.number);
    let reasons = [
        Some("it is what is to be paid for"),
        Some("it is billed in USD"),
        Some("it is closed"),
        Some(itself.as_str()),
        None,
    ];
    let offered = offered(&house, own.paid(&house).await).await;
    let said: Vec<_> = offered.iter().map(|(_, why)| why.as_deref()).collect();
    assert_eq!(said, reasons);
}

#[tokio::test]
async fn a_new_bill_unit_may_be_paid_by_one_of_its_own_account() {
    let house = House::new().await;
    let own = Customer::new(&house, "Payer A").await;
    let paid = PayerFor {
        account: own.number,
        unit: None,
    };
    assert_eq!(offered(&house, paid).await, [("Payer A".to_owned(), None)]);
}

#[tokio::test]
async fn what_a_save_would_say_against_a_payer_is_known_before() {
    let house = House::new().await;
    let oslo = Customer::new(&house, "Oslo").await;
    let dollar = Customer::billed_in(&house, "Dollar", "USD").await;
    let known = candidate(&house, &dollar, oslo.paid(&house).await).await;
    let saved = refusal(oslo.paid_by_account(&house, &dollar).await, "payer");
    assert_eq!(known.units[0].refusal, Some(saved.1));
}

#[tokio::test]
async fn what_is_paid_for_is_billed_with_its_payer_now_and_later() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    sales.billed_on(&house, 15).await;
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    assert_eq!(oslo.unit(&house).await.billing_day, 15);
    let mut day = sales.form(&house, "").await;
    day.typed.billing_day = "20".into();
    day.typed.frequency_months = "3".into();
    save(house.store(), &sales, &day).await.expect("saved");
    let unit = oslo.unit(&house).await;
    assert_eq!((unit.billing_day, unit.frequency_months), (20, 3));
    assert_eq!(
        lines(&house.last_entry(oslo.id).await),
        ["Billing day: 15 → 20", "Frequency in months: 1 → 3"]
    );
    let mut own = oslo.form(&house, &sales.number.to_string()).await;
    own.typed.billing_day = "1".into();
    let refused = refusal(save(house.store(), &oslo, &own).await, "billing_day");
    assert_eq!(refused.0, "payers_rhythm");
}

/// Whether an account of this name is found by its billing day.
async fn is_found_on(house: &House, name: &str, day: u32) -> bool {
    let query = Query::parse(&SearchRequest {
        q: format!("{name} dom:{day}"),
        ..SearchRequest::default()
    });
    let page = accounts_search(house.store(), &csr(), &query.expect("a query"), "").await;
    !page.expect("a page").hits.is_empty()
}

#[tokio::test]
async fn what_is_paid_for_is_found_by_each_new_billing_day_of_its_payer() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    sales.billed_on(&house, 15).await;
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    sales.billed_on(&house, 20).await;
    for name in ["Sales", "Oslo"] {
        let found = [
            is_found_on(&house, name, 15).await,
            is_found_on(&house, name, 20).await,
        ];
        assert_eq!(found, [false, true], "{name}");
    }
}

#[tokio::test]
async fn a_payer_that_was_chosen_is_taken_back_with_the_billing_day_that_came_with_it() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    sales.billed_on(&house, 15).await;
    let before = oslo.unit(&house).await.draft();
    let chosen = oslo.form(&house, &sales.number.to_string()).await;
    let outcome = bill_unit_save(house.store(), &csr(), oslo.id, &chosen).await;
    let Ok(EditOutcome::Saved { saved }) = outcome else {
        panic!("not saved: {outcome:?}")
    };
    assert_eq!(oslo.unit(&house).await.billing_day, 15);
    let undo = saved.undo.expect("a way back").edit(operation());
    save(house.store(), &oslo, &undo).await.expect("taken back");
    assert_eq!(oslo.unit(&house).await.draft(), before);
}

#[tokio::test]
async fn the_second_of_two_who_choose_a_payer_is_told_of_the_first() {
    let house = House::new().await;
    let (sales, head, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Head").await,
        Customer::new(&house, "Oslo").await,
    );
    let first = oslo.form(&house, &sales.number.to_string()).await;
    let second = oslo.form(&house, &head.number.to_string()).await;
    save(house.store(), &oslo, &first).await.expect("saved");
    let outcome = bill_unit_save(house.store(), &other_csr(), oslo.id, &second).await;
    let Ok(EditOutcome::Stale { now, differences }) = outcome else {
        panic!("saved: {outcome:?}")
    };
    let payer = differences.iter().find(|line| line.key == "payer");
    assert_eq!(
        payer.map(|line| (line.is_conflict, line.now.clone())),
        Some((true, sales.number.to_string()))
    );
    // What was typed stays: the other account, whichever of its bill units pays.
    let again = second.rebased(&now, &[]);
    assert_eq!(save(house.store(), &oslo, &again).await.ok(), Some(now.id));
    let payer = oslo.unit(&house).await.payer.expect("a payer");
    assert_eq!(payer.account.id, head.id);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_changes_the_payer_once() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    let form = oslo.form(&house, &sales.number.to_string()).await;
    let first = save(house.store(), &oslo, &form).await.expect("saved");
    let second = save(house.store(), &oslo, &form).await.expect("saved");
    assert_eq!(first, second);
    assert_eq!(house.count("SELECT count(*) FROM bill_unit_payer").await, 1);
}

#[tokio::test]
async fn whoever_may_not_change_accounts_chooses_no_payer() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    let form = oslo.form(&house, &sales.number.to_string()).await;
    let refused = bill_unit_save(house.store(), &operations(), oslo.id, &form).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn who_paid_on_a_past_day_stays_on_record() {
    let house = House::new().await;
    let (sales, head, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Head").await,
        Customer::new(&house, "Oslo").await,
    );
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    house
        .execute("UPDATE installation SET clock_offset_days = 3")
        .await;
    oslo.paid_by_account(&house, &head).await.expect("saved");
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    let days = "SELECT count(*) FROM bill_unit_payer p JOIN bill_unit u ON u.id = p.payer_id
                JOIN account a ON a.id = u.account_id
                WHERE p.superseded_at IS NULL AND a.name = 'Sales'
                  AND (upper_inf(p.valid) OR upper(p.valid) - lower(p.valid) = 3)";
    assert_eq!(house.count(days).await, 2);
    let head_now = "SELECT count(*) FROM bill_unit_payer p JOIN bill_unit u ON u.id = p.payer_id
                    JOIN account a ON a.id = u.account_id
                    WHERE p.superseded_at IS NULL AND a.name = 'Head'";
    assert_eq!(house.count(head_now).await, 0);
}
