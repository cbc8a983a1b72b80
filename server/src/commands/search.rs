//! `canopy search`: what searches read, kept by hand.

use clap::{Args, Subcommand};
use domain::access::Actor;
use store::search::{RebuildOptions, Rebuilt, documents_rebuild};

use super::progress::Progress;
use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::Failure;

/// What can be done with it.
#[derive(Debug, Subcommand)]
pub enum SearchCommand {
    /// Make what searches read of all accounts anew, while people work
    ///
    /// For after an update that lets accounts be found by more than before: each account is found by it
    /// from its next change on, and all of them after this. Run it once every server runs the new version.
    ///
    /// Nobody waits for it and no change made meanwhile is lost; broken off, it is simply begun again.
    /// What it writes lies behind what was there, in no order, which costs searches with many hits some
    /// time: --in-order puts it right.
    Rebuild(Rebuild),
}

/// How to make it.
#[derive(Debug, Args)]
pub struct Rebuild {
    /// Then put it in order on disk, as after a bulk load. Meanwhile nobody can search or change an
    /// account: a minute or two where there are a million
    #[arg(long)]
    in_order: bool,
}

/// Does it and says what came of it.
///
/// # Errors
/// [`Failure`] where the database cannot be had or refuses.
pub async fn run(config: Config, command: SearchCommand) -> Result<(), Failure> {
    let SearchCommand::Rebuild(Rebuild { in_order }) = command;
    let database = Database::open(&config, Purpose::Once).await?;
    let rebuilt = rebuild(&database, RebuildOptions { in_order }).await;
    database.close().await;
    let Rebuilt { accounts, renewed } = rebuilt?;
    println!("Made anew for searches: {renewed} of {accounts} accounts.");
    Ok(())
}

async fn rebuild(database: &Database, options: RebuildOptions) -> Result<Rebuilt, Failure> {
    database.ensure_schema().await?;
    let actor = Actor::Command {
        name: "canopy search rebuild".to_owned(),
    };
    let progress = Progress::new("accounts");
    progress.part("Comparing");
    // As the owner, who may bring statistics up to date and put documents in order.
    let owner = database.owner().await?;
    let rebuilt = documents_rebuild(&owner, &actor, options, |done, total| {
        progress.show(done, total);
    })
    .await;
    owner.close().await;
    progress.end();
    Ok(rebuilt?)
}
