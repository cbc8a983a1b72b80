//! `canopy clock`: the business date, and the test clock of a demo or test installation (OPS-3).

use clap::{Args, Subcommand};
use domain::access::Actor;
use domain::dates::date_words;
use store::installation::{business_date_today, clock_advance, time_zone};

use super::run_job;
use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::Failure;

/// What can be done with the clock.
#[derive(Debug, Subcommand)]
pub enum ClockCommand {
    /// Show the business date
    Show,
    /// Move the business date forward and perform everything that is due by then
    Advance(Advance),
}

/// How far.
#[derive(Debug, Args)]
pub struct Advance {
    /// Days
    #[arg(value_parser = clap::value_parser!(u16).range(1..=3_660))]
    days: u16,
}

/// Shows or moves it.
///
/// # Errors
/// [`Failure`] where the database cannot be had, or holds real customers.
pub async fn run(config: Config, command: ClockCommand) -> Result<(), Failure> {
    let database = Database::open(&config, Purpose::Once).await?;
    let said = clock(&database, &command).await;
    database.close().await;
    println!("{}", said?);
    Ok(())
}

async fn clock(database: &Database, command: &ClockCommand) -> Result<String, Failure> {
    database.ensure_schema().await?;
    let store = &database.store;
    let ClockCommand::Advance(advance) = command else {
        let today = business_date_today(store).await?;
        let zone = time_zone(store).await?;
        return Ok(format!(
            "The business date is {} ({zone}).",
            date_words(today)
        ));
    };
    let actor = Actor::Command {
        name: "canopy clock advance".to_owned(),
    };
    let today = clock_advance(store, &actor, advance.days).await?;
    let run = run_job::due_perform(store, None).await?;
    let mut said = format!("The business date is now {}.", date_words(today));
    for (what, count) in [
        ("made", run.done),
        ("that could not be made", run.failed),
        ("not yet made, since the database was busy", run.waiting),
    ] {
        if count > 0 {
            said.push_str(&format!("\nScheduled changes {what}: {count}."));
        }
    }
    Ok(said)
}
