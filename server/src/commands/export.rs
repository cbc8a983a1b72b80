//! `canopy export`: accounts to a file or to standard output (API-1).

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use domain::access::Actor;
use store::export::{ExportError, ExportFormat, accounts_export};
use store::installation::installation_kind;

use super::file_out::FileOut;
use super::progress::Progress;
use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::Failure;

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
    let Some(named) = accounts.out else {
        return export(&config, accounts.format, Box::new(io::stdout()))
            .await
            .map(drop);
    };
    // The file first: a folder that is not there is known at once, the database takes a second.
    let file = FileOut::open(&named)?;
    let exported = export(&config, accounts.format, file.writer()?).await?;
    file.keep()?;
    println!("{exported} accounts written to {}.", named.display());
    Ok(())
}

async fn export(
    config: &Config,
    format: Format,
    out: Box<dyn Write + Send>,
) -> Result<u64, Failure> {
    let database = Database::open(config, Purpose::Once).await?;
    let exported = export_from(&database, format, out).await;
    database.close().await;
    exported
}

async fn export_from(
    database: &Database,
    format: Format,
    out: Box<dyn Write + Send>,
) -> Result<u64, Failure> {
    database.ensure_schema().await?;
    if installation_kind(&database.store).await?.is_none() {
        return Err(Failure::data(
            "There is nothing to export: this database is new.",
        ));
    }
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
