//! The part of the tree that a move touches, before and after, row beside row (ORG-3).

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{LinkChange, TreePlace, Weight};
use crate::accounts::AccountRef;
use crate::ids::AccountId;

/// An account that the excerpt shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcerptNode {
    /// Which.
    pub account: AccountRef,
    /// Where it stands among siblings.
    pub place: TreePlace,
    /// The nearest account above it that is shown, as it is before the move.
    pub parent: Option<AccountId>,
    /// How many levels between the two are left out.
    pub skipped: i64,
    /// How many accounts are right below it.
    pub children: i64,
    /// How many are below it on all levels.
    pub accounts_below: i64,
}

/// What the excerpt is made of.
#[derive(Clone, Debug, Default)]
pub struct ExcerptFacts {
    /// What is shown: both parents with what is above them, what moves, some siblings of each.
    pub nodes: Vec<ExcerptNode>,
    /// Every link that changes, also of accounts that are not shown.
    pub changes: Vec<LinkChange>,
    /// What the changes make of the totals: the answer of [`overlay`](super::overlay()).
    pub differences: HashMap<AccountId, Weight>,
}

/// Whether a row is on both sides or on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcerptMark {
    /// On both sides.
    Stays,
    /// Before only: it leaves this place.
    Leaves,
    /// After only: it arrives at this place.
    Arrives,
}

/// A row of the two trees side by side. An account that changes its place has two rows, one where it
/// leaves and one where it arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcerptRow {
    /// An account.
    Account {
        /// Which.
        account: AccountRef,
        /// How deep it stands: 0 is the root.
        level: u16,
        /// On which sides it is.
        mark: ExcerptMark,
        /// Whether its own parent changes, not only that of an account above it.
        is_moved: bool,
        /// Accounts below it before; none where the row is not on that side.
        before: Option<i64>,
        /// Accounts below it after; none where the row is not on that side.
        after: Option<i64>,
    },
    /// Levels that are left out between the row before and the row after.
    Levels {
        /// How deep.
        level: u16,
        /// On which sides.
        mark: ExcerptMark,
        /// How many.
        count: i64,
    },
    /// Siblings that are left out.
    More {
        /// How deep they stand.
        level: u16,
        /// On which sides.
        mark: ExcerptMark,
        /// How many before; 0 where the row is not on that side.
        before: i64,
        /// How many after; 0 where the row is not on that side.
        after: i64,
    },
}

/// The rows of the excerpt in order: parents before children, siblings by name and number.
#[must_use]
pub fn excerpt(facts: &ExcerptFacts) -> Vec<ExcerptRow> {
    let excerpt = Excerpt::new(facts);
    let mut rows = Vec::new();
    for (node, mark) in excerpt.children_of(None, ExcerptMark::Stays) {
        excerpt.emit(node, mark, 0, &mut rows);
    }
    rows
}

struct Excerpt<'a> {
    nodes: Vec<&'a ExcerptNode>,
    /// The new parent of what changes.
    to: HashMap<AccountId, Option<AccountId>>,
    /// By how many the children of a parent become more or fewer.
    children: HashMap<AccountId, i64>,
    differences: &'a HashMap<AccountId, Weight>,
}

impl<'a> Excerpt<'a> {
    fn new(facts: &'a ExcerptFacts) -> Self {
        let mut nodes: Vec<&ExcerptNode> = facts.nodes.iter().collect();
        nodes.sort_by(|a, b| a.place.cmp(&b.place));
        let mut seen = HashSet::new();
        nodes.retain(|node| seen.insert(node.account.id));
        let mut children = HashMap::new();
        for change in &facts.changes {
            if let Some(from) = change.from {
                *children.entry(from).or_default() -= 1;
            }
            if let Some(to) = change.to {
                *children.entry(to).or_default() += 1;
            }
        }
        let to = facts.changes.iter().map(|change| (change.child, change.to));
        Self {
            nodes,
            to: to.collect(),
            children,
            differences: &facts.differences,
        }
    }

    fn parent_after(&self, node: &ExcerptNode) -> Option<AccountId> {
        match self.to.get(&node.account.id) {
            Some(to) => *to,
            None => node.parent,
        }
    }

    /// What is shown below a row, with the sides on which it is.
    fn children_of(
        &self,
        parent: Option<AccountId>,
        mark: ExcerptMark,
    ) -> Vec<(&'a ExcerptNode, ExcerptMark)> {
        let sides = |node: &&'a ExcerptNode| {
            let is_before = mark != ExcerptMark::Arrives && node.parent == parent;
            let is_after = mark != ExcerptMark::Leaves && self.parent_after(node) == parent;
            let mark = match (is_before, is_after) {
                (true, true) => ExcerptMark::Stays,
                (true, false) => ExcerptMark::Leaves,
                (false, true) => ExcerptMark::Arrives,
                (false, false) => return None,
            };
            Some((*node, mark))
        };
        self.nodes.iter().filter_map(sides).collect()
    }

    fn emit(
        &self,
        node: &'a ExcerptNode,
        mark: ExcerptMark,
        level: u16,
        rows: &mut Vec<ExcerptRow>,
    ) {
        let id = node.account.id;
        let is_moved = self.to.contains_key(&id);
        let mut level = level;
        if node.skipped > 0 && !is_moved {
            rows.push(ExcerptRow::Levels {
                level,
                mark,
                count: node.skipped,
            });
            level = level.saturating_add(1);
        }
        let difference = self.differences.get(&id).map_or(0, |found| found.accounts);
        rows.push(ExcerptRow::Account {
            account: node.account.clone(),
            level,
            mark,
            is_moved,
            before: (mark != ExcerptMark::Arrives).then_some(node.accounts_below),
            after: (mark != ExcerptMark::Leaves).then_some(node.accounts_below + difference),
        });
        let children = self.children_of(Some(id), mark);
        if children.is_empty() {
            return;
        }
        let level = level.saturating_add(1);
        let shown = |side: ExcerptMark| {
            let on = children
                .iter()
                .filter(|(child, mark)| {
                    *mark != side && (child.skipped == 0 || self.to.contains_key(&child.account.id))
                })
                .count();
            i64::try_from(on).unwrap_or(i64::MAX)
        };
        let more = self.children.get(&id).copied().unwrap_or_default();
        let before = match mark {
            ExcerptMark::Arrives => 0,
            _ => node.children - shown(ExcerptMark::Arrives),
        };
        let after = match mark {
            ExcerptMark::Leaves => 0,
            _ => node.children + more - shown(ExcerptMark::Leaves),
        };
        for (child, mark) in children {
            self.emit(child, mark, level, rows);
        }
        if before > 0 || after > 0 {
            rows.push(ExcerptRow::More {
                level,
                mark,
                before,
                after,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountNumber;

    fn id(number: i64) -> AccountId {
        AccountId::from_uuid(uuid::Uuid::from_u128(number.unsigned_abs().into()))
    }

    fn node(
        number: i64,
        name: &str,
        parent: Option<i64>,
        children: i64,
        below: i64,
    ) -> ExcerptNode {
        ExcerptNode {
            account: AccountRef {
                id: id(number),
                number: AccountNumber::new(number).unwrap(),
                name: name.to_owned(),
            },
            place: TreePlace {
                name: name.to_lowercase(),
                number,
            },
            parent: parent.map(id),
            skipped: 0,
            children,
            accounts_below: below,
        }
    }

    /// Each row as `indent name before|after mark`.
    fn drawn(rows: &[ExcerptRow]) -> Vec<String> {
        let side = |side: &Option<i64>| side.map_or_else(|| "-".to_owned(), |n| n.to_string());
        let sign = |mark: &ExcerptMark| match mark {
            ExcerptMark::Stays => "",
            ExcerptMark::Leaves => " leaves",
            ExcerptMark::Arrives => " arrives",
        };
        let row = |row: &ExcerptRow| match row {
            ExcerptRow::Account {
                account,
                level,
                mark,
                before,
                after,
                ..
            } => format!(
                "{}{} {}|{}{}",
                " ".repeat(usize::from(*level)),
                account.name,
                side(before),
                side(after),
                sign(mark)
            ),
            ExcerptRow::Levels { level, count, .. } => {
                format!("{}({count} levels)", " ".repeat(usize::from(*level)))
            }
            ExcerptRow::More {
                level,
                before,
                after,
                ..
            } => format!("{}+{before}|{after}", " ".repeat(usize::from(*level))),
        };
        rows.iter().map(row).collect()
    }

    fn change(child: i64, from: i64, to: i64) -> LinkChange {
        LinkChange {
            child: id(child),
            from: Some(id(from)),
            to: Some(id(to)),
        }
    }

    #[test]
    fn both_trees_stand_row_beside_row_with_what_leaves_and_what_arrives() {
        let facts = ExcerptFacts {
            nodes: vec![
                node(1, "Acme", None, 2, 30),
                node(2, "EMEA", Some(1), 12, 20),
                node(3, "Americas", Some(1), 0, 0),
                node(4, "Sales", Some(2), 3, 5),
                node(5, "Support", Some(2), 0, 0),
            ],
            changes: vec![change(4, 2, 3)],
            differences: HashMap::from([
                (id(2), Weight::of_accounts(-6)),
                (id(3), Weight::of_accounts(6)),
            ]),
        };
        assert_eq!(
            drawn(&excerpt(&facts)),
            [
                "Acme 30|30",
                " Americas 0|6",
                "  Sales -|5 arrives",
                " EMEA 20|14",
                "  Sales 5|- leaves",
                "  Support 0|0",
                "  +10|10",
            ]
        );
    }

    #[test]
    fn an_account_that_goes_under_its_own_child_is_shown_in_both_places() {
        let facts = ExcerptFacts {
            nodes: vec![
                node(1, "Acme", None, 1, 2),
                node(2, "EMEA", Some(1), 1, 1),
                node(3, "Sales", Some(2), 0, 0),
            ],
            changes: vec![change(2, 1, 3), change(3, 2, 1)],
            differences: HashMap::from([
                (id(2), Weight::of_accounts(-1)),
                (id(3), Weight::of_accounts(1)),
            ]),
        };
        assert_eq!(
            drawn(&excerpt(&facts)),
            [
                "Acme 2|2",
                " EMEA 1|- leaves",
                "  Sales 0|- leaves",
                " Sales -|1 arrives",
                "  EMEA -|0 arrives",
            ]
        );
    }

    #[test]
    fn levels_that_are_left_out_are_said() {
        let facts = ExcerptFacts {
            nodes: vec![
                node(1, "Acme", None, 1, 900),
                ExcerptNode {
                    skipped: 7,
                    ..node(9, "Depot", Some(1), 0, 0)
                },
            ],
            ..ExcerptFacts::default()
        };
        assert_eq!(
            drawn(&excerpt(&facts)),
            ["Acme 900|900", " (7 levels)", "  Depot 0|0", " +1|1"]
        );
    }
}
