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
    /// With the status, organization type and customer type; none where all are.
    facets: Option<Vec<usize>>,
    /// What the gram indexes find; none where they are asked for nothing.
    found: Option<Vec<usize>>,
}

/// Which way to a page of hits in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Walk along the order and keep what fits.
    Ordered,
    /// Slice by slice of the order, ask the gram index for all hits in it.
    Sliced,
    /// Both are long, or there is no index to ask: along the order as far as a page may go.
    Parts,
}

/// Rows along the order whose reading takes long: a tenth of a second and more.
const LONG: i64 = 60_000;

/// What finding a row by the index costs, in steps along the order.
const INDEXED_COST: i64 = 2;

/// Hits whose distances say how dense they lie.
const DENSITY_HITS: usize = 16;

impl Estimate {
    /// Looks at the sample.
    pub(super) fn new(knowledge: Arc<Knowledge>, query: &Query, narrow: &Narrow) -> Self {
        let sample = &knowledge.sample;
        let in_text = |place: &usize| {
            let body = &sample[*place].body;
            query.terms.iter().all(|term| term_passes(term, body))
        };
        let text: Vec<usize> = match narrow.found_places() {
            // What has the text is among what the index finds.
            Some(found) => found.iter().copied().filter(in_text).collect(),
            None => (0..sample.len()).filter(in_text).collect(),
        };
        let in_facets = |place: &usize| narrow.facets_pass(&sample[*place]);
        let both = text.into_iter().filter(in_facets).collect();
        let facets = narrow
            .has_facets()
            .then(|| (0..sample.len()).filter(in_facets).collect());
        Self {
            both,
            facets,
            found: narrow.found_places().map(<[usize]>::to_vec),
            knowledge,
        }
    }

    /// Whether there are surely more than a thousand hits: with a thousand, the chance to see so many in
    /// the sample is below 1 in 10^7 (Chernoff's bound for rare events).
    #[expect(
        clippy::float_arithmetic,
        clippy::cast_precision_loss,
        reason = "a chance, not money; the counts are far below 2^52"
    )]
    pub(super) fn is_many(&self) -> bool {
        /// ln of 10^7.
        const SURE: f64 = 16.1;
        let seen = self.both.len() as f64;
        let documents = self.knowledge.documents.max(1) as f64;
        let expected = 1_000.0 * self.knowledge.sample.len() as f64 / documents;
        seen > expected && expected - seen + seen * (seen / expected).ln() > SURE
    }

    /// Whether reading all that the index finds takes long.
    pub(super) fn finds_too_many(&self) -> bool {
        let found = self
            .found
            .as_ref()
            .map_or(self.knowledge.sample.len(), Vec::len);
        self.scaled(found) * INDEXED_COST > LONG
    }

    /// Documents for which so many of the sample stand.
    fn scaled(&self, documents: usize) -> i64 {
        self.knowledge.scaled(documents)
    }

    /// The shorter way to so many hits in order.
    pub(super) fn way(&self, narrow: &Narrow, range: &Range, want: usize) -> Way {
        if !narrow.is_indexed() {
            return Way::Parts;
        }
        if self.knowledge.sample.is_empty() {
            return Way::Sliced;
        }
        let (ordered, sliced) = (
            self.ordered_rows(range, want),
            self.sliced_rows(range, want),
        );
        if ordered.min(sliced) > LONG {
            Way::Parts
        } else if ordered <= sliced {
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

    /// Rows that the way by the gram indexes costs: naming what they find, slice by slice, and reading it
    /// until a page is full.
    fn sliced_rows(&self, range: &Range, want: usize) -> i64 {
        /// What asking the indexes costs, in rows.
        const ASKING: i64 = 200;
        /// As many that an index names cost what one row does.
        const NAMED: i64 = 16;
        let Knowledge { sample, slices, .. } = &*self.knowledge;
        let (from, to) = self.span(range);
        // The index names all of a slice, also what is outside of the range.
        let (first, last) = range.slices(slices);
        let start = sample.partition_point(|row| row.slice < first);
        let end = sample.partition_point(|row| row.slice <= last);
        let (mut cost, mut wanted) = (ASKING, i64::try_from(want).unwrap_or(i64::MAX));
        let named = self.found.as_deref().unwrap_or_default();
        for part in within(named, start, end).chunk_by(|a, b| sample[*a].slice == sample[*b].slice)
        {
            let found = self.scaled(part.len());
            let ends = part.last().map_or(0, |place| place + 1).min(to);
            let begins = part.first().copied().unwrap_or(0).max(from);
            let hits = self.scaled(within(&self.both, begins, ends).len());
            let read = if hits > wanted {
                found.saturating_mul(wanted) / hits
            } else {
                found
            };
            cost += found / NAMED + INDEXED_COST * read;
            wanted -= hits;
            if wanted <= 0 {
                break;
            }
        }
        cost
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
