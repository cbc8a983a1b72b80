//! `canopy demo`: fills the private database with the demo company and ends.

use clap::Args;

use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::demo;
use crate::exit::Failure;

/// Nothing to choose.
#[derive(Debug, Clone, Default, Args)]
pub struct Arguments {}

/// Makes the demo company in a new private database and prints its sign-ins.
///
/// # Errors
/// [`Failure`] where a database is given (decision 38), or holds something else.
pub async fn run(config: Config, _: Arguments) -> Result<(), Failure> {
    if config.database_url.is_some() {
        return Err(Failure::usage(
            "The demo is made in a private database only: leave DATABASE_URL out (decision 38).",
        ));
    }
    let database = Database::open(&config, Purpose::Once).await?;
    let made = make(&database, config.time_zone.as_deref()).await;
    database.close().await;
    for sign_in in made? {
        println!(
            "{:<16} {:<24} {}",
            sign_in.login,
            sign_in.password,
            sign_in.role.label()
        );
    }
    Ok(())
}

async fn make(
    database: &Database,
    time_zone: Option<&str>,
) -> Result<Vec<store::installation::DemoSignIn>, Failure> {
    database.ensure_schema().await?;
    match demo::prepare(database, time_zone).await? {
        sign_ins if sign_ins.is_empty() => Err(Failure::data(
            "This database holds a real installation and gets no demo.",
        )),
        sign_ins => Ok(sign_ins),
    }
}
