//! Bill Unit Setup (BIL-1).

use domain::bill_units::{BillUnitDraft, BillUnitEdit, BillUnitSaved, Rhythm};
use domain::edits::EditOutcome;
use domain::ids::{AccountId, BillUnitId};
use store::StoreError;
use store::bill_units::bill_unit_save;

use crate::support::{House, acme, csr, errors, lines, operation, operations, other_csr};

/// The form of the first bill unit, just opened.
async fn form(house: &House, account: AccountId) -> BillUnitEdit {
    let draft = house.view(account).await.bill_units[0].draft();
    BillUnitEdit {
        operation_id: operation(),
        base: draft.clone(),
        typed: draft,
    }
}

fn new_unit(name: &str) -> BillUnitEdit {
    let draft = BillUnitDraft::usual(name);
    BillUnitEdit {
        operation_id: operation(),
        base: draft.clone(),
        typed: draft,
    }
}

async fn save(house: &House, account: AccountId, edit: &BillUnitEdit) -> BillUnitId {
    saved(house, account, edit).await.id
}

async fn saved(house: &House, account: AccountId, edit: &BillUnitEdit) -> BillUnitSaved {
    match bill_unit_save(house.store(), &csr(), account, edit).await {
        Ok(EditOutcome::Saved { saved }) => saved,
        other => panic!("not saved: {other:?}"),
    }
}

#[tokio::test]
async fn a_second_bill_unit_has_settings_of_its_own() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let mut edit = new_unit("Oslo");
    edit.typed.billing_day = "31".into();
    edit.typed.frequency_months = "3".into();
    edit.typed.accounting_type = "balance_forward".into();
    let id = save(&house, account, &edit).await;
    let units = house.view(account).await.bill_units;
    assert_eq!(
        (units.len(), units[1].id, units[1].rhythm().as_str()),
        (2, id, "every 3 months on the 31st")
    );
    assert!(units[1].bills_on > units[0].bills_on);
}

#[tokio::test]
async fn changed_settings_stand_in_the_history_with_before_and_after() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let mut edit = form(&house, account).await;
    edit.typed.billing_day = "15".into();
    edit.typed.payment_terms_days = "30".into();
    save(&house, account, &edit).await;
    assert_eq!(
        lines(&house.last_entry(account).await),
        [
            "Billing day (Main): 1 → 15",
            "Payment terms in days (Main): 14 → 30"
        ]
    );
    assert_eq!(house.view(account).await.version, 2);
}

#[tokio::test]
async fn wrong_settings_are_refused_beside_their_fields() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let mut edit = form(&house, account).await;
    edit.typed.billing_day = "32".into();
    edit.typed.name = "4242 4242 4242 4242".into();
    let wrong = errors(bill_unit_save(house.store(), &csr(), account, &edit).await);
    assert!(wrong.sentence("billing_day").is_some() && wrong.sentence("name").is_some());
    assert_eq!(house.view(account).await.bill_units[0].name, "Main");
}

#[tokio::test]
async fn the_payment_method_of_another_account_cannot_pay() {
    let house = House::new().await;
    let mut stranger = acme();
    stranger.payment_method.kind = "credit_card".into();
    stranger.payment_method.gateway_token = "tok_visa_4242".into();
    stranger.payment_method.holder = "Ana Fox".into();
    let stranger = house.create(&stranger).await.id;
    let theirs = house.view(stranger).await.payment_methods[0].id;
    let account = house.create(&acme()).await.id;
    let mut edit = form(&house, account).await;
    edit.typed.payment = theirs.to_string();
    let wrong = errors(bill_unit_save(house.store(), &csr(), account, &edit).await);
    assert!(wrong.sentence("payment").is_some());
}

#[tokio::test]
async fn the_second_of_two_saves_is_told_what_changed() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let (mut first, mut second) = (form(&house, account).await, form(&house, account).await);
    first.typed.billing_day = "15".into();
    second.typed.payment_terms_days = "30".into();
    save(&house, account, &first).await;
    let outcome = bill_unit_save(house.store(), &other_csr(), account, &second)
        .await
        .expect("an answer");
    let EditOutcome::Stale { now, differences } = outcome else {
        panic!("saved: {outcome:?}")
    };
    assert_eq!(
        (differences[0].was.as_str(), differences[0].now.as_str()),
        ("1", "15")
    );
    save(&house, account, &second.rebased(&now, &[])).await;
    let unit = &house.view(account).await.bill_units[0];
    assert_eq!((unit.billing_day, unit.payment_terms_days), (15, 30));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_adds_one_bill_unit() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let edit = new_unit("Oslo");
    assert_eq!(
        save(&house, account, &edit).await,
        save(&house, account, &edit).await
    );
    assert_eq!(house.view(account).await.bill_units.len(), 2);
}

#[tokio::test]
async fn the_bill_unit_of_another_account_is_not_there() {
    let house = House::new().await;
    let stranger = house.create(&acme()).await.id;
    let edit = form(&house, stranger).await;
    let account = house.create(&acme()).await.id;
    let missing = bill_unit_save(house.store(), &csr(), account, &edit).await;
    assert!(
        matches!(missing, Err(StoreError::NotFound(_))),
        "{missing:?}"
    );
}

#[tokio::test]
async fn whoever_may_not_change_accounts_is_refused() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let edit = form(&house, account).await;
    let refused = bill_unit_save(house.store(), &operations(), account, &edit).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_new_billing_day_counts_from_the_next_cycle_as_it_was_shown() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let before = house.view(account).await;
    let unit = &before.bill_units[0];
    let to = Rhythm {
        billing_day: 17,
        frequency_months: 1,
    };
    let shown = unit
        .billed()
        .rhythm_change(to, before.today)
        .expect("another rhythm");
    let mut edit = form(&house, account).await;
    edit.typed.billing_day = "17".into();
    save(&house, account, &edit).await;
    let after = &house.view(account).await.bill_units[0];
    assert_eq!(after.turn, Some(shown.turn));
    assert_eq!(after.bills_on, shown.cycles[0].until);
}

#[tokio::test]
async fn other_settings_leave_the_cycles_as_they_are() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let mut edit = form(&house, account).await;
    edit.typed.billing_day = "17".into();
    save(&house, account, &edit).await;
    let turned = house.view(account).await.bill_units[0].clone();
    let mut edit = form(&house, account).await;
    edit.typed.payment_terms_days = "30".into();
    save(&house, account, &edit).await;
    let after = &house.view(account).await.bill_units[0];
    assert_eq!((after.turn, after.bills_on), (turned.turn, turned.bills_on));
}

/// The word to take back what was saved.
fn undo(saved: BillUnitSaved) -> BillUnitEdit {
    saved.undo.expect("a way back").edit(operation())
}

#[tokio::test]
async fn a_change_of_settings_is_taken_back_with_its_billing_day_and_its_cycles() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let before = house.view(account).await.bill_units[0].clone();
    let mut edit = form(&house, account).await;
    edit.typed.name = "Nordic".into();
    edit.typed.billing_day = "17".into();
    let done = saved(&house, account, &edit).await;
    save(&house, account, &undo(done)).await;
    let after = &house.view(account).await.bill_units[0];
    assert_eq!(after.draft(), before.draft());
    assert_eq!(after.bills_on, before.bills_on);
}

#[tokio::test]
async fn a_change_that_somebody_else_went_on_from_is_not_taken_back() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let mut edit = form(&house, account).await;
    edit.typed.payment_terms_days = "30".into();
    let done = saved(&house, account, &edit).await;
    let mut theirs = form(&house, account).await;
    theirs.typed.name = "Nordic".into();
    save(&house, account, &theirs).await;
    let outcome = bill_unit_save(house.store(), &csr(), account, &undo(done)).await;
    assert!(
        matches!(outcome, Ok(EditOutcome::Stale { .. })),
        "{outcome:?}"
    );
    let unit = house.view(account).await.bill_units[0].draft();
    assert_eq!(
        (unit.name.as_str(), unit.payment_terms_days.as_str()),
        ("Nordic", "30")
    );
}

#[tokio::test]
async fn what_was_added_or_is_as_it_was_has_no_way_back() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let same = form(&house, account).await;
    assert_eq!(saved(&house, account, &same).await.undo, None);
    assert_eq!(saved(&house, account, &new_unit("Oslo")).await.undo, None);
}
