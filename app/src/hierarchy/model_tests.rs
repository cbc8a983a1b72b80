//! What is shown of an organization as far as it is known.

use chrono::{DateTime, Utc};
use domain::{
    accounts::{AccountNumber, AccountStatus},
    hierarchy::{TreePath, TreePlace},
};

use super::*;
use crate::hierarchy::{api::TreeRights, lines::Run};

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
        "parent": parent, "rows": children, "before": 0, "has_more": has_more, "as_of": null,
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

/// The same as it is read a second later.
fn later(mut opened: TreeOpened) -> TreeOpened {
    let second = chrono::TimeDelta::seconds(1);
    opened.path.stamp += second;
    for page in &mut opened.pages {
        page.stamp += second;
    }
    opened
}

/// The same behind so many siblings; none where it followed on a place.
fn behind(before: Option<i64>, page: TreePage) -> TreePage {
    TreePage { before, ..page }
}

/// Each account as `indent number`, and children that are not read yet as `indent parent:positions`.
fn drawn(model: &Model) -> Vec<String> {
    let run = |run: &Run| {
        let number = run.line.id.uuid().as_u128();
        let sign = match run.line.kind {
            LineKind::Account => String::new(),
            LineKind::Unread(first) => format!(":{first}..{}", first + run.count),
        };
        format!("{}{number}{sign}", " ".repeat(run.line.level))
    };
    model.lines().runs().iter().map(run).collect()
}

/// Root 1 with so many children, of which account 10 is the first, 11 the next.
fn wide(children: i64) -> Model {
    let mut model = Model::default();
    model.open(opened(
        &[row(1, children)],
        vec![page(row(1, children), &children_of(0..2), true)],
    ));
    model
}

/// Children at these positions among those of [`wide`].
fn children_of(places: std::ops::Range<i64>) -> Vec<TreeRow> {
    places.map(|place| row(place + 10, 0)).collect()
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
fn children_that_are_not_read_yet_have_lines_from_the_first() {
    let mut model = wide(200_000);
    assert_eq!(drawn(&model), ["1", " 10", " 11", " 1:2..200000"]);
    assert_eq!(model.lines().len(), 200_001);
    let line = model.lines().get(150_000).unwrap();
    assert_eq!(line.key(), (id(1), LineKind::Unread(149_999)));
    assert_eq!((line.position, line.siblings), (Some(150_000), 200_000));
    model.open_set(id(1), false);
    assert_eq!(drawn(&model), ["1"]);
}

#[test]
fn pages_are_taken_in_where_they_belong_whatever_was_read_before() {
    let mut model = wide(900);
    let middle = page(row(1, 900), &children_of(500..503), true);
    let from = model.from(id(1), 500);
    assert_eq!(from, TreeFrom::Skip { rows: 500 });
    model.page_follow(behind(Some(500), middle), &from, 500);
    let last = page(row(1, 900), &children_of(899..900), false);
    model.page_follow(behind(Some(899), last), &TreeFrom::Skip { rows: 899 }, 899);
    assert_eq!(
        drawn(&model),
        [
            "1",
            " 10",
            " 11",
            " 1:2..500",
            " 510",
            " 511",
            " 512",
            " 1:503..899",
            " 909"
        ]
    );
    assert_eq!(model.child_at(id(1), 501), Some(id(511)));
    assert_eq!(model.child_at(id(1), 400), None);
    let positions: Vec<_> = (model.lines().runs().iter())
        .map(|run| run.line.position.unwrap())
        .collect();
    assert_eq!(positions, [1, 1, 2, 3, 501, 502, 503, 504, 900]);
}

#[test]
fn what_stands_behind_a_child_that_is_read_is_asked_for_behind_its_place() {
    let mut model = wide(900);
    let place = row(11, 0).place;
    let from = model.from(id(1), 2);
    assert_eq!(from, TreeFrom::After { place });
    assert_eq!(model.from(id(1), 0), TreeFrom::Start);
    let next = page(row(1, 900), &children_of(2..5), true);
    model.page_follow(behind(None, next), &from, 2);
    assert_eq!(
        drawn(&model),
        ["1", " 10", " 11", " 12", " 13", " 14", " 1:5..900"]
    );
}

#[test]
fn a_page_behind_a_place_is_not_taken_where_that_may_stand_elsewhere_by_now() {
    // Another number of children than there was.
    let mut model = wide(900);
    let from = model.from(id(1), 2);
    let next = |children| behind(None, page(row(1, children), &children_of(2..5), true));
    model.page_follow(next(901), &from, 2);
    assert_eq!(drawn(&model), ["1", " 1:0..901"], "all is read again");
    // The tree was read again while the page was on its way, and another stands before it.
    let mut model = wide(900);
    let first = page(row(1, 900), &[row(10, 0), row(77, 0)], true);
    model.page_put(first, 0);
    model.page_follow(next(900), &from, 2);
    assert_eq!(drawn(&model), ["1", " 10", " 77", " 1:2..900"]);
}

#[test]
fn a_page_of_before_the_tree_was_read_again_is_not_taken() {
    let mut model = wide(900);
    let late = behind(Some(500), page(row(1, 900), &children_of(500..503), true));
    model.open(later(opened(
        &[row(1, 899)],
        vec![page(row(1, 899), &children_of(0..1), true)],
    )));
    model.page_follow(late, &TreeFrom::Skip { rows: 500 }, 500);
    assert_eq!(drawn(&model), ["1", " 10", " 1:1..899"]);
}

#[test]
fn what_is_opened_below_and_comes_late_leaves_a_newer_tree_as_it_is() {
    let mut model = model();
    let below = vec![
        page(row(2, 1), &[row(4, 1)], false),
        page(row(4, 1), &[row(5, 0)], false),
    ];
    // Meanwhile 4 moved under 3.
    let (root, three) = (row(1, 2), row(3, 1));
    let pages = vec![
        page(root.clone(), &[row(2, 0), three.clone()], false),
        page(three.clone(), &[row(4, 1)], false),
    ];
    model.open(later(opened(&[root, three], pages)));
    let now = drawn(&model);
    assert_eq!(now, ["1", " 2", " 3", "  4"]);
    assert!(below.iter().all(|page| model.is_late(page)));
    model.pages_open(below);
    assert_eq!(drawn(&model), now);
}

#[test]
fn where_others_moved_accounts_meanwhile_no_account_stands_twice_and_none_is_missing() {
    let mut model = wide(900);
    // Ten came before account 11.
    let page = behind(Some(11), page(row(1, 910), &[row(11, 0), row(12, 0)], true));
    model.page_follow(page.clone(), &TreeFrom::Skip { rows: 11 }, 11);
    assert_eq!(drawn(&model), ["1", " 1:0..11", " 11", " 12", " 1:13..910"]);
    // As many came as went: the number of children tells nothing.
    let mut model = wide(910);
    model.page_follow(page, &TreeFrom::Skip { rows: 11 }, 11);
    assert_eq!(drawn(&model), ["1", " 1:0..11", " 11", " 12", " 1:13..910"]);
}

/// Of 900 children the first two, and account 610 among those beside it.
const FAR_BEHIND: [&str; 8] = [
    "1",
    " 10",
    " 11",
    " 1:2..599",
    " 609",
    " 610",
    " 611",
    " 1:602..900",
];

#[test]
fn an_account_far_behind_its_siblings_opens_among_them() {
    let mut model = Model::default();
    let around = behind(Some(599), page(row(1, 900), &children_of(599..602), true));
    let first = page(row(1, 900), &children_of(0..2), true);
    model.open(opened(&[row(1, 900), row(610, 0)], vec![first, around]));
    assert_eq!(drawn(&model), FAR_BEHIND);
}

#[test]
fn an_account_whose_position_is_not_known_takes_the_line_of_one_that_is_not_read_yet() {
    let mut model = Model::default();
    let first = page(row(1, 900), &children_of(0..2), true);
    model.open(opened(&[row(1, 900), row(610, 0)], vec![first]));
    assert_eq!(drawn(&model), ["1", " 10", " 11", " 1:2..899", " 610"]);
    assert_eq!(model.lines().len(), 901, "as many as there are");
    let around = page(row(1, 900), &children_of(599..602), true);
    model.page_put(around, 599);
    assert_eq!(drawn(&model), FAR_BEHIND);
}

#[test]
fn an_only_child_on_the_way_is_known_without_a_page() {
    let mut model = Model::default();
    model.open(opened(&[row(1, 1), row(2, 1), row(3, 0)], Vec::new()));
    assert_eq!(drawn(&model), ["1", " 2", "  3"]);
}

#[test]
fn what_stands_below_levels_that_are_left_out_is_none_of_the_children() {
    let mut model = Model::default();
    let first = page(row(1, 2), &children_of(0..2), false);
    let mut long = opened(&[row(1, 2), row(90, 0)], vec![first]);
    long.path.omitted = 4_000;
    model.open(long);
    assert_eq!(drawn(&model), ["1", " 10", " 11", " 90"]);
}

#[test]
fn the_lines_cost_by_what_is_read_however_much_is_not() {
    let mut model = wide(210_000);
    for first in (0..10_000).step_by(200) {
        let page = page(
            row(1, 210_000),
            &children_of(first * 20..first * 20 + 200),
            true,
        );
        model.page_put(page, first * 20);
    }
    let lines = model.lines();
    assert_eq!(lines.len(), 210_001);
    // The root, ten thousand that are read, and what is not read behind each of the fifty pages: of each a line is
    // made, and of nothing else.
    assert_eq!(lines.runs().len(), 1 + 10_000 + 50);
    let unread = lines.runs().iter().filter(|run| !run.line.is_account());
    assert_eq!(unread.map(|run| run.count).sum::<usize>(), 200_000);
}

#[test]
fn children_that_are_known_are_not_asked_for_again() {
    let mut model = model();
    assert!(!model.open_set(id(2), false));
    assert_eq!(drawn(&model), ["1", " 2", " 3"]);
    assert!(!model.open_set(id(2), true));
    assert_eq!(drawn(&model), ["1", " 2", "  4", " 3"]);
}

#[test]
fn children_of_which_none_is_known_are_asked_for_and_have_lines_meanwhile() {
    let mut model = Model::default();
    let first = page(row(1, 1), &[row(2, 3)], false);
    model.open(opened(&[row(1, 1)], vec![first]));
    assert!(model.open_set(id(2), true));
    assert_eq!(drawn(&model), ["1", " 2", "  2:0..3"]);
}

#[test]
fn an_account_that_moved_stands_in_its_new_place_only() {
    let mut model = model();
    let (root, three, four) = (row(1, 2), row(3, 1), row(4, 0));
    model.open(opened(
        &[root.clone(), three.clone(), four.clone()],
        vec![page(three.clone(), &[four], false)],
    ));
    assert_eq!(
        drawn(&model),
        ["1", " 2", "  2:0..1", " 3", "  4"],
        "2 is out of date"
    );
    model.page_put(page(root, &[row(2, 0), three], false), 0);
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
    model.page_put(page(row(1, 2), &[row(2, 5), row(3, 0)], false), 0);
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
    assert_eq!(draft.folded(&shown), Some(id(2)));
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
    model.page_put(page(root, &[row(4, 0), row(2, 0)], false), 2);
    assert_eq!(drawn(&model), ["1", " 1:0..2", " 4", " 2"]);
}
