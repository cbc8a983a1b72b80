//! `canopy export`: accounts to a file or to standard output (API-1).

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use domain::access::Actor;
use store::export::{ExportError, ExportFormat, accounts_export};

use super::progress::Progress;
use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::{Failure, system_words};

/// What can be exported.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// All accounts, in columns that the import takes back
    Accounts(Accounts),
}

/// In which form, and where to.
#[derive(Debug, Args)]
pub struct Accounts {
    /// The form
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The file; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// A row per account
    Csv,
    /// An array with an object per account
    Json,
}

/// Exports the accounts.
///
/// # Errors
/// [`Failure`] where the file cannot be written or the database fails.
pub async fn run(config: Config, command: ExportCommand) -> Result<(), Failure> {
    let ExportCommand::Accounts(accounts) = command;
    // The file first: a folder that is not there is known at once, the database takes a second.
    let out = out_open(accounts.out.as_deref())?;
    let database = Database::open(&config, Purpose::Once).await?;
    let exported = export(&database, accounts.format, out).await;
    database.close().await;
    let exported = exported?;
    if let Some(out) = accounts.out {
        println!("{exported} accounts written to {}.", out.display());
    }
    Ok(())
}

async fn export(
    database: &Database,
    format: Format,
    out: Box<dyn Write + Send>,
) -> Result<u64, Failure> {
    database.ensure_schema().await?;
    let actor = Actor::Command {
        name: "canopy export accounts".to_owned(),
    };
    let format = match format {
        Format::Csv => ExportFormat::Csv,
        Format::Json => ExportFormat::Json,
    };
    let progress = Progress::new("accounts");
    let exported = accounts_export(&database.store, &actor, format, out, |done| {
        progress.show(done, done)
    })
    .await;
    progress.end();
    exported.map_err(|error| match error {
        ExportError::Io(error) => Failure::os(format!("The export cannot be written: {error}.")),
        ExportError::Store(error) => error.into(),
    })
}

fn out_open(path: Option<&Path>) -> Result<Box<dyn Write + Send>, Failure> {
    match path {
        None => Ok(Box::new(io::stdout())),
        Some(path) => match File::create(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(Failure::os(format!(
                "{} cannot be written: {}.",
                path.display(),
                system_words(&error)
            ))),
        },
    }
}
