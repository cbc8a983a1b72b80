//! An installation, and files that are imported into it.

use std::path::PathBuf;

use domain::access::Actor;
use domain::import::RowProblem;
use sqlx::{Connection, PgConnection};
use store::Store;
use store::import::{
    ImportError, ImportMode, ImportOptions, ImportProgress, ImportSummary, accounts_import,
};
use store::testing::TestDatabase;

/// An installation with a file beside it.
pub struct Desk {
    database: TestDatabase,
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub async fn new() -> Self {
        let database = TestDatabase::new().await;
        Self {
            database,
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    pub fn store(&self) -> &Store {
        self.database.store()
    }

    pub fn report(&self) -> PathBuf {
        self.folder.path().join("report.csv")
    }

    pub async fn try_import(
        &self,
        mode: ImportMode,
        text: &str,
    ) -> Result<ImportSummary, ImportError> {
        self.try_import_seen(mode, text, |_| {}).await
    }

    /// The same, with somebody who looks on.
    pub async fn try_import_seen(
        &self,
        mode: ImportMode,
        text: &str,
        progress: impl Fn(ImportProgress) + Sync,
    ) -> Result<ImportSummary, ImportError> {
        self.import_into(self.store(), mode, text, progress).await
    }

    /// Keeps what is good, where no statement may take longer than ten seconds.
    pub async fn keep_good_by_short_statements(&self, text: &str) -> ImportSummary {
        self.execute_meanwhile(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''10s''',
                                        current_database()); END $$",
        );
        let store = self.database.second_store();
        let imported = self.import_into(&store, ImportMode::KeepGood, text, |_| {});
        imported.await.expect("imported")
    }

    async fn import_into(
        &self,
        store: &Store,
        mode: ImportMode,
        text: &str,
        progress: impl Fn(ImportProgress) + Sync,
    ) -> Result<ImportSummary, ImportError> {
        let file = self.folder.path().join("customers.csv");
        std::fs::write(&file, text).expect("write the file");
        let options = ImportOptions {
            file,
            mode,
            report: self.report(),
        };
        let actor = Actor::Command {
            name: "canopy import accounts".to_owned(),
        };
        accounts_import(store, &actor, &options, progress).await
    }

    /// Runs a statement on a connection of its own and waits for it, in the midst of something else.
    pub fn execute_meanwhile(&self, statement: &'static str) {
        let options = self.database.options();
        let run = async move {
            let mut connection = PgConnection::connect_with(&options).await?;
            sqlx::query(statement).execute(&mut connection).await
        };
        let executed = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(run)
        });
        executed.join().expect("a thread").expect(statement);
    }

    pub async fn keep_good(&self, text: &str) -> ImportSummary {
        self.try_import(ImportMode::KeepGood, text)
            .await
            .expect("import")
    }

    pub async fn all_or_nothing(&self, text: &str) -> ImportSummary {
        self.try_import(ImportMode::AllOrNothing, text)
            .await
            .expect("import")
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(self.store().pool())
            .await
            .expect("a number")
    }

    pub async fn accounts(&self) -> i64 {
        self.number("SELECT count(*) FROM account").await
    }

    /// "child < parent" of every link, by key, in order.
    pub async fn links(&self) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT c.key || ' < ' || p.key FROM organization_link l \
             JOIN account_key c ON c.account_id = l.child_id \
             JOIN account_key p ON p.account_id = l.parent_id ORDER BY 1",
        )
        .fetch_all(self.store().pool())
        .await
        .expect("links")
    }
}

pub const HEADER: &str = "key,parent,currency,contact1_company\n";

/// A file of rows given as (key, parent).
pub fn organization(rows: &[(&str, &str)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(key, parent)| format!("{key},{parent},EUR,Company {key}\n"))
        .collect();
    format!("{HEADER}{rows}")
}

pub fn told(problems: &[RowProblem]) -> Vec<(u64, &str)> {
    problems
        .iter()
        .map(|problem| (problem.line, problem.code.as_str()))
        .collect()
}
