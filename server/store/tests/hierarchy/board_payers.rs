//! Steps of a what-if board that hand payers over (ORG-9, HIER-2).

use domain::accounts::AccountNumber;
use domain::hierarchy::{Board, BoardChange, BoardEffectShown, Deed, MoveForm};

use crate::drafting::{applied, approved, begun, edited, effect, effect_shown, page, subtree};
use crate::payers::{number, pay_since, payers, town};
use crate::support::{Town, refusal};
use crate::undo::undo;

pub fn handing(town: &Town, account: &str, to: &str, payer: AccountNumber) -> Deed {
    Deed::Move {
        account: town.id(account),
        to: town.id(to),
        form: MoveForm::WholeSubtree,
        handover: Some(payer.into()),
    }
}

#[tokio::test]
async fn a_step_hands_payers_over_with_its_board_and_all_of_it_is_undone() {
    let town = town(&[("Support", "Kiel"), ("EMEA", "Sales")]).await;
    let before = (town.picture().await, payers(&town).await);
    let head = number(&town, "Head").await;
    let steps = vec![
        handing(&town, "Sales", "Americas", head),
        subtree(&town, "Support", "Acme"),
    ];
    let board = approved(&town, steps).await;
    let first = page(&town, board.id).await.rows.remove(0).sentence;
    assert!(
        first.contains(&format!("is handed over to Head ({head}).")),
        "{first}"
    );
    assert_eq!(effect(&town, &board).await.handed, 2);
    assert_eq!((town.picture().await, payers(&town).await), before);
    let done = applied(&town, &board).await.expect("applied");
    assert_eq!(payers(&town).await, ["EMEA by Head", "Support by Head"]);
    undo(&town, done.entry).await.expect("undone");
    assert_eq!((town.picture().await, payers(&town).await), before);
}

#[tokio::test]
async fn each_step_says_what_it_hands_over_and_what_stays_open_on_that() {
    let town = town(&[("Support", "Kiel"), ("EMEA", "Sales"), ("Depot", "Acme")]).await;
    town.execute(
        "INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
         SELECT gen_random_uuid(), a.id, u.id, 'opening', 'EUR', 2000, '2026-02-01'
         FROM bill_unit u JOIN account a ON a.id = u.account_id WHERE a.name IN ('Support', 'EMEA')",
    )
    .await;
    let head = number(&town, "Head").await;
    let steps = vec![
        handing(&town, "Kiel", "Acme", head),
        subtree(&town, "Oslo", "Acme"),
        handing(&town, "Sales", "Americas", head),
        handing(&town, "Oslo", "Americas", head),
    ];
    let board = begun(&town, steps).await;
    let rows = page(&town, board.id).await.rows.into_iter();
    let said: Vec<Option<String>> = rows.map(|row| row.handed).collect();
    let (support, emea) = (number(&town, "Support").await, number(&town, "EMEA").await);
    let handed = |unit: String| {
        Some(format!(
            "Hands over 1 bill unit to Head ({head}), Main: {unit}, Main. What is open on it, 20.00 EUR, \
             stays where it is."
        ))
    };
    let nothing = "Nothing stays while its payer moves: nobody's payer changes.".to_owned();
    assert_eq!(
        said,
        [
            handed(format!("Support ({support})")),
            None,
            // What the first step handed over is not handed over again.
            handed(format!("EMEA ({emea})")),
            Some(nothing),
        ]
    );
}

#[tokio::test]
async fn a_step_sees_what_earlier_ones_moved_and_handed_over() {
    let town = town(&[("Support", "Kiel"), ("Depot", "Kiel")]).await;
    let (head, americas) = (number(&town, "Head").await, number(&town, "Americas").await);
    // Depot goes with Kiel's subtree first, and so is no longer left behind by it.
    let steps = vec![
        subtree(&town, "Depot", "Kiel"),
        handing(&town, "Kiel", "Acme", head),
        handing(&town, "Head", "Acme", americas),
    ];
    let board = approved(&town, steps).await;
    applied(&town, &board).await.expect("applied");
    assert_eq!(
        payers(&town).await,
        ["Depot by Kiel", "Support by Americas"]
    );
}

#[tokio::test]
async fn a_handover_that_cannot_be_made_makes_its_step_stale_and_nothing_is_applied() {
    let town = town(&[("Support", "Kiel")]).await;
    let head = number(&town, "Head").await;
    let steps = vec![
        subtree(&town, "Oslo", "EMEA"),
        handing(&town, "Sales", "Americas", head),
    ];
    let board = approved(&town, steps).await;
    // Head is paid for by now.
    pay_since(&town, "Head", "Acme", 0).await;
    let before = (town.picture().await, payers(&town).await);
    let (code, sentence) = refusal(applied(&town, &board).await);
    assert_eq!(code, "paid_for");
    assert!(sentence.starts_with("Step 2: "), "{sentence}");
    assert!(page(&town, board.id).await.rows[1].conflict.is_some());
    assert_eq!((town.picture().await, payers(&town).await), before);
}

#[tokio::test]
async fn an_earlier_handover_can_make_a_later_one_impossible() {
    let town = town(&[("Support", "Kiel"), ("Head", "Oslo")]).await;
    let (head, acme) = (number(&town, "Head").await, number(&town, "Acme").await);
    let steps = vec![handing(&town, "Oslo", "Acme", acme)];
    let board = begun(&town, steps).await;
    let more = BoardChange::AddSteps {
        deeds: vec![handing(&town, "Kiel", "Acme", head)],
        at: None,
    };
    // Head is paid for, by Acme after the first step: it pays for nobody.
    let refused = edited(&town, &board, more).await;
    let (code, sentence) = refusal(refused);
    assert_eq!(code, "paid_for");
    assert!(sentence.contains("Acme (A-"), "{sentence}");
}

#[tokio::test]
async fn what_no_step_hands_over_is_told_beside_what_steps_hand_over() {
    let town = town(&[("Support", "Kiel"), ("Head", "Depot"), ("Sales", "Acme")]).await;
    let (head, acme) = (number(&town, "Head").await, number(&town, "Acme").await);
    let handing_over = begun(&town, vec![handing(&town, "Kiel", "Americas", acme)]).await;
    assert_eq!(
        payers_said(&town, &handing_over).await,
        "1 bill unit is handed over to another payer by a step."
    );
    // Depot and Sales move as well: Head stays while its payer goes, and the other way round.
    let more = BoardChange::AddSteps {
        deeds: vec![subtree(&town, "Sales", "Americas")],
        at: None,
    };
    edited(&town, &handing_over, more).await.expect("a step");
    assert_eq!(
        payers_said(&town, &handing_over).await,
        format!(
            "1 bill unit is handed over to another payer by a step. After that, 1 bill unit outside what \
             moves is paid by accounts in it: Head ({head}), Main; 1 bill unit in it is paid from outside. \
             No step changes that."
        )
    );
}

/// What the total effect of a board says about who pays.
async fn payers_said(town: &Town, board: &Board) -> String {
    match effect_shown(town, board).await {
        BoardEffectShown::Now { effect, payers, .. } => effect.payers_sentence(&payers),
        other => panic!("it is over: {other:?}"),
    }
}

#[tokio::test]
async fn a_removal_on_a_board_hands_over_what_the_account_pays_for() {
    let town = town(&[("Sales", "Support")]).await;
    let before = (town.picture().await, payers(&town).await);
    let deed = Deed::Remove {
        account: town.id("Support"),
        handover: Some(number(&town, "Acme").await.into()),
    };
    let board = approved(&town, vec![deed]).await;
    let sentence = page(&town, board.id).await.rows.remove(0).sentence;
    assert!(
        sentence.contains("is handed over to Acme (A-"),
        "{sentence}"
    );
    let done = applied(&town, &board).await.expect("applied");
    assert_eq!(payers(&town).await, ["Sales by Acme"]);
    undo(&town, done.entry).await.expect("undone");
    assert_eq!((town.picture().await, payers(&town).await), before);
}
