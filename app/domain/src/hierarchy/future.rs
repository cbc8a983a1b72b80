//! The tree of a day to come, or of a draft: the present with what is planned, one after the other by
//! the rule of a move and of a removal (ORG-8, ORG-9, decision 2).

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{
    BoardStep, Deed, LinkChange, MoveFacts, MoveForm, MoveNode, MoveRefusal, Named, PlannedFrom,
    StepProblem, move_decide, removal_decide, strangers,
};
use crate::ids::{AccountId, DeferredActionId};

/// What is planned for a day to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedChange {
    /// The deferred action that will do it.
    pub action: DeferredActionId,
    /// What it will do.
    pub what: Planned,
}

/// What a deferred action does to the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    /// One change.
    One {
        /// Which.
        deed: Deed,
        /// Where the account has to stand by then; none: wherever it does.
        from: Option<PlannedFrom>,
        /// Whether nothing may stand below the account by then (SEC-1).
        alone: bool,
    },
    /// The steps of a board: all of them, or none where one is stale by then.
    All(Vec<BoardStep>),
}

impl PlannedChange {
    /// All that it does, in order.
    pub fn deeds(&self) -> impl Iterator<Item = &Deed> {
        let (one, steps) = match &self.what {
            Planned::One { deed, .. } => (Some(deed), &[][..]),
            Planned::All(steps) => (None, steps.as_slice()),
        };
        one.into_iter().chain(steps.iter().map(|step| &step.deed))
    }
}

/// The present, as far as it is asked about.
#[derive(Clone, Debug, Default)]
pub struct PresentTree {
    /// Every account that is named, and all accounts above each; of an account that is removed its
    /// children too.
    pub accounts: HashMap<AccountId, MoveNode>,
    /// The parent of each of them, where it has one, and of each of `children`.
    pub parents: HashMap<AccountId, AccountId>,
    /// The children in their order, of accounts whose children are asked about.
    pub children: HashMap<AccountId, Vec<AccountId>>,
}

/// The tree after what is planned. What is refused changes nothing of it, and who makes several changes as
/// a whole takes back those that were made.
#[derive(Clone, Debug, Default)]
pub struct FutureTree {
    present: Arc<PresentTree>,
    /// The new parent of each account that has another one than today, or none.
    moved: HashMap<AccountId, Option<AccountId>>,
    /// The children that each account has and has not today.
    arrived: HashMap<AccountId, BTreeSet<AccountId>>,
    /// The children that each account has today and will have no longer.
    left: HashMap<AccountId, BTreeSet<AccountId>>,
    /// Which planned action makes what follows.
    maker: Option<DeferredActionId>,
    /// What was planned and is made, in its order, with the accounts that it touches: what moves, and all
    /// that is above that before and after.
    touched: Vec<(DeferredActionId, HashSet<AccountId>)>,
}

impl FutureTree {
    /// The tree as it is.
    #[must_use]
    pub fn new(present: PresentTree) -> Self {
        Self {
            present: Arc::new(present),
            ..Self::default()
        }
    }

    /// Says which planned action makes what follows; none: nothing that is planned, as the steps of a draft.
    pub const fn made_by(&mut self, action: Option<DeferredActionId>) {
        self.maker = action;
    }

    /// What a deed changes, or why it is refused. Changes nothing.
    ///
    /// # Errors
    /// The refusal of its rule.
    pub fn decide(&self, deed: &Deed) -> Result<Vec<LinkChange>, MoveRefusal> {
        match deed {
            Deed::Move {
                account, to, form, ..
            } => move_decide(form, &self.facts(*account, *to, form)?),
            Deed::Remove { account, .. } => {
                let node = self.known(*account)?;
                let children = self.children(*account);
                let first = children
                    .iter()
                    .find_map(|child| self.present.accounts.get(child));
                let count = i64::try_from(children.len()).unwrap_or(i64::MAX);
                let first_child = first.map(|first| (first.account.clone(), count));
                let change = removal_decide(&node.account, self.parent(*account), first_child)?;
                Ok(vec![change])
            }
        }
    }

    /// What a step of a draft changes, or why it cannot be made. Changes nothing.
    ///
    /// # Errors
    /// When the account stands elsewhere than the step was planned from; the refusal of its rule.
    pub fn step_decide(&self, step: &BoardStep) -> Result<Vec<LinkChange>, StepProblem> {
        let node = |id: AccountId| Some(self.present.accounts.get(&id)?.account.clone());
        let account = step.deed.account();
        let now = self.parent(account);
        if let Some(account) = node(account).filter(|_| now != step.from) {
            return Err(StepProblem::Elsewhere {
                account,
                planned: step.from.and_then(node).map(Box::new),
                now: now.and_then(node).map(Box::new),
            });
        }
        Ok(self.decide(&step.deed)?)
    }

    /// Makes a step of a draft, and answers what it changes.
    ///
    /// # Errors
    /// As [`step_decide`](Self::step_decide).
    pub fn step(&mut self, step: &BoardStep) -> Result<Vec<LinkChange>, StepProblem> {
        let changes = self.step_decide(step)?;
        self.make(&changes);
        Ok(changes)
    }

    /// Makes changes that were decided over the tree as it is.
    pub fn make(&mut self, changes: &[LinkChange]) {
        self.touch(changes);
        for change in changes {
            self.change(change.child, change.to);
        }
        self.touch(changes);
    }

    /// Takes changes back, of which what is made now made the last ones and made nothing else: the tree is then
    /// as if that had never begun.
    pub fn take_back(&mut self, changes: &[LinkChange]) {
        for change in changes.iter().rev() {
            self.change(change.child, change.from);
        }
        let maker = self.maker;
        self.touched.pop_if(|(action, _)| Some(*action) == maker);
    }

    fn touch(&mut self, changes: &[LinkChange]) {
        let Some(maker) = self.maker else {
            return;
        };
        let mut touched = match self.touched.pop_if(|(action, _)| *action == maker) {
            Some((_, touched)) => touched,
            None => HashSet::new(),
        };
        for change in changes {
            touched.extend(self.path(change.child));
        }
        self.touched.push((maker, touched));
    }

    fn change(&mut self, child: AccountId, to: Option<AccountId>) {
        let today = self.present.parents.get(&child).copied();
        if let Some(from) = self.parent(child) {
            match today == Some(from) {
                true => self.left.entry(from).or_default().insert(child),
                false => self.arrived.entry(from).or_default().remove(&child),
            };
        }
        if let Some(to) = to {
            match today == Some(to) {
                true => self.left.entry(to).or_default().remove(&child),
                false => self.arrived.entry(to).or_default().insert(child),
            };
        }
        match today == to {
            true => self.moved.remove(&child),
            false => self.moved.insert(child, to),
        };
    }

    /// Whether nothing is planned that changes the tree.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.moved.is_empty()
    }

    /// An account that was named, or is above one that was.
    #[must_use]
    pub fn node(&self, account: AccountId) -> Option<&MoveNode> {
        self.present.accounts.get(&account)
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
        let left = self.left.get(&account);
        left.into_iter().flatten().copied().collect()
    }

    /// Which children an account will have that it has not today.
    #[must_use]
    pub fn arrived(&self, account: AccountId) -> Vec<AccountId> {
        let arrived = self.arrived.get(&account);
        arrived.into_iter().flatten().copied().collect()
    }

    /// Every account that will have another parent than today, with that parent.
    #[must_use]
    pub fn changes(&self) -> Vec<(AccountId, Option<AccountId>)> {
        let moved = self.moved.iter();
        moved.map(|(child, to)| (*child, *to)).collect()
    }

    /// Of these changes those that decide what is at and below some accounts, by the child: they take something
    /// from there, bring something there, or change what another of them brings.
    #[must_use]
    pub fn changes_reaching(
        &self,
        accounts: &HashSet<AccountId>,
    ) -> Vec<(AccountId, Option<AccountId>)> {
        let today = self.today();
        let is_known = |at: &AccountId| accounts.contains(at) || self.moved.contains_key(at);
        // The next above each, as it was and as it will be: what reaches that goes on from there.
        let mut below: HashMap<AccountId, Vec<AccountId>> = HashMap::new();
        for child in self.moved.keys() {
            for tree in [self, &today] {
                let parent = |at: &AccountId| tree.parent(*at);
                let mut above = std::iter::successors(parent(child), parent);
                if let Some(next) = above.find(is_known) {
                    below.entry(next).or_default().push(*child);
                }
            }
        }
        let mut reached = HashSet::new();
        let mut ahead: Vec<AccountId> = accounts.iter().copied().collect();
        while let Some(at) = ahead.pop() {
            if reached.insert(at) {
                ahead.extend(below.get(&at).into_iter().flatten());
            }
        }
        let mut changes = self.changes();
        changes.retain(|(child, _)| reached.contains(child));
        changes.sort_unstable();
        changes
    }

    /// All changes as changes of links, by the child.
    #[must_use]
    pub fn link_changes(&self) -> Vec<LinkChange> {
        self.changes_since(&self.today())
    }

    /// What has changed since the tree was this one, by the child.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Vec<LinkChange> {
        let children: BTreeSet<AccountId> = (self.moved.keys())
            .chain(before.moved.keys())
            .copied()
            .collect();
        (children.into_iter())
            .map(|child| LinkChange {
                child,
                from: before.parent(child),
                to: self.parent(child),
            })
            .filter(|change| change.from != change.to)
            .collect()
    }

    /// Of the accounts that have got another parent since the tree was this one those that were below none of the
    /// others: they, with all that was below them, are what moves.
    #[must_use]
    pub fn moving_roots_since(&self, before: &Self) -> Vec<AccountId> {
        let changes = self.changes_since(before);
        let moving: HashSet<AccountId> = changes.iter().map(|change| change.child).collect();
        let is_top = |child: &AccountId| {
            let parent = |at: &AccountId| before.parent(*at);
            let mut above = std::iter::successors(parent(child), parent);
            !above.any(|above| moving.contains(&above))
        };
        let children = changes.iter().map(|change| change.child);
        children.filter(is_top).collect()
    }

    /// The tree as it is today.
    fn today(&self) -> Self {
        Self {
            present: Arc::clone(&self.present),
            ..Self::default()
        }
    }

    /// The parents of today, as far as they are known.
    #[must_use]
    pub fn present_parents(&self) -> &HashMap<AccountId, AccountId> {
        &self.present.parents
    }

    /// The planned changes that take something from at or below an account, or bring something there.
    #[must_use]
    pub fn touching(&self, account: AccountId) -> Vec<DeferredActionId> {
        let touching = self.touched.iter();
        touching
            .filter(|(_, touched)| touched.contains(&account))
            .map(|(action, _)| *action)
            .collect()
    }

    /// An account that has to be known.
    fn known(&self, account: AccountId) -> Result<&MoveNode, MoveRefusal> {
        let node = self.node(account);
        node.ok_or(MoveRefusal::UnknownAccount(Named::Id(account)))
    }

    /// What is true for a move in this tree, or which of its accounts is unknown.
    fn facts(
        &self,
        account: AccountId,
        to: AccountId,
        form: &MoveForm,
    ) -> Result<MoveFacts, MoveRefusal> {
        let node = |id: AccountId| self.node(id).cloned();
        let moving = self.known(account)?.clone();
        let children = match form {
            MoveForm::WholeSubtree => Vec::new(),
            _ => self.children(account),
        };
        let strangers = strangers(form.named(), &children).into_iter();
        Ok(MoveFacts {
            old_parent: self.parent(account).and_then(node),
            to: node(to).ok_or_else(|| MoveRefusal::UnknownParent {
                account: moving.account.clone(),
                to: Named::Id(to),
            })?,
            above_to: (self.path(to).into_iter().skip(1))
                .filter_map(|above| Some(node(above)?.account))
                .collect(),
            strangers: strangers.filter_map(|id| Some(node(id)?.account)).collect(),
            account: moving,
            children,
        })
    }
}

#[cfg(test)]
#[path = "future_tests.rs"]
mod tests;
