//! What is known about all documents together, kept in memory from search to search: a sample of
//! them, where in it each three letters and each tag stand, the common letters, the slices.
//!
//! Each search asks the database for the version of what it knows, so that no search goes by common
//! letters or slices that are no longer so.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use domain::search::body_values;
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::Result,
    search::{
        bulk::{GramSet, Slices},
        window::{Window, windows},
    },
};

/// A document of the sample.
#[derive(Clone, Debug)]
pub(super) struct SampleRow {
    pub(super) status: String,
    pub(super) organization_type: String,
    pub(super) customer_type: String,
    pub(super) name: String,
    pub(super) body: String,
    pub(super) tags: Vec<i32>,
    pub(super) slice: i16,
}

/// What is known. Empty: nothing, as in a young installation; then the indexes are asked.
#[derive(Debug, Default)]
pub(super) struct Knowledge {
    /// When the statistics were refreshed; none: never.
    version: Option<String>,
    /// Documents that the sample stands for.
    pub(super) documents: i64,
    /// The sample, in the order of names.
    pub(super) sample: Vec<SampleRow>,
    /// Where in the sample each window stands.
    windows: HashMap<Window, Vec<usize>>,
    /// Where in the sample each tag is.
    tags: HashMap<i32, Vec<usize>>,
    /// Letters and pairs that no document has among its tags.
    pub(super) common: GramSet,
    /// Slices of the order of names.
    pub(super) slices: Slices,
}

impl Knowledge {
    /// Places in the sample of the documents in which the window stands, ascending.
    pub(super) fn window_places(&self, window: &Window) -> &[usize] {
        self.windows.get(window).map_or(&[], Vec::as_slice)
    }

    /// Places in the sample of the documents that have the tag, ascending.
    pub(super) fn tag_places(&self, tag: i32) -> &[usize] {
        self.tags.get(&tag).map_or(&[], Vec::as_slice)
    }

    /// Documents for which so many of the sample stand.
    pub(super) fn scaled(&self, documents: usize) -> i64 {
        let sample = i64::try_from(self.sample.len()).unwrap_or(i64::MAX);
        i64::try_from(documents)
            .unwrap_or(i64::MAX)
            .saturating_mul(self.documents)
            .checked_div(sample)
            .unwrap_or(0)
    }

    async fn read(conn: &mut PgConnection, version: Option<String>) -> Result<Self> {
        let slices = Slices::read(conn).await?;
        let common = GramSet::read(conn).await?;
        let documents: Option<i64> = sqlx::query_scalar("SELECT documents FROM search_statistics")
            .fetch_optional(&mut *conn)
            .await?;
        let rows = sqlx::query(
            "SELECT status, organization_type, customer_type, name, body, tags FROM search_sample",
        )
        .fetch_all(conn)
        .await?;
        let mut sample = rows
            .iter()
            .map(|row| sample_row(row, &slices))
            .collect::<Result<Vec<_>>>()?;
        sample.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            version,
            documents: documents.unwrap_or(0),
            windows: windows_places(&sample),
            tags: tags_places(&sample),
            sample,
            common,
            slices,
        })
    }

    /// What a sample teaches by itself.
    #[cfg(test)]
    pub(super) fn of_sample(sample: Vec<SampleRow>, documents: i64) -> Self {
        Self {
            documents,
            windows: windows_places(&sample),
            tags: tags_places(&sample),
            sample,
            ..Self::default()
        }
    }
}

fn sample_row(row: &PgRow, slices: &Slices) -> Result<SampleRow> {
    let name: String = row.try_get("name")?;
    Ok(SampleRow {
        slice: slices.of(&name),
        status: row.try_get("status")?,
        organization_type: row.try_get("organization_type")?,
        customer_type: row.try_get("customer_type")?,
        body: row.try_get("body")?,
        tags: row.try_get("tags")?,
        name,
    })
}

fn windows_places(sample: &[SampleRow]) -> HashMap<Window, Vec<usize>> {
    let mut places: HashMap<Window, Vec<usize>> = HashMap::new();
    for (place, row) in sample.iter().enumerate() {
        for (_, value) in body_values(&row.body) {
            for (_, window) in windows(value, true) {
                let of_window = places.entry(window).or_default();
                // Each document counts once.
                if of_window.last() != Some(&place) {
                    of_window.push(place);
                }
            }
        }
    }
    places
}

fn tags_places(sample: &[SampleRow]) -> HashMap<i32, Vec<usize>> {
    let mut places: HashMap<i32, Vec<usize>> = HashMap::new();
    for (place, row) in sample.iter().enumerate() {
        for tag in &row.tags {
            places.entry(*tag).or_default().push(place);
        }
    }
    places
}

/// The knowledge of one installation, shared by all searches of this process.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnowledgeCache(Arc<RwLock<Arc<Knowledge>>>);

impl KnowledgeCache {
    /// What is known now, and the codes of all customer types.
    pub(super) async fn current(
        &self,
        conn: &mut PgConnection,
    ) -> Result<(Arc<Knowledge>, Vec<String>)> {
        let row = sqlx::query(
            "SELECT (SELECT refreshed_at::text FROM search_statistics) AS version,
                    ARRAY(SELECT code::text FROM customer_type ORDER BY rank, code) AS customer_types",
        )
        .fetch_one(&mut *conn)
        .await?;
        let version: Option<String> = row.try_get("version")?;
        let customer_types = row.try_get("customer_types")?;
        let held = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        if held.version == version && !held.slices.is_empty() {
            return Ok((held, customer_types));
        }
        let read = Arc::new(Knowledge::read(conn, version).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok((read, customer_types))
    }
}
