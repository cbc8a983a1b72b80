//! What canopy does when it is called: a file for each command.

pub mod migrate;
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
    logs::start(&config)?;
    match cli
        .command
        .unwrap_or(Command::Serve(serve::Arguments::default()))
    {
        Command::Serve(arguments) => serve::run(config, arguments).await,
        Command::Migrate(arguments) => migrate::run(config, arguments).await,
        Command::User(command) => user::run(config, command).await,
    }
}
