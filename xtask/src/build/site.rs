//! What the server hands out: names that follow the content, and a brotli copy beside each file.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::names::{self, Named};
use super::wasm::Browser;
use crate::files;
use crate::workspace::Workspace;

/// The files of the site, by their path below its root.
type Site = BTreeMap<PathBuf, Vec<u8>>;

/// Writes the site and `hash.txt` beside the server, and removes what an earlier build left.
pub fn write(workspace: &Workspace, browser: &Browser, style: &[u8]) -> Result<()> {
    let leptos = workspace.leptos();
    let root = workspace.root.join(&leptos.site_root);
    let named = names::name(&leptos.output_name, browser, style)?;
    let mut site = assets(workspace)?;
    for (path, content) in &named.files {
        site.insert(leptos.site_pkg_dir.join(path), content.clone());
    }
    for (path, content) in &site {
        write_one(&root.join(path), content)?;
    }
    remove_others(&root, &site)?;
    let beside_server = workspace.target.join("release/hash.txt");
    files::write_changed(&beside_server, named.hash_txt.as_bytes())?;
    report(&root.join(&leptos.site_pkg_dir), &named)
}

fn assets(workspace: &Workspace) -> Result<Site> {
    let dir = workspace.root.join(&workspace.leptos().assets_dir);
    let mut site = Site::new();
    for path in files::below(&dir)? {
        site.insert(path.strip_prefix(&dir)?.to_owned(), files::bytes(&path)?);
    }
    Ok(site)
}

/// Writes a file and its brotli copy where either is missing or out of date.
fn write_one(path: &Path, content: &[u8]) -> Result<()> {
    let changed = files::write_changed(path, content)?;
    if compresses(path) && (changed || !brotli_of(path).exists()) {
        fs::write(brotli_of(path), brotli(content)?)
            .with_context(|| format!("writing the brotli copy of {}", path.display()))?;
    }
    Ok(())
}

/// Fonts and pictures are compressed already.
fn compresses(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(
        extension,
        Some("wasm" | "js" | "css" | "svg" | "json" | "html" | "txt" | "webmanifest")
    )
}

fn brotli_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

/// At the highest quality: this is done once and downloaded many times.
fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

/// A file that nothing refers to any longer would be served for ever.
fn remove_others(root: &Path, site: &Site) -> Result<()> {
    for path in files::below(root)? {
        let below = path.strip_prefix(root)?;
        let plain = match path.extension().and_then(|extension| extension.to_str()) {
            Some("br") => below.with_extension(""),
            _ => below.to_owned(),
        };
        if !site.contains_key(&plain) {
            fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    Ok(())
}

/// Prints what every page downloads, and what some download beyond it.
fn report(pkg: &Path, named: &Named) -> Result<()> {
    println!("    plain    brotli");
    let mut sum = 0;
    for path in &named.first {
        let small = report_one(pkg, path)?;
        let is_program = path
            .extension()
            .is_some_and(|kind| kind == "wasm" || kind == "js");
        sum += if is_program { small } else { 0 };
    }
    println!("{:>9} {sum:>9}  WebAssembly and scripts of every page", "");
    for path in named.files.keys().filter(|path| {
        path.extension().is_some_and(|kind| kind == "wasm") && !named.first.contains(path)
    }) {
        report_one(pkg, path)?;
    }
    Ok(())
}

/// Prints the sizes of a file and returns the one in brotli.
fn report_one(pkg: &Path, path: &Path) -> Result<u64> {
    let path = pkg.join(path);
    let plain = fs::metadata(&path)?.len();
    let small = fs::metadata(brotli_of(&path))?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    println!("{plain:>9} {small:>9}  {name}");
    Ok(small)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn brotli_copies_give_the_content_back() {
        let content = b"Canopy ".repeat(1000);
        let small = brotli(&content).expect("compressed");
        let mut back = Vec::new();
        brotli::Decompressor::new(small.as_slice(), 4096)
            .read_to_end(&mut back)
            .expect("read");
        assert_eq!(back, content);
        assert!(small.len() < 100);
    }

    #[test]
    fn files_of_an_earlier_build_go_and_those_of_this_one_stay() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in [
            "pkg/old.js",
            "pkg/old.js.br",
            "pkg/new.js",
            "pkg/new.js.br",
            "font.woff2",
        ] {
            files::write_changed(&dir.path().join(name), b"x").expect("written");
        }
        let site = Site::from([
            ("pkg/new.js".into(), Vec::new()),
            ("font.woff2".into(), Vec::new()),
        ]);
        remove_others(dir.path(), &site).expect("cleaned");
        assert_eq!(
            files::paths_below(dir.path()),
            ["font.woff2", "pkg/new.js", "pkg/new.js.br"]
        );
    }

    #[test]
    fn fonts_are_not_compressed_twice() {
        assert!(compresses(Path::new("pkg/canopy.wasm")));
        assert!(!compresses(Path::new("fonts/inter.woff2")));
        assert!(!compresses(Path::new("LICENSE")));
    }
}
