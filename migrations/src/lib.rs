//! The schema of Canopy's database, one written step after the other.
//!
//! Each step is a file of SQL beside this one; a step that has been released is never edited.
//! What a constraint allows and blocks is said where it is made.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, EntityTrait,
    Statement, TransactionTrait,
};
use sea_orm_migration::seaql_migrations;

/// Every step in the order in which it is applied.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            step("m0001_ground", include_str!("sql/m0001_ground.sql")),
            step("m0002_accounts", include_str!("sql/m0002_accounts.sql")),
            step(
                "m0003_organizations",
                include_str!("sql/m0003_organizations.sql"),
            ),
            step("m0004_journal", include_str!("sql/m0004_journal.sql")),
            step("m0005_hierarchy", include_str!("sql/m0005_hierarchy.sql")),
            step("m0006_deferred", include_str!("sql/m0006_deferred.sql")),
            step("m0007_payers", include_str!("sql/m0007_payers.sql")),
            step("m0008_boards", include_str!("sql/m0008_boards.sql")),
            step("m0009_handover", include_str!("sql/m0009_handover.sql")),
            step("m0010_search", include_str!("sql/m0010_search.sql")),
            step("m0011_undo", include_str!("sql/m0011_undo.sql")),
            step("m0014_roots", include_str!("sql/m0014_roots.sql")),
            step("m0020_rhythm", include_str!("sql/m0020_rhythm.sql")),
            step(
                "m0030_account_key",
                include_str!("sql/m0030_account_key.sql"),
            ),
            step(
                "m0031_structure_plans",
                include_str!("sql/m0031_structure_plans.sql"),
            ),
            step(
                "m0032_board_authors",
                include_str!("sql/m0032_board_authors.sql"),
            ),
            step("m0035_removals", include_str!("sql/m0035_removals.sql")),
            step(
                "m0036_handover_units",
                include_str!("sql/m0036_handover_units.sql"),
            ),
            step("m0040_audit_log", include_str!("sql/m0040_audit_log.sql")),
            step(
                "m0041_operation_begin",
                include_str!("sql/m0041_operation_begin.sql"),
            ),
            step(
                "m0042_planned_places",
                include_str!("sql/m0042_planned_places.sql"),
            ),
            step(
                "m0043_board_effects",
                include_str!("sql/m0043_board_effects.sql"),
            ),
            step(
                "m0044_running_cycle",
                include_str!("sql/m0044_running_cycle.sql"),
            ),
            step(
                "m0045_links_since",
                include_str!("sql/m0045_links_since.sql"),
            ),
            step(
                "m0046_no_cycle_on_any_day",
                include_str!("sql/m0046_no_cycle_on_any_day.sql"),
            ),
        ]
    }
}

/// How the schema of a database stands to the steps known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// Every step is applied.
    Current,
    /// Steps of these names are still to be applied.
    Behind(Vec<String>),
    /// Steps of these names were applied by a newer version: this one must not touch the database
    /// (decision 30).
    Unknown(Vec<String>),
}

/// How the schema of this database stands. Changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn state(database: &DatabaseConnection) -> Result<SchemaState, DbErr> {
    let known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    let applied: Vec<String> = match SchemaManager::new(database).has_table(HISTORY).await? {
        false => Vec::new(),
        // The application's role may read it, not make it, as the migrator's own way would.
        true => seaql_migrations::Entity::find()
            .all(database)
            .await?
            .into_iter()
            .map(|step| step.version)
            .collect(),
    };
    let missing_in = |these: &[String], those: &[String]| -> Vec<String> {
        these
            .iter()
            .filter(|name| !those.contains(name))
            .cloned()
            .collect()
    };
    let unknown = missing_in(&applied, &known);
    let pending = missing_in(&known, &applied);
    Ok(if !unknown.is_empty() {
        SchemaState::Unknown(unknown)
    } else if !pending.is_empty() {
        SchemaState::Behind(pending)
    } else {
        SchemaState::Current
    })
}

/// Applies every step that is not applied yet, all or none. Servers that start at the same moment
/// wait for each other.
///
/// # Errors
/// When a step fails, and when the database has steps that are not known here.
pub async fn up(database: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = begin_alone(database).await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// A transaction that waits for every other one of these: programs that start at once change the schema
/// one after the other.
async fn begin_alone(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let transaction = database.begin().await?;
    transaction
        .execute_unprepared(
            "SELECT pg_advisory_xact_lock(hashtextextended('canopy migrations', 0))",
        )
        .await?;
    Ok(transaction)
}

/// Tables whose rows are written once: the application may add to them and read them, no more
/// (decision 30). Triggers refuse the change as well, whoever asks.
const IMMUTABLE: [&str; 8] = [
    "account_key",
    "audit_entry",
    "audit_change",
    "item",
    "journal_entry",
    "journal_line",
    "organization_move_link",
    "organization_move_payer",
];

/// Gives the application's role what it needs on every table, and no right to change what is
/// immutable (decision 30). Where it has just that, nothing is written: a bulk load that is under way
/// rewrites the same rows of the catalog. The role's name is ours, never input.
///
/// # Errors
/// When the database fails.
pub async fn application_grant(database: &DatabaseConnection, role: &str) -> Result<(), DbErr> {
    let transaction = begin_alone(database).await?;
    if is_granted(&transaction, role).await? {
        return transaction.commit().await;
    }
    let immutable = IMMUTABLE.join(", ");
    transaction
        .execute_unprepared(&format!(
            "GRANT USAGE ON SCHEMA public TO {role};
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
             GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
             REVOKE UPDATE, DELETE, TRUNCATE ON {immutable} FROM {role};
             REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {HISTORY} FROM {role};"
        ))
        .await?;
    transaction.commit().await
}

/// Whether the role may read every table and change none that is immutable: the rights are given together.
async fn is_granted(transaction: &DatabaseTransaction, role: &str) -> Result<bool, DbErr> {
    let immutable = IMMUTABLE.map(|table| format!("'{table}'")).join(", ");
    let statement = format!(
        "SELECT NOT EXISTS (
             SELECT FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
               AND (NOT has_table_privilege('{role}', oid, 'SELECT')
                    OR relname IN ({immutable}, '{HISTORY}')
                       AND has_table_privilege('{role}', oid, 'UPDATE, DELETE, TRUNCATE')))"
    );
    let row = transaction
        .query_one_raw(Statement::from_string(DatabaseBackend::Postgres, statement))
        .await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// Where sea-orm-migration notes what was applied.
const HISTORY: &str = "seaql_migrations";

/// One step: a name that stays for ever, and the SQL that it runs.
struct Step {
    name: &'static str,
    sql: &'static str,
}

fn step(name: &'static str, sql: &'static str) -> Box<dyn MigrationTrait> {
    Box::new(Step { name, sql })
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(self.sql)
            .await?;
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "Canopy's schema goes forward only: restore a backup instead".to_owned(),
        ))
    }
}
