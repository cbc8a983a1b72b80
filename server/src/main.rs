//! The program `canopy`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::run()
}
