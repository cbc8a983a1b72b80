//! What is asked for of children that are not read yet, and what stays where it is once they come.

use super::{
    super::model::tests::{id, opened, page, row},
    *,
};
use crate::errors::{AppError, ErrorCode};

fn failed(places: Range<usize>) -> Option<Failed> {
    Some(Failed {
        why: "The server is away.".into(),
        at: places.start,
        places,
    })
}

#[test]
fn one_question_at_a_time_is_open_for_each_account() {
    let mut asked = Asked::default();
    assert!(asked.begin(id(1), &(0..200)) && asked.begin(id(2), &(0..200)));
    assert!(!asked.begin(id(1), &(0..200)), "it is on its way");
    asked.end(id(2), None);
    assert!(!asked.is_free(id(1), &(0..1)));
    assert!(asked.is_free(id(2), &(0..1)));
}

#[test]
fn what_failed_says_why_until_it_is_asked_again() {
    let mut asked = Asked::default();
    asked.begin(id(1), &(0..200));
    asked.end(id(1), failed(100..300));
    assert_eq!(asked.failed(id(1), 100), failed(100..300).as_ref());
    assert_eq!(asked.failed(id(1), 300), None);
    assert_eq!(asked.failure(), Some("The server is away."));
    assert!(asked.begin(id(1), &(0..200)));
    assert_eq!((asked.failed(id(1), 100), asked.failure()), (None, None));
}

#[test]
fn what_failed_is_asked_for_by_itself_only_elsewhere() {
    let mut asked = Asked::default();
    asked.end(id(1), failed(100..300));
    assert!(!asked.is_free(id(1), &(90..110)));
    assert!(!asked.is_free(id(1), &(290..310)));
    assert!(asked.is_free(id(1), &(300..330)) && asked.is_free(id(1), &(80..100)));
}

#[test]
fn what_failed_is_forgotten_once_the_children_come_otherwise() {
    let mut asked = Asked::default();
    asked.end(id(1), failed(0..100));
    asked.end(id(2), failed(0..100));
    asked.begin(id(3), &(0..200));
    let read = |number| page(row(number, 9), &[], true);
    asked.came(&[read(1), read(3)]);
    assert_eq!(asked.failed(id(1), 0), None);
    assert_eq!(asked.failure(), Some("The server is away."), "of 2");
    assert!(!asked.is_free(id(3), &(0..1)), "it is still on its way");
}

#[test]
fn a_page_lies_around_what_is_in_view_and_joins_what_is_read_near_it() {
    let of_many = |seen| page_around(&seen, &(100..200_000));
    assert_eq!(of_many(100_000..100_030), 99_915..100_115);
    assert_eq!(of_many(100..110), 100..300);
    assert_eq!(of_many(180..210), 100..300, "near its beginning");
    assert_eq!(of_many(199_900..199_930), 199_800..200_000, "near its end");
    assert_eq!(page_around(&(7..9), &(5..20)), 5..20);
    assert_eq!(page_around(&(0..300), &(0..900)), 0..200, "a tall screen");
}

/// Root 1 with nine children of which 2 and 3 are read, and 2 with nine of which 4 is: 1 2 4 (8) 3 (7).
fn lines() -> Lines {
    let (root, two) = (row(1, 9), row(2, 9));
    let mut model = Model::default();
    let first = page(root.clone(), &[two.clone(), row(3, 0)], true);
    model.open(opened(std::slice::from_ref(&root), vec![first]));
    model.pages_open(vec![page(two, &[row(4, 0)], true)]);
    model.lines()
}

#[test]
fn what_is_in_view_is_asked_for_one_account_after_the_other() {
    let (lines, mut asked) = (lines(), Asked::default());
    let wanted = |asked: &Asked, within| {
        let Wanted { parent, places, at } = unread_wanted(&lines, &within, asked)?;
        Some((parent, places, at))
    };
    assert_eq!(wanted(&asked, 0..19), Some((id(2), 1..9, 5)));
    assert_eq!(wanted(&asked, 9..11), Some((id(2), 1..9, 8)));
    asked.begin(id(2), &(0..200));
    assert_eq!(wanted(&asked, 0..19), Some((id(1), 2..9, 5)));
    assert_eq!(wanted(&asked, 0..12), None, "that of 1 is not in view");
    asked.end(id(2), failed(1..9));
    assert_eq!(wanted(&asked, 5..12), None, "it failed");
    assert_eq!(wanted(&Asked::default(), 0..3), None, "all is read");
    assert_eq!(wanted(&asked, 50..90), None, "lines that are gone by now");
}

#[test]
fn what_failed_stays_known_while_others_of_the_same_account_fail() {
    let mut asked = Asked::default();
    for places in [2..5, 8..90] {
        assert!(asked.begin(id(1), &places));
        asked.end(id(1), failed(places));
    }
    assert!(asked.failed(id(1), 3).is_some() && asked.failed(id(1), 80).is_some());
    assert!(
        !asked.is_free(id(1), &(2..5)),
        "not asked for in turn without end"
    );
    asked.begin(id(1), &(90..190));
    asked.forget(id(1), &(3..4));
    assert_eq!(asked.failed(id(1), 3), None);
    assert!(!asked.is_free(id(1), &(2..5)), "another is on its way");
    asked.end(id(1), None);
    assert!(asked.is_free(id(1), &(8..90)), "the server answers again");
}

/// Root 1 with 900 children of which 10 and 11 are read; line 700 is in view, and nobody scrolls.
fn tree_at_rest() -> Tree {
    let tree = Tree::new();
    let root = row(1, 900);
    let first = page(root.clone(), &[row(10, 0), row(11, 0)], true);
    let opened = opened(&[root], vec![first]);
    tree.model.update(|model| model.open(opened));
    tree.view.seen.set_value(700..720);
    tree.view.rest();
    tree
}

#[test]
fn what_is_in_view_is_asked_for_once_what_was_scrolled_past_has_failed() {
    let owner = Owner::new();
    owner.set();
    let tree = tree_at_rest();
    let past = || Wanted {
        parent: id(1),
        places: 100..300,
        at: 200,
    };
    let away = || AppError::new(ErrorCode::Offline, "The server is away.");
    let from = TreeFrom::Skip { rows: 100 };
    let begin = |asked: &mut Asked| asked.begin(id(1), &past().places);
    assert_eq!(tree.asked.try_update(begin), Some(true));
    assert_eq!(tree.unread_wanted_seen(), None, "one at a time");
    let next = tree.children_take(past(), &from, Err(away())).unwrap();
    assert!(next.places.contains(&700), "{next:?}");
    assert_eq!(tree.children_take(next, &from, Err(away())), None);
    // Who scrolls has not arrived yet.
    let tree = Tree::new();
    tree.model.set(tree_at_rest().model.get_untracked());
    tree.view.seen.set_value(700..720);
    assert_eq!(tree.children_take(past(), &from, Err(away())), None);
}

#[test]
fn keys_go_on_where_they_were_though_somebody_else_changed_the_siblings() {
    let owner = Owner::new();
    owner.set();
    let account = |number| (id(number), LineKind::Account);
    let chosen_after = |chosen: LineKey, children: i64, before: i64| {
        let tree = tree_at_rest();
        tree.chosen.set(Some(chosen));
        let wanted = Wanted {
            parent: id(1),
            places: 500..502,
            at: 500,
        };
        let read = TreePage {
            before: Some(before),
            ..page(row(1, children), &[row(510, 0), row(511, 0)], true)
        };
        tree.children_take(wanted, &TreeFrom::Skip { rows: 500 }, Ok(read));
        tree.chosen.get_untracked().unwrap()
    };
    assert_eq!(chosen_after(account(11), 900, 500), account(11));
    let place = |place| (id(1), LineKind::Unread(place));
    assert_eq!(chosen_after(account(11), 901, 500), place(1));
    assert_eq!(chosen_after(account(11), 899, 0), account(511));
    assert_eq!(chosen_after(place(501), 901, 500), account(511));
    assert_eq!(chosen_after(place(899), 600, 500), account(1), "its parent");
}

#[test]
fn keys_stay_within_a_tree_that_became_shorter() {
    let mut model = Model::default();
    let root = row(1, 1);
    let first = page(root.clone(), &[row(10, 0)], false);
    model.open(opened(&[root], vec![first]));
    let gone = (id(50), LineKind::Account);
    let now = |before| chosen_now(&model, &model.lines(), gone, before);
    assert_eq!(now(Some(40)), (id(10), LineKind::Account));
    assert_eq!(now(None), gone, "it was hidden before");
}
