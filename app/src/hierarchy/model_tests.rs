//! What is shown of an organization as far as it is known.

use chrono::{DateTime, Utc};
use domain::{
    accounts::{AccountNumber, AccountStatus},
    hierarchy::{TreePath, TreePlace},
};

use super::*;
use crate::hierarchy::api::TreeRights;

pub(in crate::hierarchy) fn id(number: i64) -> AccountId {
    AccountId::from_uuid(uuid::Uuid::from_u128(number.unsigned_abs().into()))
}

pub(in crate::hierarchy) fn row(number: i64, children: i64) -> TreeRow {
    TreeRow {
        account: AccountRef {
            id: id(number),
            number: AccountNumber::new(number).unwrap(),
            name: format!("Account {number}"),
        },
        organization_type: None,
        status: AccountStatus::Active,
        customer_type: "Gold".to_owned(),
        children,
        accounts_below: children,
        due_within: None,
        place: TreePlace {
            name: format!("account {number:08}"),
            number,
        },
    }
}

pub(in crate::hierarchy) fn page(
    parent: TreeRow,
    children: &[TreeRow],
    has_more: bool,
) -> TreePage {
    serde_json::from_value(serde_json::json!({
        "parent": parent, "rows": children, "has_more": has_more, "as_of": null,
        "stamp": DateTime::<Utc>::default(),
    }))
    .unwrap()
}

pub(in crate::hierarchy) fn opened(path: &[TreeRow], pages: Vec<TreePage>) -> TreeOpened {
    TreeOpened {
        path: TreePath {
            rows: path.to_vec(),
            omitted: 0,
            stamp: DateTime::default(),
        },
        pages,
        payers: None,
        rights: TreeRights::default(),
        on: None,
        today: chrono::NaiveDate::default(),
    }
}

/// Each line as `indent number`, places for more as `indent +number of the parent`.
fn drawn(model: &Model) -> Vec<String> {
    let line = |line: &Line| {
        let sign = match line.kind {
            LineKind::Account => "",
            LineKind::More => "+",
        };
        let number = line.id.uuid().as_u128();
        format!("{}{sign}{number}", " ".repeat(line.level))
    };
    model.lines().iter().map(line).collect()
}

/// Root 1 with children 2 and 3, of which 2 has child 4; opened at 2.
fn model() -> Model {
    let mut model = Model::default();
    let (root, two) = (row(1, 2), row(2, 1));
    model.open(opened(
        &[root.clone(), two.clone()],
        vec![
            page(two.clone(), &[row(4, 0)], false),
            page(root, &[two, row(3, 0)], false),
        ],
    ));
    model
}

#[test]
fn a_tree_opens_along_the_path() {
    assert_eq!(drawn(&model()), ["1", " 2", "  4", " 3"]);
}

#[test]
fn an_account_far_behind_among_its_siblings_stands_below_the_place_for_more() {
    let mut model = Model::default();
    let (root, last) = (row(1, 900), row(900, 0));
    let first = page(root.clone(), &[row(2, 0), row(3, 0)], true);
    model.open(opened(&[root.clone(), last.clone()], vec![first]));
    assert_eq!(drawn(&model), ["1", " 2", " 3", " +1", " 900"]);
    model.page_put(page(root, &[row(4, 0), last], false), false);
    assert_eq!(drawn(&model), ["1", " 2", " 3", " 4", " 900"]);
}

#[test]
fn children_that_are_known_are_not_asked_for_again() {
    let mut model = model();
    assert_eq!(model.open_set(id(2), false), None);
    assert_eq!(drawn(&model), ["1", " 2", " 3"]);
    assert_eq!(model.open_set(id(2), true), None);
    assert_eq!(drawn(&model), ["1", " 2", "  4", " 3"]);
}

#[test]
fn the_next_page_begins_behind_the_last_child_that_is_known() {
    let mut model = Model::default();
    let root = row(1, 9);
    model.open(opened(
        std::slice::from_ref(&root),
        vec![page(root.clone(), &[row(2, 0)], true)],
    ));
    let place = row(2, 0).place;
    assert_eq!(model.next(id(1)), Some(TreeFrom::After { place }));
    model.page_put(page(root, &[row(3, 0)], false), false);
    assert_eq!(model.next(id(1)), None);
}

#[test]
fn a_page_that_leaves_children_out_is_not_taken() {
    let mut model = Model::default();
    let root = row(1, 9);
    let first = |children: &[TreeRow]| page(root.clone(), children, true);
    model.open(opened(
        std::slice::from_ref(&root),
        vec![first(&[row(2, 0), row(3, 0)])],
    ));
    let from = model.next(id(1)).unwrap();
    // The tree is read again while the page behind 3 is on its way.
    model.pages_open(vec![first(&[row(2, 0)])]);
    let late = page(root.clone(), &[row(4, 0)], true);
    assert!(!model.page_follow(late.clone(), &from));
    assert_eq!(drawn(&model), ["1", " 2", " +1"]);
    let from = model.next(id(1)).unwrap();
    assert!(model.page_follow(page(root.clone(), &[row(3, 0)], true), &from));
    let from = model.next(id(1)).unwrap();
    assert!(model.page_follow(late.clone(), &from));
    assert_eq!(drawn(&model), ["1", " 2", " 3", " 4", " +1"]);
    assert!(!model.page_follow(late, &from), "it is there already");
}

#[test]
fn an_account_that_moved_stands_in_its_new_place_only() {
    let mut model = model();
    let (root, three, four) = (row(1, 2), row(3, 1), row(4, 0));
    model.open(opened(
        &[root, three.clone(), four.clone()],
        vec![page(three, &[four], false)],
    ));
    assert_eq!(drawn(&model), ["1", " 2", " 3", "  4"]);
}

#[test]
fn the_path_leads_from_the_root() {
    let path: Vec<i64> = (model().path(id(4)).iter())
        .map(|account| account.number.get())
        .collect();
    assert_eq!(path, [1, 2, 4]);
}

#[test]
fn what_is_read_again_and_the_same_keeps_its_address() {
    let mut model = model();
    let row_of = |model: &Model, number| Arc::clone(&model.node(id(number)).unwrap().row);
    let before = (row_of(&model, 3), row_of(&model, 2));
    model.page_put(page(row(1, 2), &[row(2, 5), row(3, 0)], false), true);
    assert!(Arc::ptr_eq(&before.0, &row_of(&model, 3)));
    assert!(!Arc::ptr_eq(&before.1, &row_of(&model, 2)));
}

#[test]
fn another_draft_asks_from_the_top_for_what_is_open_and_has_children_in_it() {
    let shown = model();
    let mut draft = Model::default();
    let (root, two, three) = (row(1, 2), row(2, 1), row(3, 1));
    let children = [two.clone(), three.clone()];
    draft.open(opened(
        std::slice::from_ref(&root),
        vec![page(root.clone(), &children, false)],
    ));
    assert_eq!(draft.folded(&shown), Some((id(2), 1)));
    draft.pages_open(vec![page(two, &[row(4, 0)], false)]);
    assert_eq!(draft.folded(&shown), None);
    assert_eq!(drawn(&draft), ["1", " 2", "  4", " 3"]);
}

#[test]
fn another_draft_hides_what_is_hidden_though_its_path_leads_there() {
    let (mut shown, mut draft) = (model(), model());
    shown.open_set(id(2), false);
    draft.close_as(&shown);
    assert_eq!(drawn(&draft), ["1", " 2", " 3"]);
    assert_eq!(draft.folded(&shown), None);
}

#[test]
fn a_child_that_a_later_page_brings_again_stands_once() {
    let mut model = Model::default();
    let root = row(1, 4);
    let first = page(root.clone(), &[row(2, 0), row(3, 0)], true);
    model.open(opened(std::slice::from_ref(&root), vec![first]));
    // It was renamed meanwhile, and comes behind 4 by its new name.
    model.page_put(page(root, &[row(4, 0), row(2, 0)], false), false);
    assert_eq!(drawn(&model), ["1", " 2", " 3", " 4"]);
}
