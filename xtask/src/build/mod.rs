//! `cargo xtask build`: what `cargo leptos build --release` does, from the same settings, without
//! having to compile cargo-leptos first.

mod names;
mod order;
mod site;
mod split;
mod style;
mod wasm;

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::workspace::{Workspace, cargo};

/// Everything that runs on this machine is chosen together, here and in the tests, so that each
/// dependency is compiled once with one set of features. `frontend` is for the browser alone: with
/// it, `app` would be built for both sides at once.
const NATIVE: [&str; 4] = ["--workspace", "--exclude", "frontend", "--release"];

/// Builds the server and everything it serves.
pub fn build(workspace: &Workspace) -> Result<()> {
    timed("server", || {
        run(Command::new(cargo()).arg("build").args(NATIVE))
    })?;
    site_build(workspace)
}

/// Builds what the browser gets, beside a server that is already there.
pub fn site_build(workspace: &Workspace) -> Result<()> {
    let wasm = timed("WebAssembly", || wasm::compile(workspace))?;
    let browser = timed("bindings and wasm-opt", || wasm::bind(workspace, &wasm))?;
    let style = timed("style", || style::compile(workspace))?;
    timed("site", || site::write(workspace, &browser, &style))
}

/// Does one part of the build and prints how long it took.
fn timed<T>(name: &str, part: impl FnOnce() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    let result = part().with_context(|| format!("building the {name} failed"))?;
    println!("{:>7.1?}  {name}", begun.elapsed());
    Ok(result)
}

/// Runs a program to its end; its output goes where ours goes.
fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("{name} could not be started"))?;
    ensure!(status.success(), "{name} ended with {status}");
    Ok(())
}
