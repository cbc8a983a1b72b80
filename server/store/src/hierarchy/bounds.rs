//! Which children of a parent a page holds, the same for the tree of today, of a past and of a coming
//! day.

use chrono::{DateTime, Utc};
use domain::hierarchy::{TreeAsk, TreeFrom, TreePage, TreePlace, TreeRow};

use super::tree::CHILDREN_LIMIT;

/// The bounds of a page.
pub(super) struct PageBounds {
    /// The place behind which it begins; before all others for the first.
    pub after: TreePlace,
    /// How many rows behind that are left out.
    pub skip: i64,
    wanted: usize,
    /// Whether the first child of all is the place that it counts from.
    is_from_start: bool,
}

impl PageBounds {
    /// Those of a page that is asked for; `before` children stand before the place that it goes around.
    pub fn of(ask: &TreeAsk, before: i64) -> Self {
        let wanted = ask.limit.clamp(1, CHILDREN_LIMIT);
        let start = TreePlace {
            name: String::new(),
            number: 0,
        };
        let (after, skip) = match &ask.from {
            TreeFrom::Start => (start, 0),
            TreeFrom::After { place } => (place.clone(), 0),
            TreeFrom::Skip { rows } => (start, i64::from(*rows)),
            TreeFrom::Around { .. } => (start, (before - i64::from(wanted / 2)).max(0)),
        };
        PageBounds {
            after,
            skip,
            wanted: usize::from(wanted),
            is_from_start: !matches!(ask.from, TreeFrom::After { .. }),
        }
    }

    /// How many rows are to be read: one more than the page holds tells whether there are more.
    pub fn rows(&self) -> i64 {
        i64::try_from(self.wanted).map_or(i64::MAX, |wanted| wanted + 1)
    }

    /// The page of the rows that were read.
    pub fn page(
        &self,
        parent: TreeRow,
        mut rows: Vec<TreeRow>,
        ask: &TreeAsk,
        stamp: DateTime<Utc>,
    ) -> TreePage {
        let has_more = rows.len() > self.wanted;
        rows.truncate(self.wanted);
        TreePage {
            parent,
            rows,
            before: self.is_from_start.then_some(self.skip),
            has_more,
            as_of: ask.as_of,
            stamp,
        }
    }
}
