//! Who pays for whom stays one level deep, whoever writes and however many at once (HIER-1).

use std::time::Duration;

use domain::bill_units::BillUnitDraft;
use domain::edits::EditOutcome;
use domain::ids::BillUnitId;
use store::bill_units::bill_unit_save;
use store::{Store, StoreError};

use crate::customer::Customer;
use crate::support::{House, csr, other_csr};

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

/// What the edit has read of its payer is no longer so when it is written.
#[tokio::test]
async fn an_edit_of_other_settings_leaves_the_billing_day_that_its_payer_got_meanwhile() {
    let house = House::new().await;
    let (sales, oslo) = (
        Customer::new(&house, "Sales").await,
        Customer::new(&house, "Oslo").await,
    );
    oslo.paid_by_account(&house, &sales).await.expect("saved");
    let mut terms = oslo.form(&house, "").await;
    terms.typed = BillUnitDraft {
        payment_terms_days: "30".to_owned(),
        ..terms.base.clone()
    };
    let mut day = sales.form(&house, "").await;
    day.typed.billing_day = "20".to_owned();
    // The payer's new billing day reaches Oslo, and cannot be committed while somebody holds its document.
    let mut holding = house.store().pool().begin().await.expect("a transaction");
    sqlx::query("SELECT FROM search_document WHERE account_id = $1 FOR UPDATE")
        .bind(oslo.id.uuid())
        .execute(&mut *holding)
        .await
        .expect("held");
    let (other, payer) = (house.second(), sales.id);
    let mut first = tokio::spawn(async move { bill_unit_save(&other, &csr(), payer, &day).await });
    let early = tokio::time::timeout(Duration::from_secs(1), &mut first).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    let (other, paid) = (house.second(), oslo.id);
    let mut second =
        tokio::spawn(async move { bill_unit_save(&other, &other_csr(), paid, &terms).await });
    let early = tokio::time::timeout(Duration::from_millis(300), &mut second).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    holding.rollback().await.expect("let go");
    for answer in [first.await, second.await] {
        let saved = answer.expect("an answer");
        assert!(matches!(saved, Ok(EditOutcome::Saved { .. })), "{saved:?}");
    }
    let unit = oslo.unit(&house).await;
    assert_eq!((unit.billing_day, unit.payment_terms_days), (20, 30));
    assert_eq!(unit.payer.map(|payer| payer.account.id), Some(sales.id));
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
