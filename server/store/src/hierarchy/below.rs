//! Opening all that stands below an account, within a bound (ORG-6).

use std::collections::VecDeque;

use chrono::NaiveDate;
use domain::access::Actor;
use domain::hierarchy::{TreeAsk, TreeBelow, TreeFrom};
use domain::ids::AccountId;

use super::tree::{CHILDREN_LIMIT, tree_children};
use crate::Store;
use crate::error::Result;

/// After so many accounts an answer ends: the browser draws it before it asks for more.
pub const BELOW_LIMIT: usize = 100;

/// The most accounts whose children are read for an answer: a chain has one child on each level.
pub const BELOW_PARENTS: usize = 25;

/// The accounts below some, nearest first, on the day `as_of` or today: the children of each in turn,
/// then theirs, level by level until [`BELOW_LIMIT`] accounts are read or the children of
/// [`BELOW_PARENTS`]. Of more than [`BELOW_LIMIT`] children the first are read. Whoever wants more asks
/// again with the parents that were not reached.
///
/// # Errors
/// As [`tree_children`].
pub async fn tree_below(
    store: &Store,
    actor: &Actor,
    accounts: &[AccountId],
    as_of: Option<NaiveDate>,
) -> Result<TreeBelow> {
    let (mut pages, mut rows) = (Vec::new(), 0);
    let mut parents: VecDeque<AccountId> = accounts.iter().copied().collect();
    let mut is_whole = true;
    while let Some(parent) = parents.pop_front() {
        if rows >= BELOW_LIMIT || pages.len() >= BELOW_PARENTS {
            is_whole = false;
            break;
        }
        let ask = TreeAsk {
            parent,
            as_of,
            from: TreeFrom::Start,
            limit: u16::try_from(BELOW_LIMIT).unwrap_or(CHILDREN_LIMIT),
        };
        let page = tree_children(store, actor, &ask).await?;
        rows += page.rows.len();
        is_whole &= !page.has_more;
        let opened = page.rows.iter().filter(|row| row.has_children());
        parents.extend(opened.map(|row| row.account.id));
        pages.push(page);
    }
    Ok(TreeBelow { pages, is_whole })
}
