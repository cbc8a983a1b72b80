//! Making the search documents of all accounts anew, while people work: after a version that puts more
//! into them, an account is not found by it before its next change.

use domain::access::{Action, Actor};
use domain::ids::AccountId;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::bulk::{statistics_refresh, statistics_refresh_in_order};
use super::documents::{Busy, Documents, documents_hold};
use crate::Store;
use crate::error::Result;

/// Accounts that are looked at together.
const BATCH: i64 = 1_000;

/// How to make search documents anew.
#[derive(Debug, Clone, Copy, Default)]
pub struct RebuildOptions {
    /// Also put them in order on disk, as at the end of a bulk load. It needs the role that owns the
    /// tables, and searches and changes of accounts wait for it.
    pub in_order: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Accounts that were looked at.
    pub accounts: u64,
    /// Those whose document was another one, or missing.
    pub renewed: u64,
}

/// Makes the search documents of all accounts anew that would be made otherwise today. `progress` is
/// told after each batch how many accounts of how many have been looked at.
///
/// Nobody waits: a document that is as it should be is read alone, and one that somebody is changing
/// at the moment is left until they have. Broken off anywhere and begun again, it ends the same.
///
/// # Errors
/// When the actor may not, a row cannot be read as its domain type, or the database fails.
pub async fn documents_rebuild(
    store: &Store,
    actor: &Actor,
    options: RebuildOptions,
    progress: impl Fn(u64, u64),
) -> Result<Rebuilt> {
    actor.require(Action::RebuildSearch)?;
    let pool = store.pool();
    let mut conn = pool.acquire().await?;
    // Whoever comes after the last of them comes with a document of today.
    let (total, last): (i64, i64) =
        sqlx::query_as("SELECT count(*), coalesce(max(number), 0) FROM account")
            .fetch_one(&mut *conn)
            .await?;
    let mut rebuilt = Rebuilt {
        accounts: 0,
        renewed: 0,
    };
    let mut after = 0;
    loop {
        let batch = accounts_after(&mut conn, after, last).await?;
        let Some((_, number)) = batch.last() else {
            break;
        };
        after = *number;
        let ids: Vec<AccountId> = batch.into_iter().map(|(id, _)| id).collect();
        rebuilt.renewed += batch_renew(&mut conn, &ids).await?;
        rebuilt.accounts += ids.len() as u64;
        progress(rebuilt.accounts, total.cast_unsigned());
    }
    drop(conn);
    match options.in_order {
        true => statistics_refresh_in_order(pool).await?,
        false => statistics_refresh(pool).await?,
    }
    Ok(rebuilt)
}

/// The accounts behind a number, in order.
async fn accounts_after(
    conn: &mut PgConnection,
    after: i64,
    last: i64,
) -> Result<Vec<(AccountId, i64)>> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "SELECT id, number FROM account WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3",
    )
    .bind(after)
    .bind(last)
    .bind(BATCH)
    .fetch_all(conn)
    .await?;
    let read = |(id, number)| (AccountId::from_uuid(id), number);
    Ok(rows.into_iter().map(read).collect())
}

/// Makes the documents of a batch anew where they differ; answers how many did.
async fn batch_renew(conn: &mut PgConnection, ids: &[AccountId]) -> Result<u64> {
    let outdated = Documents::make(conn, ids).await?.outdated(conn).await?;
    if outdated.is_empty() {
        return Ok(0);
    }
    let renewed = renew(conn, &outdated, Busy::Left).await?;
    // One by one: who waits for somebody holds nothing that somebody else could wait for.
    for id in outdated.iter().filter(|id| !renewed.contains(id)) {
        renew(conn, &[*id], Busy::Awaited).await?;
    }
    Ok(outdated.len() as u64)
}

/// Makes these documents anew in one transaction; answers those that it made.
///
/// As in [`documents_write`](super::documents_write) the document is held first and the account is read
/// after it: what was changed before is then in what is read, and what is being changed is written over
/// this one by whoever changes it.
async fn renew(conn: &mut PgConnection, ids: &[AccountId], busy: Busy) -> Result<Vec<AccountId>> {
    let mut tx = conn.begin().await?;
    let held = documents_hold(&mut tx, ids, busy).await?;
    if !held.is_empty() {
        Documents::make(&mut tx, &held)
            .await?
            .write(&mut tx)
            .await?;
    }
    tx.commit().await?;
    Ok(held)
}
