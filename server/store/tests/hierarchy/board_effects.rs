//! What a what-if board was shown to come to, is applied as, and says of itself afterwards (ORG-3, ORG-9,
//! decision 19).

use domain::access::{Actor, Role};
use domain::hierarchy::{
    Board, BoardAsShown, BoardEffect, BoardEffectShown, BoardState, Deed, MoveForm, MoveOutcome,
};
use store::hierarchy::{board_apply, board_path, boards_list, move_preview, move_run};
use store::{Store, StoreError};

use crate::drafting::{
    applied, apply_word, approved, children_in, effect, effect_shown, page, schedule, subtree,
};
use crate::payers::{number, pay_since, town};
use crate::planning::{advance, day_in, ran, run};
use crate::support::{ACME, Town, confirm, csr, manager, staff};
use crate::undo::undo;

fn sam() -> Actor {
    staff(7, "Sam Rivers", Role::Manager)
}

/// Somebody else moves an account with everything below it, over a connection of their own.
async fn sam_moves(store: &Store, town: &Town, account: &str, to: &str) {
    let request = town.request(account, to, MoveForm::WholeSubtree);
    let seen = move_preview(store, &sam(), &request)
        .await
        .expect("a preview");
    let outcome = move_run(store, &sam(), &confirm(&seen)).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Done { .. })),
        "{outcome:?}"
    );
}

async fn sales_to_americas(town: &Town) -> Board {
    approved(town, vec![subtree(town, "Sales", "Americas")]).await
}

/// What is said to who applies a board that comes to something else than they were shown.
async fn overtaken(town: &Town, word: &BoardAsShown) -> String {
    match board_apply(town.store(), &manager(), word).await {
        Err(StoreError::Conflict {
            code: "stale",
            sentence,
        }) => sentence,
        other => panic!("not stale: {other:?}"),
    }
}

#[tokio::test]
async fn a_board_is_applied_as_it_was_shown_or_refused_with_who_changed_what() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    let word = apply_word(&town, &board).await;
    // No step is stale by it: Sales is where it was, with less below it.
    sam_moves(&town.second(), &town, "Depot", "Support").await;
    let before = town.picture().await;
    let depot = number(&town, "Depot").await;
    assert_eq!(
        overtaken(&town, &word).await,
        format!(
            "Meanwhile Sam Rivers moved Depot ({depot}) under Support. The board comes to something else \
             by now: nothing of it was applied. Please look at it again."
        )
    );
    assert_eq!(town.picture().await, before);
    assert_eq!(
        page(&town, board.id).await.board.state,
        BoardState::Approved
    );

    let again = apply_word(&town, &board).await;
    let done = board_apply(town.store(), &manager(), &again).await;
    assert_eq!(done.expect("applied").moved, 3);
}

#[tokio::test]
async fn another_place_of_the_new_parent_is_something_else_than_was_shown() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    let word = apply_word(&town, &board).await;
    sam_moves(&town.second(), &town, "Americas", "Support").await;
    let said = overtaken(&town, &word).await;
    assert!(
        said.starts_with("Meanwhile Sam Rivers moved Americas"),
        "{said}"
    );
}

#[tokio::test]
async fn what_changes_elsewhere_is_no_reason_to_refuse_a_board() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    let word = apply_word(&town, &board).await;
    sam_moves(&town.second(), &town, "Support", "Acme").await;
    let done = board_apply(town.store(), &manager(), &word).await;
    assert_eq!(done.expect("applied").moved, 4);
}

#[tokio::test]
async fn who_moves_while_another_applies_comes_before_it_or_after_and_never_into_it() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    let word = apply_word(&town, &board).await;
    let (second, actor) = (town.second(), manager());
    let (done, ()) = tokio::join!(
        board_apply(town.store(), &actor, &word),
        sam_moves_if_as_shown(&second, &town),
    );
    match done {
        Ok(done) => assert_eq!(done.moved, 4),
        Err(StoreError::Conflict { code, .. }) => assert_eq!(code, "stale"),
        Err(other) => panic!("{other:?}"),
    }
}

/// Moves the depot, unless it is not where it was by then.
async fn sam_moves_if_as_shown(store: &Store, town: &Town) {
    let request = town.request("Depot", "Support", MoveForm::WholeSubtree);
    let seen = move_preview(store, &sam(), &request)
        .await
        .expect("a preview");
    move_run(store, &sam(), &confirm(&seen))
        .await
        .expect("an answer");
}

#[tokio::test]
async fn another_payer_of_what_a_step_hands_over_is_something_else_than_was_shown() {
    let town = town(&[("Support", "Kiel"), ("EMEA", "Sales")]).await;
    let head = number(&town, "Head").await;
    let handing = Deed::Move {
        account: town.id("Sales"),
        to: town.id("Americas"),
        form: MoveForm::WholeSubtree,
        handover: Some(head.into()),
    };
    let board = approved(&town, vec![handing]).await;
    let word = apply_word(&town, &board).await;
    pay_since(&town, "Acme", "Oslo", 0).await;
    let said = overtaken(&town, &word).await;
    assert!(
        said.starts_with("The board comes to something else"),
        "{said}"
    );
    let again = apply_word(&town, &board).await;
    board_apply(town.store(), &manager(), &again)
        .await
        .expect("applied");
    assert_eq!(effect(&town, &board).await.handed, 3);
}

/// What a board that is over says that it came to.
async fn effect_applied(town: &Town, board: &Board) -> BoardEffect {
    match effect_shown(town, board).await {
        BoardEffectShown::Applied { effect } => effect,
        other => panic!("not applied: {other:?}"),
    }
}

#[tokio::test]
async fn an_applied_board_says_what_it_came_to_and_its_undo_changes_nothing_of_that() {
    let town = Town::new(ACME).await;
    town.item("Oslo", "EUR", 1_200).await;
    let board = sales_to_americas(&town).await;
    let shown = effect(&town, &board).await;
    let done = applied(&town, &board).await.expect("applied");
    let told = effect_applied(&town, &board).await;
    assert_eq!(
        told.sentence_applied(),
        "1 step: 4 accounts moved; 1 account got another parent or none."
    );
    assert_eq!((&told.due, told.moving), (&shown.due, shown.moving));
    sam_moves(town.store(), &town, "Depot", "Kiel").await;
    assert_eq!(effect_applied(&town, &board).await, told);
    undo(&town, done.entry).await.expect("undone");
    assert_eq!(effect_applied(&town, &board).await, told);
}

#[tokio::test]
async fn a_board_that_was_applied_on_its_day_says_what_it_came_to_then() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    let date = day_in(&town, 3).await;
    schedule(&town, &board, date).await.expect("scheduled");
    // Its day may find less below what moves: each step is what was approved.
    sam_moves(town.store(), &town, "Depot", "Support").await;
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(effect_applied(&town, &board).await.moving, 3);
}

#[tokio::test]
async fn an_undone_board_says_who_undid_it_on_its_page_and_in_the_list() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    let done = applied(&town, &board).await.expect("applied");
    assert_eq!(page(&town, board.id).await.board.undone, None);
    let undone = undo(&town, done.entry).await.expect("undone");
    let shown = page(&town, board.id).await.board;
    assert_eq!(shown.state_label(), "Undone");
    assert_eq!(shown.undone.as_ref().expect("undone").by, "Manager");
    let list = boards_list(town.store(), &csr(), true, None).await;
    assert_eq!(list.expect("a list").rows, [shown]);
    // Who undoes the undo has applied it again.
    undo(&town, undone.entry).await.expect("applied again");
    let shown = page(&town, board.id).await.board;
    assert_eq!((shown.state_label(), shown.undone), ("Applied", None));
}

#[tokio::test]
async fn the_tree_of_a_board_that_is_over_is_the_present() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    let done = applied(&town, &board).await.expect("applied");
    let row = |name: &str, below| (name.to_owned(), below);
    assert_eq!(
        children_in(&town, &board, "Americas").await,
        [row("Sales", 3)]
    );
    undo(&town, done.entry).await.expect("undone");
    // Its steps could be made again, and nobody is about to.
    assert_eq!(children_in(&town, &board, "Americas").await, []);
    let path = board_path(town.store(), &csr(), board.id, town.id("Sales")).await;
    let path = path.expect("a path").rows.into_iter();
    let path: Vec<String> = path.map(|row| row.account.name).collect();
    assert_eq!(path, ["Acme", "EMEA", "Sales"]);
}

#[tokio::test]
async fn of_a_board_that_was_applied_before_its_effect_was_kept_none_is_made_up() {
    let town = Town::new(ACME).await;
    let board = sales_to_americas(&town).await;
    applied(&town, &board).await.expect("applied");
    town.execute("ALTER TABLE what_if_board DISABLE TRIGGER what_if_board_goes_on")
        .await;
    town.execute("UPDATE what_if_board SET effect = NULL").await;
    assert_eq!(effect_shown(&town, &board).await, BoardEffectShown::Unknown);
}
