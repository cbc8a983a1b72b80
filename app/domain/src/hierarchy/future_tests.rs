//! The tree after what is planned (ORG-8, ORG-9).

use super::*;
use crate::accounts::{AccountNumber, AccountRef};

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

fn deed(account: u128, to: u128, form: MoveForm) -> Deed {
    Deed::Move {
        account: id(account),
        to: id(to),
        form,
        handover: None,
    }
}

fn plan(action: u128, account: u128, to: u128, form: MoveForm) -> PlannedChange {
    planned(
        action,
        Planned::One {
            deed: deed(account, to, form),
            from: None,
            alone: false,
        },
    )
}

/// Makes steps of which none is stale.
fn make_all(tree: &mut FutureTree, steps: &[BoardStep]) {
    for step in steps {
        tree.step(step).unwrap();
    }
}

/// The present after these plans; a change that is refused changes nothing.
fn after(plans: &[PlannedChange]) -> FutureTree {
    let mut tree = FutureTree::new(present());
    for plan in plans {
        tree.made_by(Some(plan.action));
        match &plan.what {
            Planned::One { deed, .. } => {
                if let Ok(changes) = tree.decide(deed) {
                    tree.make(&changes);
                }
            }
            Planned::All(steps) => make_all(&mut tree, steps),
        }
    }
    tree
}

fn planned(action: u128, what: Planned) -> PlannedChange {
    let action = DeferredActionId::from_uuid(uuid::Uuid::from_u128(action));
    PlannedChange { action, what }
}

#[test]
fn without_plans_the_future_is_the_present() {
    let tree = after(&[]);
    assert!(tree.is_present());
    assert_eq!(tree.path(id(6)), ids(&[6, 4, 2, 1]));
    assert_eq!(tree.children(id(2)), ids(&[4, 5]));
}

#[test]
fn a_planned_move_stands_in_the_tree_of_its_day() {
    let tree = after(&[plan(1, 4, 3, MoveForm::WholeSubtree)]);
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
    let tree = after(&plans);
    assert_eq!(tree.path(id(6)), ids(&[6, 4, 7]));
    assert_eq!(tree.path(id(2)), ids(&[2, 3, 7]));
    assert_eq!(tree.children(id(1)), []);
}

#[test]
fn what_is_taken_back_leaves_no_trace() {
    let first = plan(1, 5, 3, MoveForm::WholeSubtree);
    let mut tree = after(std::slice::from_ref(&first));
    let before = format!("{:?}", tree.link_changes());
    let second = plan(2, 4, 3, MoveForm::AloneChildrenToOldParent);
    let third = plan(2, 6, 4, MoveForm::WholeSubtree);
    let mut made = Vec::new();
    tree.made_by(Some(second.action));
    for plan in [&second, &third] {
        let Planned::One { deed, .. } = &plan.what else {
            panic!("one change")
        };
        let changes = tree.decide(deed).unwrap();
        tree.make(&changes);
        made.extend(changes);
    }
    assert_eq!(tree.touching(id(4)), [second.action]);
    tree.take_back(&made);
    assert_eq!(format!("{:?}", tree.link_changes()), before);
    assert_eq!(tree.children(id(2)), ids(&[4]));
    assert_eq!(tree.children(id(3)), ids(&[5]));
    assert_eq!(tree.path(id(6)), ids(&[6, 4, 2, 1]));
    assert_eq!(tree.touching(id(4)), []);
    assert_eq!(tree.touching(id(3)), [first.action]);
}

#[test]
fn what_came_and_went_again_changes_nothing() {
    let plans = [
        plan(1, 4, 3, MoveForm::WholeSubtree),
        plan(2, 4, 2, MoveForm::WholeSubtree),
    ];
    let tree = after(&plans);
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
    let tree = after(&plans);
    assert_eq!(tree.path(id(3)), ids(&[3, 6, 4, 2, 1]));
    assert_eq!(tree.parent(id(2)), Some(id(1)));
    assert!(tree.decide(&deed(2, 3, MoveForm::WholeSubtree)).is_err());
}

#[test]
fn plans_touch_what_they_take_from_and_bring_to() {
    let tree = after(&[plan(9, 6, 3, MoveForm::WholeSubtree)]);
    for (account, count) in [(1, 1), (2, 1), (3, 1), (4, 1), (5, 0), (6, 1), (7, 0)] {
        assert_eq!(tree.touching(id(account)).len(), count, "{account}");
    }
}

fn step(number: u128, from: Option<u128>, deed: Deed) -> BoardStep {
    BoardStep {
        id: crate::ids::BoardStepId::from_uuid(uuid::Uuid::from_u128(number)),
        deed,
        from: from.map(id),
    }
}

#[test]
fn a_planned_board_stands_whole_in_the_tree_of_its_day() {
    let steps = vec![
        step(1, Some(2), deed(4, 3, MoveForm::WholeSubtree)),
        step(
            2,
            Some(4),
            Deed::Remove {
                account: id(6),
                handover: None,
            },
        ),
    ];
    let tree = after(&[planned(7, Planned::All(steps))]);
    assert_eq!(tree.path(id(4)), ids(&[4, 3, 1]));
    assert_eq!(tree.parent(id(6)), None);
    assert_eq!(tree.left(id(4)), ids(&[6]));
    assert_eq!(tree.touching(id(2)).len(), 1);
}

#[test]
fn a_draft_over_what_is_planned_touches_in_nobodys_name() {
    let mut tree = after(&[plan(9, 6, 3, MoveForm::WholeSubtree)]);
    tree.made_by(None);
    let steps = [step(1, Some(2), deed(5, 7, MoveForm::WholeSubtree))];
    make_all(&mut tree, &steps);
    assert!(tree.touching(id(5)).is_empty());
}

#[test]
fn what_moves_is_counted_from_the_uppermost_of_what_changes() {
    let before = FutureTree::new(present());
    let mut tree = before.clone();
    let steps = [
        step(1, Some(1), deed(2, 7, MoveForm::WholeSubtree)),
        step(2, Some(2), deed(4, 3, MoveForm::WholeSubtree)),
    ];
    make_all(&mut tree, &steps);
    assert_eq!(tree.moving_roots_since(&before), ids(&[2]));
}

/// The children of the changes that decide what is at and below an account.
fn reaching(tree: &FutureTree, account: u128) -> Vec<AccountId> {
    let changes = tree.changes_reaching(&HashSet::from([id(account)]));
    changes.into_iter().map(|(child, _)| child).collect()
}

#[test]
fn a_change_reaches_what_it_takes_from_or_brings_to_also_by_way_of_another() {
    // 6 goes under 3, and with it under 5.
    let brought = after(&[
        plan(1, 6, 3, MoveForm::WholeSubtree),
        plan(2, 3, 5, MoveForm::WholeSubtree),
    ]);
    // 6 has left 4 before that comes under 3.
    let missing = after(&[
        plan(1, 6, 7, MoveForm::WholeSubtree),
        plan(2, 4, 3, MoveForm::WholeSubtree),
    ]);
    for (account, by_brought, by_missing) in [
        (5, &[3, 6][..], &[][..]),
        (4, &[6], &[4, 6]),
        (3, &[3, 6], &[4, 6]),
        (7, &[], &[6]),
    ] {
        assert_eq!(reaching(&brought, account), ids(by_brought), "{account}");
        assert_eq!(reaching(&missing, account), ids(by_missing), "{account}");
    }
}
