//! Cuts the program where pages are loaded only when they are opened (T11).
//!
//! `lazy_pages!` in `app` marks the places. What only one such page needs goes into a file of that
//! page, what several need into a file that they share, all else stays in the main file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use crate::files;

/// The module that downloads the parts. The main file imports it under this name.
pub const LOADER: &str = "__wasm_split.js";

/// By page, the stems of the files to download before it opens.
pub type Prefetch = BTreeMap<String, Vec<String>>;

/// What the cut leaves in a folder.
pub struct Parts {
    /// The main file, still without bindings.
    pub main: PathBuf,
    /// The other files, still unoptimized.
    pub chunks: Vec<PathBuf>,
}

/// Cuts the program into `out`, beside the loader and the note of what each page needs.
pub fn cut(wasm: &Path, name: &str, out: &Path) -> Result<Parts> {
    let input = files::bytes(wasm)?;
    let main = out.join("main.wasm");
    let (script, loader) = (format!("./{name}.js"), format!("./{LOADER}"));
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = out;
    options.main_out_path = &main;
    options.main_module = &script;
    options.link_name = &loader;
    let done = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .context("cutting the program into its pages failed")?;
    let mut chunks = done.split_modules;
    chunks.sort();
    let prefetch: Prefetch = done.prefetch_map.into_iter().collect();
    fs::write(note(out), serde_json::to_vec_pretty(&prefetch)?)
        .context("noting which files each page needs")?;
    Ok(Parts { main, chunks })
}

/// What [`cut`] noted: the files that each page needs.
pub fn prefetch(out: &Path) -> Result<Prefetch> {
    serde_json::from_slice(&files::bytes(&note(out))?)
        .context("the note of which files each page needs cannot be read")
}

fn note(out: &Path) -> PathBuf {
    out.join("prefetch.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_lazy_pages_is_refused_rather_than_served_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let wasm = dir.path().join("empty.wasm");
        fs::write(&wasm, b"\0asm\x01\0\0\0").expect("written");
        assert!(cut(&wasm, "canopy", dir.path()).is_err());
    }

    #[test]
    fn what_each_page_needs_is_read_as_it_was_noted() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(note(dir.path()), r#"{"staff": ["chunk_1", "split_staff"]}"#).expect("written");
        let read = prefetch(dir.path()).expect("read");
        assert_eq!(read["staff"], ["chunk_1", "split_staff"]);
    }
}
