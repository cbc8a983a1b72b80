//! Opening all that stands below an account, within a bound (ORG-6).

use std::collections::VecDeque;

use chrono::NaiveDate;
use domain::access::Actor;
use domain::hierarchy::{TreeAsk, TreeBelow, TreeFrom};
use domain::ids::AccountId;

use super::tree::{CHILDREN_LIMIT, tree_children};
use crate::Store;
use crate::error::Result;

/// The most accounts that are opened at once.
pub const BELOW_LIMIT: usize = 1_000;

/// The most accounts whose children are read for it: a chain has one child on each level.
pub const BELOW_PARENTS: usize = 100;

/// The accounts below one, nearest first, on the day `as_of` or today: its children, then theirs,
/// level by level until [`BELOW_LIMIT`] accounts are read or the children of [`BELOW_PARENTS`]. Of
/// more than [`CHILDREN_LIMIT`] children the first are read.
///
/// # Errors
/// As [`tree_children`].
pub async fn tree_below(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    as_of: Option<NaiveDate>,
) -> Result<TreeBelow> {
    let (mut pages, mut rows) = (Vec::new(), 0);
    let mut parents = VecDeque::from([account]);
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
            limit: CHILDREN_LIMIT,
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
