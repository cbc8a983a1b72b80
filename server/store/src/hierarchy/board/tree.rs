//! The tree that a draft would make (ORG-9).

use domain::access::{Action, Actor};
use domain::hierarchy::{TreeAsk, TreePage, TreePath};
use domain::ids::{AccountId, BoardId};

use super::super::future::{children_of, path_of};
use super::super::plans::Future;
use super::super::preview::picture;
use super::rows::{board_get, steps_read};
use crate::Store;
use crate::error::Result;

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
    let board = board_get(&mut tx, actor, board).await?;
    let steps = steps_read(&mut tx, board.id).await?;
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
    let board = board_get(&mut tx, actor, board).await?;
    let steps = steps_read(&mut tx, board.id).await?;
    let (future, _) = Future::after_steps(&mut tx, &steps, None, &[account]).await?;
    path_of(&mut tx, &future, account).await
}
