//! `canopy import`: accounts from a file (API-1).

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::access::Actor;
use store::import::{
    FileError, ImportError, ImportMode, ImportOptions, ImportProgress, ImportSummary,
    accounts_import, import_check,
};

use super::progress::Progress;
use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::{Failure, system_words};

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Accounts with contacts, parents, bill units and opening balances (docs/import.md)
    Accounts(Accounts),
}

/// Which file, and what becomes of it.
#[derive(Debug, Args)]
pub struct Accounts {
    /// The CSV file, in UTF-8
    file: PathBuf,
    /// Import nothing unless every row is good
    #[arg(long)]
    all_or_nothing: bool,
    /// Where refused rows are reported (CSV, or JSON where the name ends so) [default: beside the file]
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Imports the file. Ends with the exit code of wrong data where a row was refused.
///
/// # Errors
/// [`Failure`] where the file cannot be read, rows were refused, or the database fails.
pub async fn run(config: Config, command: ImportCommand) -> Result<(), Failure> {
    let ImportCommand::Accounts(accounts) = command;
    let options = ImportOptions {
        report: accounts
            .report
            .unwrap_or_else(|| accounts.file.with_extension("refused.csv")),
        mode: match accounts.all_or_nothing {
            true => ImportMode::AllOrNothing,
            false => ImportMode::KeepGood,
        },
        file: accounts.file,
    };
    // The file first: a mistyped name is known at once, the database takes a second.
    import_check(&options).map_err(failure)?;
    let database = Database::open(&config, Purpose::Once).await?;
    let imported = import(&database, &options).await;
    database.close().await;
    let summary = imported?;
    summary_print(&summary);
    match summary.refused {
        0 => Ok(()),
        refused => Err(Failure::data(format!(
            "{refused} of {} rows refused; each with its reason in {}.",
            summary.rows,
            options.report.display()
        ))),
    }
}

async fn import(database: &Database, options: &ImportOptions) -> Result<ImportSummary, Failure> {
    database.ensure_schema().await?;
    let actor = Actor::Command {
        name: "canopy import accounts".to_owned(),
    };
    let progress = Progress::new("rows");
    // As the owner, who may bring statistics up to date after many rows.
    let owner = database.owner().await?;
    let imported = accounts_import(&owner, &actor, options, |step| match step {
        ImportProgress::Reading(done, total) => {
            progress.part("Reading");
            progress.show(done, total);
        }
        ImportProgress::Judging => progress.part("Comparing"),
        ImportProgress::Writing(done, total) => {
            progress.part("Writing");
            progress.show(done, total);
        }
    })
    .await;
    owner.close().await;
    progress.end();
    imported.map_err(failure)
}

fn failure(error: ImportError) -> Failure {
    match error {
        ImportError::File(FileError::Io { path, error }) => {
            Failure::no_input(format!("{path} cannot be read: {}.", system_words(&error)))
        }
        ImportError::File(error @ FileError::NoFile { .. }) => Failure::no_input(error.to_string()),
        ImportError::File(error) => Failure::data(error.to_string()),
        ImportError::Report { .. } => Failure::os(error.to_string()),
        ImportError::ReportIsInput { .. } => Failure::usage(error.to_string()),
        ImportError::ReportTaken { .. } => Failure::cannot_create(error.to_string()),
        ImportError::Busy => Failure::unavailable(error.to_string()),
        ImportError::Store(error) => error.into(),
    }
}

fn summary_print(summary: &ImportSummary) {
    println!("{} of {} rows imported.", summary.imported, summary.rows);
    for problem in &summary.first {
        let column = match problem.column.as_str() {
            "" => String::new(),
            column => format!(", {column}"),
        };
        println!("  line {}{column}: {}", problem.line, problem.reason);
    }
    if summary.refused > 0 && summary.imported == 0 {
        println!("Nothing was imported.");
    }
    if let Some(left_undone) = &summary.left_undone {
        eprintln!("{left_undone}");
    }
}
