//! `canopy generate`: realistic accounts in bulk, for trying Canopy out and for its benchmarks.

use clap::Args;
use domain::access::Actor;
use store::generate::{GenerateOptions, accounts_generate};
use store::installation::{InstallationKind, business_date_today, installation_begin};

use super::progress::Progress;
use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::Failure;

/// What to generate.
#[derive(Debug, Args)]
pub struct Arguments {
    /// How many accounts
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    accounts: u64,
    /// The same seed makes the same customers
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Generates the accounts.
///
/// # Errors
/// [`Failure`] where the database cannot be had or refuses.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    let database = Database::open(&config, Purpose::Once).await?;
    let made = generate(&database, &arguments).await;
    database.close().await;
    println!("{} accounts are there.", made?);
    Ok(())
}

async fn generate(database: &Database, arguments: &Arguments) -> Result<u64, Failure> {
    database.ensure_schema().await?;
    let kind = installation_begin(&database.store, InstallationKind::Test).await?;
    if kind == InstallationKind::Production {
        return Err(Failure::refused(
            "This database holds a real installation: generated customers would stand among its own \
             for ever (decision 38).",
        ));
    }
    let options = GenerateOptions {
        accounts: arguments.accounts,
        seed: arguments.seed,
        today: business_date_today(&database.store).await?,
    };
    let actor = Actor::Command {
        name: "canopy generate".to_owned(),
    };
    let progress = Progress::new("accounts");
    // As the owner, who may make the indexes of an empty search after the load.
    let owner = database.owner().await?;
    let shown = progress.clone();
    let made = accounts_generate(&owner, &actor, options, move |done| {
        shown.show(done, options.accounts)
    })
    .await;
    owner.close().await;
    progress.end();
    Ok(made?)
}
