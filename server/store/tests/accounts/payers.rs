//! Who pays for whom (HIER-1).

use std::time::Duration;

use domain::accounts::AccountNumber;
use domain::bill_units::{BillUnitDraft, BillUnitEdit, BillUnitView};
use domain::edits::EditOutcome;
use domain::ids::{AccountId, BillUnitId};
use store::bill_units::{bill_unit_save, payer_candidate};
use store::{Result, Store, StoreError};

use crate::support::{House, acme, csr, errors, lines, operation, operations, other_csr};

/// An account of this name with one bill unit.
struct Customer {
    id: AccountId,
    number: AccountNumber,
}

impl Customer {
    async fn new(house: &House, name: &str) -> Self {
        Self::billed_in(house, name, "EUR").await
    }

    async fn billed_in(house: &House, name: &str, currency: &str) -> Self {
        let mut draft = acme();
        name.clone_into(&mut draft.contacts[0].company);
        currency.clone_into(&mut draft.currency);
        let made = house.create(&draft).await;
        Self {
            id: made.id,
            number: made.number,
        }
    }

    async fn unit(&self, house: &House) -> BillUnitView {
        house.view(self.id).await.bill_units.remove(0)
    }

    /// The form of its bill unit, with this paying account.
    async fn form(&self, house: &House, payer: &str) -> BillUnitEdit {
        let base = self.unit(house).await.draft();
        let mut typed = base.clone();
        payer.clone_into(&mut typed.payer);
        typed.payer_unit.clear();
        BillUnitEdit {
            operation_id: operation(),
            base,
            typed,
        }
    }

    async fn paid_by(&self, house: &House, payer: &str) -> Result<BillUnitId> {
        save(house.store(), self, &self.form(house, payer).await).await
    }

    async fn paid_by_account(&self, house: &House, payer: &Self) -> Result<BillUnitId> {
        self.paid_by(house, &payer.number.to_string()).await
    }
}

async fn save(store: &Store, customer: &Customer, edit: &BillUnitEdit) -> Result<BillUnitId> {
    match bill_unit_save(store, &csr(), customer.id, edit).await? {
        EditOutcome::Saved { saved } => Ok(saved),
        stale => panic!("not saved: {stale:?}"),
    }
}

/// The code and the sentence at a field.
fn refusal(result: Result<BillUnitId>, field: &str) -> (String, String) {
    let wrong = errors(result);
    let error = wrong.0.iter().find(|error| error.field == field);
    let error = error.unwrap_or_else(|| panic!("nothing at {field}: {wrong:?}"));
    (error.code.clone(), error.sentence.clone())
}

#[tokio::test]
async fn a_paying_account_is_seen_from_both_sides_and_in_both_histories() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    let (payer, paid) = (sales.unit(&house).await, oslo.unit(&house).await);
    assert_eq!(
        paid.payer_words(),
        format!("Sales ({}), Main", sales.number)
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
    let candidate = payer_candidate(house.store(), &csr(), sales.number).await;
    assert_eq!(candidate.expect("an account").units.len(), 2);
}

#[tokio::test]
async fn what_is_paid_for_is_billed_with_its_payer_now_and_later() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    let mut day = sales.form(&house, "").await;
    day.typed.billing_day = "15".into();
    save(house.store(), &sales, &day).await.expect("saved");
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

/// Makes one bill unit pay for another past all rules of the program.
async fn pay(store: &Store, unit: BillUnitId, payer: BillUnitId) -> sqlx::Result<()> {
    sqlx::query(PAY)
        .bind(unit.uuid())
        .bind(payer.uuid())
        .execute(store.pool())
        .await
        .map(|_| ())
}

const PAY: &str = "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
                   VALUES ($1, $2, daterange(CURRENT_DATE, NULL))";

fn constraint(result: sqlx::Result<()>) -> String {
    match result {
        Err(sqlx::Error::Database(error)) => error.constraint().unwrap_or_default().to_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_database_itself_refuses_chains_itself_and_other_currencies() {
    let house = House::new().await;
    let mut units = Vec::new();
    for (name, currency) in [("A", "EUR"), ("B", "EUR"), ("C", "EUR"), ("D", "USD")] {
        let customer = Customer::billed_in(&house, name, currency).await;
        units.push(customer.unit(&house).await.id);
    }
    let [a, b, c, d] = units[..] else {
        panic!("four bill units")
    };
    pay(house.store(), a, b).await.expect("paid");
    for (unit, payer, name) in [
        (b, c, "bill_unit_payer_no_chain"),
        (c, a, "bill_unit_payer_no_chain"),
        (b, a, "bill_unit_payer_no_chain"),
        (c, c, "bill_unit_payer_not_itself"),
        (c, d, "bill_unit_payer_currency"),
        (a, c, "bill_unit_payer_one_payer_excl"),
    ] {
        assert_eq!(constraint(pay(house.store(), unit, payer).await), name);
    }
    for statement in [
        "UPDATE bill_unit_payer SET payer_id = bill_unit_id",
        "DELETE FROM bill_unit_payer",
    ] {
        let refused = sqlx::query(statement).execute(house.store().pool()).await;
        assert!(refused.is_err(), "{statement}");
    }
}

/// The second waits for the first and is refused then. Without the lock it would see nothing of the
/// first, and both would stand.
#[tokio::test]
async fn two_who_race_never_make_a_chain() {
    let house = House::new().await;
    let mut units = Vec::new();
    for name in ["A", "B", "C"] {
        units.push(Customer::new(&house, name).await.unit(&house).await.id);
    }
    let [a, b, c] = units[..] else {
        panic!("three bill units")
    };
    let mut first = house.store().pool().begin().await.expect("a transaction");
    sqlx::query(PAY)
        .bind(a.uuid())
        .bind(b.uuid())
        .execute(&mut *first)
        .await
        .expect("paid");
    let other = house.second();
    let mut second = tokio::spawn(async move { pay(&other, b, c).await });
    let early = tokio::time::timeout(Duration::from_millis(300), &mut second).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    first.commit().await.expect("committed");
    let refused = second.await.expect("an answer");
    assert_eq!(constraint(refused), "bill_unit_payer_no_chain");
}

/// Random changes from two servers at once: whatever was refused, nowhere is a chain (HIER-1).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_history_of_changes_makes_a_chain() {
    let house = House::new().await;
    let mut customers = Vec::new();
    for nth in 0..6 {
        customers.push(Customer::new(&house, &format!("C{nth}")).await);
    }
    let (mut chance, mut saved, mut refused) = (0x9E37_79B9_u32, 0, 0);
    let mut below = |bound: u32| {
        chance ^= chance << 13;
        chance ^= chance >> 17;
        chance ^= chance << 5;
        usize::try_from(chance % bound).expect("a small number")
    };
    let other = house.second();
    for _ in 0..40 {
        let (one, two) = (&customers[below(6)], &customers[below(6)]);
        let payers = [0; 2].map(|_| match below(4) {
            0 => String::new(),
            _ => customers[below(6)].number.to_string(),
        });
        let forms = (
            one.form(&house, &payers[0]).await,
            two.form(&house, &payers[1]).await,
        );
        let (actor, store) = (csr(), house.store());
        let answers = tokio::join!(
            bill_unit_save(store, &actor, one.id, &forms.0),
            bill_unit_save(&other, &actor, two.id, &forms.1),
        );
        for answer in [answers.0, answers.1] {
            match answer {
                Ok(_) => saved += 1,
                Err(StoreError::Invalid(_)) => refused += 1,
                Err(trouble) => panic!("{trouble:?}"),
            }
        }
        let chains = "SELECT count(*) FROM bill_unit_payer p JOIN bill_unit_payer q
                      ON q.bill_unit_id = p.payer_id AND q.valid && p.valid
                      AND q.superseded_at IS NULL AND p.superseded_at IS NULL";
        assert_eq!(house.count(chains).await, 0);
    }
    assert!(
        saved > 10 && refused > 10,
        "{saved} saved, {refused} refused"
    );
}
