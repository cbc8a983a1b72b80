//! The command line.

use clap::{Parser, Subcommand};

use crate::commands::{
    clock, demo, export, generate, import, migrate, run_job, search, serve, user,
};
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
    /// Bring data in from a file
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Take data out to a file
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Make realistic accounts in bulk, for trying Canopy out
    Generate(generate::Arguments),
    /// Fill a new private database with the demo company
    Demo(demo::Arguments),
    /// Keep what searches read
    #[command(subcommand)]
    Search(search::SearchCommand),
    /// Run a daily job once, now
    RunJob(run_job::Arguments),
    /// Show the business date, or move it forward in a demo or test installation
    #[command(subcommand)]
    Clock(clock::ClockCommand),
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
