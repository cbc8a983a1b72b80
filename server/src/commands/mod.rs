//! What canopy does when it is called: a file for each command.

pub mod clock;
pub mod demo;
pub mod export;
mod file_out;
pub mod generate;
pub mod import;
pub mod migrate;
mod progress;
pub mod run_job;
pub mod search;
pub mod serve;
pub mod user;

use crate::cli::{Cli, Command};
use crate::exit::Failure;
use crate::logs;

/// Does what the command line asks for.
///
/// # Errors
/// [`Failure`] with the sentence and the exit code.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    let config = cli.options.resolve()?;
    let serve = Command::Serve(serve::Arguments::default());
    let command = cli.command.unwrap_or(serve);
    let usual = match command {
        Command::Import(_) | Command::Generate(_) | Command::Demo(_) | Command::Search(_) => {
            logs::IN_BULK
        }
        _ => logs::USUAL,
    };
    logs::start(&config, usual)?;
    match command {
        Command::Serve(arguments) => serve::run(config, arguments).await,
        Command::Migrate(arguments) => migrate::run(config, arguments).await,
        Command::User(command) => user::run(config, command).await,
        Command::Import(command) => import::run(config, command).await,
        Command::Export(command) => export::run(config, command).await,
        Command::Generate(arguments) => generate::run(config, arguments).await,
        Command::Demo(arguments) => demo::run(config, arguments).await,
        Command::Search(command) => search::run(config, command).await,
        Command::RunJob(arguments) => run_job::run(config, arguments).await,
        Command::Clock(command) => clock::run(config, command).await,
    }
}
