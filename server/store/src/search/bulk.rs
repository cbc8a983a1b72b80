//! What searching needs to know about all documents together: slices, common letters, a sample; and
//! the end of a bulk load, which puts its documents in order.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI16, Ordering};

use domain::search::{LATE, SearchDocument, is_edge};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::task::JoinSet;

use crate::error::{Result, StoreError};

/// Documents in the sample: a pattern that one in four hundred accounts meets is seen ten times.
const SAMPLE_SIZE: i64 = 4_096;

/// A letter or pair that more than one document in so many holds is common: no index helps there,
/// and a walk along the order soon finds a page of it.
const COMMON_ONE_IN: usize = 20;

/// What is common is so in every part of the order of names, in one document of so many at least: where
/// it is missing, as Cyrillic letters are before the names that are written so, a walk would be long.
const COMMON_EVERYWHERE_ONE_IN: usize = 50;

/// The same as the first of edges of words: every account has dozens, and those of one account in a
/// hundred are soon walked to.
const COMMON_EDGE_ONE_IN: usize = 100;

/// Fewer documents teach nothing about what is common.
const LEARN_FROM: usize = 1_000;

/// Below so many documents one slice is enough.
const SLICE_FROM: i64 = 100_000;

/// Slices of the order of names.
const SLICES: i16 = 16;

/// Indexes that are made side by side.
const BUILDERS: usize = 2;

/// Brings up to date what the search knows about all documents: the sample and, after a bulk load
/// ([`documents_load`](super::documents_load)), the slices, the order on disk and the indexes. Call it
/// after a bulk load, and now and then as accounts come in (the search stays right without, it only
/// chooses its ways less well). After a bulk load it needs the role that owns the tables, and searches
/// wait for it (docs/benchmarks.md says how long); else it blocks nobody.
///
/// # Errors
/// When the database fails. What it had not come to is done by the next call.
pub async fn statistics_refresh(pool: &PgPool) -> Result<()> {
    refresh(pool, Arrange::Loaded, SLICE_FROM).await
}

/// As [`statistics_refresh`]; the documents are put in order as after a bulk load, whether one was or
/// not.
pub(super) async fn statistics_refresh_in_order(pool: &PgPool) -> Result<()> {
    refresh(pool, Arrange::All, SLICE_FROM).await
}

/// As [`statistics_refresh`]; so many documents make it worth while to slice.
#[cfg(test)]
pub(super) async fn statistics_refresh_sliced(pool: &PgPool, slice_from: i64) -> Result<()> {
    refresh(pool, Arrange::Loaded, slice_from).await
}

/// When the documents are put in order on disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrange {
    /// Where documents of a bulk load wait for it.
    Loaded,
    /// In any case.
    All,
}

async fn refresh(pool: &PgPool, arrange: Arrange, slice_from: i64) -> Result<()> {
    let mut connection = pool.acquire().await?;
    // What was loaded waits for somebody who may put it in order.
    let (loaded, indexed): (bool, bool) = sqlx::query_as(
        "SELECT pg_has_role(relowner, 'USAGE') AND EXISTS (SELECT FROM search_document_loaded),
                NOT pg_has_role(relowner, 'USAGE') OR (SELECT count(to_regclass(format('search_document_gram_%s_idx', part)))
                 FROM generate_series(0, 15) AS part) = 16
         FROM pg_class WHERE oid = 'search_document'::regclass",
    )
    .fetch_one(&mut *connection)
    .await?;
    let arranged = loaded || arrange == Arrange::All;
    let mut transaction = connection.begin().await?;
    if arranged {
        documents_arrange(&mut transaction, slice_from).await?;
    }
    sample_take(&mut transaction).await?;
    transaction.commit().await?;
    if arranged || !indexed {
        slices_index(pool).await?;
    }
    sqlx::query("ANALYZE search_document, search_sample, search_common_gram, search_slice")
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Makes the index of each slice where there is none, several side by side.
async fn slices_index(pool: &PgPool) -> Result<()> {
    let next = Arc::new(AtomicI16::new(0));
    let mut builders = JoinSet::new();
    for _ in 0..BUILDERS {
        let mut connection = pool.acquire().await?.detach();
        let next = Arc::clone(&next);
        builders.spawn(async move {
            bulk_settings(&mut connection, "SET").await?;
            loop {
                let slice = next.fetch_add(1, Ordering::Relaxed);
                if slice >= SLICES {
                    return Ok::<_, StoreError>(connection.close().await?);
                }
                sqlx::query("SELECT search_slice_index_create($1)")
                    .bind(i32::from(slice))
                    .execute(&mut connection)
                    .await?;
            }
        });
    }
    while let Some(builder) = builders.join_next().await {
        builder.map_err(|error| StoreError::Internal(format!("an index broke off: {error}")))??;
    }
    Ok(())
}

/// Memory for sorting and for indexes, by what the database has; no time limit.
async fn bulk_settings(conn: &mut PgConnection, set: &str) -> Result<()> {
    let shared: i64 = sqlx::query_scalar(
        "SELECT setting::bigint * 8 / 1024 FROM pg_settings WHERE name = 'shared_buffers'",
    )
    .fetch_one(&mut *conn)
    .await?;
    let megabytes = (shared / 4).clamp(64, 1_024);
    let settings = format!(
        "{set} statement_timeout = 0; {set} work_mem = '{megabytes}MB';
         {set} maintenance_work_mem = '{megabytes}MB'"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(settings))
        .execute(conn)
        .await?;
    Ok(())
}

/// A random sample; every document where there are few.
async fn sample_take(conn: &mut PgConnection) -> Result<()> {
    let documents: i64 = sqlx::query_scalar("SELECT count(*) FROM search_document")
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM search_sample")
        .execute(&mut *conn)
        .await?;
    // In thousandths of a percent; twice what is wanted, so that chance does not leave too few.
    let share = (200_000 * SAMPLE_SIZE)
        .checked_div(documents)
        .map_or(100_000, |share| (share + 1).min(100_000));
    sqlx::query(
        "INSERT INTO search_sample (status, organization_type, customer_type, name, body, tags)
         SELECT status, organization_type, customer_type, name, body, tags
         FROM search_document TABLESAMPLE BERNOULLI ($1::bigint / 1000.0)
         ORDER BY random() LIMIT $2",
    )
    .bind(share)
    .bind(SAMPLE_SIZE)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "INSERT INTO search_statistics (documents) VALUES ($1)
         ON CONFLICT (only_one) DO UPDATE SET documents = excluded.documents,
                                              refreshed_at = clock_timestamp()",
    )
    .bind(documents)
    .execute(conn)
    .await?;
    Ok(())
}

/// Cuts the order of names into slices of about equal size, puts the documents on disk in that
/// order (a walk along the order then reads neighbours, not a page for each row), makes the indexes of
/// keys and order. Those of the slices come after it.
async fn documents_arrange(conn: &mut PgConnection, slice_from: i64) -> Result<()> {
    bulk_settings(conn, "SET LOCAL").await?;
    let again = format!(
        "INSERT INTO search_document_loaded (account_id, number, status, organization_type,
                                             customer_type, name, body, tags)
         SELECT account_id, number, status, organization_type, customer_type, name, body,
                array_remove(tags, {LATE})
         FROM search_document"
    );
    for statement in [
        "LOCK TABLE search_slice, search_document, search_document_loaded IN ACCESS EXCLUSIVE MODE",
        "SELECT search_indexes_drop()",
        // An account that somebody changed since it was loaded has its newer document there.
        "DELETE FROM search_document_loaded l USING search_document d WHERE d.account_id = l.account_id",
        again.as_str(),
        "TRUNCATE search_document",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut *conn)
            .await?;
    }
    let documents: i64 = sqlx::query_scalar("SELECT count(*) FROM search_document_loaded")
        .fetch_one(&mut *conn)
        .await?;
    if documents >= slice_from {
        let names: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM search_document_loaded
             TABLESAMPLE BERNOULLI (least(100, 1000000.0 / $1::bigint)) ORDER BY name",
        )
        .bind(documents)
        .fetch_all(&mut *conn)
        .await?;
        slices_write(conn, &names).await?;
    }
    for statement in [
        "INSERT INTO search_document (account_id, number, slice, status, organization_type,
                                      customer_type, name, body, tags)
         SELECT account_id, number, width_bucket(name, (SELECT array_agg(first_name ORDER BY slice)
                                                        FROM search_slice)) - 1,
                status, organization_type, customer_type, name, body, tags
         FROM search_document_loaded",
        "TRUNCATE search_document_loaded",
        "CREATE UNIQUE INDEX search_document_name_idx ON search_document (name, number)",
        // Just in order: what is inserted in order fills up holes of pages before.
        "CLUSTER search_document USING search_document_name_idx",
        "SELECT search_indexes_create()",
    ] {
        sqlx::query(statement).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Replaces the slices by quantiles of these names, which are in order.
async fn slices_write(conn: &mut PgConnection, names: &[String]) -> Result<()> {
    let mut firsts = vec![String::new()];
    let slices = usize::from(SLICES.unsigned_abs());
    for slice in 1..slices {
        if let Some(name) = names.get(slice * names.len() / slices)
            && firsts.last().is_some_and(|last| last < name)
        {
            firsts.push(name.clone());
        }
    }
    sqlx::query("DELETE FROM search_slice")
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO search_slice (slice, first_name)
         SELECT ordinality - 1, name FROM unnest($1::text[]) WITH ORDINALITY AS n (name, ordinality)",
    )
    .bind(&firsts)
    .execute(conn)
    .await?;
    Ok(())
}

/// Where each slice of the order of names begins.
#[derive(Debug, Default)]
pub(super) struct Slices(Vec<(String, i16)>);

impl Slices {
    /// Reads the slices. The lock that reading takes keeps them as they are until the transaction
    /// ends.
    pub(super) async fn read(conn: &mut PgConnection) -> Result<Self> {
        let slices =
            sqlx::query_as("SELECT first_name, slice FROM search_slice ORDER BY first_name")
                .fetch_all(conn)
                .await?;
        Ok(Self(slices))
    }

    /// Whether none was read yet: there is always one.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The slice of a folded name.
    pub(super) fn of(&self, name: &str) -> i16 {
        let after = self.0.partition_point(|(first, _)| first.as_str() <= name);
        self.0[..after].last().map_or(0, |(_, slice)| *slice)
    }
}

/// The letters and pairs that are common, so that no document holds them among its tags.
#[derive(Debug, Default)]
pub(super) struct GramSet(HashSet<i32>);

impl GramSet {
    pub(super) async fn read(conn: &mut PgConnection) -> Result<Self> {
        let grams: Vec<i32> = sqlx::query_scalar("SELECT gram FROM search_common_gram")
            .fetch_all(conn)
            .await?;
        Ok(Self(grams.into_iter().collect()))
    }

    /// As [`read`](Self::read); where nothing is known yet, the first documents of a bulk load
    /// teach what is common.
    pub(super) async fn read_or_learn(
        conn: &mut PgConnection,
        documents: &[SearchDocument],
    ) -> Result<Self> {
        let known = Self::read(conn).await?;
        if !known.0.is_empty() || documents.len() < LEARN_FROM {
            return Ok(known);
        }
        let common = common_grams(documents);
        sqlx::query("INSERT INTO search_common_gram (gram) SELECT unnest($1::integer[]) ON CONFLICT DO NOTHING")
            .bind(&common)
            .execute(&mut *conn)
            .await?;
        // Searches that know of none yet have to read the list again.
        sqlx::query(
            "INSERT INTO search_statistics (documents) VALUES (0)
             ON CONFLICT (only_one) DO UPDATE SET refreshed_at = clock_timestamp()",
        )
        .execute(conn)
        .await?;
        Ok(Self(common.into_iter().collect()))
    }

    pub(super) fn contains(&self, gram: i32) -> bool {
        self.0.contains(&gram)
    }
}

/// The letters and pairs that are common in these documents, and so in those that come after them.
fn common_grams(documents: &[SearchDocument]) -> Vec<i32> {
    const PARTS: usize = SLICES.unsigned_abs() as usize;
    let mut ordered: Vec<&SearchDocument> = documents.iter().collect();
    ordered.sort_by(|a, b| a.name.cmp(&b.name));
    let mut counts: HashMap<i32, [usize; PARTS]> = HashMap::new();
    for (place, document) in ordered.iter().enumerate() {
        for gram in &document.grams {
            counts.entry(*gram).or_default()[place * PARTS / ordered.len()] += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(gram, parts)| {
            let all: usize = parts.iter().sum();
            let least = parts.iter().min().copied().unwrap_or(0);
            match is_edge(*gram) {
                true => all * COMMON_EDGE_ONE_IN > documents.len(),
                false => {
                    all * COMMON_ONE_IN > documents.len()
                        && least * COMMON_EVERYWHERE_ONE_IN * PARTS >= documents.len()
                }
            }
        })
        .map(|(gram, _)| gram)
        .collect()
}
