//! Which children a tree is opened with: along the path to one account (ORG-6).

use chrono::NaiveDate;
use domain::hierarchy::{TreeAsk, TreeFrom, TreePage, TreePath};

use super::api::CHILDREN;

/// Levels above the account whose children are shown from the first; those above open on demand.
const LEVELS: usize = 10;

/// What is asked for first: the first children of the root, of the account and of what is near above it.
pub fn asks_first(path: &TreePath, on: Option<NaiveDate>) -> Vec<TreeAsk> {
    let rows = path.rows.iter().rev().enumerate();
    rows.filter(|(height, row)| {
        let is_root = height + 1 == path.rows.len();
        row.has_children() && (*height <= LEVELS || is_root)
    })
    .map(|(_, row)| TreeAsk {
        parent: row.account.id,
        as_of: on,
        from: TreeFrom::Start,
        limit: CHILDREN,
    })
    .collect()
}

/// What is asked for then: the children around the one on the path, where that is far behind the first.
pub fn ask_around(path: &TreePath, ask: &TreeAsk, first: &TreePage) -> Option<TreeAsk> {
    let at = path
        .rows
        .iter()
        .position(|row| row.account.id == ask.parent)?;
    // Below the root levels may be left out: what follows it is then no child of it.
    let next = path
        .rows
        .get(at + 1)
        .filter(|_| at > 0 || path.omitted == 0)?;
    let is_among = first
        .rows
        .iter()
        .any(|row| row.account.id == next.account.id);
    (first.has_more && !is_among).then(|| TreeAsk {
        from: TreeFrom::Around {
            place: next.place.clone(),
        },
        ..ask.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{id, opened, page, row},
        *,
    };

    /// From the root, account 1 with 900 children, over 2 with one to 3.
    fn path() -> TreePath {
        opened(&[row(1, 900), row(2, 1), row(3, 0)], Vec::new()).path
    }

    #[test]
    fn the_children_of_all_on_the_path_are_asked_for() {
        let asks = asks_first(&path(), None);
        let parents: Vec<_> = asks.iter().map(|ask| ask.parent).collect();
        assert_eq!(parents, [id(2), id(1)]);
    }

    #[test]
    fn of_a_long_path_those_of_the_nearest_and_of_the_root_are() {
        let rows: Vec<_> = (1..=30).map(|number| row(number, 1)).collect();
        let asks = asks_first(&opened(&rows, Vec::new()).path, None);
        assert_eq!(asks.len(), LEVELS + 2);
        assert_eq!(asks.last().unwrap().parent, id(1));
    }

    #[test]
    fn a_child_far_behind_is_read_with_those_around_it() {
        let mut path = path();
        let asks = asks_first(&path, None);
        let ask = asks.last().unwrap();
        let among = page(row(1, 900), &[row(8, 0), row(2, 1)], true);
        assert_eq!(ask_around(&path, ask, &among), None);
        let behind = page(row(1, 900), &[row(8, 0), row(9, 0)], true);
        let around = ask_around(&path, ask, &behind).unwrap();
        let place = row(2, 1).place;
        assert_eq!(around.from, TreeFrom::Around { place });
        path.omitted = 4;
        assert_eq!(ask_around(&path, ask, &behind), None, "it is no child of 1");
    }
}
