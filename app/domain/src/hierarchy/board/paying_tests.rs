//! Handing over step by step over what was read once is deciding each step over all payers as they are by then
//! (ORG-9, HIER-2).

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::accounts::AccountNumber;
use crate::bill_units::testing::{node, unit};
use crate::bill_units::{PayerChange, PayerNode, PayerRefusal, payer_decide};
use crate::fields::FieldProblem;
use crate::hierarchy::{FutureTree, HandoverTo, LinkChange, MoveForm, MoveNode, PresentTree};
use crate::ids::{AccountId, BillUnitId, BoardStepId};
use crate::money::Currency;

const ACCOUNTS: u8 = 9;

fn id(number: u8) -> AccountId {
    unit(number, "").account.id
}

fn number(account: AccountId) -> u8 {
    (1..=ACCOUNTS)
        .find(|number| id(*number) == account)
        .unwrap()
}

/// Each account has one bill unit; one of them is billed in another currency.
fn own(number: u8) -> PayerNode {
    let currency = match number {
        4 => Currency::USD,
        _ => Currency::EUR,
    };
    PayerNode {
        currency,
        ..node(number, "N")
    }
}

/// A forest of all accounts, of which each is below an earlier one or none.
fn forest() -> impl Strategy<Value = HashMap<u8, u8>> {
    prop::collection::vec(0..ACCOUNTS, usize::from(ACCOUNTS)).prop_map(|choices| {
        let choices = (1..).zip(choices);
        let below = choices.map(|(child, choice)| (child, choice % child));
        below.filter(|(_, parent)| *parent > 0).collect()
    })
}

fn present(parents: &HashMap<u8, u8>) -> PresentTree {
    let mut tree = PresentTree::default();
    for number in 1..=ACCOUNTS {
        let account = unit(number, "N").account;
        let is_closed = false;
        tree.accounts
            .insert(account.id, MoveNode { account, is_closed });
        let children = (1..=ACCOUNTS).filter(|child| parents.get(child) == Some(&number));
        tree.children.insert(id(number), children.map(id).collect());
    }
    tree.parents = (parents.iter())
        .map(|(child, parent)| (id(*child), id(*parent)))
        .collect();
    tree
}

/// Who pays for whom, one level deep, by what is wished for.
fn payers(wishes: &[(u8, u8)]) -> BTreeMap<u8, u8> {
    let mut payers = BTreeMap::new();
    for (paid, payer) in wishes {
        let is_free = !payers.values().any(|by| by == paid) && !payers.contains_key(payer);
        if is_free && paid != payer && !payers.contains_key(paid) {
            payers.insert(*paid, *payer);
        }
    }
    payers
}

fn nodes(payers: &BTreeMap<u8, u8>) -> Vec<PayerNode> {
    let node = |number: u8| {
        let paid: Vec<u8> = (payers.iter())
            .filter(|(_, payer)| **payer == number)
            .map(|(paid, _)| *paid)
            .collect();
        PayerNode {
            paid_by: payers.get(&number).map(|payer| unit(*payer, "N")),
            pays_for: (paid.first())
                .map(|first| (unit(*first, "N"), i64::try_from(paid.len()).unwrap())),
            ..own(number)
        }
    };
    (1..=ACCOUNTS).map(node).collect()
}

/// What is read of all that: the bill units that are paid for across anchors, those that may pay, and no others.
fn read(tree: &FutureTree, deeds: &[Deed], all: &[PayerNode]) -> PayersAhead {
    let moving = deeds_moving(tree, deeds);
    let anchor = |account: AccountId| {
        let up = tree.path(account).into_iter();
        up.into_iter().find(|at| moving.contains(at))
    };
    let is_target = |node: &PayerNode| {
        let number = node.unit.account.number;
        deeds
            .iter()
            .any(|deed| deed.handover().is_some_and(|to| to.account == number))
    };
    let is_parted = |node: &PayerNode| {
        let payer = node.paid_by.as_ref().map(|payer| payer.account.id);
        let payer = payer.and_then(anchor);
        payer.is_some() && payer != anchor(node.unit.account.id)
    };
    let mut present = PayersPresent::default();
    for node in all.iter().filter(|node| is_target(node) || is_parted(node)) {
        let payer = node.paid_by.as_ref().map(|payer| payer.account.id);
        for account in std::iter::once(node.unit.account.id).chain(payer) {
            present
                .anchors
                .extend(anchor(account).map(|at| (account, at)));
        }
        present.units.push(node.clone());
    }
    PayersAhead::new(tree, &moving, present)
}

/// The same decision over all payers as they are by then, found by everybody's way up.
fn decided(
    tree: &FutureTree,
    all: &[PayerNode],
    (step, to, links): (&BoardStep, HandoverTo, &[LinkChange]),
) -> Result<Vec<PayerChange>, Box<PayerRefusal>> {
    let (roots, except) = subtrees_moved(step.deed.account(), links);
    let is_inside = |account: AccountId| {
        let mut up = tree.path(account).into_iter();
        let hit = up.find(|at| roots.contains(at) || except.contains(at));
        hit.is_some_and(|at| roots.contains(&at))
    };
    let payer = all
        .iter()
        .find(|node| node.unit.account.number == to.account);
    let payer = payer.ok_or_else(|| Box::new(PayerRefusal::UnknownAccount(to.account)))?;
    let left = all.iter().filter(|node| {
        let by = node.paid_by.as_ref();
        by.is_some_and(|by| {
            is_inside(by.account.id) && !is_inside(node.unit.account.id) && by.id != payer.unit.id
        })
    });
    let change = |node: &PayerNode| {
        payer_decide(node, payer)?;
        Ok(PayerChange {
            unit: node.unit.clone(),
            from: node.paid_by.clone(),
            to: Some(payer.unit.clone()),
            own_rhythm: None,
        })
    };
    left.map(change).collect()
}

/// Who pays by then, of whom it is known.
fn paid_by(changes: &[PayerChange]) -> BTreeMap<BillUnitId, Option<BillUnitId>> {
    let to = |change: &PayerChange| change.to.as_ref().map(|to| to.id);
    changes
        .iter()
        .map(|change| (change.unit.id, to(change)))
        .collect()
}

fn deed() -> impl Strategy<Value = Deed> {
    let account = || (1..=ACCOUNTS).prop_map(id);
    let children = || prop::collection::vec(account(), 0..3);
    let form = prop_oneof![
        3 => Just(MoveForm::WholeSubtree),
        1 => Just(MoveForm::AloneChildrenToOldParent),
        1 => children().prop_map(|children| MoveForm::WithSome { children }),
        1 => Just(MoveForm::OnlyChildren { children: None }),
    ];
    // One more than there are accounts.
    let payer = (1..=ACCOUNTS + 1).prop_map(|payer| AccountNumber::new(i64::from(payer)).unwrap());
    let handover = || prop::option::weighted(0.8, payer.clone().prop_map(HandoverTo::from));
    prop_oneof![
        6 => (account(), account(), form, handover()).prop_map(|(account, to, form, handover)| {
            Deed::Move { account, to, form, handover }
        }),
        1 => (account(), handover()).prop_map(|(account, handover)| Deed::Remove { account, handover }),
    ]
}

proptest! {
    #[test]
    fn what_steps_hand_over_is_what_deciding_each_over_everybody_finds(
        parents in forest(),
        wishes in prop::collection::vec((1..=ACCOUNTS, 1..=ACCOUNTS), 0..12),
        deeds in prop::collection::vec(deed(), 1..14),
    ) {
        let mut tree = FutureTree::new(present(&parents));
        let mut paid = payers(&wishes);
        let mut ahead = read(&tree, &deeds, &nodes(&paid));
        for deed in deeds {
            let from = tree.parent(deed.account());
            let step = BoardStep { id: BoardStepId::from_uuid(Uuid::nil()), deed, from };
            let Ok(links) = tree.step_decide(&step) else {
                continue;
            };
            let changes = match step.deed.handover() {
                None => Vec::new(),
                Some(to) => {
                    let found = ahead.hand_over(&step, to, &links);
                    let wanted = decided(&tree, &nodes(&paid), (&step, to, &links));
                    let codes = |problem: &Result<_, Box<PayerRefusal>>| {
                        problem.as_ref().err().map(|refusal| refusal.code())
                    };
                    prop_assert_eq!(codes(&found), codes(&wanted));
                    let (Ok(found), Ok(wanted)) = (found, wanted) else {
                        continue;
                    };
                    prop_assert_eq!(&found, &wanted);
                    found
                }
            };
            // Made, taken back and made again it is as made once.
            for is_back in [false, true, false] {
                match is_back {
                    false => tree.make(&links),
                    true => tree.take_back(&links),
                }
                ahead.moved(&tree, links.iter().map(|change| change.child));
                match is_back {
                    false => ahead.make(&changes),
                    true => ahead.take_back(&changes),
                }
            }
            for change in &changes {
                let payer = change.to.as_ref().map(|to| number(to.account.id)).unwrap();
                paid.insert(number(change.unit.account.id), payer);
            }
        }
        let today = payers(&wishes);
        let changed = paid.iter().filter(|(unit, payer)| today.get(unit) != Some(payer));
        let changed: BTreeMap<_, _> = changed
            .map(|(paid, payer)| (unit(*paid, "").id, Some(unit(*payer, "").id)))
            .collect();
        prop_assert_eq!(paid_by(&ahead.changes()), changed);
    }
}
