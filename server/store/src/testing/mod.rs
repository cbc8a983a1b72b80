//! A database for each test: real PostgreSQL, empty tables, all migrations applied.
//!
//! One throw-away cluster serves a whole test run, whichever processes it consists of; a test gets
//! a clone of a migrated template, which takes about 0.15 s, and drops it at its end.

mod cluster;
mod template;

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::{Store, StoreOptions};
use cluster::Cluster;

/// A database of its own for one test; it is gone when this is dropped.
///
/// Panics wherever something is missing: a test without its database has no answer to give.
#[derive(Debug)]
pub struct TestDatabase {
    store: Store,
    name: String,
    cluster: &'static Cluster,
}

impl TestDatabase {
    /// A database with all migrations applied and no rows but theirs.
    pub async fn new() -> Self {
        Self::clone_of(Cluster::running().template()).await
    }

    /// A database without any table, for tests of the migrations themselves.
    pub async fn empty() -> Self {
        Self::clone_of("template0").await
    }

    /// The store over this database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Another store over the same database, as a second server has it.
    pub fn second_store(&self) -> Store {
        Store::lazy(small(self.cluster.options().database(&self.name)))
    }

    /// How to connect to this database.
    pub fn options(&self) -> PgConnectOptions {
        self.cluster.options().database(&self.name)
    }

    /// The address of this database, as `DATABASE_URL` takes it.
    pub fn url(&self) -> String {
        let socket = self
            .cluster
            .socket_folder()
            .display()
            .to_string()
            .replace('/', "%2F");
        format!("postgres://postgres@{socket}/{}", self.name)
    }

    async fn clone_of(template: &str) -> Self {
        let cluster = Cluster::running();
        let name = format!("test_{}", Uuid::now_v7().simple());
        let admin = administration(cluster).await;
        let create = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        sqlx::query(AssertSqlSafe(create))
            .execute(&admin)
            .await
            .expect("clone the template");
        admin.close().await;
        let store = Store::connect(small(cluster.options().database(&name)))
            .await
            .expect("connect to the test's database");
        Self {
            store,
            name,
            cluster,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (cluster, name) = (self.cluster, self.name.clone());
        // A test's own runtime may be single-threaded and busy dropping this very value.
        let dropped = std::thread::spawn(move || {
            blocking(async move {
                let admin = administration(cluster).await;
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                sqlx::query(AssertSqlSafe(drop)).execute(&admin).await
            })
        });
        match dropped.join() {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => eprintln!("the test's database was not dropped: {error}"),
            Err(_) => eprintln!("the test's database was not dropped"),
        }
    }
}

/// Runs one statement against a test's database, to bring about what takes others weeks.
pub async fn execute(store: &Store, statement: &'static str) {
    sqlx::query(statement)
        .execute(store.pool())
        .await
        .expect(statement);
}

/// The answer to a question whose answer is one number: what there is after all that a test did.
pub async fn number(store: &Store, question: &'static str) -> i64 {
    sqlx::query_scalar(question)
        .fetch_one(store.pool())
        .await
        .expect(question)
}

/// Stands for every row of every table, so that before and after can be compared: whoever saves anything
/// changes it. Sessions and failed tries of signing in are left out: every request may write them.
pub async fn digest(store: &Store) -> String {
    let parts: Vec<String> = sqlx::query_scalar(
        "SELECT format('SELECT %L AS name, count(*) AS rows,
                               sum(hashtextextended(t::text, 0)::numeric) AS hashes FROM %I t',
                       relname, relname)
         FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
           AND relname NOT IN ('session', 'sign_in_failure')
         ORDER BY relname",
    )
    .fetch_all(store.pool())
    .await
    .expect("the tables");
    let question = format!(
        "SELECT string_agg(concat_ws(' ', name, rows, hashes), ', ' ORDER BY name) FROM ({}) AS parts",
        parts.join(" UNION ALL ")
    );
    sqlx::query_scalar(AssertSqlSafe(question))
        .fetch_one(store.pool())
        .await
        .expect("what is saved")
}

fn small(connect: PgConnectOptions) -> StoreOptions {
    StoreOptions {
        max_connections: 6,
        search_connections: 2,
        ..StoreOptions::new(connect)
    }
}

async fn administration(cluster: &Cluster) -> PgPool {
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(cluster.options().database("postgres"))
        .await
        .expect("connect to the test cluster")
}

/// Runs a future to its end on a runtime of its own.
fn blocking<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime for the test database")
        .block_on(future)
}
