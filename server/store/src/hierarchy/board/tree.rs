//! The tree that a draft would make; of a board that is over, the present (ORG-9).

use domain::access::{Action, Actor};
use domain::hierarchy::{BoardStep, TreeAsk, TreePage, TreePath};
use domain::ids::{AccountId, BoardId};
use sqlx::PgConnection;

use super::super::future::{children_of, path_of};
use super::super::plans::Future;
use super::super::preview::picture;
use super::rows::{board_get, steps_read};
use crate::Store;
use crate::error::Result;

/// The steps of a board, unless it is over: these are made, or will never be.
async fn steps_ahead(
    conn: &mut PgConnection,
    actor: &Actor,
    board: BoardId,
) -> Result<Vec<BoardStep>> {
    let board = board_get(conn, actor, board).await?;
    match board.state.is_over() {
        true => Ok(Vec::new()),
        false => steps_read(conn, board.id).await,
    }
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
    let steps = steps_ahead(&mut tx, actor, board).await?;
    let (future, _) = Future::after_steps(&mut tx, &steps, None, &[ask.parent]).await?;
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
    let steps = steps_ahead(&mut tx, actor, board).await?;
    let (future, _) = Future::after_steps(&mut tx, &steps, None, &[account]).await?;
    path_of(&mut tx, &future, account).await
}
