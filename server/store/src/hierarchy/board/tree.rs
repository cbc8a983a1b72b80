//! The tree that a draft would make, on its day where it is scheduled; of a board that is over, the present (ORG-9).

use domain::access::{Action, Actor};
use domain::hierarchy::{TreeAsk, TreePage, TreePath, TreePayers};
use domain::ids::{AccountId, BoardId};
use sqlx::PgConnection;

use super::super::future::{children_of, path_of};
use super::super::plans::Future;
use super::super::preview::picture;
use super::super::tree_payers::{few_check, payers_of};
use super::rows::{board_get, steps_read, until_of};
use crate::Store;
use crate::error::Result;
use crate::installation::business_date_today;

/// The tree after all steps of a board that can be made, with all that is above these accounts. The steps of one that
/// is over are made, or will never be: the tree is the present.
async fn draft_tree(
    conn: &mut PgConnection,
    actor: &Actor,
    board: BoardId,
    accounts: &[AccountId],
) -> Result<Future> {
    let board = board_get(conn, actor, board).await?;
    let steps = match board.state.is_over() {
        true => Vec::new(),
        false => steps_read(conn, board.id).await?,
    };
    let until = until_of(conn, &board).await?;
    let (future, _) = Future::after_steps(conn, &steps, until, accounts).await?;
    Ok(future)
}

/// Some children of a parent in the tree after all steps of a board that can be made. The day of the
/// question counts for nothing.
///
/// # Errors
/// When the actor may not see organizations, there is no such board or parent, or the database fails.
pub async fn board_children(
    store: &Store,
    actor: &Actor,
    board: BoardId,
    ask: &TreeAsk,
) -> Result<TreePage> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let future = draft_tree(&mut tx, actor, board, &[ask.parent]).await?;
    let page = children_of(&mut tx, &future, ask).await?;
    Ok(TreePage {
        as_of: None,
        ..page
    })
}

/// The account with all accounts above it in the tree after all steps of a board that can be made, the
/// root first.
///
/// # Errors
/// As [`board_children`].
pub async fn board_path(
    store: &Store,
    actor: &Actor,
    board: BoardId,
    account: AccountId,
) -> Result<TreePath> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let future = draft_tree(&mut tx, actor, board, &[account]).await?;
    path_of(&mut tx, &future, account).await
}

/// Who pays for these accounts and for whom they pay after all steps of a board that can be made. Answers those
/// alone that pay or are paid for.
///
/// # Errors
/// As [`board_children`]; at the field `accounts` where they are more than
/// [`PAYERS_LIMIT`](super::super::tree_payers::PAYERS_LIMIT).
pub async fn board_payers(
    store: &Store,
    actor: &Actor,
    board: BoardId,
    accounts: &[AccountId],
) -> Result<Vec<TreePayers>> {
    actor.require(Action::ReadHierarchy)?;
    few_check(accounts)?;
    let today = business_date_today(store).await?;
    let mut tx = picture(store).await?;
    let future = draft_tree(&mut tx, actor, board, &[]).await?;
    payers_of(&mut tx, accounts, (today, today), future.payers()).await
}
