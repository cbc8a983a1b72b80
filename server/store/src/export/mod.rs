//! Accounts to a file (API-1): as a CSV that the import takes back, or as JSON. A page at a time
//! from one snapshot, so that memory stays flat and the file is of one moment.

mod read;
mod write;

use std::io::{self, Write};

use domain::access::{Action, Actor};
use domain::audit::ChangeKind;
use sqlx::Connection;

use crate::Store;
use crate::audit::AuditEntry;
use crate::error::StoreError;
use read::{extent_read, page_read};
use write::{Csv, Json, Writer};

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A row per account, in the columns of the import.
    Csv,
    /// An array with an object per account.
    Json,
}

/// Why an export did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be written.
    #[error("The export cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The actor may not, or the database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ExportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

/// Writes every account to `out` and gives their number. That it was done, by whom and in which
/// form stands in the audit log before the first account is read (SEC-4).
///
/// # Errors
/// When the actor may not export, `out` takes no more, or the database fails.
pub async fn accounts_export(
    store: &Store,
    actor: &Actor,
    format: ExportFormat,
    out: impl Write + Send,
    progress: impl Fn(u64) + Sync,
) -> Result<u64, ExportError> {
    actor
        .require(Action::ExportAccounts)
        .map_err(StoreError::from)?;
    let mut connection = store.pool().acquire().await?;
    let note = match format {
        ExportFormat::Csv => "All accounts, as CSV",
        ExportFormat::Json => "All accounts, as JSON",
    };
    let entry = AuditEntry {
        note,
        ..AuditEntry::new(actor, ChangeKind::AccountsExported)
    };
    entry.write(&mut connection).await?;
    let mut snapshot = connection.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .execute(&mut *snapshot)
        .await?;
    let mut writer: Box<dyn Writer + Send + '_> = match format {
        ExportFormat::Csv => Box::new(Csv::begin(out, extent_read(&mut snapshot).await?)?),
        ExportFormat::Json => Box::new(Json::begin(out)?),
    };
    let (mut written, mut after) = (0, None);
    loop {
        let page = page_read(&mut snapshot, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for account in &page {
            writer.account(account)?;
        }
        written += page.len() as u64;
        progress(written);
    }
    writer.end()?;
    snapshot.commit().await?;
    Ok(written)
}
