//! The tree of a day to come: the present with the moves that are planned until then, one after the
//! other by the rule of a move (ORG-8, decision 2).

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{LinkChange, MoveFacts, MoveNode, MoveRefusal, MoveRequest, move_decide};
use crate::ids::{AccountId, DeferredActionId};

/// A move that is planned for a day to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedMove {
    /// The deferred action that will make it.
    pub action: DeferredActionId,
    /// What it will do.
    pub request: MoveRequest,
}

/// The present, as far as it is asked about.
#[derive(Clone, Debug, Default)]
pub struct PresentTree {
    /// Every account that is named, and all accounts above each.
    pub accounts: HashMap<AccountId, MoveNode>,
    /// The parent of each of them, where it has one, and of each of `children`.
    pub parents: HashMap<AccountId, AccountId>,
    /// The children in their order, of accounts whose children are asked about.
    pub children: HashMap<AccountId, Vec<AccountId>>,
}

/// The tree after planned moves.
#[derive(Clone, Debug, Default)]
pub struct FutureTree {
    present: PresentTree,
    /// The new parent of each account that gets another one, or none.
    moved: HashMap<AccountId, Option<AccountId>>,
    /// What was planned and can be done, in its order, with the accounts that it touches: what moves,
    /// and all that is above that before and after.
    touched: Vec<(DeferredActionId, HashSet<AccountId>)>,
}

impl FutureTree {
    /// The tree after these moves. One that cannot be done by then changes nothing: it will fail.
    #[must_use]
    pub fn after(present: PresentTree, planned: &[PlannedMove]) -> Self {
        let mut tree = Self {
            present,
            ..Self::default()
        };
        for plan in planned {
            if let Ok(changes) = move_decide(&plan.request.form, &tree.facts(&plan.request)) {
                tree.change(plan.action, &changes);
            }
        }
        tree
    }

    fn change(&mut self, action: DeferredActionId, changes: &[LinkChange]) {
        let mut touched = HashSet::new();
        for change in changes {
            touched.extend(self.path(change.child));
        }
        for change in changes {
            self.moved.insert(change.child, change.to);
        }
        for change in changes {
            touched.extend(self.path(change.child));
        }
        self.touched.push((action, touched));
    }

    /// Whether nothing is planned that changes the tree.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.moved.is_empty()
    }

    /// The parent that an account will have.
    #[must_use]
    pub fn parent(&self, account: AccountId) -> Option<AccountId> {
        match self.moved.get(&account) {
            Some(to) => *to,
            None => self.present.parents.get(&account).copied(),
        }
    }

    /// The account with all accounts that will be above it, itself first.
    #[must_use]
    pub fn path(&self, account: AccountId) -> Vec<AccountId> {
        std::iter::successors(Some(account), |at| self.parent(*at)).collect()
    }

    /// The children that an account will have: those that stay in their order, then those that come.
    #[must_use]
    pub fn children(&self, account: AccountId) -> Vec<AccountId> {
        let present = self.present.children.get(&account);
        let stay = (present.into_iter().flatten().copied())
            .filter(|child| self.parent(*child) == Some(account));
        stay.chain(self.arrived(account)).collect()
    }

    /// Which children of today an account will no longer have.
    #[must_use]
    pub fn left(&self, account: AccountId) -> Vec<AccountId> {
        self.moved_where(|child, to| {
            self.present.parents.get(&child) == Some(&account) && to != Some(account)
        })
    }

    /// Which children an account will have that it has not today.
    #[must_use]
    pub fn arrived(&self, account: AccountId) -> Vec<AccountId> {
        self.moved_where(|child, to| {
            to == Some(account) && self.present.parents.get(&child) != Some(&account)
        })
    }

    fn moved_where(
        &self,
        is_wanted: impl Fn(AccountId, Option<AccountId>) -> bool,
    ) -> Vec<AccountId> {
        let moved = self.moved.iter();
        // In one order, whatever the map's.
        let wanted: BTreeSet<AccountId> = moved
            .filter(|(child, to)| is_wanted(**child, **to))
            .map(|(child, _)| *child)
            .collect();
        wanted.into_iter().collect()
    }

    /// Every account that will have another parent than today, with that parent.
    #[must_use]
    pub fn changes(&self) -> Vec<(AccountId, Option<AccountId>)> {
        let today = |child| self.present.parents.get(child).copied();
        let moved = self.moved.iter().filter(|(child, to)| today(child) != **to);
        moved.map(|(child, to)| (*child, *to)).collect()
    }

    /// The parents of today, as far as they are known.
    #[must_use]
    pub fn present_parents(&self) -> &HashMap<AccountId, AccountId> {
        &self.present.parents
    }

    /// The planned moves that take something from at or below an account, or bring something there.
    #[must_use]
    pub fn touching(&self, account: AccountId) -> Vec<DeferredActionId> {
        let touching = self.touched.iter();
        touching
            .filter(|(_, touched)| touched.contains(&account))
            .map(|(action, _)| *action)
            .collect()
    }

    /// What will be true for another move.
    #[must_use]
    pub fn facts(&self, request: &MoveRequest) -> MoveFacts {
        let node = |id: AccountId| self.present.accounts.get(&id).cloned();
        MoveFacts {
            account: node(request.account),
            old_parent: self.parent(request.account).and_then(node),
            to: node(request.to),
            above_to: (self.path(request.to).into_iter().skip(1))
                .filter_map(|above| Some(node(above)?.account))
                .collect(),
            children: self.children(request.account),
        }
    }

    /// Why a planned move will fail; none where it can be done after those before it.
    #[must_use]
    pub fn refusal(&self, request: &MoveRequest) -> Option<MoveRefusal> {
        move_decide(&request.form, &self.facts(request)).err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountNumber, AccountRef};
    use crate::hierarchy::{Effective, MoveForm};

    fn id(number: u128) -> AccountId {
        AccountId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn ids(numbers: &[u128]) -> Vec<AccountId> {
        numbers.iter().map(|number| id(*number)).collect()
    }

    /// 1 is above 2 and 3; 2 is above 4 and 5; 4 is above 6.
    fn present() -> PresentTree {
        let parents = [(2, 1), (3, 1), (4, 2), (5, 2), (6, 4)];
        let mut tree = PresentTree::default();
        for number in 1..=7_u128 {
            let account = AccountRef {
                id: id(number),
                number: AccountNumber::new(i64::try_from(number).unwrap()).unwrap(),
                name: number.to_string(),
            };
            let is_closed = false;
            tree.accounts
                .insert(id(number), MoveNode { account, is_closed });
        }
        for (child, parent) in parents {
            tree.parents.insert(id(child), id(parent));
            tree.children.entry(id(parent)).or_default().push(id(child));
        }
        tree
    }

    fn plan(action: u128, account: u128, to: u128, form: MoveForm) -> PlannedMove {
        PlannedMove {
            action: DeferredActionId::from_uuid(uuid::Uuid::from_u128(action)),
            request: MoveRequest {
                account: id(account),
                to: id(to),
                form,
                effective: Effective::Now,
            },
        }
    }

    #[test]
    fn without_plans_the_future_is_the_present() {
        let tree = FutureTree::after(present(), &[]);
        assert!(tree.is_present());
        assert_eq!(tree.path(id(6)), ids(&[6, 4, 2, 1]));
        assert_eq!(tree.children(id(2)), ids(&[4, 5]));
    }

    #[test]
    fn a_planned_move_stands_in_the_tree_of_its_day() {
        let tree = FutureTree::after(present(), &[plan(1, 4, 3, MoveForm::WholeSubtree)]);
        assert_eq!(tree.path(id(6)), ids(&[6, 4, 3, 1]));
        assert_eq!(tree.left(id(2)), ids(&[4]));
        assert_eq!(tree.arrived(id(3)), ids(&[4]));
        assert_eq!(tree.children(id(2)), ids(&[5]));
        assert_eq!(tree.children(id(3)), ids(&[4]));
    }

    #[test]
    fn plans_are_made_one_after_the_other() {
        let plans = [
            plan(1, 2, 3, MoveForm::AloneChildrenToOldParent),
            plan(2, 1, 7, MoveForm::OnlyChildren { children: None }),
        ];
        let tree = FutureTree::after(present(), &plans);
        assert_eq!(tree.path(id(6)), ids(&[6, 4, 7]));
        assert_eq!(tree.path(id(2)), ids(&[2, 3, 7]));
        assert_eq!(tree.children(id(1)), []);
    }

    #[test]
    fn what_came_and_went_again_changes_nothing() {
        let plans = [
            plan(1, 4, 3, MoveForm::WholeSubtree),
            plan(2, 4, 2, MoveForm::WholeSubtree),
        ];
        let tree = FutureTree::after(present(), &plans);
        assert_eq!(tree.changes(), []);
        assert_eq!(tree.children(id(2)), ids(&[4, 5]));
        assert_eq!(tree.left(id(2)), []);
    }

    #[test]
    fn a_plan_that_another_one_makes_impossible_changes_nothing() {
        let plans = [
            plan(1, 3, 6, MoveForm::WholeSubtree),
            plan(2, 2, 3, MoveForm::WholeSubtree),
        ];
        let tree = FutureTree::after(present(), &plans);
        assert_eq!(tree.path(id(3)), ids(&[3, 6, 4, 2, 1]));
        assert_eq!(tree.parent(id(2)), Some(id(1)));
        assert!(tree.refusal(&plans[1].request).is_some());
    }

    #[test]
    fn plans_touch_what_they_take_from_and_bring_to() {
        let tree = FutureTree::after(present(), &[plan(9, 6, 3, MoveForm::WholeSubtree)]);
        for (account, count) in [(1, 1), (2, 1), (3, 1), (4, 1), (5, 0), (6, 1), (7, 0)] {
            assert_eq!(tree.touching(id(account)).len(), count, "{account}");
        }
    }
}
