//! The connections to PostgreSQL: one pool for all work, one of its own for searches.

use std::io;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool, Postgres, Transaction};

use crate::clock::ClockCache;
use crate::error::{Result, StoreError, is_not_serving};
use crate::search::KnowledgeCache;

/// How the database is reached and how many connections are used at most.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Where the database is and who asks.
    pub connect: PgConnectOptions,
    /// The most connections for everything but searches.
    pub max_connections: u32,
    /// The most connections for searches (decision 24).
    pub search_connections: u32,
    /// How long one search statement may run before PostgreSQL ends it (decision 24).
    pub search_timeout: Duration,
    /// How long one statement that is no search may run before PostgreSQL ends it; none: as long as it
    /// takes, as jobs, imports and exports need.
    pub statement_timeout: Option<Duration>,
    /// How long a caller waits for a free connection before it is told to come back.
    pub acquire_timeout: Duration,
}

impl StoreOptions {
    /// The usual sizes for the database that `connect` names.
    pub fn new(connect: PgConnectOptions) -> Self {
        Self {
            connect: connect.application_name("canopy"),
            max_connections: 16,
            search_connections: 8,
            search_timeout: Duration::from_secs(2),
            statement_timeout: None,
            acquire_timeout: Duration::from_secs(3),
        }
    }

    /// Which database this is, for people: its name and where it is, never a password.
    #[must_use]
    pub fn place(&self) -> String {
        let connect = &self.connect;
        // Without a name PostgreSQL takes that of the user.
        let name = connect.get_database().unwrap_or(connect.get_username());
        match connect.get_socket() {
            Some(folder) => format!("\"{name}\" at the socket in {}", folder.display()),
            None => format!(
                "\"{name}\" at {}:{}",
                connect.get_host(),
                connect.get_port()
            ),
        }
    }

    /// Reads a `postgres://` address.
    ///
    /// # Errors
    /// [`StoreError::Internal`] where it is no such address. The address itself is not repeated:
    /// it may hold a password.
    pub fn from_url(url: &str) -> Result<Self> {
        PgConnectOptions::from_str(url).map(Self::new).map_err(|_| {
            StoreError::Internal("DATABASE_URL is not a postgres:// address".to_owned())
        })
    }
}

/// The database of one installation. Cheap to clone: all clones share the pools.
#[derive(Debug, Clone)]
pub struct Store {
    main: PgPool,
    search: PgPool,
    orm: DatabaseConnection,
    knowledge: KnowledgeCache,
    clocks: ClockCache,
}

impl Store {
    /// Opens the pools and proves with one query that the database answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] where it cannot be reached in time or does not let us in
    /// ([`StoreError::is_not_let_in`]).
    pub async fn connect(options: StoreOptions) -> Result<Self> {
        connect_once(&options).await?;
        let store = Self::lazy(options);
        store.ping().await?;
        Ok(store)
    }

    /// Opens the pools at `url` with the usual sizes; see [`Store::connect`].
    ///
    /// # Errors
    /// A [`StoreError`] for a wrong address or an unreachable database.
    pub async fn connect_url(url: &str) -> Result<Self> {
        Self::connect(StoreOptions::from_url(url)?).await
    }

    /// The pools without a first connection: each is opened when it is needed, also when the database is
    /// there again after it was away.
    pub fn lazy(options: StoreOptions) -> Self {
        let StoreOptions { connect, .. } = &options;
        let milliseconds = |limit: Duration| limit.as_millis().to_string();
        let main_connect = match options.statement_timeout {
            Some(limit) => (connect.clone()).options([("statement_timeout", milliseconds(limit))]),
            None => connect.clone(),
        };
        let main = pool(&options, options.max_connections).connect_lazy_with(main_connect);
        // Searches choose their way themselves, by a sample, and say it in the statement: planning
        // again for each pattern would only take time, often more than the search (ARCHITECTURE,
        // "Decisions that differ").
        let search_connect = connect.clone().options([
            ("plan_cache_mode", "force_generic_plan".to_owned()),
            ("statement_timeout", milliseconds(options.search_timeout)),
            // A search is a few short index scans: starting workers or compiling would take longer
            // than it, and a whole table is never the way.
            ("enable_seqscan", "off".to_owned()),
            ("jit", "off".to_owned()),
            ("max_parallel_workers_per_gather", "0".to_owned()),
        ]);
        let search = pool(&options, options.search_connections).connect_lazy_with(search_connect);
        let orm = SqlxPostgresConnector::from_sqlx_postgres_pool(main.clone());
        let knowledge = KnowledgeCache::default();
        Self {
            main,
            search,
            orm,
            knowledge,
            clocks: ClockCache::default(),
        }
    }

    /// The pool for everything but searches, for statements that SeaORM cannot express.
    pub fn pool(&self) -> &PgPool {
        &self.main
    }

    /// A transaction of its own, begun in a task that ends whatever becomes of who asks: a request that is given
    /// up just when `BEGIN` is answered would else leave the connection in a transaction that nobody knows of, and
    /// what others write by it would end with the first that is rolled back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        let pool = self.main.clone();
        let begun = tokio::spawn(async move { pool.begin().await }).await;
        let ended = |error| StoreError::Internal(format!("no transaction was begun: {error}"));
        Ok(begun.map_err(ended)??)
    }

    /// The clock by which moments are shown.
    pub(crate) fn clocks(&self) -> &ClockCache {
        &self.clocks
    }

    /// What searches know about all accounts together.
    pub(crate) fn search_knowledge(&self) -> &KnowledgeCache {
        &self.knowledge
    }

    /// The pool for searches: plans made once per connection and a time limit on each statement (decision 24).
    pub fn search_pool(&self) -> &PgPool {
        &self.search
    }

    /// SeaORM's connection, over the same pool as [`Store::pool`].
    pub fn orm(&self) -> &DatabaseConnection {
        &self.orm
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Database`] where none comes.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.main).await?;
        Ok(())
    }

    /// Closes all connections, waiting for those at work.
    pub async fn close(&self) {
        self.search.close().await;
        self.main.close().await;
    }
}

/// Connects once without the pool, which goes on trying where nobody listens and then says only that it
/// waited. A server that takes nobody in yet is left to the pool, to be tried again.
async fn connect_once(options: &StoreOptions) -> Result<()> {
    let patience = options.acquire_timeout;
    match tokio::time::timeout(patience, options.connect.connect()).await {
        Ok(Ok(connection)) => Ok(connection.close().await?),
        Ok(Err(error)) if is_not_serving(&error) => Ok(()),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => {
            let words = format!("no answer within {} seconds", patience.as_secs());
            let error = io::Error::new(io::ErrorKind::TimedOut, words);
            Err(sqlx::Error::Io(error).into())
        }
    }
}

fn pool(options: &StoreOptions, max_connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(Duration::from_secs(600))
}
