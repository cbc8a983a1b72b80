//! What cargo knows about this workspace: its packages, and the settings of the Leptos build.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The workspace as `cargo metadata` describes it.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    /// Where cargo builds, `CARGO_TARGET_DIR` and configuration included.
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
    /// Every package of the lock file, the workspace's own among them.
    pub packages: Vec<Package>,
    /// The ids of the workspace's own packages.
    workspace_members: Vec<String>,
    metadata: Metadata,
}

/// One package, of this workspace or of a registry.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// The name in its manifest.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SPDX expression of its licence, where its manifest has one.
    pub license: Option<String>,
    /// Where its manifest lies.
    pub manifest_path: PathBuf,
    /// What its manifest depends on.
    pub dependencies: Vec<Dependency>,
    id: String,
}

/// A dependency as a manifest names it.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// The name of the package depended on.
    pub name: String,
    /// `None` for an ordinary dependency, else `dev` or `build`.
    pub kind: Option<String>,
    /// Whether a feature has to switch it on.
    pub optional: bool,
    /// The name it goes by in this package, where that differs.
    pub rename: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    leptos: Vec<Leptos>,
}

/// `[[workspace.metadata.leptos]]`, the same that cargo-leptos reads.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Leptos {
    /// The package whose library becomes the WebAssembly.
    pub lib_package: String,
    /// The cargo profile of the WebAssembly.
    pub lib_profile_release: String,
    /// The stem of the files in `site_pkg_dir`.
    pub output_name: String,
    /// What is served, below the workspace's root.
    pub site_root: PathBuf,
    /// The folder of script, WebAssembly and style, below `site_root`.
    pub site_pkg_dir: PathBuf,
    /// The sheet that imports all others.
    pub style_file: PathBuf,
    /// What is copied to `site_root` as it is.
    pub assets_dir: PathBuf,
}

impl Workspace {
    /// Asks cargo, without touching the network.
    ///
    /// # Errors
    /// When cargo fails, or when the workspace does not describe exactly one Leptos project.
    pub fn read() -> Result<Self> {
        let output = Command::new(cargo())
            .args(["metadata", "--format-version", "1", "--locked"])
            .output()
            .context("cargo could not be started")?;
        ensure!(
            output.status.success(),
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        let workspace: Self = serde_json::from_slice(&output.stdout)
            .context("cargo metadata answered something unexpected")?;
        ensure!(
            workspace.metadata.leptos.len() == 1,
            "Cargo.toml must have exactly one [[workspace.metadata.leptos]]"
        );
        Ok(workspace)
    }

    /// The settings of the Leptos build.
    pub fn leptos(&self) -> &Leptos {
        &self.metadata.leptos[0]
    }

    /// The workspace's own packages.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The version of a package in the lock file, for packages that stand there once.
    pub fn version_of(&self, name: &str) -> Option<&str> {
        self.packages
            .iter()
            .find(|package| package.name == name)
            .map(|found| found.version.as_str())
    }
}

/// The cargo that started this program, or the one on PATH.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
