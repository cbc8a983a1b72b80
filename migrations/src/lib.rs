//! The schema of Canopy's database, one written step after the other.
//!
//! Each step is a file of SQL beside this one; a step that has been released is never edited.
//! What a constraint allows and blocks is said where it is made.

use sea_orm_migration::prelude::*;

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
        ]
    }
}

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
