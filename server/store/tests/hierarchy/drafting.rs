//! People who collect moves on what-if boards.

use chrono::NaiveDate;
use domain::access::Role;
use domain::actions::DeferredAction;
use domain::hierarchy::{
    Board, BoardAsShown, BoardChange, BoardConfirm, BoardDone, BoardEdit, BoardEffect,
    BoardEffectShown, BoardNew, BoardPage, Deed, MoveForm, TreeAsk, TreeFrom,
};
use domain::ids::{AccountId, BoardId, BoardStepId};
use store::Result;
use store::hierarchy::{
    board_apply, board_children, board_create, board_edit, board_effect, board_effect_on,
    board_page, board_schedule,
};

use crate::support::{Town, csr, manager, operation, staff};

pub fn subtree(town: &Town, account: &str, to: &str) -> Deed {
    moving(town, account, to, MoveForm::WholeSubtree)
}

pub fn moving(town: &Town, account: &str, to: &str, form: MoveForm) -> Deed {
    Deed::Move {
        account: town.id(account),
        to: town.id(to),
        form,
        handover: None,
    }
}

pub fn removal(town: &Town, account: &str) -> Deed {
    let account = town.id(account);
    let handover = None;
    Deed::Remove { account, handover }
}

pub async fn begun(town: &Town, deeds: Vec<Deed>) -> Board {
    let new = BoardNew {
        operation_id: operation(),
        name: "Spring".to_owned(),
        deeds,
    };
    board_create(town.store(), &manager(), &new)
        .await
        .expect("a board")
}

pub async fn edited(town: &Town, board: &Board, change: BoardChange) -> Result<Board> {
    let edit = BoardEdit {
        operation_id: operation(),
        board: board.id,
        version: Some(board.version),
        change,
    };
    // Nobody approves their own (SEC-1).
    let who = match edit.change {
        BoardChange::Approve => staff(3, "Other manager", Role::Manager),
        _ => manager(),
    };
    board_edit(town.store(), &who, &edit).await
}

pub async fn approved(town: &Town, deeds: Vec<Deed>) -> Board {
    let board = begun(town, deeds).await;
    edited(town, &board, BoardChange::Approve)
        .await
        .expect("approved")
}

fn word(board: &Board) -> BoardConfirm {
    BoardConfirm {
        operation_id: operation(),
        board: board.id,
        version: board.version,
    }
}

pub async fn effect_shown(town: &Town, board: &Board) -> BoardEffectShown {
    board_effect(town.store(), &csr(), board.id)
        .await
        .expect("an effect")
}

/// What a board would come to now, or came to.
pub async fn effect(town: &Town, board: &Board) -> BoardEffect {
    match effect_shown(town, board).await {
        BoardEffectShown::Now { effect, .. } | BoardEffectShown::Applied { effect } => effect,
        BoardEffectShown::Unknown => panic!("not known"),
    }
}

/// The word to apply a board, after a look at what it comes to.
pub async fn apply_word(town: &Town, board: &Board) -> BoardAsShown {
    word_shown(board, effect_shown(town, board).await)
}

pub fn word_shown(board: &Board, shown: BoardEffectShown) -> BoardAsShown {
    match shown {
        BoardEffectShown::Now {
            effect,
            fingerprint,
            ..
        } => BoardAsShown {
            confirm: word(board),
            fingerprint,
            seen_at: effect.stamp,
        },
        other => panic!("it is over: {other:?}"),
    }
}

/// Looks at what a board comes to on a day and schedules it for that, as a manager does.
pub async fn schedule(town: &Town, board: &Board, date: NaiveDate) -> Result<DeferredAction> {
    let shown = board_effect_on(town.store(), &csr(), board.id, date).await?;
    schedule_shown(town, board, (date, shown)).await
}

/// Schedules a board as it was shown for a day.
pub async fn schedule_shown(
    town: &Town,
    board: &Board,
    (date, shown): (NaiveDate, BoardEffectShown),
) -> Result<DeferredAction> {
    let word = word_shown(board, shown);
    board_schedule(town.store(), &manager(), &word, date).await
}

/// Looks at what a board comes to and applies it, as a manager does.
pub async fn applied(town: &Town, board: &Board) -> Result<BoardDone> {
    let word = apply_word(town, board).await;
    board_apply(town.store(), &manager(), &word).await
}

pub async fn page(town: &Town, board: BoardId) -> BoardPage {
    board_page(town.store(), &csr(), board, 0)
        .await
        .expect("a page")
}

pub async fn step(town: &Town, board: &Board, number: usize) -> BoardStepId {
    page(town, board.id).await.rows[number - 1].id
}

/// The children of an account in the draft's tree, with how many accounts are below each.
pub async fn children_in(town: &Town, board: &Board, parent: &str) -> Vec<(String, i64)> {
    let page = board_children(town.store(), &csr(), board.id, &ask(town.id(parent)))
        .await
        .expect("children");
    let rows = page.rows.into_iter();
    rows.map(|row| (row.account.name, row.accounts_below))
        .collect()
}

pub const fn ask(parent: AccountId) -> TreeAsk {
    TreeAsk {
        parent,
        as_of: None,
        from: TreeFrom::Start,
        limit: 50,
    }
}
