//! Getting candidates from the database: in order, by slices, or all that there are.

use std::sync::Arc;

use domain::{
    accounts::AccountNumber,
    ids::AccountId,
    search::{Query, Rank},
};
use sqlx::{AssertSqlSafe, PgConnection, Row, postgres::PgRow};
use uuid::Uuid;

use crate::{
    Store,
    error::{Result, StoreError},
    search::{
        bulk::Slices,
        estimate::{Estimate, Way},
        knowledge::Knowledge,
        narrow::{Narrow, Statement},
    },
};

/// A document that meets the conditions.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) id: AccountId,
    pub(super) number: AccountNumber,
    pub(super) name: String,
    pub(super) body: String,
    pub(super) rank: Rank,
    slice: i16,
}

/// A part of the order of (name, number): after a place, before a name.
#[derive(Clone, Debug)]
pub(super) struct Range {
    /// The last place before the range. Numbers begin at 1: number 0 is before all of the name.
    pub(super) after: (String, i64),
    /// The first name behind the range; none: to the end.
    pub(super) before: Option<String>,
}

impl Range {
    /// The whole order.
    pub(super) fn everything() -> Self {
        Self {
            after: (String::new(), 0),
            before: None,
        }
    }

    fn is_empty(&self) -> bool {
        self.before
            .as_ref()
            .is_some_and(|before| *before <= self.after.0)
    }

    /// The first and the last slice that it touches.
    pub(super) fn slices(&self, slices: &Slices) -> (i16, i16) {
        let last = self.before.as_ref().map(|before| slices.of(before));
        (slices.of(&self.after.0), last.unwrap_or(SLICES - 1))
    }

    fn sql(&self, statement: &mut Statement) -> Result<String> {
        /// Behind every name: no letter comes after it.
        const LAST: &str = "\u{10FFFF}";
        let name = statement.bind(self.after.0.clone())?;
        let number = statement.bind(self.after.1)?;
        let before = statement.bind(self.before.clone().unwrap_or_else(|| LAST.to_owned()))?;
        Ok(format!(
            "(name, number) > ({name}, {number}) AND name < {before}"
        ))
    }
}

/// What came of asking for all hits.
pub(super) enum Gathered {
    /// They are these.
    All(Vec<Candidate>),
    /// There are more than asked for.
    More,
    /// There may be more.
    Unknown,
}

const COLUMNS: &str = "account_id, number, slice, name, body";
const SLICES: i16 = 16;

/// One search on its connection.
pub(super) struct Search<'a> {
    pub(super) conn: &'a mut PgConnection,
    pub(super) query: &'a Query,
    pub(super) narrow: Narrow,
    pub(super) estimate: Estimate,
    knowledge: Arc<Knowledge>,
    /// Codes of all customer types.
    customer_types: Vec<String>,
}

impl<'a> Search<'a> {
    /// Prepares a search: what is asked, and what is to be expected.
    pub(super) async fn begin(
        store: &Store,
        conn: &'a mut PgConnection,
        query: &'a Query,
    ) -> Result<Self> {
        let (knowledge, customer_types) = store.search_knowledge().current(conn).await?;
        let narrow = Narrow::of(query, &knowledge);
        let estimate = Estimate::new(Arc::clone(&knowledge), query, &narrow);
        Ok(Self {
            conn,
            query,
            narrow,
            estimate,
            knowledge,
            customer_types,
        })
    }

    /// Every hit, in no order, where there are at most `limit`.
    pub(super) async fn all(&mut self, limit: usize) -> Result<Gathered> {
        if !self.narrow.is_indexed() {
            let batch = self.ordered(&Range::everything(), limit + 1, None).await?;
            let full = batch.len() > limit;
            let hits = self.exact(batch);
            return Ok(match (full, hits.len() > limit) {
                (false, _) => Gathered::All(hits),
                (true, true) => Gathered::More,
                (true, false) => Gathered::Unknown,
            });
        }
        let (mut hits, mut from) = (Vec::new(), 0);
        loop {
            let batch = self
                .slices(from..SLICES, &Range::everything(), limit + 1, false)
                .await?;
            let full = batch.len() > limit;
            let last = batch.last().map_or(from, |row| row.slice);
            let exact = self.exact(batch);
            if hits.len() + exact.len() > limit {
                return Ok(Gathered::More);
            }
            // What breaks off within a slice is asked for again.
            hits.extend(exact.into_iter().filter(|hit| !full || hit.slice < last));
            if !full {
                return Ok(Gathered::All(hits));
            }
            if last == from {
                return Ok(Gathered::Unknown);
            }
            from = last;
        }
    }

    /// The first hits in the order of (name, number) within a range that `keep` lets pass.
    pub(super) async fn walk(
        &mut self,
        mut range: Range,
        want: usize,
        keep: impl Fn(&Candidate) -> bool,
    ) -> Result<Vec<Candidate>> {
        let mut hits = Vec::new();
        if range.is_empty() || want == 0 {
            return Ok(hits);
        }
        if self.estimate.way(&self.narrow, &range, want) == Way::Ordered {
            let indexed = self.narrow.is_indexed();
            // Where the sample misled, the walk breaks off and the slices take over.
            let bound =
                indexed.then(|| 2_000 + 4 * self.estimate.ordered_rows(&range, want).min(20_000));
            let mut size = want + 1;
            loop {
                let batch = self.ordered(&range, size, bound).await?;
                let full = batch.len() >= size;
                // Where few candidates are hits, the next batch is larger.
                size = (8 * size).min(4_000);
                let walked = range.clone();
                if let Some(last) = batch.last() {
                    range.after = (last.name.clone(), last.number.get());
                }
                hits.extend(self.exact(batch).into_iter().filter(&keep));
                let ended = !full && !self.goes_beyond(&walked, bound).await?;
                if hits.len() >= want || ended {
                    hits.truncate(want);
                    return Ok(hits);
                }
                if !full {
                    break;
                }
            }
        }
        self.walk_slices(range, want, keep, hits).await
    }

    /// Whether a range has more rows than the bound: then a walk may have broken off.
    async fn goes_beyond(&mut self, range: &Range, bound: Option<i64>) -> Result<bool> {
        let Some(bound) = bound else {
            return Ok(false);
        };
        let mut statement = Statement::default();
        let range = range.sql(&mut statement)?;
        let bound = statement.bind(bound)?;
        let sql = format!(
            "SELECT EXISTS (SELECT FROM search_document WHERE {range}
                            ORDER BY name, number OFFSET {bound} LIMIT 1)"
        );
        let more = sqlx::query_scalar_with(AssertSqlSafe(sql), statement.arguments())
            .fetch_one(&mut *self.conn)
            .await?;
        Ok(more)
    }

    async fn walk_slices(
        &mut self,
        mut range: Range,
        want: usize,
        keep: impl Fn(&Candidate) -> bool,
        mut hits: Vec<Candidate>,
    ) -> Result<Vec<Candidate>> {
        let batch_size = 4 * want.max(50);
        let (mut from, last) = range.slices(&self.knowledge.slices);
        let end = last + 1;
        while from < end && hits.len() < want {
            let batch = self.slices(from..end, &range, batch_size, false).await?;
            let full = batch.len() >= batch_size;
            let last = batch.last().map_or(end, |row| row.slice);
            let mut whole: Vec<Candidate>;
            if full && last == from {
                // One slice has more than a batch: in order, part by part.
                let part = self
                    .slices(from..from + 1, &range, batch_size, true)
                    .await?;
                if let Some(row) = part.last() {
                    range.after = (row.name.clone(), row.number.get());
                }
                if part.len() < batch_size {
                    from += 1;
                }
                whole = self.exact(part);
            } else {
                whole = self.exact(batch);
                whole.retain(|hit| !full || hit.slice < last);
                from = if full { last } else { end };
            }
            whole.retain(&keep);
            whole.sort_by(|a, b| (&a.name, a.number).cmp(&(&b.name, b.number)));
            hits.append(&mut whole);
        }
        hits.truncate(want);
        Ok(hits)
    }

    /// Candidates in order, reading at most `bound` rows.
    async fn ordered(
        &mut self,
        range: &Range,
        limit: usize,
        bound: Option<i64>,
    ) -> Result<Vec<Candidate>> {
        let mut statement = Statement::default();
        let range = range.sql(&mut statement)?;
        let branches = if self.narrow.has_facets() {
            self.narrow
                .facet_branches(&self.customer_types, &mut statement)?
        } else {
            None
        };
        let mut text = self.narrow.text_sql(&mut statement)?;
        let branches = match branches {
            Some(branches) => branches,
            None => {
                text.push_str(&self.narrow.facet_sql(&mut statement)?);
                vec!["true".to_owned()]
            }
        };
        let limit = statement.bind(i64::try_from(limit).unwrap_or(i64::MAX))?;
        // The inner limit keeps the planner on the index that has the order, whatever it believes
        // about the patterns, and bounds what is read.
        let bound = statement.bind(bound.unwrap_or(i64::MAX))?;
        let parts: Vec<String> = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                format!(
                    "SELECT * FROM (SELECT {COLUMNS}, tags, status, organization_type, customer_type
                       FROM search_document WHERE {branch} AND {range}
                       ORDER BY name, number LIMIT {bound}) b{index}"
                )
            })
            .collect();
        let sql = format!(
            "SELECT {COLUMNS} FROM ({}) s WHERE true{text} ORDER BY name, number LIMIT {limit}",
            parts.join(" UNION ALL ")
        );
        self.fetch(sql, statement).await
    }

    /// Candidates by the gram indexes of these slices: slice after slice, or in order.
    async fn slices(
        &mut self,
        slices: std::ops::Range<i16>,
        range: &Range,
        limit: usize,
        ordered: bool,
    ) -> Result<Vec<Candidate>> {
        let mut statement = Statement::default();
        let from = statement.bind(slices.start)?;
        let to = statement.bind(slices.end)?;
        let range = range.sql(&mut statement)?;
        let mut conditions = self.narrow.index_sql(&mut statement)?;
        conditions.push_str(&self.narrow.facet_sql(&mut statement)?);
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
        let sql = if ordered {
            // Materialized: the planner would else walk the whole order for the sake of the limit.
            format!(
                "WITH s AS MATERIALIZED ({parts}) SELECT {COLUMNS} FROM s ORDER BY name, number LIMIT {limit}"
            )
        } else {
            format!("{parts} LIMIT {limit}")
        };
        self.fetch(sql, statement).await
    }

    /// Hits whose number, e-mail, phone or login is just the only term.
    pub(super) async fn whole(&mut self, tag: i32, limit: usize) -> Result<Vec<Candidate>> {
        let narrow = self.narrow.with_tag(tag);
        let all = std::mem::replace(&mut self.narrow, narrow);
        let batch = self
            .slices(0..SLICES, &Range::everything(), limit, false)
            .await;
        self.narrow = all;
        Ok(self.exact(batch?))
    }

    async fn fetch(&mut self, sql: String, statement: Statement) -> Result<Vec<Candidate>> {
        let rows = sqlx::query_with(AssertSqlSafe(sql), statement.arguments())
            .fetch_all(&mut *self.conn)
            .await?;
        rows.iter().map(|row| self.candidate(row)).collect()
    }

    fn candidate(&self, row: &PgRow) -> Result<Candidate> {
        let (name, body): (String, String) = (row.try_get("name")?, row.try_get("body")?);
        Ok(Candidate {
            id: AccountId::from_uuid(row.try_get::<Uuid, _>("account_id")?),
            number: AccountNumber::new(row.try_get("number")?)
                .map_err(|error| StoreError::unreadable("search_document", error))?,
            slice: row.try_get("slice")?,
            rank: self.query.rank(&name, &body),
            name,
            body,
        })
    }

    /// What is a hit indeed: the database narrowed, the domain decides.
    fn exact(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        candidates.retain(|candidate| self.query.matches_body(&candidate.body));
        candidates
    }
}
