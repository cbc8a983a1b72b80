//! The migrated database that tests clone, one for each state of the migrations' source.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::SqlxPostgresConnector;
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};

/// Makes the template unless it is there and gives its name. Called under `start.lock`.
pub(super) async fn prepare(options: &PgConnectOptions) -> String {
    let state = state_of_migrations();
    let template = format!("migrated_{state}");
    let admin = pool(options, "postgres").await;
    let known: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&template)
            .fetch_one(&admin)
            .await
            .expect("look for the template");
    if !known {
        // Migrated under another name first, so that a crash leaves no half-made template.
        let draft = format!("draft_{state}");
        execute(
            &admin,
            format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)"),
        )
        .await;
        execute(
            &admin,
            format!("CREATE DATABASE {draft} TEMPLATE template0"),
        )
        .await;
        migrate(pool(options, &draft).await).await;
        execute(
            &admin,
            format!("ALTER DATABASE {draft} RENAME TO {template}"),
        )
        .await;
    }
    admin.close().await;
    template
}

async fn migrate(database: PgPool) {
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(database.clone());
    migrations::up(&connection)
        .await
        .expect("apply the migrations");
    sqlx::query("INSERT INTO installation (kind) VALUES ('test')")
        .execute(&database)
        .await
        .expect("begin the installation");
    database.close().await;
}

async fn execute(admin: &PgPool, statement: String) {
    sqlx::query(AssertSqlSafe(statement.clone()))
        .execute(admin)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

async fn pool(options: &PgConnectOptions, database: &str) -> PgPool {
    PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options.clone().database(database))
        .await
        .expect("connect to the test cluster")
}

/// A name for the state of the migrations: the hash of their source, so that an edited migration
/// gets a new template without anyone thinking of it.
fn state_of_migrations() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(&file).expect("read the migrations' source"));
    }
    hash.finalize()
        .iter()
        .take(10)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("list the migrations' source") {
        let path = entry.expect("list the migrations' source").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
