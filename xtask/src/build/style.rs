//! From the sheets in `style/` to one small file.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;

/// Compiles the main sheet with all that it imports.
///
/// # Errors
/// With what sass says when a sheet is wrong.
pub fn compile(workspace: &Workspace) -> Result<Vec<u8>> {
    let output = Command::new(workspace.root.join("node_modules/.bin/sass"))
        .args(["--no-source-map", "--style=compressed", "--charset"])
        .arg(workspace.root.join(&workspace.leptos().style_file))
        .output()
        .context("sass could not be started; has npm ci been run?")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(output.stdout)
}
