//! How many hits are to be expected and where, seen on the sample, and which way is then the shorter.

use std::sync::Arc;

use domain::search::{Query, Term};

use crate::search::{candidates::Range, knowledge::Knowledge, narrow::Narrow};

/// What the sample says about a search: places in the sample, which is in the order of names.
#[derive(Clone, Debug)]
pub(super) struct Estimate {
    knowledge: Arc<Knowledge>,
    /// With text and filters.
    both: Vec<usize>,
    /// With the text.
    text: Vec<usize>,
    /// With the status, organization type and customer type; none where all are.
    facets: Option<Vec<usize>>,
}

/// Which way to a page of hits in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Walk along the order and keep what fits.
    Ordered,
    /// Slice by slice of the order, ask the gram index for all hits in it.
    Sliced,
}

/// Hits whose distances say how dense they lie.
const DENSITY_HITS: usize = 16;

impl Estimate {
    /// Looks at the sample.
    pub(super) fn new(knowledge: Arc<Knowledge>, query: &Query, narrow: &Narrow) -> Self {
        let (mut both, mut text, mut facets) = (Vec::new(), Vec::new(), Vec::new());
        for (place, row) in knowledge.sample.iter().enumerate() {
            let in_facets = narrow.facets_pass(row);
            let in_text =
                narrow.groups_pass(row) && query.terms.iter().all(|t| term_passes(t, &row.body));
            if in_facets {
                facets.push(place);
            }
            if in_text {
                text.push(place);
            }
            if in_facets && in_text {
                both.push(place);
            }
        }
        Self {
            knowledge,
            both,
            text,
            facets: narrow.has_facets().then_some(facets),
        }
    }

    /// Whether there are surely more than a thousand hits. Eight hits in the sample that stand for
    /// twenty thousand, or forty for eight thousand, while there are a thousand at most: that chance
    /// is below 1 in 10^7.
    pub(super) fn is_many(&self) -> bool {
        let (seen, expected) = (self.both.len(), self.scaled(self.both.len()));
        (seen >= 8 && expected >= 20_000) || (seen >= 40 && expected >= 8_000)
    }

    /// Documents for which so many of the sample stand.
    fn scaled(&self, documents: usize) -> i64 {
        let sample = i64::try_from(self.knowledge.sample.len()).unwrap_or(i64::MAX);
        (i64::try_from(documents).unwrap_or(i64::MAX) * self.knowledge.documents)
            .checked_div(sample)
            .unwrap_or(0)
    }

    /// The shorter way to so many hits in order.
    pub(super) fn way(&self, narrow: &Narrow, range: &Range, want: usize) -> Way {
        if !narrow.is_indexed() {
            return Way::Ordered;
        }
        let known = !self.knowledge.sample.is_empty();
        if known && self.ordered_rows(range, want) <= self.sliced_rows(range, want) {
            Way::Ordered
        } else {
            Way::Sliced
        }
    }

    /// Places in the sample between which the range lies.
    fn span(&self, range: &Range) -> (usize, usize) {
        let sample = &self.knowledge.sample;
        let from = sample.partition_point(|row| row.name <= range.after.0);
        let to = range.before.as_ref().map_or(sample.len(), |before| {
            sample.partition_point(|row| row.name < *before)
        });
        (from, to.max(from))
    }

    /// Rows that a walk along the order reads: of the filtered ones where there is a filter. Hits
    /// may lie far behind, as all names in Cyrillic do: then the way to the first of them counts.
    pub(super) fn ordered_rows(&self, range: &Range, want: usize) -> i64 {
        let (from, to) = self.span(range);
        let rank = |place: usize| match &self.facets {
            Some(facets) => facets.partition_point(|at| *at < place),
            None => place,
        };
        let walked = rank(to) - rank(from);
        let all = self.scaled(walked + 1);
        let hits = within(&self.both, from, to);
        let Some(first) = hits.first().map(|place| rank(*place) - rank(from)) else {
            return all;
        };
        let seen = hits.len().min(DENSITY_HITS);
        let spread = if seen < 4 {
            walked
        } else {
            rank(hits[seen - 1]) - rank(hits[0]) + 1
        };
        // Five times the usual distance is no chance any more.
        let gap = first.saturating_sub(5 * spread / seen);
        let dense = i64::try_from(want * spread / seen).unwrap_or(i64::MAX);
        self.scaled(gap).saturating_add(dense).min(all)
    }

    /// Rows that the gram indexes find: whole slices of what has the text, until a page is full.
    fn sliced_rows(&self, range: &Range, want: usize) -> i64 {
        /// What asking sixteen indexes costs, in rows.
        const ASKING: i64 = 200;
        let Knowledge { sample, slices, .. } = &*self.knowledge;
        let (from, to) = self.span(range);
        // The index finds what the text has in a whole slice, also outside of the range.
        let (first, last) = range.slices(slices);
        let start = sample.partition_point(|row| row.slice < first);
        let end = sample.partition_point(|row| row.slice <= last);
        let enough = i64::try_from(want).unwrap_or(i64::MAX);
        let mut read = 0;
        for part in
            within(&self.text, start, end).chunk_by(|a, b| sample[*a].slice == sample[*b].slice)
        {
            read += part.len();
            let seen = part[part.len() - 1] + 1;
            if self.scaled(within(&self.both, from, seen.min(to)).len()) >= enough {
                break;
            }
        }
        // Finding a row by the index costs about twice the step along the order.
        ASKING + 2 * self.scaled(read)
    }
}

/// The places of a list from one up to before another.
fn within(places: &[usize], from: usize, to: usize) -> &[usize] {
    let start = places.partition_point(|place| *place < from);
    let end = places.partition_point(|place| *place < to);
    &places[start..end.max(start)]
}

/// Whether a document of the sample has the term.
fn term_passes(term: &Term, body: &str) -> bool {
    let pieces = term.pattern.pieces();
    pieces.iter().all(|piece| body.contains(piece.as_str()))
        // Several pieces have to stand in one value: what is compared here has to be as exact as
        // the hits, since it proves that there are more than are counted.
        && ((term.field.is_none() && pieces.len() < 2) || term.is_in(body))
}
