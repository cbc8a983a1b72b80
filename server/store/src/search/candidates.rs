//! Getting candidates from the database: some along the order, or what is just what was typed.

use std::sync::Arc;

use domain::{
    accounts::AccountNumber,
    ids::AccountId,
    search::{Query, Rank},
};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Row, pool::PoolConnection, postgres::PgRow};
use uuid::Uuid;

use crate::{
    Store,
    error::{Result, StoreError},
    search::{
        bulk::Slices,
        estimate::Estimate,
        knowledge::Knowledge,
        narrow::{Narrow, Statement},
        slices::Which,
        walk::Effort,
    },
};

/// A document that meets the conditions.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) id: AccountId,
    pub(super) number: AccountNumber,
    pub(super) status: String,
    /// Empty where it has none.
    pub(super) organization_type: String,
    pub(super) name: String,
    pub(super) body: String,
    pub(super) rank: Rank,
    pub(super) slice: i16,
}

impl Candidate {
    /// Where it stands in the order.
    pub(super) fn place(&self) -> (&str, i64) {
        (&self.name, self.number.get())
    }
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

    pub(super) fn is_empty(&self) -> bool {
        self.before
            .as_ref()
            .is_some_and(|before| *before <= self.after.0)
    }

    /// The part of it that ends with this row; all of it where there is none.
    pub(super) fn up_to(&self, last: Option<&Candidate>) -> Self {
        let mut range = self.clone();
        if let Some(last) = last {
            // Behind all of that name: no text comes between the two.
            range.before = Some(format!("{}\u{1}", last.name));
        }
        range
    }

    /// The first and the last slice that it touches.
    pub(super) fn slices(&self, slices: &Slices) -> (i16, i16) {
        let last = self.before.as_ref().map(|before| slices.of(before));
        (slices.of(&self.after.0), last.unwrap_or(SLICES - 1))
    }

    pub(super) fn sql(&self, statement: &mut Statement) -> Result<String> {
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

pub(super) const COLUMNS: &str = "account_id, number, slice, status, organization_type, name, body";
pub(super) const SLICES: i16 = 16;

/// One search on its connection.
pub(super) struct Search<'a> {
    store: &'a Store,
    pub(super) conn: &'a mut PgConnection,
    pub(super) query: &'a Query,
    pub(super) narrow: Narrow,
    pub(super) estimate: Estimate,
    pub(super) knowledge: Arc<Knowledge>,
    /// How far it may still go where no index narrows it.
    pub(super) effort: Effort,
    /// The only accounts that are searched; none: all.
    pub(super) among: Option<Vec<Uuid>>,
    /// Codes of all customer types.
    customer_types: Vec<String>,
}

impl<'a> Search<'a> {
    /// Prepares a search: what is asked, and what is to be expected.
    pub(super) async fn begin(
        store: &'a Store,
        conn: &'a mut PgConnection,
        query: &'a Query,
        effort: Effort,
    ) -> Result<Self> {
        let (knowledge, customer_types) = store.search_knowledge().current(conn).await?;
        let narrow = Narrow::of(query, &knowledge);
        let estimate = Estimate::new(Arc::clone(&knowledge), query, &narrow);
        Ok(Self {
            store,
            conn,
            query,
            narrow,
            estimate,
            knowledge,
            effort,
            among: None,
            customer_types,
        })
    }

    /// The same search on another connection.
    pub(super) fn on<'b>(&self, conn: &'b mut PgConnection) -> Search<'b>
    where
        'a: 'b,
    {
        Search {
            store: self.store,
            conn,
            query: self.query,
            narrow: self.narrow.clone(),
            estimate: self.estimate.clone(),
            knowledge: Arc::clone(&self.knowledge),
            effort: self.effort,
            among: self.among.clone(),
            customer_types: self.customer_types.clone(),
        }
    }

    /// A connection beside its own that nobody needs now; none where all work.
    pub(super) async fn connection_beside(&self) -> Option<PoolConnection<Postgres>> {
        let pool = self.store.search_pool();
        let idle = pool.try_acquire();
        let may_open = pool.size() < 2 && pool.options().get_max_connections() > 1;
        match idle {
            // Where it cannot be opened the search goes on with its own.
            None if may_open => pool.acquire().await.ok(),
            idle => idle,
        }
    }

    /// Candidates in order, reading at most `bound` rows; of each combination of filters so many.
    pub(super) async fn ordered(
        &mut self,
        range: &Range,
        limit: usize,
        bound: i64,
    ) -> Result<Vec<Candidate>> {
        let mut statement = Statement::default();
        let range = range.sql(&mut statement)?;
        let (branches, filters) = self.branches(&mut statement)?;
        let text = self.narrow.text_sql(&mut statement)?;
        let limit = statement.bind(i64::try_from(limit).unwrap_or(i64::MAX))?;
        // The inner limit keeps the planner on the index that has the order, whatever it believes
        // about the patterns, and bounds what is read.
        let bound = statement.bind(bound)?;
        let parts: Vec<String> = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                format!(
                    "SELECT * FROM (SELECT {COLUMNS}, tags, customer_type
                       FROM search_document WHERE {branch} AND {range}
                       ORDER BY name, number LIMIT {bound}) b{index}"
                )
            })
            .collect();
        let sql = format!(
            "SELECT {COLUMNS} FROM ({}) s WHERE true{text}{filters} ORDER BY name, number LIMIT {limit}",
            parts.join(" UNION ALL ")
        );
        self.fetch(sql, statement).await
    }

    /// The place that [`ordered`](Self::ordered) has read up to under this bound: that of the first
    /// combination of filters to reach it. None where all have ended before.
    pub(super) async fn place_at(
        &mut self,
        range: &Range,
        bound: i64,
    ) -> Result<Option<(String, i64)>> {
        let mut statement = Statement::default();
        let range = range.sql(&mut statement)?;
        let (branches, _) = self.branches(&mut statement)?;
        let before = statement.bind(bound - 1)?;
        let parts: Vec<String> = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                format!(
                    "SELECT * FROM (SELECT name, number FROM search_document WHERE {branch} AND {range}
                       ORDER BY name, number OFFSET {before} LIMIT 1) b{index}"
                )
            })
            .collect();
        let sql = format!(
            "SELECT name, number FROM ({}) s ORDER BY name, number LIMIT 1",
            parts.join(" UNION ALL ")
        );
        let place = sqlx::query_as_with(AssertSqlSafe(sql), statement.arguments())
            .fetch_optional(&mut *self.conn)
            .await?;
        Ok(place)
    }

    /// The combinations of filters that are walked side by side, and the conditions of those that are
    /// too many for it.
    fn branches(&self, statement: &mut Statement) -> Result<(Vec<String>, String)> {
        let branches = if self.narrow.has_facets() {
            self.narrow
                .facet_branches(&self.customer_types, statement)?
        } else {
            None
        };
        Ok(match branches {
            Some(branches) => (branches, String::new()),
            None => (vec!["true".to_owned()], self.narrow.facet_sql(statement)?),
        })
    }

    /// Hits whose number, e-mail, phone or login is just the only term.
    pub(super) async fn whole(&mut self, whole: &str, limit: usize) -> Result<Vec<Candidate>> {
        let mut hits = Vec::new();
        if let Ok(number) = whole.parse::<i64>() {
            let mut statement = Statement::default();
            let number = statement.bind(number)?;
            let mut conditions = self.narrow.text_sql(&mut statement)?;
            conditions.push_str(&self.narrow.facet_sql(&mut statement)?);
            let sql = format!(
                "SELECT {COLUMNS} FROM search_document WHERE number = {number}{conditions}"
            );
            hits = self.fetch(sql, statement).await?;
        }
        let narrow = self.narrow.with_whole(whole);
        let all = std::mem::replace(&mut self.narrow, narrow);
        let batch = self
            .slices(0..SLICES, &Range::everything(), limit, Which::Any)
            .await;
        self.narrow = all;
        let known = hits.first().map(|hit| hit.id);
        hits.extend(batch?.into_iter().filter(|hit| Some(hit.id) != known));
        Ok(self.exact(hits))
    }

    /// Every hit among these accounts.
    pub(super) async fn among(&mut self, accounts: Vec<Uuid>) -> Result<Vec<Candidate>> {
        let mut statement = Statement::default();
        let accounts = statement.bind(accounts)?;
        let mut conditions = self.narrow.text_sql(&mut statement)?;
        conditions.push_str(&self.narrow.facet_sql(&mut statement)?);
        let sql = format!(
            "SELECT {COLUMNS} FROM search_document
             WHERE account_id = ANY({accounts}::uuid[]){conditions}"
        );
        let found = self.fetch(sql, statement).await?;
        Ok(self.exact(found))
    }

    pub(super) async fn fetch(
        &mut self,
        sql: String,
        statement: Statement,
    ) -> Result<Vec<Candidate>> {
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
            status: row.try_get("status")?,
            organization_type: row.try_get("organization_type")?,
            rank: self.query.rank(&name, &body),
            name,
            body,
        })
    }

    /// What is a hit indeed: the database narrowed, the domain decides.
    pub(super) fn exact(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        candidates.retain(|candidate| self.query.matches_body(&candidate.body));
        candidates
    }
}
