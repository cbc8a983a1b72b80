//! The program `canopy`: configuration, router, sessions, jobs, command line.
//!
//! No rule of business and no SQL stands in here: rules are in `domain`, queries in `store`, pages
//! in `app`.

pub mod access;
pub mod again;
pub mod cli;
pub mod commands;
pub mod config;
pub mod create_account;
pub mod database;
pub mod demo;
pub mod exit;
pub mod export;
pub mod logs;
pub mod middleware;
pub mod network;
pub mod pages;
pub mod postgres;
pub mod probes;
pub mod router;
pub mod secret;
pub mod sign_in;
pub mod site;
pub mod state;

use std::process::ExitCode;

use clap::Parser;

/// Runs the command line and says how it went, as a Unix program does.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => return told_by_the_parser(&told),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return exit::Failure::os(format!("cannot start: {error}")).report(),
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Help and version are no failure; what does not hold is one of use (EX_USAGE), as elsewhere.
fn told_by_the_parser(told: &clap::Error) -> ExitCode {
    // A closed pipe behind `canopy --help` is nobody's concern.
    let _ = told.print();
    match told.use_stderr() {
        true => exit::Failure::usage(String::new()).exit_code(),
        false => ExitCode::SUCCESS,
    }
}
