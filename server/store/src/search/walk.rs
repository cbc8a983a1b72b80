//! Walking along the order until enough hits are met, and how far a walk may go.
//!
//! A pattern of single letters (`*1*2*3*`) is narrowed by no index, and where few accounts are hits, a
//! walk would read all of them. It stops after some thousands; while there is time and the page is not
//! full it goes on at that place, then the page has the hits up to there and the next one goes on: no hit
//! is left out, and no search keeps the database busy.

use std::time::Duration;

use crate::{
    error::Result,
    search::{
        candidates::{Candidate, Range, Search},
        estimate::Way,
    },
};

/// How much a search may do for one page where no index narrows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Rows that one statement reads along the order, of each combination of filters.
    pub(super) rows: i64,
    /// Documents that are compared here, since the database could not say whether they are hits.
    pub(super) compared: usize,
    /// For how long since it was asked for a page that is not full goes on to the next part.
    pub(super) patience: Duration,
    /// The same for a page without a hit, which says nothing.
    pub(super) patience_empty: Duration,
}

impl Effort {
    /// What takes a hundredth of a second or two for a part where there are very many accounts: a page is
    /// one part then, and several where they are few (T1).
    pub(super) const USUAL: Self = Self {
        rows: 4_000,
        compared: 2_000,
        patience: Duration::from_millis(8),
        patience_empty: Duration::from_millis(20),
    };
}

/// What a walk has come to.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Hits in order.
    pub(super) hits: Vec<Candidate>,
    /// The place where it broke off, with hits perhaps behind it; none where it met as many as were
    /// wanted or the end of its range.
    pub(super) stopped: Option<(String, i64)>,
}

impl Search<'_> {
    /// The first hits in the order of (name, number) within a range that `keep` lets pass.
    pub(super) async fn walk(
        &mut self,
        mut range: Range,
        want: usize,
        keep: impl Fn(&Candidate) -> bool,
    ) -> Result<Walked> {
        let mut walked = Walked::default();
        if range.is_empty() || want == 0 {
            return Ok(walked);
        }
        let in_parts = match self.estimate.way(&self.narrow, &range, want) {
            Way::Sliced => return self.walk_slices(range, want, keep, walked.hits).await,
            Way::Ordered => false,
            Way::Parts => true,
        };
        // Where the sample misled, the walk breaks off and the slices take over.
        let bound = match in_parts {
            false => 2_000 + 4 * self.estimate.ordered_rows(&range, want).min(20_000),
            true => self.effort.rows,
        };
        let mut size = want + 1;
        loop {
            let mut batch = self.ordered(&range, size, bound).await?;
            let full = batch.len() >= size;
            // Where few candidates are hits, the next batch is larger.
            size = (8 * size).min(4_000);
            let place = if full && !self.narrow.has_facets() {
                None
            } else {
                // What was read ends with the last of a full batch.
                let last = batch.last().filter(|_| full);
                self.place_at(&range.up_to(last), bound).await?
            };
            if let Some(last) = batch.last() {
                range.after = (last.name.clone(), last.number.get());
            }
            // One combination of filters may end before the others: what follows is not in order yet.
            let cut = place.filter(|place| !full || *place < range.after);
            if let Some(place) = &cut {
                batch.retain(|row| row.place() <= (place.0.as_str(), place.1));
                range.after.clone_from(place);
            }
            self.effort.compared = self.effort.compared.saturating_sub(batch.len());
            walked
                .hits
                .extend(self.exact(batch).into_iter().filter(&keep));
            let ended = !full && cut.is_none();
            if walked.hits.len() >= want || ended {
                walked.hits.truncate(want);
                return Ok(walked);
            }
            let breaks_off = cut.is_some() || (in_parts && self.effort.compared == 0);
            if breaks_off && in_parts {
                walked.stopped = Some(range.after);
                return Ok(walked);
            }
            if breaks_off {
                return self.walk_slices(range, want, keep, walked.hits).await;
            }
        }
    }
}
