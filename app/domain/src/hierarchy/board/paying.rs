//! Who pays for whom while the steps of a draft are made one after the other (ORG-9, HIER-2).
//!
//! All that the steps ask is read once, before the first of them. Who pays and who is paid for is known by the
//! account that moves at or above each, their anchor: two with the same anchor are never parted, and what is
//! inside of something that moves is found by going down from anchor to anchor.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{BoardStep, Deed};
use crate::accounts::AccountNumber;
use crate::bill_units::{
    BillUnitRef, PayerChange, PayerNode, PayerRefusal, payer_among, payer_decide,
};
use crate::hierarchy::{FutureTree, HandoverTo, LinkChange};
use crate::ids::{AccountId, BillUnitId};

/// Who pays for whom today, as far as the steps of a draft may part them.
#[derive(Clone, Debug, Default)]
pub struct PayersPresent {
    /// Every bill unit that is paid for by one with another anchor, and every bill unit of an account that a
    /// step hands over to: in the order in which a refusal names the first.
    pub units: Vec<PayerNode>,
    /// Their anchors and those of their payers, where they have one: of an account the nearest at or above it
    /// today that a step may move.
    pub anchors: HashMap<AccountId, AccountId>,
}

/// Who pays for whom after the steps that are made.
#[derive(Clone, Debug, Default)]
pub struct PayersAhead {
    /// What the steps may move, each with the next of them above it in the tree as it is by then.
    above: HashMap<AccountId, Option<AccountId>>,
    /// The same the other way round.
    below: HashMap<AccountId, BTreeSet<AccountId>>,
    anchors: HashMap<AccountId, AccountId>,
    /// The bill units as they are by then, with their place in the order of refusals.
    units: HashMap<BillUnitId, (usize, PayerNode)>,
    /// The bill units of each account that a step hands over to.
    of_account: HashMap<AccountNumber, Vec<BillUnitId>>,
    /// Who pays at each anchor, and for whom.
    paying: HashMap<AccountId, BTreeMap<BillUnitId, BTreeSet<BillUnitId>>>,
    /// Whose payers have changed, against who paid before the first step.
    changed: BTreeMap<BillUnitId, PayerChange>,
}

/// The accounts that these deeds may move: those that they name, and the children of those whose children they
/// ask for. What has come under one of these by an earlier deed is one of them itself.
#[must_use]
pub fn deeds_moving<'a>(
    tree: &FutureTree,
    deeds: impl IntoIterator<Item = &'a Deed>,
) -> HashSet<AccountId> {
    let mut moving = HashSet::new();
    for deed in deeds {
        moving.insert(deed.account());
        if deed.asks_children() {
            moving.extend(tree.children(deed.account()));
        }
    }
    moving
}

/// What these changes bring under a new parent for an account: these subtrees, less those.
#[must_use]
pub fn subtrees_moved(
    account: AccountId,
    changes: &[LinkChange],
) -> (Vec<AccountId>, Vec<AccountId>) {
    let children = changes.iter().map(|change| change.child);
    let (own, others): (Vec<_>, Vec<_>) = children.partition(|child| *child == account);
    match own.is_empty() {
        true => (others, own),
        false => (own, others),
    }
}

impl PayersAhead {
    /// Before the first step, in the tree of today. `moving` are the accounts that the steps may move.
    #[must_use]
    pub fn new(tree: &FutureTree, moving: &HashSet<AccountId>, present: PayersPresent) -> Self {
        let mut ahead = Self {
            above: moving.iter().map(|account| (*account, None)).collect(),
            anchors: present.anchors,
            ..Self::default()
        };
        for account in moving {
            ahead.place(*account, tree.parent(*account), tree);
        }
        for (rank, node) in present.units.into_iter().enumerate() {
            let unit = &node.unit;
            (ahead.of_account.entry(unit.account.number).or_default()).push(unit.id);
            if let Some(payer) = &node.paid_by {
                ahead.pair(unit.id, payer);
            }
            ahead.units.insert(node.unit.id, (rank, node));
        }
        ahead
    }

    /// Whose payers a step changes that hands over what stays while its payer moves, or why it cannot. Changes
    /// nothing. `links` are what the step changes of the tree, and not yet made.
    ///
    /// # Errors
    /// The refusal of the rule.
    pub fn hand_over(
        &self,
        step: &BoardStep,
        to: HandoverTo,
        links: &[LinkChange],
    ) -> Result<Vec<PayerChange>, Box<PayerRefusal>> {
        let nodes = self.of_account.get(&to.account).into_iter().flatten();
        let nodes = nodes.filter_map(|id| Some(self.units.get(id)?.1.clone()));
        let payer = payer_among(to.account, nodes.collect(), to.unit)?;
        let (roots, except) = subtrees_moved(step.deed.account(), links);
        let left = self.left_behind(&self.inside(roots, except));
        let mut paid: Vec<&(usize, PayerNode)> = (left.iter())
            .filter_map(|id| self.units.get(id))
            .filter(|(_, node)| node.paid_by.as_ref().map(|by| by.id) != Some(payer.unit.id))
            .collect();
        paid.sort_unstable_by_key(|(rank, _)| *rank);
        for (_, node) in &paid {
            payer_decide(node, &payer)?;
        }
        let changes = paid.into_iter().map(|(_, node)| PayerChange {
            unit: node.unit.clone(),
            from: node.paid_by.clone(),
            to: Some(payer.unit.clone()),
            own_rhythm: None,
        });
        let mut changes: Vec<PayerChange> = changes.collect();
        changes.sort_unstable_by_key(|change| change.unit.id);
        Ok(changes)
    }

    /// Makes changes of payers that were decided.
    pub fn make(&mut self, changes: &[PayerChange]) {
        for change in changes {
            self.change(change);
            let known = (self.changed.entry(change.unit.id)).or_insert_with(|| change.clone());
            known.to.clone_from(&change.to);
        }
    }

    /// Takes changes back, of which the last ones were made last.
    pub fn take_back(&mut self, changes: &[PayerChange]) {
        let back = changes.iter().rev().map(|change| PayerChange {
            from: change.to.clone(),
            to: change.from.clone(),
            ..change.clone()
        });
        let back: Vec<PayerChange> = back.collect();
        self.make(&back);
    }

    /// Says that links changed in the tree, which is given as it is since.
    pub fn moved(&mut self, tree: &FutureTree, children: impl IntoIterator<Item = AccountId>) {
        for child in children {
            if self.above.contains_key(&child) {
                self.place(child, tree.parent(child), tree);
            }
        }
    }

    /// What all steps come to for who pays for whom, by the bill unit.
    #[must_use]
    pub fn changes(&self) -> Vec<PayerChange> {
        let differs = |change: &&PayerChange| change.from != change.to;
        self.changed.values().filter(differs).cloned().collect()
    }

    /// Puts what may move below the next that may on the way up from its parent.
    fn place(&mut self, account: AccountId, parent: Option<AccountId>, tree: &FutureTree) {
        let mut up = std::iter::successors(parent, |at| tree.parent(*at));
        let above = up.find(|at| self.above.contains_key(at));
        if let Some(old) = self.above.insert(account, above).flatten()
            && let Some(below) = self.below.get_mut(&old)
        {
            below.remove(&account);
        }
        if let Some(above) = above {
            self.below.entry(above).or_default().insert(account);
        }
    }

    /// The anchors at and below these, without what is at and below those.
    fn inside(&self, roots: Vec<AccountId>, except: Vec<AccountId>) -> HashSet<AccountId> {
        let except: HashSet<AccountId> = except.into_iter().collect();
        let mut inside = HashSet::new();
        let mut ahead = roots;
        while let Some(at) = ahead.pop() {
            if !except.contains(&at) && inside.insert(at) {
                ahead.extend(self.below.get(&at).into_iter().flatten());
            }
        }
        inside
    }

    /// The bill units outside that are paid for from inside.
    fn left_behind(&self, inside: &HashSet<AccountId>) -> Vec<BillUnitId> {
        let is_outside = |unit: &&BillUnitId| {
            let account = self.units.get(unit).map(|(_, node)| node.unit.account.id);
            let anchor = account.and_then(|account| self.anchors.get(&account));
            anchor.is_none_or(|anchor| !inside.contains(anchor))
        };
        let paying = inside.iter().filter_map(|at| self.paying.get(at));
        let paid = paying.flat_map(BTreeMap::values).flatten();
        paid.filter(is_outside).copied().collect()
    }

    fn pair(&mut self, unit: BillUnitId, payer: &BillUnitRef) {
        if let Some(anchor) = self.anchors.get(&payer.account.id) {
            let paying = self.paying.entry(*anchor).or_default();
            paying.entry(payer.id).or_default().insert(unit);
        }
    }

    fn change(&mut self, change: &PayerChange) {
        let unit = change.unit.id;
        if let Some((_, node)) = self.units.get_mut(&unit) {
            node.paid_by.clone_from(&change.to);
        }
        if let Some(from) = &change.from {
            if let Some((_, node)) = self.units.get_mut(&from.id) {
                node.pays_for_less();
            }
            let anchor = self.anchors.get(&from.account.id);
            let paying = anchor.and_then(|anchor| self.paying.get_mut(anchor));
            if let Some(paid) = paying.and_then(|paying| paying.get_mut(&from.id)) {
                paid.remove(&unit);
            }
        }
        if let Some(to) = &change.to {
            if let Some((_, node)) = self.units.get_mut(&to.id) {
                node.pays_for_also(&change.unit);
            }
            self.pair(unit, to);
        }
    }
}
