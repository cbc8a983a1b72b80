//! `canopy migrate`: brings the database's tables up to this version.

use clap::Args;

use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::Failure;

/// Nothing to choose.
#[derive(Debug, Clone, Default, Args)]
pub struct Arguments {}

/// Applies every step that is missing and says which.
///
/// # Errors
/// [`Failure`] where the database is away, unfit, or from a newer version.
pub async fn run(config: Config, _: Arguments) -> Result<(), Failure> {
    let database = Database::open(&config, Purpose::Once).await?;
    let applied = database.migrate().await;
    database.close().await;
    let applied = applied?;
    if applied.is_empty() {
        println!("The database is up to date.");
    }
    for step in applied {
        println!("Applied {step}.");
    }
    Ok(())
}
