//! Undoing a change of payers from its entry in the history (HIER-1, NEWS-1).

use domain::audit::{EntryUndo, HistoryEntry};
use domain::edits::EditOutcome;
use domain::hierarchy::{UndoDone, UndoRequest};
use store::audit::history_list;
use store::bill_units::bill_unit_save;
use store::hierarchy::move_undo;
use store::{Result, Store, StoreError};

use crate::customer::{Customer, save};
use crate::support::{House, administrator, csr, errors, lines, operation, operations};

async fn undo(store: &Store, entry: &HistoryEntry) -> Result<UndoDone> {
    let request = UndoRequest {
        operation_id: operation(),
        entry: entry.id,
    };
    move_undo(store, &csr(), &request).await
}

/// Oslo, billed on the 15th, and Sales, which pays for it from now on, billed on the first.
async fn paid(house: &House) -> (Customer, Customer, HistoryEntry) {
    let sales = Customer::new(house, "Sales").await;
    let oslo = Customer::new(house, "Oslo").await;
    let mut form = oslo.form(house, "").await;
    form.typed.billing_day = "15".to_owned();
    save(house.store(), &oslo, &form).await.expect("saved");
    oslo.paid_by_account(house, &sales).await.expect("saved");
    let entry = house.last_entry(oslo.id).await;
    (sales, oslo, entry)
}

#[tokio::test]
async fn who_paid_for_itself_does_so_again_on_its_own_billing_day() {
    let house = House::new().await;
    let (sales, oslo, entry) = paid(&house).await;
    assert_eq!(oslo.unit(&house).await.billing_day, 1);
    assert_eq!(entry.ties.undo, EntryUndo::Offered);
    let done = undo(house.store(), &entry).await.expect("undone");
    assert_eq!(done.sentence, "1 bill unit pays for itself again.");
    let unit = oslo.unit(&house).await;
    assert_eq!((unit.payer, unit.billing_day), (None, 15));
    let last = house.last_entry(oslo.id).await;
    let payer = format!("Paying account (Main): Sales ({}), Main → –", sales.number);
    assert_eq!(lines(&last), [payer]);
    // That can be taken back in its turn.
    undo(house.store(), &last).await.expect("paid for again");
    let unit = oslo.unit(&house).await;
    assert_eq!(unit.payer.map(|payer| payer.account.id), Some(sales.id));
    assert_eq!(unit.billing_day, 1);
}

#[tokio::test]
async fn who_just_chose_a_payer_undoes_it_from_the_same_entry() {
    let house = House::new().await;
    let sales = Customer::new(&house, "Sales").await;
    let oslo = Customer::new(&house, "Oslo").await;
    let chosen = oslo.form(&house, &sales.number.to_string()).await;
    let outcome = bill_unit_save(house.store(), &csr(), oslo.id, &chosen).await;
    let Ok(EditOutcome::Saved { saved }) = outcome else {
        panic!("not saved: {outcome:?}")
    };
    let entry = house.last_entry(oslo.id).await;
    let way_back = saved.undo.expect("a way back");
    assert_eq!(way_back.payer_entry(), Some(entry.id));
}

#[tokio::test]
async fn other_settings_that_were_saved_with_a_payer_have_an_entry_of_their_own() {
    let house = House::new().await;
    let sales = Customer::new(&house, "Sales").await;
    let oslo = Customer::new(&house, "Oslo").await;
    let mut form = oslo.form(&house, &sales.number.to_string()).await;
    form.typed.payment_terms_days = "60".to_owned();
    save(house.store(), &oslo, &form).await.expect("saved");
    let entries = history_list(house.store(), &csr(), oslo.id, None, 2).await;
    let entries = entries.expect("a history").entries;
    let payer = format!("Paying account (Main): – → Sales ({}), Main", sales.number);
    let mut said: Vec<(Vec<String>, EntryUndo)> = (entries.iter())
        .map(|entry| (lines(entry), entry.ties.undo.clone()))
        .collect();
    said.sort_by(|one, other| one.0.cmp(&other.0));
    let days = "Payment terms in days (Main): 14 → 60".to_owned();
    assert_eq!(
        said,
        [
            (vec![payer], EntryUndo::Offered),
            (vec![days], EntryUndo::NotOffered)
        ]
    );
    // What is undone is all that its entry says.
    let payer = (entries.iter()).find(|entry| entry.ties.undo == EntryUndo::Offered);
    undo(house.store(), payer.expect("the payer's"))
        .await
        .expect("undone");
    let unit = oslo.unit(&house).await;
    assert_eq!((unit.payer, unit.payment_terms_days), (None, 60));
}

#[tokio::test]
async fn both_sides_say_what_the_change_is_a_part_of_and_what_undid_it() {
    let house = House::new().await;
    let (sales, oslo, entry) = paid(&house).await;
    let side = house.last_entry(sales.id).await;
    let whole = side.ties.part_of.expect("a whole");
    assert_eq!(
        (whole.entry, side.ties.undo),
        (entry.id, EntryUndo::NotOffered)
    );
    let undone = undo(house.store(), &entry).await.expect("undone");
    let history = history_list(house.store(), &csr(), oslo.id, None, 10).await;
    let entries = history.expect("a history").entries;
    let change = entries.iter().find(|known| known.id == entry.id);
    let ties = &change.expect("the change").ties;
    assert_eq!(ties.undo, EntryUndo::NotOffered);
    let by = ties.undone_by.as_ref().expect("its undo");
    assert_eq!(by.entry, undone.entry);
    let by = entries.iter().find(|known| known.id == undone.entry);
    let undoes = by.expect("the undo").ties.undoes.as_ref();
    assert_eq!(undoes.map(|link| link.entry), Some(entry.id));
}

#[tokio::test]
async fn a_payer_that_changed_again_stays_and_is_named() {
    let house = House::new().await;
    let (_, oslo, entry) = paid(&house).await;
    let head = Customer::new(&house, "Head").await;
    oslo.paid_by_account(&house, &head).await.expect("saved");
    let wrong = errors(undo(house.store(), &entry).await);
    let sentence = &wrong.0[0].sentence;
    assert_eq!(wrong.0[0].code, "payer_since");
    assert!(sentence.contains("is paid by Head (A-"), "{sentence}");
    let history = history_list(house.store(), &csr(), oslo.id, None, 10).await;
    let entries = history.expect("a history").entries;
    let change = entries.iter().find(|known| known.id == entry.id);
    let refused = EntryUndo::Refused(sentence.clone());
    assert_eq!(change.expect("the change").ties.undo, refused);
}

#[tokio::test]
async fn two_who_undo_the_same_change_at_once_undo_it_once() {
    let house = House::new().await;
    let (_, oslo, entry) = paid(&house).await;
    let other = house.second();
    let (one, two) = tokio::join!(undo(house.store(), &entry), undo(&other, &entry));
    let refused = [one, two].into_iter().filter_map(Result::err);
    let codes: Vec<String> = refused
        .map(|error| errors::<UndoDone>(Err(error)).0[0].code.clone())
        .collect();
    assert_eq!(codes, ["undone"]);
    assert_eq!(oslo.unit(&house).await.payer, None);
}

#[tokio::test]
async fn whoever_may_not_change_accounts_undoes_no_payer_and_is_offered_none() {
    let house = House::new().await;
    let (_, oslo, entry) = paid(&house).await;
    let request = UndoRequest {
        operation_id: operation(),
        entry: entry.id,
    };
    for actor in [operations(), administrator()] {
        let refused = move_undo(house.store(), &actor, &request).await;
        assert!(
            matches!(refused, Err(StoreError::Refused(_))),
            "{refused:?}"
        );
        let history = history_list(house.store(), &actor, oslo.id, None, 1).await;
        let ties = history.expect("a history").entries.remove(0).ties;
        assert_eq!(ties.undo, EntryUndo::NotOffered);
    }
}
