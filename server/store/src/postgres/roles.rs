//! The roles and the database inside a private PostgreSQL.

use std::path::Path;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::error::Result;
use crate::pool::StoreOptions;

/// The role that sets the private PostgreSQL up; used for nothing else.
pub const ADMIN_ROLE: &str = "canopy_admin";
/// The role that owns the tables and migrates (decision 30).
pub const OWNER_ROLE: &str = "canopy_owner";
/// The role of the application, without the right to change what is immutable (decision 30).
pub const APPLICATION_ROLE: &str = "canopy";
/// The database of the installation.
pub const DATABASE: &str = "canopy";

impl StoreOptions {
    /// The private database behind the socket in this folder, as one of its roles.
    #[must_use]
    pub fn socket(folder: &Path, role: &str) -> Self {
        Self::new(at(folder, role, DATABASE))
    }
}

/// Makes the roles and the database unless they are there. True where the database is new.
///
/// # Errors
/// Where PostgreSQL does not answer or refuses.
pub async fn database_ensure(socket_folder: &Path) -> Result<bool> {
    let mut admin = at(socket_folder, ADMIN_ROLE, "postgres").connect().await?;
    for role in [OWNER_ROLE, APPLICATION_ROLE] {
        if !exists(
            &mut admin,
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)",
            role,
        )
        .await?
        {
            execute(&mut admin, format!("CREATE ROLE {role} LOGIN")).await?;
        }
    }
    let query = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)";
    let is_new = !exists(&mut admin, query, DATABASE).await?;
    if is_new {
        execute(
            &mut admin,
            format!("CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}"),
        )
        .await?;
    }
    admin.close().await?;
    Ok(is_new)
}

/// Whether PostgreSQL behind this socket takes connections.
pub async fn is_serving(socket_folder: &Path) -> bool {
    match at(socket_folder, ADMIN_ROLE, "postgres").connect().await {
        Ok(connection) => connection.close().await.is_ok(),
        Err(_) => false,
    }
}

fn at(socket_folder: &Path, role: &str, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket_folder)
        .port(5432)
        .username(role)
        .database(database)
}

async fn exists(connection: &mut PgConnection, query: &'static str, name: &str) -> Result<bool> {
    Ok(sqlx::query_scalar(query)
        .bind(name)
        .fetch_one(connection)
        .await?)
}

async fn execute(connection: &mut PgConnection, statement: String) -> Result<()> {
    sqlx::query(AssertSqlSafe(statement))
        .execute(connection)
        .await?;
    Ok(())
}
