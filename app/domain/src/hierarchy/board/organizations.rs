//! Which organizations the steps of a board touch (ORG-9).

use std::collections::{HashMap, HashSet};

use super::{BoardStep, Deed};
use crate::accounts::AccountRef;
use crate::hierarchy::FutureTree;
use crate::ids::AccountId;

/// The organizations that steps take something from or bring something to, by their roots in this tree: in the
/// order of the steps, at most `limit`. What a step removes stands alone and is none.
#[must_use]
pub fn organizations_touched(
    tree: &FutureTree,
    steps: &[BoardStep],
    limit: usize,
) -> Vec<AccountRef> {
    let mut roots = HashMap::new();
    let mut named = HashSet::new();
    let touched = steps.iter().flat_map(|step| match step.deed {
        Deed::Move { account, to, .. } => [Some(account), Some(to), step.from],
        Deed::Remove { .. } => [step.from, None, None],
    });
    touched
        .flatten()
        .map(|account| root_of(tree, account, &mut roots))
        .filter(|root| named.insert(*root))
        .filter_map(|root| Some(tree.node(root)?.account.clone()))
        .take(limit)
        .collect()
}

/// The top of the way up from an account. Ways that meet are walked once, also where they are long.
fn root_of(
    tree: &FutureTree,
    account: AccountId,
    roots: &mut HashMap<AccountId, AccountId>,
) -> AccountId {
    let mut way = Vec::new();
    let mut at = account;
    let root = loop {
        if let Some(root) = roots.get(&at) {
            break *root;
        }
        way.push(at);
        match tree.parent(at) {
            Some(parent) => at = parent,
            None => break at,
        }
    };
    roots.extend(way.into_iter().map(|account| (account, root)));
    root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill_units::testing::unit;
    use crate::hierarchy::{MoveForm, MoveNode, PresentTree};
    use crate::ids::BoardStepId;

    fn account(number: u8) -> AccountRef {
        unit(number, &format!("N{number}")).account
    }

    /// The tree in which each of these is under its parent.
    fn tree(links: &[(u8, u8)]) -> FutureTree {
        let named = links.iter().flat_map(|(child, parent)| [*child, *parent]);
        let node = |number: u8| MoveNode {
            account: account(number),
            is_closed: false,
        };
        FutureTree::new(PresentTree {
            accounts: named
                .map(|number| (account(number).id, node(number)))
                .collect(),
            parents: (links.iter())
                .map(|(child, parent)| (account(*child).id, account(*parent).id))
                .collect(),
            ..PresentTree::default()
        })
    }

    fn step(deed: Deed, from: u8) -> BoardStep {
        BoardStep {
            id: BoardStepId::from_uuid(uuid::Uuid::nil()),
            deed,
            from: Some(account(from).id),
        }
    }

    fn moving(child: u8, from: u8, to: u8) -> BoardStep {
        let deed = Deed::Move {
            account: account(child).id,
            to: account(to).id,
            form: MoveForm::WholeSubtree,
            handover: None,
        };
        step(deed, from)
    }

    fn named(tree: &FutureTree, steps: &[BoardStep], limit: usize) -> Vec<String> {
        let touched = organizations_touched(tree, steps, limit).into_iter();
        touched.map(|root| root.name).collect()
    }

    #[test]
    fn each_organization_is_named_once_in_the_order_of_the_steps() {
        // N1 ▸ N2 ▸ N3, N4 ▸ N5, N6 ▸ N7.
        let mut tree = tree(&[(2, 1), (3, 2), (5, 4), (7, 6)]);
        let steps = [moving(7, 6, 4), moving(3, 2, 1), moving(2, 1, 5)];
        for step in &steps {
            tree.step(step).unwrap();
        }
        assert_eq!(named(&tree, &steps, 10), ["N4", "N6", "N1"]);
        assert_eq!(named(&tree, &steps, 2), ["N4", "N6"]);
    }

    #[test]
    fn what_is_removed_is_no_organization_and_what_it_leaves_is_one() {
        let mut tree = tree(&[(2, 1), (3, 2)]);
        let removal = Deed::Remove {
            account: account(3).id,
            handover: None,
        };
        let steps = [step(removal, 2)];
        tree.step(&steps[0]).unwrap();
        assert_eq!(named(&tree, &steps, 10), ["N1"]);
    }
}
