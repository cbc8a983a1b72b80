//! How many hits are to be expected, seen on the sample, and which way is then the shorter.

use sqlx::{AssertSqlSafe, PgConnection, Row};

use crate::{
    error::Result,
    search::narrow::{Narrow, Statement},
};

/// What the sample says about a search.
#[derive(Clone, Debug)]
pub(super) struct Estimate {
    /// Documents in the sample; none: nothing is known.
    sample: i64,
    /// Of them, with text and filters.
    both: i64,
    /// Of them, with the text.
    text: i64,
    /// Of them, with the status, organization type and customer type.
    facets: i64,
    /// Documents that the sample stands for.
    documents: i64,
    /// Codes of all customer types.
    pub(super) customer_types: Vec<String>,
}

/// Which way to a page of hits in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Walk along the order and keep what fits.
    Ordered,
    /// Slice by slice of the order, ask the gram index for all hits in it.
    Sliced,
}

/// In the sample, hits that prove beyond doubt that there are thousands.
const PROOF: i64 = 8;

impl Estimate {
    /// Looks at the sample; leaves in `narrow` the grams that are rare enough to have an index.
    pub(super) async fn read(conn: &mut PgConnection, narrow: &mut Narrow) -> Result<Self> {
        let mut statement = Statement::default();
        let grams = statement.bind(std::mem::take(&mut narrow.grams))?;
        let text = narrow.text_sql(&mut statement)?;
        let facets = narrow.facet_sql(&mut statement)?;
        let sql = format!(
            "SELECT count(*) AS sample,
                    count(*) FILTER (WHERE t AND f) AS both,
                    count(*) FILTER (WHERE t) AS text,
                    count(*) FILTER (WHERE f) AS facets,
                    coalesce((SELECT documents FROM search_statistics), 0) AS documents,
                    (SELECT array_agg(code ORDER BY rank, code) FROM customer_type) AS customer_types,
                    ARRAY(SELECT gram FROM unnest({grams}::integer[]) AS g (gram)
                          WHERE NOT EXISTS (SELECT FROM search_common_gram c WHERE c.gram = g.gram)) AS rare
             FROM (SELECT (true{text}) AS t, (true{facets}) AS f FROM search_sample OFFSET 0) s"
        );
        let row = sqlx::query_with(AssertSqlSafe(sql), statement.arguments())
            .fetch_one(conn)
            .await?;
        narrow.grams = row.try_get("rare")?;
        Ok(Self {
            sample: row.try_get("sample")?,
            both: row.try_get("both")?,
            text: row.try_get("text")?,
            facets: row.try_get("facets")?,
            documents: row.try_get("documents")?,
            customer_types: row
                .try_get::<Option<Vec<String>>, _>("customer_types")?
                .unwrap_or_default(),
        })
    }

    /// Whether there are surely more than a thousand hits. Eight hits in the sample that stand for
    /// twenty thousand, while there are a thousand at most: that chance is below 1 in 10^7.
    pub(super) fn is_many(&self) -> bool {
        self.both >= PROOF && self.expected() >= 20_000
    }

    /// Hits to be expected.
    fn expected(&self) -> i64 {
        self.scaled(self.both)
    }

    fn scaled(&self, hits: i64) -> i64 {
        (hits * self.documents)
            .checked_div(self.sample)
            .unwrap_or(0)
    }

    /// The shorter way to so many hits in order.
    pub(super) fn way(&self, narrow: &Narrow, want: i64) -> Way {
        if !narrow.is_indexed() {
            return Way::Ordered;
        }
        if self.sliced_rows(want) < self.ordered_rows(narrow, want) {
            Way::Sliced
        } else {
            Way::Ordered
        }
    }

    /// Rows that a walk along the order reads: of the filtered ones where there is a filter.
    pub(super) fn ordered_rows(&self, narrow: &Narrow, want: i64) -> i64 {
        let read = if narrow.has_facets() {
            self.facets
        } else {
            self.sample
        };
        // Half a hit where none was seen.
        want * 2 * read.max(1) / (2 * self.both).max(1)
    }

    /// Rows that the gram indexes find: whole slices of what has the text.
    fn sliced_rows(&self, want: i64) -> i64 {
        const SLICES: i64 = 16;
        let text = self
            .scaled(self.text)
            .max(self.documents / (2 * self.sample).max(1));
        let passing = want * self.text.max(1) / self.both.max(1);
        // Finding a row by the index costs about twice the step along the order.
        2 * (text / SLICES).max(passing).min(text)
    }
}
