//! Hits in their order as they are met, where they are too many to be gathered first.

use domain::search::{Rank, SortKey};

use crate::{
    error::Result,
    search::{
        accounts::COUNT_LIMIT,
        candidates::{Candidate, Range, Search},
        cursor::Cursor,
        slices::Beginning,
    },
};

/// Candidates of a page and one more, in order.
pub(super) struct Found {
    pub(super) hits: Vec<Candidate>,
    /// Where the search broke off before the page was full.
    pub(super) stopped: Option<Cursor>,
}

/// Where a search of this rank broke off.
pub(super) fn stopped_at(rank: Rank, (name, number): (String, i64)) -> Cursor {
    Cursor { rank, name, number }
}

/// Hits in the default order (or by name alone) after a place, rank by rank.
#[expect(
    clippy::too_many_lines,
    reason = "three ranks in their order, each going on where the one before ended"
)]
pub(super) async fn page_stream(
    search: &mut Search<'_>,
    after: Option<&Cursor>,
    want: usize,
) -> Result<Found> {
    let place = |rank: Rank| {
        after.filter(|after| after.rank == rank).map_or_else(
            || (String::new(), 0),
            |after| (after.name.clone(), after.number),
        )
    };
    if search.query.sort.key == SortKey::Name {
        let range = Range {
            after: place(Rank::Other),
            before: None,
        };
        let walked = search.walk(range, want, |_| true).await?;
        return Ok(Found {
            hits: walked.hits,
            stopped: walked.stopped.map(|place| stopped_at(Rank::Other, place)),
        });
    }
    let reached = after.map_or(Rank::Whole, |after| after.rank);
    let mut page = Vec::new();
    if let (Rank::Whole, Some(whole)) = (
        reached,
        search.query.whole().map(|(_, whole)| whole.to_owned()),
    ) {
        let mut hits = search.whole(&whole, COUNT_LIMIT).await?;
        hits.retain(|hit| {
            hit.rank == Rank::Whole && (&hit.name, hit.number.get()) > key(&place(Rank::Whole))
        });
        hits.sort_by(|a, b| (&a.name, a.number).cmp(&(&b.name, b.number)));
        hits.truncate(want);
        page.append(&mut hits);
    }
    let beginning = search.query.beginning().map(str::to_owned);
    // Behind every name that begins so.
    let behind = beginning.as_ref().map(|start| format!("{start}\u{10FFFF}"));
    if let (true, Some(start)) = (reached <= Rank::Begins, &beginning) {
        let mut from = place(Rank::Begins);
        if from.0 < *start {
            from = (start.clone(), 0);
        }
        let range = Range {
            after: from,
            before: behind.clone(),
        };
        let rest = want - page.len();
        let mut walked = search
            .walk(range, rest, |hit| hit.rank == Rank::Begins)
            .await?;
        page.append(&mut walked.hits);
        if let Some(place) = walked.stopped {
            return Ok(Found {
                hits: page,
                stopped: Some(stopped_at(Rank::Begins, place)),
            });
        }
    }
    let from = place(Rank::Other);
    let ranges = match (beginning, behind) {
        (Some(start), Some(behind)) => vec![
            Range {
                after: from.clone(),
                before: Some(start),
            },
            Range {
                after: from.max((behind, 0)),
                before: None,
            },
        ],
        _ => vec![Range {
            after: from,
            before: None,
        }],
    };
    for range in ranges {
        let rest = want - page.len();
        let mut walked = search
            .walk(range, rest, |hit| hit.rank == Rank::Other)
            .await?;
        page.append(&mut walked.hits);
        if let Some(place) = walked.stopped {
            return Ok(Found {
                hits: page,
                stopped: Some(stopped_at(Rank::Other, place)),
            });
        }
    }
    Ok(Found {
        hits: page,
        stopped: None,
    })
}

impl Search<'_> {
    /// The first hits in order where those of the first slices tell: none where they are too few, or others may
    /// come before or between them.
    pub(super) fn page_of_first(&self, first: Beginning, want: usize) -> Option<Vec<Candidate>> {
        let sort = self.query.sort;
        if !sort.streams() {
            return None;
        }
        let mut hits = first.hits;
        if sort.key == SortKey::Best {
            let beginning = self.query.beginning();
            let behind = beginning.map(|start| format!("{start}\u{10FFFF}"));
            let is_open = |name: &String| self.knowledge.slices.of(name) >= first.end;
            if self.query.whole().is_some() {
                // The others may stand behind some of these that are further on.
                hits.retain(|hit| hit.rank == Rank::Whole);
            } else if behind.as_ref().is_some_and(is_open) {
                return None;
            }
            hits.sort_by(|a, b| (a.rank, a.place()).cmp(&(b.rank, b.place())));
        } else {
            hits.sort_by(|a, b| a.place().cmp(&b.place()));
        }
        hits.truncate(want);
        (hits.len() == want).then_some(hits)
    }
}

fn key(place: &(String, i64)) -> (&String, i64) {
    (&place.0, place.1)
}
