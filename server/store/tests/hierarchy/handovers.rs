//! What a handover would come to, before it is done (ORG-3, HIER-2).

use domain::access::Role;
use domain::hierarchy::{
    Effective, Going, HandoverChange, HandoverPreview, HandoverRow, HandoverTo, MoveConfirm,
    MoveDone, MoveForm, MoveOutcome, RemovalRequest,
};
use store::hierarchy::{handover_preview, move_run};

use crate::payers::{number, pay_since, payers, town};
use crate::planning::day_in;
use crate::support::{Town, confirm, manager, refusal, staff};
use crate::undo::undo;

const WHOLE: MoveForm = MoveForm::WholeSubtree;

/// Sales goes to Americas: what it pays for elsewhere is handed over.
fn sales_goes(town: &Town) -> Going {
    Going::Move {
        request: town.request("Sales", "Americas", WHOLE),
    }
}

async fn preview(town: &Town, ask: &Going, to: &str) -> HandoverPreview {
    handover_preview(town.store(), &manager(), ask, number(town, to).await.into())
        .await
        .expect("a preview")
}

/// The word to move with a handover, after a look at what that comes to.
pub async fn with_handover(town: &Town, word: MoveConfirm, to: HandoverTo) -> MoveConfirm {
    let request = word.request.clone();
    let shown = handover_preview(town.store(), &manager(), &Going::Move { request }, to).await;
    MoveConfirm {
        handover: Some(to),
        handover_shown: Some(shown.expect("a preview").fingerprint),
        ..word
    }
}

/// The same for the word to remove.
pub async fn removal_with_handover(
    town: &Town,
    word: RemovalRequest,
    to: HandoverTo,
) -> RemovalRequest {
    let going = Going::Removal {
        account: word.account,
        effective: word.effective,
    };
    let shown = handover_preview(town.store(), &manager(), &going, to).await;
    RemovalRequest {
        handover: Some(to),
        handover_shown: Some(shown.expect("a preview").fingerprint),
        ..word
    }
}

/// What becomes of each bill unit that Sales leaves behind, in words.
pub async fn sales_words(town: &Town, to: &str) -> Vec<String> {
    let preview = preview(town, &sales_goes(town), to).await;
    let rows = preview.rows.iter();
    rows.map(|row| row.words(&preview)).collect()
}

fn names(preview: &HandoverPreview) -> Vec<&str> {
    let rows = preview.rows.iter();
    rows.map(|row| row.unit.account.name.as_str()).collect()
}

pub async fn billed_on(town: &Town, account: &str, day: i16) {
    sqlx::query("UPDATE bill_unit SET billing_day = $2 WHERE account_id = $1")
        .bind(town.id(account).uuid())
        .bind(day)
        .execute(town.store().pool())
        .await
        .expect("a billing day");
}

#[tokio::test]
async fn what_is_billed_otherwise_by_the_new_payer_is_told_first() {
    let town = town(&[("EMEA", "Sales"), ("Support", "Sales")]).await;
    billed_on(&town, "Head", 15).await;
    billed_on(&town, "EMEA", 15).await;
    let preview = preview(&town, &sales_goes(&town), "Head").await;
    assert_eq!(names(&preview), ["Support", "EMEA"]);
    assert_eq!(
        (preview.total, preview.aligned, preview.conflicts),
        (2, 1, 0)
    );
    let words = preview.rows[0].words(&preview);
    assert!(
        words.contains("billed every month on the 15th in place of every month on the 1st"),
        "{words}"
    );
}

/// Lets every bill unit be billed since 40 days ago, every three months: a cycle runs that began then.
pub async fn quarters(town: &Town) {
    town.execute("UPDATE bill_unit SET begins_on = CURRENT_DATE - 40, frequency_months = 3")
        .await;
}

#[tokio::test]
async fn until_then_a_bill_unit_pays_for_itself_where_its_payer_was_chosen_in_the_running_cycle() {
    let town = town(&[]).await;
    quarters(&town).await;
    pay_since(&town, "EMEA", "Sales", 35).await;
    pay_since(&town, "Support", "Sales", 45).await;
    let preview = preview(&town, &sales_goes(&town), "Head").await;
    let running = |row: &HandoverRow| {
        let by = row.running.as_ref().map(|by| by.account.name.clone());
        (row.unit.account.name.clone(), by)
    };
    let running: Vec<(String, Option<String>)> = preview.rows.iter().map(running).collect();
    let sales = Some("Sales".to_owned());
    assert_eq!(
        running,
        [("EMEA".to_owned(), None), ("Support".to_owned(), sales)]
    );
    let words = preview.rows[0].words(&preview);
    assert!(
        words.contains("paid by itself, from then on by Head"),
        "{words}"
    );
}

/// Moves Sales under Americas and hands over what it pays for.
pub async fn sales_moved(town: &Town, to: HandoverTo) -> MoveDone {
    let seen = town.preview("Sales", "Americas", WHOLE).await;
    let order = with_handover(town, confirm(&seen.expect("a preview")), to).await;
    match move_run(town.store(), &manager(), &order).await {
        Ok(MoveOutcome::Done { done }) => done,
        other => panic!("not moved: {other:?}"),
    }
}

#[tokio::test]
async fn what_is_shown_is_what_the_move_then_does() {
    let town = town(&[("EMEA", "Sales"), ("Support", "Sales")]).await;
    billed_on(&town, "Head", 15).await;
    let shown = preview(&town, &sales_goes(&town), "Head").await;
    sales_moved(&town, number(&town, "Head").await.into()).await;
    assert_eq!(payers(&town).await, ["EMEA by Head", "Support by Head"]);
    for row in &shown.rows {
        let HandoverChange::Paid {
            counts_from,
            aligned: Some(_),
        } = &row.change
        else {
            panic!("not aligned: {row:?}")
        };
        let ends: chrono::NaiveDate =
            sqlx::query_scalar("SELECT cycle_ends_on FROM bill_unit WHERE id = $1")
                .bind(row.unit.id.uuid())
                .fetch_one(town.store().pool())
                .await
                .expect("the end of the running cycle");
        assert_eq!(*counts_from, ends);
    }
}

/// The word to move Sales under Americas and to hand over to Head, as it was shown.
pub async fn sales_to_head(town: &Town) -> MoveConfirm {
    let seen = town.preview("Sales", "Americas", WHOLE).await;
    let head = number(town, "Head").await.into();
    with_handover(town, confirm(&seen.expect("a preview")), head).await
}

/// What is said where the word does not hold any more: nothing has moved.
async fn stale(town: &Town, word: &MoveConfirm) -> Option<String> {
    let before = (town.picture().await, payers(town).await);
    let outcome = move_run(town.store(), &manager(), word).await;
    let Ok(MoveOutcome::Stale { meanwhile, .. }) = outcome else {
        panic!("not stale: {outcome:?}")
    };
    assert_eq!((town.picture().await, payers(town).await), before);
    meanwhile
}

#[tokio::test]
async fn another_billing_day_of_the_new_payer_makes_what_was_shown_stale() {
    let town = town(&[("EMEA", "Sales")]).await;
    let word = sales_to_head(&town).await;
    billed_on(&town, "Head", 15).await;
    assert_eq!(stale(&town, &word).await, None);
    let again = sales_to_head(&town).await;
    let outcome = move_run(town.store(), &manager(), &again).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Done { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn what_is_billed_otherwise_until_then_makes_what_was_shown_stale() {
    let town = town(&[("EMEA", "Sales")]).await;
    let word = sales_to_head(&town).await;
    billed_on(&town, "EMEA", 7).await;
    stale(&town, &word).await;
}

#[tokio::test]
async fn a_new_payer_that_cannot_pay_any_more_makes_what_was_shown_stale() {
    let town = town(&[("EMEA", "Sales")]).await;
    let word = sales_to_head(&town).await;
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'Head'")
        .await;
    stale(&town, &word).await;
    let shown = preview(&town, &sales_goes(&town), "Head").await;
    assert_eq!(shown.conflicts, 1);
}

#[tokio::test]
async fn for_whom_else_the_new_payer_pays_changes_nothing_of_what_was_shown() {
    let town = town(&[("EMEA", "Sales")]).await;
    let word = sales_to_head(&town).await;
    pay_since(&town, "Support", "Head", 0).await;
    let outcome = move_run(town.store(), &manager(), &word).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Done { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_handover_that_nobody_looked_at_is_not_made() {
    let town = town(&[("EMEA", "Sales")]).await;
    let unseen = MoveConfirm {
        handover_shown: None,
        ..sales_to_head(&town).await
    };
    stale(&town, &unseen).await;
}

#[tokio::test]
async fn of_several_bill_units_of_the_payer_the_chosen_one_pays() {
    let town = town(&[("EMEA", "Sales")]).await;
    town.execute(
        "INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                accounting_type, payment_terms_days)
         SELECT gen_random_uuid(), id, 1, 'Travel', 1, 1, 'open_item', 14 FROM account
         WHERE name = 'Head'",
    )
    .await;
    let unchosen = preview(&town, &sales_goes(&town), "Head").await;
    assert_eq!(unchosen.payer.name, "Main");
    let names: Vec<&str> = (unchosen.choices.iter())
        .map(|unit| unit.name.as_str())
        .collect();
    assert_eq!(names, ["Main", "Travel"]);
    let to = HandoverTo {
        account: number(&town, "Head").await,
        unit: Some(unchosen.choices[1].id),
    };
    let chosen = handover_preview(town.store(), &manager(), &sales_goes(&town), to).await;
    assert_eq!(chosen.expect("a preview").payer.name, "Travel");
    sales_moved(&town, to).await;
    let payer: String = sqlx::query_scalar(
        "SELECT u.name FROM bill_unit_payer p JOIN bill_unit u ON u.id = p.payer_id
         WHERE p.superseded_at IS NULL AND upper_inf(p.valid)",
    )
    .fetch_one(town.store().pool())
    .await
    .expect("a payer");
    assert_eq!(payer, "Travel");
}

#[tokio::test]
async fn a_bill_unit_of_another_account_is_refused_at_the_choice() {
    let town = town(&[("EMEA", "Sales")]).await;
    let others = preview(&town, &sales_goes(&town), "Acme").await.payer.id;
    let to = HandoverTo {
        account: number(&town, "Head").await,
        unit: Some(others),
    };
    let asked = handover_preview(town.store(), &manager(), &sales_goes(&town), to).await;
    assert_eq!(refusal(asked).0, "choose_unit");
}

#[tokio::test]
async fn the_history_says_that_a_bill_unit_is_billed_on_another_day_and_again_when_that_is_undone()
{
    let town = town(&[("EMEA", "Sales")]).await;
    billed_on(&town, "Head", 15).await;
    let done = sales_moved(&town, number(&town, "Head").await.into()).await;
    undo(&town, done.entry).await.expect("undone");
    let said: Vec<(Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT c.before, c.after FROM audit_change c JOIN audit_entry e ON e.id = c.entry_id
         WHERE e.account_id = $1 AND c.field = 'Billing day' ORDER BY e.id",
    )
    .bind(town.id("EMEA").uuid())
    .fetch_all(town.store().pool())
    .await
    .expect("the history");
    let day = |day: &str| Some(day.to_owned());
    assert_eq!(said, [(day("1"), day("15")), (day("15"), day("1"))]);
}

#[tokio::test]
async fn every_conflict_is_named_at_once() {
    let town = town(&[("EMEA", "Sales"), ("Support", "Sales"), ("Depot", "Acme")]).await;
    town.execute("UPDATE account SET currency = 'USD' WHERE name IN ('EMEA', 'Support')")
        .await;
    let preview = preview(&town, &sales_goes(&town), "Head").await;
    assert_eq!(names(&preview), ["EMEA", "Support"]);
    assert_eq!(preview.conflicts, 2);
}

#[tokio::test]
async fn in_place_of_a_payer_that_is_paid_for_its_own_payer_is_offered() {
    let town = town(&[("EMEA", "Sales"), ("Head", "Acme")]).await;
    let preview = preview(&town, &sales_goes(&town), "Head").await;
    let instead = preview.instead.expect("another payer");
    assert_eq!(instead.name, "Acme");
}

#[tokio::test]
async fn a_bill_unit_that_pays_for_itself_pays_where_the_first_of_its_account_is_paid_for() {
    let town = town(&[("EMEA", "Sales"), ("Head", "Acme")]).await;
    town.execute(
        "INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                accounting_type, payment_terms_days)
         SELECT gen_random_uuid(), id, 1, 'Travel', 1, 1, 'open_item', 14 FROM account
         WHERE name = 'Head'",
    )
    .await;
    let preview = preview(&town, &sales_goes(&town), "Head").await;
    assert_eq!(preview.payer.name, "Travel");
    assert!(preview.is_possible());
}

#[tokio::test]
async fn a_later_handover_counts_from_the_first_cycle_after_its_day() {
    let town = town(&[("EMEA", "Sales")]).await;
    let date = day_in(&town, 40).await;
    let mut request = town.request("Sales", "Americas", WHOLE);
    request.effective = Effective::On { date };
    let preview = preview(&town, &Going::Move { request }, "Head").await;
    let HandoverChange::Paid { counts_from, .. } = &preview.rows[0].change else {
        panic!("{preview:?}")
    };
    assert!(*counts_from > date, "{counts_from} after {date}");
}

#[tokio::test]
async fn who_may_not_change_accounts_is_told_before_anything_is_tried() {
    let town = town(&[("EMEA", "Sales")]).await;
    let to = number(&town, "Head").await;
    let asked = handover_preview(
        town.store(),
        &staff(8, "Ops", Role::Operations),
        &sales_goes(&town),
        to.into(),
    )
    .await;
    assert!(asked.is_err(), "{asked:?}");
}

#[tokio::test]
async fn an_account_that_is_none_is_refused_at_the_choice() {
    let town = town(&[("EMEA", "Sales")]).await;
    let ask = Going::Removal {
        account: town.id("EMEA"),
        effective: Effective::Now,
    };
    let unknown = domain::accounts::AccountNumber::new(99_999_999).expect("a number");
    let (code, _) = refusal(handover_preview(town.store(), &manager(), &ask, unknown.into()).await);
    assert_eq!(code, "unknown_account");
}
