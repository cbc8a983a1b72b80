//! Builds what Canopy serves and checks the house rules.
//!
//! `cargo xtask` prints what there is to call.

mod build;
mod files;
mod sprite;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const HELP: &str = "\
Builds what Canopy serves and checks the house rules.

  cargo xtask build    the server, and target/site with WebAssembly, script, style and assets
  cargo xtask site     target/site alone, beside a server that is already built
  cargo xtask sprite   style/assets/icons.svg, from the names in style/icons.txt
  cargo xtask tidy     the house rules; prints what breaks them
";

fn main() -> ExitCode {
    match run(std::env::args().nth(1).as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<&str>) -> Result<()> {
    match command {
        Some("build") => build::build(&Workspace::read()?),
        Some("site") => build::site_build(&Workspace::read()?),
        Some("sprite") => sprite::write(&Workspace::read()?),
        Some("tidy") => tidy::check(&Workspace::read()?),
        Some("help" | "--help" | "-h") | None => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("there is no command \"{other}\"; cargo xtask help lists them"),
    }
}
