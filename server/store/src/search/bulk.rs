//! What searching needs to know about all documents together: slices, common letters, a sample.

use std::collections::{HashMap, HashSet};

use domain::search::{SearchDocument, is_edge};
use sqlx::{Connection, PgConnection};

use crate::error::Result;

/// Documents in the sample: a pattern that one in four hundred accounts meets is seen ten times.
const SAMPLE_SIZE: i64 = 4_096;

/// A letter or pair that more than one document in so many holds is common: no index helps there,
/// and a walk along the order soon finds a page of it.
const COMMON_ONE_IN: usize = 10;

/// The same of edges of words: every account has dozens, and those of one account in a hundred are
/// soon walked to.
const COMMON_EDGE_ONE_IN: usize = 100;

/// Fewer documents teach nothing about what is common.
const LEARN_FROM: usize = 1_000;

/// Below so many documents one slice is enough.
const SLICE_FROM: i64 = 100_000;

/// Slices of the order of names.
const SLICES: i16 = 16;

/// Prepares a bulk load: where there are no documents yet, drops the indexes of the search, to be
/// made again by [`statistics_refresh`] after the load. Answers whether it did. The load must own
/// the database until then: searches without their indexes are refused by their time limit.
///
/// # Errors
/// When the database fails.
pub async fn bulk_begin(conn: &mut PgConnection) -> Result<bool> {
    let mut transaction = conn.begin().await?;
    sqlx::query("LOCK TABLE search_slice, search_document IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *transaction)
        .await?;
    let empty: bool = sqlx::query_scalar("SELECT NOT EXISTS (SELECT FROM search_document)")
        .fetch_one(&mut *transaction)
        .await?;
    if empty {
        sqlx::query("SELECT search_indexes_drop()")
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(empty)
}

/// Brings up to date what the search knows about all documents: the sample, the common letters and,
/// after [`bulk_begin`], the slices, the order on disk and the indexes. Call it after a bulk load,
/// and now and then as accounts come in (the search stays right without, it only chooses its ways
/// less well). With its indexes in place it blocks nobody; after [`bulk_begin`] it makes them, which takes
/// minutes for a million accounts (docs/benchmarks.md).
///
/// # Errors
/// When the database fails; then nothing has changed.
pub async fn statistics_refresh(conn: &mut PgConnection) -> Result<()> {
    statistics_refresh_sliced(conn, SLICE_FROM).await
}

/// As [`statistics_refresh`]; so many documents make it worth while to slice.
pub(super) async fn statistics_refresh_sliced(
    conn: &mut PgConnection,
    slice_from: i64,
) -> Result<()> {
    let mut transaction = conn.begin().await?;
    let bare: bool = sqlx::query_scalar("SELECT to_regclass('search_document_pkey') IS NULL")
        .fetch_one(&mut *transaction)
        .await?;
    let documents: i64 = sqlx::query_scalar("SELECT count(*) FROM search_document")
        .fetch_one(&mut *transaction)
        .await?;
    sample_take(&mut transaction, documents).await?;
    if bare {
        documents_arrange(&mut transaction, documents >= slice_from).await?;
    }
    transaction.commit().await?;
    sqlx::query("ANALYZE search_document, search_sample, search_common_gram, search_slice")
        .execute(&mut *conn)
        .await?;
    Ok(())
}

/// A random sample; every document where there are few.
async fn sample_take(conn: &mut PgConnection, documents: i64) -> Result<()> {
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
/// order (a walk along the order then reads neighbours, not a page for each row), makes the indexes.
async fn documents_arrange(conn: &mut PgConnection, sliced: bool) -> Result<()> {
    sqlx::query("LOCK TABLE search_slice, search_document IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *conn)
        .await?;
    for setting in [
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL work_mem = '256MB'",
        "SET LOCAL maintenance_work_mem = '512MB'",
    ] {
        sqlx::query(setting).execute(&mut *conn).await?;
    }
    if sliced {
        let names: Vec<String> = sqlx::query_scalar("SELECT name FROM search_sample ORDER BY name")
            .fetch_all(&mut *conn)
            .await?;
        slices_write(conn, &names).await?;
    }
    for statement in [
        "CREATE TEMP TABLE search_arranged ON COMMIT DROP AS
         SELECT d.account_id, d.number,
                (SELECT max(s.slice) FROM search_slice s WHERE s.first_name <= d.name) AS slice,
                d.status, d.organization_type, d.customer_type, d.name, d.body, d.tags
         FROM search_document d ORDER BY d.name, d.number",
        "TRUNCATE search_document",
        "INSERT INTO search_document (account_id, number, slice, status, organization_type,
                                      customer_type, name, body, tags)
         SELECT account_id, number, slice, status, organization_type, customer_type, name, body, tags
         FROM search_arranged",
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
        let mut counts: HashMap<i32, usize> = HashMap::new();
        for gram in documents.iter().flat_map(|document| &document.grams) {
            *counts.entry(*gram).or_default() += 1;
        }
        let common: Vec<i32> = counts
            .into_iter()
            .filter(|(gram, count)| {
                let one_in = match is_edge(*gram) {
                    true => COMMON_EDGE_ONE_IN,
                    false => COMMON_ONE_IN,
                };
                count * one_in > documents.len()
            })
            .map(|(gram, _)| gram)
            .collect();
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
