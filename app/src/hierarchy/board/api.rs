//! Server functions of what-if boards: who asks, read, one call of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use chrono::NaiveDate;
use domain::{
    accounts::AccountNumber,
    actions::DeferredAction,
    audit::HistoryPage,
    hierarchy::{
        Board, BoardAsShown, BoardDone, BoardEdit, BoardEffectShown, BoardList, BoardNew,
        BoardPage, HandoverTo, TreeAsk, TreePage, TreePayers,
    },
    ids::{AccountId, BoardId},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::api::{MoveAsk, TreeOpened, Undoable};
use crate::errors::AppResult;
use crate::wire::Wire;
#[cfg(feature = "ssr")]
use crate::{
    hierarchy::{
        api::TreeRights,
        opening::{ask_around, asks_first},
    },
    server::{RequestContext, account_called, operation_new, request},
};
#[cfg(feature = "ssr")]
use domain::{
    accounts::AccountRef,
    hierarchy::{BoardChange, BoardStepRow, Deed},
};

/// Some boards, with what is needed to begin one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardsOpened {
    /// The boards.
    pub list: BoardList,
    /// Whether the person who asks may begin one.
    pub may_begin: bool,
    /// The newest of them that the person who asks works on and nobody has approved.
    pub own: Option<BoardId>,
    /// The operation id of the next change (decision 26).
    pub operation_id: String,
}

/// A board as its page opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardOpened {
    /// The board with some of its steps.
    pub page: BoardPage,
    /// The draft's tree along the path to one account; none where there are no steps.
    pub tree: Option<TreeOpened>,
    /// The operation id of the next change (decision 26).
    pub operation_id: String,
}

/// A step that is to go onto a board, which is perhaps to be begun with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepAsk {
    /// The form's operation id (decision 26).
    pub operation_id: String,
    /// Which board; none: a new one.
    pub board: Option<BoardId>,
    /// The name of a new one, as typed.
    pub name: String,
    /// The move. From when it counts is the board's business.
    pub step: MoveAsk,
    /// Who is to pay for what then stays while its payer moves; none: nobody's payer changes.
    pub handover: Option<HandoverTo>,
}

/// Boards, the newest first: those that are over, or the others.
///
/// # Errors
/// When nobody is signed in, or the role may not see organizations.
#[server(endpoint = "boards/list", protocol = Wire)]
pub async fn boards_read(is_over: bool, after: String) -> AppResult<BoardsOpened> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let after = after.parse().ok();
    let list = store::hierarchy::boards_list(store, actor, is_over, after).await?;
    Ok(BoardsOpened {
        own: list.own_open().map(|board| board.id),
        list,
        may_begin: actor.may(domain::access::Action::MoveAccounts),
        operation_id: operation_new(),
    })
}

/// A board with its steps behind the step number `after`, and the draft's tree around the account of a
/// number; around that of the first step where none is given.
///
/// # Errors
/// When nobody is signed in, the role may not see organizations, or there is no such board.
#[server(endpoint = "boards/open", protocol = Wire)]
pub async fn board_open(id: String, after: i64, around: String) -> AppResult<BoardOpened> {
    let request = request()?;
    let board = board_called(&id)?;
    let page = store::hierarchy::board_page(&request.store, &request.actor, board, after).await?;
    let account = match around.is_empty() {
        true => page.rows.first().map(around_step),
        false => Some(account_called(&request, &around).await?),
    };
    let tree = match account {
        Some(account) => Some(tree_of(&request, board, &account, page.today).await?),
        None => None,
    };
    Ok(BoardOpened {
        page,
        tree,
        operation_id: operation_new(),
    })
}

/// What a draft's tree is opened around for a step: the account that moves, or that a removal leaves.
#[cfg(feature = "ssr")]
fn around_step(row: &BoardStepRow) -> AccountRef {
    let left = row.from.as_ref().filter(|_| row.to.is_none());
    left.unwrap_or(&row.account).clone()
}

/// The draft's tree along the path to an account.
#[cfg(feature = "ssr")]
async fn tree_of(
    request: &RequestContext,
    board: BoardId,
    account: &AccountRef,
    today: NaiveDate,
) -> AppResult<TreeOpened> {
    let (store, actor) = (&request.store, &request.actor);
    let path = store::hierarchy::board_path(store, actor, board, account.id).await?;
    let mut pages = Vec::new();
    for ask in asks_first(&path, None) {
        let page = store::hierarchy::board_children(store, actor, board, &ask).await?;
        let around = ask_around(&path, &ask, &page);
        pages.push(page);
        if let Some(ask) = around {
            pages.push(store::hierarchy::board_children(store, actor, board, &ask).await?);
        }
    }
    Ok(TreeOpened {
        path,
        pages,
        // They are read for what is in view once they are to be shown.
        payers: None,
        // A draft is changed by its steps.
        rights: TreeRights::default(),
        on: None,
        today,
    })
}

/// A page of children in the draft's tree.
///
/// # Errors
/// As [`board_open`].
#[server(endpoint = "boards/children", protocol = Wire)]
pub async fn board_children_read(board: BoardId, ask: TreeAsk) -> AppResult<TreePage> {
    let request = request()?;
    let read = store::hierarchy::board_children;
    Ok(read(&request.store, &request.actor, board, &ask).await?)
}

/// Who pays for these accounts, and for whom they pay, in the draft's tree.
///
/// # Errors
/// As [`board_open`]; at the field `accounts` where they are too many at once.
#[server(endpoint = "boards/payers", protocol = Wire)]
pub async fn board_payers_read(
    board: BoardId,
    accounts: Vec<AccountId>,
) -> AppResult<Vec<TreePayers>> {
    let request = request()?;
    let read = store::hierarchy::board_payers;
    Ok(read(&request.store, &request.actor, board, &accounts).await?)
}

/// What the steps of a board come to, or came to when it was applied: the part of its page that may take
/// longer.
///
/// # Errors
/// As [`board_open`].
#[server(endpoint = "boards/effect", protocol = Wire)]
pub async fn board_effect_read(id: String) -> AppResult<BoardEffectShown> {
    let request = request()?;
    let board = board_called(&id)?;
    Ok(store::hierarchy::board_effect(&request.store, &request.actor, board).await?)
}

/// What the steps of a board would come to on a day to come, all of them.
///
/// # Errors
/// As [`board_open`]; a sentence at `effective` where the day cannot be chosen, and for each step that is stale by
/// then.
#[server(endpoint = "boards/effect/on", protocol = Wire)]
pub async fn board_effect_on_read(board: BoardId, date: NaiveDate) -> AppResult<BoardEffectShown> {
    let request = request()?;
    let read = store::hierarchy::board_effect_on;
    Ok(read(&request.store, &request.actor, board, date).await?)
}

/// What became of a board and its steps, the latest first, behind the entry with the id `before`.
///
/// # Errors
/// As [`board_open`].
#[server(endpoint = "boards/history", protocol = Wire)]
pub async fn board_history_read(id: String, before: Option<String>) -> AppResult<HistoryPage> {
    let request = request()?;
    let board = board_called(&id)?;
    let before = before.and_then(|id| id.parse().ok());
    let read = store::hierarchy::board_history;
    Ok(read(&request.store, &request.actor, board, before).await?)
}

/// Begins a board.
///
/// # Errors
/// When the role may not rearrange organizations; a sentence at `name`.
#[server(endpoint = "boards/begin", protocol = Wire)]
pub async fn board_begin(new: BoardNew) -> AppResult<Board> {
    let request = request()?;
    Ok(store::hierarchy::board_create(&request.store, &request.actor, &new).await?)
}

/// Puts a move onto a board, behind its other steps.
///
/// # Errors
/// When the role may not rearrange organizations; a sentence at `name`, `board`, or at the step that
/// cannot be made.
#[server(endpoint = "boards/step", protocol = Wire)]
pub async fn board_step_add(ask: StepAsk) -> AppResult<Board> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let find = store::hierarchy::parent_find;
    let to = find(store, actor, ask.step.account, ask.step.to).await?;
    let deed = Deed::Move {
        account: ask.step.account,
        to: to.id,
        form: ask.step.form,
        handover: ask.handover,
    };
    step_put(&request, ask.operation_id, ask.board, ask.name, deed).await
}

/// Puts a removal onto a board, behind its other steps.
///
/// # Errors
/// As [`board_step_add`].
#[server(endpoint = "boards/removal", protocol = Wire)]
pub async fn board_removal_add(
    board: BoardId,
    account: AccountNumber,
    handover: Option<HandoverTo>,
    operation_id: String,
) -> AppResult<Board> {
    let request = request()?;
    let account = store::accounts::account_find(&request.store, &request.actor, account).await?;
    let deed = Deed::Remove {
        account: account.id,
        handover,
    };
    step_put(&request, operation_id, Some(board), String::new(), deed).await
}

#[cfg(feature = "ssr")]
async fn step_put(
    request: &RequestContext,
    operation_id: String,
    board: Option<BoardId>,
    name: String,
    deed: Deed,
) -> AppResult<Board> {
    let (store, actor, deeds) = (&request.store, &request.actor, vec![deed]);
    let Some(board) = board else {
        let new = BoardNew {
            operation_id,
            name,
            deeds,
        };
        return Ok(store::hierarchy::board_create(store, actor, &new).await?);
    };
    let edit = BoardEdit {
        operation_id,
        board,
        version: None,
        change: BoardChange::AddSteps { deeds, at: None },
    };
    Ok(store::hierarchy::board_edit(store, actor, &edit).await?)
}

/// Changes a board, unless somebody changed it since.
///
/// # Errors
/// When the role may not rearrange organizations; when it was changed meanwhile, or its state does not
/// allow it; a sentence at the step that cannot be made.
#[server(endpoint = "boards/change", protocol = Wire)]
pub async fn board_change_make(edit: BoardEdit) -> AppResult<Undoable<Board>> {
    let request = request()?;
    let change = store::hierarchy::board_edit;
    Ok(Undoable::of(
        change(&request.store, &request.actor, &edit).await?,
    ))
}

/// Makes all steps of an approved board at once as it was shown, or none.
///
/// # Errors
/// As [`board_change_make`]; a sentence for each stale step; when they come to something else by now.
#[server(endpoint = "boards/apply", protocol = Wire)]
pub async fn board_apply(word: BoardAsShown) -> AppResult<Undoable<BoardDone>> {
    let request = request()?;
    let apply = store::hierarchy::board_apply;
    Ok(Undoable::of(
        apply(&request.store, &request.actor, &word).await?,
    ))
}

/// Schedules an approved board for a day to come, as it was shown for that day.
///
/// # Errors
/// As [`board_apply`]; a sentence at `effective` where the day cannot be chosen.
#[server(endpoint = "boards/schedule", protocol = Wire)]
pub async fn board_schedule(
    word: BoardAsShown,
    date: NaiveDate,
) -> AppResult<Undoable<DeferredAction>> {
    let request = request()?;
    let schedule = store::hierarchy::board_schedule;
    Ok(Undoable::of(
        schedule(&request.store, &request.actor, &word, date).await?,
    ))
}

/// The board that an address names. What is no id names no board.
#[cfg(feature = "ssr")]
fn board_called(text: &str) -> AppResult<BoardId> {
    let missing = |_| {
        let shown = domain::text::repeated(text);
        store::StoreError::NotFound(format!("what-if board {shown}"))
    };
    Ok(text.parse().map_err(missing)?)
}
