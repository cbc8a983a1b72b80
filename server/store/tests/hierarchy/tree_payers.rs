//! Payers as a second relation in the tree (HIER-1, ORG-8).

use chrono::NaiveDate;
use domain::bill_units::PayerTurn;
use domain::dates::date_words;
use domain::hierarchy::TreePayers;
use domain::ids::AccountId;
use store::hierarchy::{PAYERS_LIMIT, board_payers, tree_payers};

use crate::board_payers::handing;
use crate::drafting::{applied, approved};
use crate::handovers::{quarters, sales_moved, sales_words};
use crate::payers::{number, pay, pay_since, town};
use crate::planned_payers::planned;
use crate::planning::day_in;
use crate::support::{Town, csr, manager, refusal};

/// What is said of these accounts: by whom they are paid, and for how many they pay.
async fn said(town: &Town, names: &[&str], on: Option<NaiveDate>) -> Vec<String> {
    let ids: Vec<AccountId> = names.iter().map(|name| town.id(name)).collect();
    let said = tree_payers(town.store(), &csr(), &ids, on).await;
    words(said.expect("payers"), names, &ids)
}

fn words(mut said: Vec<TreePayers>, names: &[&str], ids: &[AccountId]) -> Vec<String> {
    let place = |payers: &TreePayers| ids.iter().position(|id| *id == payers.account);
    said.sort_by_key(place);
    let words = |payers: &TreePayers| {
        let name = names[place(payers).expect("an account that was asked about")];
        let by = payers.paid_by.as_ref().map_or("-", |by| by.name.as_str());
        format!(
            "{name}: by {by} of {}, for {}",
            payers.payers, payers.pays_for
        )
    };
    said.iter().map(words).collect()
}

#[tokio::test]
async fn each_row_says_who_pays_for_it_and_for_how_many_it_pays() {
    let town = town(&[("Kiel", "Sales"), ("Depot", "Sales"), ("Oslo", "Acme")]).await;
    let names = ["Acme", "EMEA", "Sales", "Kiel", "Oslo", "Depot"];
    assert_eq!(
        said(&town, &names, None).await,
        [
            "Acme: by - of 0, for 1",
            "Sales: by - of 0, for 2",
            "Kiel: by Sales of 1, for 0",
            "Oslo: by Acme of 1, for 0",
            "Depot: by Sales of 1, for 0"
        ]
    );
}

#[tokio::test]
async fn the_tree_of_a_draft_says_who_pays_after_its_steps_and_so_does_the_tree_once_they_are_made()
{
    let town = town(&[("Support", "Kiel"), ("EMEA", "Sales")]).await;
    let names = ["Support", "EMEA", "Head", "Kiel", "Sales"];
    let before = said(&town, &names, None).await;
    let step = handing(&town, "Sales", "Americas", number(&town, "Head").await);
    let board = approved(&town, vec![step]).await;
    let ids: Vec<AccountId> = names.iter().map(|name| town.id(name)).collect();
    let draft = board_payers(town.store(), &csr(), board.id, &ids).await;
    let draft = words(draft.expect("payers"), &names, &ids);
    assert_eq!(
        said(&town, &names, None).await,
        before,
        "nothing has changed"
    );
    assert_ne!(draft, before);
    applied(&town, &board).await.expect("applied");
    assert_eq!(said(&town, &names, None).await, draft);
}

#[tokio::test]
async fn of_several_payers_one_is_named_and_all_are_counted() {
    let town = town(&[("Kiel", "Sales")]).await;
    town.item("Kiel", "EUR", 100).await;
    town.execute(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT u.id, p.id, daterange(CURRENT_DATE, NULL) FROM bill_unit u
         JOIN account a ON a.id = u.account_id, bill_unit p JOIN account b ON b.id = p.account_id
         WHERE a.name = 'Kiel' AND u.position = 1 AND b.name = 'Acme'",
    )
    .await;
    assert_eq!(
        said(&town, &["Kiel", "Acme"], None).await,
        ["Kiel: by Acme of 2, for 0", "Acme: by - of 0, for 1"]
    );
}

#[tokio::test]
async fn bill_units_of_one_account_are_no_relation_between_accounts() {
    let town = town(&[]).await;
    town.item("Kiel", "EUR", 100).await;
    town.execute(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT u.id, p.id, daterange(CURRENT_DATE, NULL) FROM bill_unit u
         JOIN account a ON a.id = u.account_id JOIN bill_unit p ON p.account_id = a.id
         WHERE a.name = 'Kiel' AND u.position = 1 AND p.position = 0",
    )
    .await;
    assert_eq!(said(&town, &["Kiel"], None).await, Vec::<String>::new());
}

#[tokio::test]
async fn on_a_past_day_the_payers_are_those_of_that_day_and_where_nothing_is_planned_they_stay() {
    let town = town(&[]).await;
    pay_since(&town, "Kiel", "Sales", 10).await;
    town.execute("UPDATE bill_unit_payer SET superseded_at = now()")
        .await;
    town.execute(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT bill_unit_id, payer_id, daterange(CURRENT_DATE - 10, CURRENT_DATE - 3)
         FROM bill_unit_payer",
    )
    .await;
    pay_since(&town, "Kiel", "Acme", 3).await;
    let today = day_in(&town, 0).await;
    let before = |days: i64| Some(today - chrono::Duration::days(days));
    let kiel = async |on| said(&town, &["Kiel"], on).await;
    assert_eq!(kiel(before(11)).await, Vec::<String>::new());
    assert_eq!(kiel(before(4)).await, ["Kiel: by Sales of 1, for 0"]);
    assert_eq!(kiel(before(3)).await, ["Kiel: by Acme of 1, for 0"]);
    assert_eq!(kiel(before(-9)).await, ["Kiel: by Acme of 1, for 0"]);
    assert_eq!(kiel(None).await, ["Kiel: by Acme of 1, for 0"]);
}

#[tokio::test]
async fn on_a_day_to_come_the_payers_are_those_that_what_is_planned_makes() {
    let town = town(&[("Support", "Kiel")]).await;
    planned(&town, 3, "Head").await;
    let names = ["Head", "Kiel", "Support"];
    let eve = Some(day_in(&town, 2).await);
    assert_eq!(
        said(&town, &names, eve).await,
        ["Kiel: by - of 0, for 1", "Support: by Kiel of 1, for 0"]
    );
    let day = Some(day_in(&town, 3).await);
    assert_eq!(
        said(&town, &names, day).await,
        ["Head: by - of 0, for 1", "Support: by Head of 1, for 0"]
    );
}

/// From when on an account is paid by whom it is said to be, and who pays until then; none where it is already.
async fn turn(town: &Town, name: &str, on: Option<NaiveDate>) -> Option<PayerTurn> {
    let said = tree_payers(town.store(), &csr(), &[town.id(name)], on).await;
    said.expect("payers").remove(0).turn
}

fn until_then(turn: Option<PayerTurn>) -> Option<String> {
    let turn = turn.expect("a turn");
    turn.until_then.map(|by| by.account.name)
}

#[tokio::test]
async fn who_was_chosen_in_the_running_cycle_pays_from_the_day_that_the_handover_says() {
    let town = town(&[]).await;
    quarters(&town).await;
    pay_since(&town, "Kiel", "Acme", 45).await;
    pay_since(&town, "EMEA", "Sales", 35).await;
    assert_eq!(turn(&town, "Kiel", None).await, None);
    let chosen = turn(&town, "EMEA", None).await;
    let ends_on: Option<NaiveDate> = chosen.as_ref().map(|turn| turn.counts_from);
    assert_eq!(until_then(chosen), None);
    let told = ends_on.map(|day| format!("until {}", date_words(day)));
    let words = sales_words(&town, "Head").await.concat();
    assert!(words.contains(&told.expect("a day")), "{words}");
}

#[tokio::test]
async fn a_new_frequency_in_the_running_cycle_changes_nothing_of_who_pays_it() {
    let town = town(&[]).await;
    quarters(&town).await;
    pay_since(&town, "EMEA", "Sales", 35).await;
    pay_since(&town, "Support", "Sales", 45).await;
    // Head is billed every month: what it pays for is so too, from the end of the running quarter on.
    town.execute(
        "UPDATE bill_unit u SET frequency_months = 1 FROM account a
         WHERE a.id = u.account_id AND a.name = 'Head'",
    )
    .await;
    sales_moved(&town, number(&town, "Head").await.into()).await;
    assert_eq!(until_then(turn(&town, "EMEA", None).await), None);
    let sales = Some("Sales".to_owned());
    assert_eq!(until_then(turn(&town, "Support", None).await), sales);
}

#[tokio::test]
async fn what_is_planned_counts_from_the_first_cycle_that_begins_after_its_day() {
    let town = town(&[("Support", "Kiel")]).await;
    planned(&town, 3, "Head").await;
    let day = day_in(&town, 3).await;
    let then = turn(&town, "Support", Some(day)).await;
    assert!(then.as_ref().expect("a turn").counts_from > day, "{then:?}");
    assert_eq!(until_then(then), Some("Kiel".to_owned()));
    let later = Some(day_in(&town, 70).await);
    assert_eq!(turn(&town, "Support", later).await, None);
}

#[tokio::test]
async fn more_accounts_than_a_screen_shows_are_refused() {
    let town = town(&[]).await;
    pay(&town, "Kiel", "Sales").await;
    let many = vec![town.id("Kiel"); PAYERS_LIMIT + 1];
    let (code, _) = refusal(tree_payers(town.store(), &manager(), &many, None).await);
    assert_eq!(code, "too_many");
}
