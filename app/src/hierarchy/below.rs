//! Opening all that stands below an account: in answers of a bounded size, each of which is drawn before
//! the next is asked for, so that the page goes on answering (ORG-6, T5).

use std::collections::VecDeque;

use chrono::NaiveDate;
use domain::{
    hierarchy::{TreeAsk, TreeFrom, TreePage, TreeRow},
    ids::AccountId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{CHILDREN, tree_open_below},
    state::Tree,
};
use crate::{
    errors::AppResult,
    ui::{Toasts, Tone},
};

/// The most accounts that are opened at once.
const MOST: usize = 1_000;

/// The most of them in a draft, which is asked about one parent at a time.
const DRAFT_MOST: usize = 200;

/// The most parents that are asked about at once; the store has a bound of its own.
const PARENTS: usize = 25;

/// How far it has got.
struct Below {
    /// Whose children are to be opened, the nearest first.
    parents: VecDeque<AccountId>,
    rows: usize,
    /// So many rows are enough.
    most: usize,
    /// Whether every child of those that are opened is there.
    is_whole: bool,
}

impl Below {
    fn of(account: AccountId, most: usize) -> Self {
        Below {
            parents: VecDeque::from([account]),
            rows: 0,
            most,
            is_whole: true,
        }
    }

    /// Whom to ask about next; nobody where all is open, or enough.
    fn next(&self) -> Vec<AccountId> {
        match self.rows < self.most {
            true => self.parents.iter().copied().take(PARENTS).collect(),
            false => Vec::new(),
        }
    }

    /// Takes note of what was answered.
    fn take(&mut self, pages: &[TreePage]) {
        for page in pages {
            let parent = page.parent.account.id;
            self.parents.retain(|waiting| *waiting != parent);
            let opened = page.rows.iter().filter(|row| row.has_children());
            self.parents.extend(opened.map(|row| row.account.id));
            self.rows += page.rows.len();
            self.is_whole &= !page.has_more;
        }
    }

    fn is_whole(&self) -> bool {
        self.is_whole && self.parents.is_empty()
    }
}

impl Tree {
    /// Opens all below an account, as far as that goes at once; `partly` is called where there is more.
    pub fn open_below(self, row: &TreeRow, partly: impl FnOnce() + 'static) {
        let id = row.account.id;
        if self
            .asked
            .try_update(|asked| asked.begin(id, &(0..usize::MAX)))
            != Some(true)
        {
            return;
        }
        let on = self.on.get_untracked();
        let most = if self.is_draft() { DRAFT_MOST } else { MOST };
        spawn_local(async move {
            let mut below = Below::of(id, most);
            loop {
                let asked = below.next();
                if asked.is_empty() {
                    break;
                }
                let answer = self.below_read(asked, on).await;
                // The page may be gone, or the tree of another day be shown by now.
                if self.on.try_get_untracked() != Some(on) {
                    break;
                }
                match answer {
                    Ok(pages) if pages.is_empty() => break,
                    Ok(mut pages) => {
                        // Whose children came too late is asked about again.
                        self.model
                            .with_untracked(|model| pages.retain(|page| !model.is_late(page)));
                        below.take(&pages);
                        self.asked.update(|asked| asked.came(&pages));
                        let held = self.held();
                        self.model.update(|model| model.pages_open(pages));
                        self.hold(held);
                        self.problem.set(None);
                    }
                    Err(error) => {
                        self.problem.set(Some(error));
                        break;
                    }
                }
            }
            // The page may be gone.
            let is_here = self.asked.try_update(|asked| asked.end(id, None)).is_some();
            if is_here {
                self.unread_ask_seen();
            }
            if is_here && self.problem.with_untracked(Option::is_none) && !below.is_whole() {
                partly();
            }
        });
    }

    /// Opens all below the chosen account, and says where that was not all.
    pub fn open_below_chosen(self, toasts: Toasts) {
        if let Some(row) = untrack(|| self.chosen_row()).filter(TreeRow::has_children) {
            let name = row.account.name.clone();
            self.open_below(&row, move || {
                let partly = format!(
                    "The accounts nearest below {name} are open; the others open one by one."
                );
                toasts.say(Tone::Neutral, partly);
            });
        }
    }

    /// Reads what is below some accounts, nearest first, as far as one answer goes: in a draft the children of
    /// the first of them.
    async fn below_read(
        self,
        parents: Vec<AccountId>,
        on: Option<NaiveDate>,
    ) -> AppResult<Vec<TreePage>> {
        match parents.first() {
            Some(first) if self.is_draft() => {
                let ask = TreeAsk {
                    parent: *first,
                    as_of: on,
                    from: TreeFrom::Start,
                    limit: CHILDREN,
                };
                Ok(vec![self.children_read(ask).await?])
            }
            _ => Ok(tree_open_below(parents, on).await?.pages),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{id, page, row},
        *,
    };

    #[test]
    fn parents_are_asked_about_by_their_nearness_until_none_is_left() {
        let mut below = Below::of(id(1), MOST);
        assert_eq!(below.next(), [id(1)]);
        below.take(&[page(row(1, 3), &[row(2, 1), row(3, 0), row(4, 2)], false)]);
        assert_eq!(below.next(), [id(2), id(4)]);
        below.take(&[page(row(2, 1), &[row(5, 1)], false)]);
        assert_eq!(below.next(), [id(4), id(5)]);
        below.take(&[
            page(row(4, 2), &[row(6, 0), row(7, 0)], false),
            page(row(5, 1), &[row(8, 0)], false),
        ]);
        assert!(below.next().is_empty());
        assert!(below.is_whole());
    }

    #[test]
    fn it_ends_where_enough_is_open_and_says_so() {
        let mut below = Below::of(id(1), MOST);
        let many: Vec<TreeRow> = (2..2 + MOST)
            .map(|at| row(i64::try_from(at).unwrap(), 1))
            .collect();
        below.take(&[page(row(1, 1_000), &many, false)]);
        assert!(below.next().is_empty());
        assert!(!below.is_whole());
    }

    #[test]
    fn children_that_are_left_out_are_remembered() {
        let mut below = Below::of(id(1), MOST);
        below.take(&[page(row(1, 300), &[row(2, 0)], true)]);
        assert!(below.next().is_empty());
        assert!(!below.is_whole());
    }
}
