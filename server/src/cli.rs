//! The command line.

use clap::{Parser, Subcommand};

use crate::commands::{migrate, serve, user};
use crate::config::Options;

/// Customer management for subscription billing.
///
/// Without a command, canopy serves.
#[derive(Debug, Parser)]
#[command(name = "canopy", version, propagate_version = true)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub options: Options,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Everything that canopy can do. Each has a file of its name in `commands/`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console (the default)
    Serve(serve::Arguments),
    /// Bring the database's tables up to this version
    Migrate(migrate::Arguments),
    /// Manage staff users
    #[command(subcommand)]
    User(user::UserCommand),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_fits_together() {
        Cli::command().debug_assert();
    }
}
