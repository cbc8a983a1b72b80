//! By the gram indexes, slice after slice of the order: the first candidates, or all that there are.
//!
//! A bulk load puts the documents on disk in the order of (name, number), and an index names what it finds
//! in the order of the disk. So the first that it names are the first in order, and a page needs to read
//! no more than itself, however many are found. What was written since ([`LATE`]) may stand anywhere: it
//! is asked for by itself, up to where the others have come.

use std::{collections::HashSet, ops::Range as Span};

use domain::{ids::AccountId, search::LATE};

use crate::{
    error::Result,
    search::{
        candidates::{COLUMNS, Candidate, Range, SLICES, Search},
        narrow::Statement,
        walk::Walked,
    },
};

/// Which candidates of the slices, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// All of them, slice after slice.
    Any,
    /// The same, sorted by (name, number): all are read for that.
    Sorted,
    /// Those that were put in order on disk, as they lie there.
    Arranged,
    /// Those that were written since.
    Late,
}

/// Every hit of the first slices, in no order.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    pub(super) hits: Vec<Candidate>,
    /// The first slice of which hits may be missing.
    pub(super) end: i16,
}

/// What came of asking for all hits.
pub(super) enum Gathered {
    /// They are these.
    All(Vec<Candidate>),
    /// There are more than asked for: what was read of them names the first.
    More(Beginning),
    /// There may be more: the indexes lead to too many that are none.
    Unknown,
}

impl Gathered {
    /// What came of asking for two parts of the order at the same time.
    fn with(self, other: Self, limit: usize) -> Self {
        match (self, other) {
            (Self::All(hits), Self::All(others)) => {
                let hits = joined(hits, others);
                match hits.len() > limit {
                    true => Self::More(Beginning { hits, end: SLICES }),
                    false => Self::All(hits),
                }
            }
            (Self::More(first), _) => Self::More(first),
            (Self::All(hits), Self::More(next)) => Self::More(Beginning {
                hits: joined(hits, next.hits),
                end: next.end,
            }),
            (Self::Unknown, Self::More(_)) => Self::More(Beginning::default()),
            _ => Self::Unknown,
        }
    }
}

/// All of both. An account that got another name between the two answers may stand in both.
fn joined(mut hits: Vec<Candidate>, others: Vec<Candidate>) -> Vec<Candidate> {
    let known: HashSet<AccountId> = hits.iter().map(|hit| hit.id).collect();
    hits.extend(others.into_iter().filter(|hit| !known.contains(&hit.id)));
    hits
}

/// The first candidates of some slices, in order.
struct First {
    candidates: Vec<Candidate>,
    /// Whether there may be others behind them.
    more: bool,
}

impl Search<'_> {
    /// Every hit, in no order, where there are at most `limit`; for what the gram indexes serve. Where a
    /// connection is idle, it is asked for half of the slices at the same time.
    pub(super) async fn all(&mut self, limit: usize) -> Result<Gathered> {
        let Some(mut conn) = self.connection_beside().await else {
            return self.all_of(0..SLICES, limit).await;
        };
        let mut beside = self.on(&mut conn);
        let (lower, upper) = tokio::try_join!(
            self.all_of(0..SLICES / 2, limit),
            beside.all_of(SLICES / 2..SLICES, limit),
        )?;
        Ok(lower.with(upper, limit))
    }

    /// Every hit of these slices, as [`all`](Self::all).
    async fn all_of(&mut self, slices: Span<i16>, limit: usize) -> Result<Gathered> {
        let (mut hits, mut from) = (Vec::new(), slices.start);
        loop {
            let batch = self
                .slices(
                    from..slices.end,
                    &Range::everything(),
                    limit + 1,
                    Which::Any,
                )
                .await?;
            let full = batch.len() > limit;
            let last = batch.last().map_or(from, |row| row.slice);
            // What breaks off within a slice is asked for again.
            let end = if full { last } else { slices.end };
            let exact = self.exact(batch);
            let are_more = hits.len() + exact.len() > limit;
            hits.extend(exact.into_iter().filter(|hit| hit.slice < end));
            if are_more {
                return Ok(Gathered::More(Beginning { hits, end }));
            }
            if !full {
                return Ok(Gathered::All(hits));
            }
            if last == from {
                return Ok(Gathered::Unknown);
            }
            from = last;
        }
    }

    /// Candidates by the gram indexes of these slices.
    pub(super) async fn slices(
        &mut self,
        slices: Span<i16>,
        range: &Range,
        limit: usize,
        which: Which,
    ) -> Result<Vec<Candidate>> {
        let mut statement = Statement::default();
        let from = statement.bind(slices.start)?;
        let to = statement.bind(slices.end)?;
        let range = range.sql(&mut statement)?;
        let mut conditions = self.narrow.index_sql(&mut statement)?;
        conditions.push_str(&self.narrow.facet_sql(&mut statement)?);
        match which {
            Which::Any | Which::Sorted => {}
            Which::Arranged => conditions.push_str(&format!(" AND NOT tags @> '{{{LATE}}}'")),
            Which::Late => conditions.push_str(&format!(" AND tags @> '{{{LATE}}}'")),
        }
        let limit = statement.bind(i64::try_from(limit).unwrap_or(i64::MAX))?;
        // One text whatever the slices: it is planned once per connection, and a slice that is not
        // asked for is not begun.
        let parts: Vec<String> = (0..SLICES)
            .map(|slice| {
                format!(
                    "SELECT {COLUMNS} FROM search_document
                     WHERE {slice} >= {from} AND {slice} < {to} AND slice = {slice}{conditions} AND {range}"
                )
            })
            .collect();
        let parts = parts.join(" UNION ALL ");
        let sql = match which {
            // Materialized: the planner would else walk the whole order for the sake of the limit.
            Which::Sorted => format!(
                "WITH s AS MATERIALIZED ({parts}) SELECT {COLUMNS} FROM s ORDER BY name, number LIMIT {limit}"
            ),
            Which::Any | Which::Arranged | Which::Late => format!("{parts} LIMIT {limit}"),
        };
        self.fetch(sql, statement).await
    }

    /// The first hits in order, until there are enough.
    pub(super) async fn walk_slices(
        &mut self,
        mut range: Range,
        want: usize,
        keep: impl Fn(&Candidate) -> bool,
        hits: Vec<Candidate>,
    ) -> Result<Walked> {
        let mut walked = Walked {
            hits,
            stopped: None,
        };
        let mut size = want.max(50) + 1;
        let (mut from, last) = range.slices(&self.knowledge.slices);
        while from <= last && walked.hits.len() < want {
            let first = match self.arranged(from..last + 1, &range, size).await? {
                Some(first) => first,
                None => self.sorted(from, last, &range, size).await?,
            };
            match first.candidates.last() {
                Some(row) if first.more => {
                    range.after = (row.name.clone(), row.number.get());
                    from = row.slice;
                }
                _ => from = last + 1,
            }
            self.effort.compared = self.effort.compared.saturating_sub(first.candidates.len());
            let exact = self.exact(first.candidates);
            walked.hits.extend(exact.into_iter().filter(&keep));
            if first.more && walked.hits.len() < want && self.effort.compared == 0 {
                walked.stopped = Some(range.after);
                return Ok(walked);
            }
            // Where few candidates are hits, the next batch is larger.
            size = (4 * size).min(2_000);
        }
        walked.hits.truncate(want);
        Ok(walked)
    }

    /// The first of these slices as they lie on disk, with what was written since. None where that is too
    /// much, or where they lie otherwise, as after a `CLUSTER` by another index.
    async fn arranged(
        &mut self,
        slices: Span<i16>,
        range: &Range,
        limit: usize,
    ) -> Result<Option<First>> {
        let late = self.knowledge.tag_places(LATE).len();
        if 2 * late >= self.knowledge.sample.len() {
            return Ok(None);
        }
        let mut candidates = self
            .slices(slices.clone(), range, limit, Which::Arranged)
            .await?;
        if !candidates.is_sorted_by(|a, b| a.place() < b.place()) {
            return Ok(None);
        }
        let last = candidates
            .last()
            .filter(|_| candidates.len() >= limit)
            .cloned();
        let end = last.as_ref().map_or(slices.end, |last| last.slice + 1);
        let up_to = range.up_to(last.as_ref());
        let late = self
            .slices(slices.start..end, &up_to, limit, Which::Late)
            .await?;
        if late.len() >= limit {
            return Ok(None);
        }
        candidates.extend(late);
        candidates.sort_by(|a, b| a.place().cmp(&b.place()));
        if let Some(last) = &last {
            // Of the name of the last there may be late ones behind it: they come with the next.
            candidates.retain(|candidate| candidate.place() <= last.place());
        }
        Ok(Some(First {
            candidates,
            more: last.is_some(),
        }))
    }

    /// The first of these slices by sorting: as many whole slices as `limit` holds, else the first of
    /// the first slice.
    async fn sorted(&mut self, from: i16, last: i16, range: &Range, limit: usize) -> Result<First> {
        let mut batch = self
            .slices(from..last + 1, range, limit, Which::Any)
            .await?;
        if batch.len() < limit {
            batch.sort_by(|a, b| a.place().cmp(&b.place()));
            return Ok(First {
                candidates: batch,
                more: false,
            });
        }
        let reached = batch.last().map_or(from, |row| row.slice);
        if reached > from {
            batch.retain(|row| row.slice < reached);
            batch.sort_by(|a, b| a.place().cmp(&b.place()));
            if !batch.is_empty() {
                return Ok(First {
                    candidates: batch,
                    more: true,
                });
            }
        }
        let candidates = self
            .slices(reached..reached + 1, range, limit, Which::Sorted)
            .await?;
        Ok(First {
            more: candidates.len() >= limit || reached < last,
            candidates,
        })
    }
}
