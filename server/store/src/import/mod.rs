//! Accounts from a CSV file (API-1): the whole file is looked at, its rows are read by the rules of
//! the form, judged together, and then written: the good ones in batches, or all in one transaction.

mod file;
mod judge;
mod report;
mod staging;
mod write;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::access::{Action, Actor};
use domain::import::{RowContext, RowProblem};
use sqlx::{Connection, PgConnection};
use tokio::sync::mpsc;

use crate::Store;
use crate::error::StoreError;
use crate::generate::{numbers_reserve, statistics_refresh};
use crate::installation::{InstallationKind, business_date_today, installation_begin};
use crate::lists::form_lists;
use crate::search;

pub use file::FileError;
use report::{report_check, report_remove};

/// What to do with the good rows where others are bad (decision 29).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// They are imported, batch by batch.
    KeepGood,
    /// Nothing is imported unless every row is good; then everything, in one transaction.
    AllOrNothing,
}

/// That there is a file to import and its report would destroy no other, as the import asks itself before it
/// begins.
///
/// # Errors
/// [`FileError::Io`] and [`FileError::NoFile`]; [`ImportError::ReportIsInput`] and
/// [`ImportError::ReportTaken`]; where the system does not tell.
pub fn import_check(options: &ImportOptions) -> Result<(), ImportError> {
    file::file_there(&options.file)?;
    report_check(&options.file, &options.report)
}

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The CSV file.
    pub file: PathBuf,
    /// What becomes of good rows beside bad ones.
    pub mode: ImportMode,
    /// Where refused rows are reported: JSON where the name ends so, else CSV. Written only where a
    /// row is refused; where none is, the report of an earlier import is removed.
    pub report: PathBuf,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportProgress {
    /// Rows read, of so many.
    Reading(u64, u64),
    /// Rows are compared with each other and with the accounts that are there.
    Judging,
    /// Accounts written, of so many.
    Writing(u64, u64),
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSummary {
    /// Rows of the file, the header not counted.
    pub rows: u64,
    /// Accounts that were made.
    pub imported: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// The first problems; the report has all of them.
    pub first: Vec<RowProblem>,
    /// What did not succeed after all accounts were written, a sentence each. They are there all the same.
    pub left_undone: Option<String>,
}

/// Why an import did not take place.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The report cannot be written.
    #[error("The report {path} cannot be written: {error}")]
    Report {
        /// Where it should have been.
        path: String,
        /// The system's words.
        error: io::Error,
    },
    /// The report would be written over the file that is imported.
    #[error(
        "The report cannot be written to {path}: that is the file to import. Please give it another \
         name."
    )]
    ReportIsInput {
        /// Where it should have been.
        path: String,
    },
    /// The report would be written over a file that is no report.
    #[error(
        "{path} is there already and is no report of an earlier import. Please give the report another \
         name, or move that file away."
    )]
    ReportTaken {
        /// Where it should have been.
        path: String,
    },
    /// Somebody else imports right now.
    #[error("Another import is running. Please start this one when it has ended.")]
    Busy,
    /// The actor may not, or the database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// From so many rows on, statistics are brought up to date after an import.
const MANY: u64 = 1_000;

/// Imports accounts with their contacts, bill units, opening balances and parents.
///
/// Memory stays flat however long the file is. A file that was imported before says for each key
/// that its account is there. The first accounts that come into a new database make it that of real
/// customers (decision 38).
///
/// # Errors
/// When the actor may not import, the file cannot be read as a whole, another import runs, or the
/// database fails. Bad rows are no error: the summary counts them and the report names them.
pub async fn accounts_import(
    store: &Store,
    actor: &Actor,
    options: &ImportOptions,
    progress: impl Fn(ImportProgress) + Sync,
) -> Result<ImportSummary, ImportError> {
    actor
        .require(Action::ImportAccounts)
        .map_err(StoreError::from)?;
    import_check(options)?;
    let path: Arc<Path> = options.file.as_path().into();
    let file = Arc::clone(&path);
    let rows =
        staging::joined(tokio::task::spawn_blocking(move || file::file_check(&file)).await)??;
    let context = RowContext {
        known: form_lists(store, actor).await?,
        today: business_date_today(store).await?,
    };
    // A connection of its own: the temporary tables and the lock end with it.
    let mut connection = store.pool().acquire().await?.detach();
    let import = Import {
        store,
        actor,
        options,
        context: &context,
        rows,
    };
    let summary = import.run(&mut connection, path, &progress).await;
    connection_end(connection).await;
    let mut summary = summary?;
    if summary.imported >= MANY {
        let pool = store.pool();
        let refreshed =
            tokio::try_join!(search::statistics_refresh(pool), statistics_refresh(pool));
        if let Err(error) = refreshed {
            let sentence = format!(
                "The accounts are all there, but statistics were not brought up to date ({error}): \
                 searches and lists may be slow until PostgreSQL has done that by itself."
            );
            let told = summary.left_undone.into_iter().chain([sentence]);
            summary.left_undone = Some(told.collect::<Vec<_>>().join("\n"));
        }
    }
    Ok(summary)
}

/// Ends the import's connection, whatever became of the import. PostgreSQL ends a closed connection a moment
/// later, and the next import must not find it busy. Where that fails the connection is gone already, and
/// the lock with it: no reason to call an import failed that is not, nor to hide why another one is.
async fn connection_end(mut connection: PgConnection) {
    let _ = sqlx::query("SELECT pg_advisory_unlock(7265, 30)")
        .execute(&mut connection)
        .await;
    let _ = connection.close().await;
}

struct Import<'a> {
    store: &'a Store,
    actor: &'a Actor,
    options: &'a ImportOptions,
    context: &'a RowContext,
    rows: u64,
}

impl Import<'_> {
    async fn run(
        &self,
        connection: &mut PgConnection,
        path: Arc<Path>,
        progress: &(impl Fn(ImportProgress) + Sync),
    ) -> Result<ImportSummary, ImportError> {
        // The same keys in two imports at once would only be found at the very end.
        let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock(7265, 30)")
            .fetch_one(&mut *connection)
            .await?;
        if !free {
            return Err(ImportError::Busy);
        }
        sqlx::raw_sql("SET work_mem = '32MB'; SET temp_buffers = '32MB'")
            .execute(&mut *connection)
            .await?;
        self.stage(connection, path, progress).await?;
        progress(ImportProgress::Judging);
        let (accepted, refused) = judge::rows_judge(connection).await?;
        let first = match refused {
            0 => Vec::new(),
            _ => report::report_write(connection, &self.options.report).await?,
        };
        let imported = match (self.options.mode, refused) {
            (ImportMode::AllOrNothing, 1..) => 0,
            _ => self.write(connection, accepted, progress).await?,
        };
        let left_undone = match refused {
            0 => self.earlier_report_remove(),
            _ => None,
        };
        Ok(ImportSummary {
            rows: self.rows,
            imported,
            refused,
            first,
            left_undone,
        })
    }

    /// What an earlier import refused is in now. Says so where its report cannot be removed.
    fn earlier_report_remove(&self) -> Option<String> {
        let report = &self.options.report;
        let failed = report_remove(report).err()?;
        Some(format!(
            "Nothing was refused, but the report of an earlier import, {}, cannot be removed: {failed}.",
            report.display()
        ))
    }

    async fn stage(
        &self,
        connection: &mut PgConnection,
        path: Arc<Path>,
        progress: &(impl Fn(ImportProgress) + Sync),
    ) -> Result<(), ImportError> {
        staging::staging_create(connection).await?;
        let (chunks, mut read) = mpsc::channel(2);
        let context = self.context.clone();
        let reader = tokio::task::spawn_blocking(move || {
            staging::rows_read(file::Rows::open(&path)?, &context, &chunks)
        });
        let mut done = 0;
        while let Some(mut chunk) = read.recv().await {
            chunk.send(connection).await?;
            done += chunk.rows;
            progress(ImportProgress::Reading(done, self.rows));
        }
        staging::joined(reader.await)??;
        Ok(())
    }

    async fn write(
        &self,
        connection: &mut PgConnection,
        accepted: u64,
        progress: &(impl Fn(ImportProgress) + Sync),
    ) -> Result<u64, ImportError> {
        if accepted == 0 {
            return Ok(0);
        }
        // Not before: a file of which nothing comes in makes no database that of real customers.
        installation_begin(self.store, InstallationKind::Production).await?;
        let file = self
            .options
            .file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let writing = write::Writing {
            accepted,
            first_number: numbers_reserve(self.store.pool(), accepted).await?,
            today: self.context.today,
            actor: self.actor,
            file: &file,
        };
        let progress = |done| progress(ImportProgress::Writing(done, accepted));
        match self.options.mode {
            ImportMode::AllOrNothing => writing.write_all(connection, &progress).await?,
            ImportMode::KeepGood => writing.write_batches(connection, &progress).await?,
        }
        Ok(accepted)
    }
}
