//! Realistic accounts in bulk: names, companies, addresses of several countries, organizations of
//! uneven shape, bill units, opening balances. For trying Canopy out and for its benchmarks.
//!
//! What is generated follows from the seed: the same seed and number give the same customers, with
//! ids and account numbers of their own. No constraint or trigger is switched off for it; only the
//! indexes of the search are made after a large load.

mod batch;
mod company;
mod customer;
mod ids;
mod latin;
mod organization;
mod person;
mod random;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::Store;
use crate::copy::CopyRows;
use crate::error::{Result, StoreError};
use crate::search;
use batch::{Batch, Load};
use ids::Ids;
use organization::Places;

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct GenerateOptions {
    /// How many accounts.
    pub accounts: u64,
    /// The same seed makes the same customers.
    pub seed: u64,
    /// The business date under which journal and audit log name the load.
    pub today: NaiveDate,
}

/// Accounts per transaction.
const BATCH: usize = 5_000;

/// From so many accounts on, searches find them only after the load, when their indexes are made at
/// once: several times faster than one by one.
const BULK_FROM: u64 = 100_000;

/// Connections that write accounts side by side; one more writes the links of organizations.
const WRITERS: usize = 3;

/// Makes accounts and gives their number. `progress` is told after each batch how many are there.
///
/// Each batch is one transaction. A load that is broken off leaves whole accounts, but links of
/// organizations may be missing.
///
/// # Errors
/// When the actor may not import accounts, or the database refuses.
pub async fn accounts_generate(
    store: &Store,
    actor: &Actor,
    options: GenerateOptions,
    progress: impl Fn(u64) + Send + Sync + 'static,
) -> Result<u64> {
    actor.require(Action::ImportAccounts)?;
    if options.accounts == 0 {
        return Ok(0);
    }
    let pool = store.pool();
    let load = Arc::new(Load {
        seed: options.seed,
        ids: ids_of_now()?,
        first_number: numbers_reserve(pool, options.accounts).await?,
        today: options.today,
        actor_name: actor.name().to_owned(),
        is_bulk: options.accounts >= BULK_FROM,
    });
    let places = Arc::new(Mutex::new(Places::new(options.seed, options.accounts)));
    let loaded = accounts_load(pool, &load, &places, progress).await;
    // The search finds what is there whether the load succeeded or not.
    tokio::try_join!(search::statistics_refresh(pool), statistics_refresh(pool))?;
    loaded?;
    Ok(options.accounts)
}

async fn accounts_load(
    pool: &PgPool,
    load: &Arc<Load>,
    places: &Arc<Mutex<Places>>,
    progress: impl Fn(u64) + Send + Sync + 'static,
) -> Result<()> {
    let (links, written) = mpsc::channel(WRITERS * 2);
    let mut tasks = JoinSet::new();
    let connection = pool.acquire().await?.detach();
    tasks.spawn(links_write(connection, written, progress));
    // The first batch alone: from it the search learns which letters are common.
    let batches = Batches {
        load: Arc::clone(load),
        places: Arc::clone(places),
        links,
    };
    let mut connection = pool.acquire().await?.detach();
    let mut others = Vec::new();
    for _ in 1..WRITERS {
        others.push(pool.acquire().await?.detach());
    }
    batches.next(&mut connection).await?;
    for connection in others.into_iter().chain([connection]) {
        tasks.spawn(accounts_write(connection, batches.clone()));
    }
    drop(batches);
    // Dropping the set at the first error stops the others.
    while let Some(task) = tasks.join_next().await {
        task.map_err(|error| StoreError::Internal(format!("a writer broke off: {error}")))??;
    }
    Ok(())
}

/// A batch that is committed: the index of its first account, how many they are, their links.
struct Written {
    first: u64,
    accounts: u64,
    links: CopyRows,
}

/// Where the writers get their work and leave what comes after it.
#[derive(Clone)]
struct Batches {
    load: Arc<Load>,
    places: Arc<Mutex<Places>>,
    links: mpsc::Sender<Written>,
}

impl Batches {
    /// Writes the next batch; false where there is none, or nobody to write its links.
    async fn next(&self, connection: &mut PgConnection) -> Result<bool> {
        let places = self.places.lock().await.take_places(BATCH);
        let Some(first) = places.first() else {
            return Ok(false);
        };
        let (first, accounts) = (first.index, places.len() as u64);
        let load = Arc::clone(&self.load);
        // A tenth of a second of pure computing does not belong among tasks that wait.
        let (batch, links) = tokio::task::spawn_blocking(move || Batch::of(&load, &places))
            .await
            .map_err(|error| StoreError::Internal(format!("a writer broke off: {error}")))??;
        batch.write(&self.load, connection).await?;
        Ok(self
            .links
            .send(Written {
                first,
                accounts,
                links,
            })
            .await
            .is_ok())
    }
}

async fn accounts_write(mut connection: PgConnection, batches: Batches) -> Result<()> {
    while batches.next(&mut connection).await? {}
    connection.close().await?;
    Ok(())
}

/// Writes links in the order of their accounts: a parent comes in an earlier batch or the same one.
/// Structure changes take turns anyway (decision 18), so one connection does them all.
async fn links_write(
    mut connection: PgConnection,
    mut written: mpsc::Receiver<Written>,
    progress: impl Fn(u64),
) -> Result<()> {
    let mut waiting = BTreeMap::new();
    let mut done = 0;
    while let Some(batch) = written.recv().await {
        waiting.insert(batch.first, batch);
        while let Some(mut batch) = waiting.remove(&done) {
            batch
                .links
                .send(
                    &mut connection,
                    "organization_link",
                    "child_id, parent_id, valid",
                )
                .await?;
            done += batch.accounts;
            progress(done);
        }
    }
    connection.close().await?;
    Ok(())
}

fn ids_of_now() -> Result<Ids> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|_| StoreError::Internal("the clock stands before 1970".to_owned()))?;
    let millis = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    let (_, salt) = Uuid::now_v7().as_u64_pair();
    Ok(Ids::new(millis, salt))
}

/// Takes `count` account numbers in one row and gives the first. Whoever makes an account meanwhile
/// waits for the moment that this takes, and goes on after them.
pub(crate) async fn numbers_reserve(pool: &PgPool, count: u64) -> Result<i64> {
    let count = i64::try_from(count)
        .map_err(|_| StoreError::Internal("that many accounts have no numbers".to_owned()))?;
    let mut transaction = pool.begin().await?;
    sqlx::query("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
        .execute(&mut *transaction)
        .await?;
    let first: i64 =
        sqlx::query_scalar("SELECT nextval(pg_get_serial_sequence('account', 'number'))")
            .fetch_one(&mut *transaction)
            .await?;
    sqlx::query("SELECT setval(pg_get_serial_sequence('account', 'number'), $1)")
        .bind(first + count - 1)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(first)
}

/// Without fresh statistics the first searches after a load would be planned for an empty table.
pub(crate) async fn statistics_refresh(pool: &PgPool) -> Result<()> {
    sqlx::query(
        "ANALYZE account, contact, payment_method, bill_unit, item, journal_entry, journal_line, \
         organization_link, organization_child, organization_total, organization_due, audit_entry",
    )
    .execute(pool)
    .await?;
    Ok(())
}
