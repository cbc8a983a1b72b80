//! What the server hands out: names that follow the content, and a brotli copy beside each file.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::wasm::Browser;
use crate::files;
use crate::workspace::{Leptos, Workspace};

/// The files of the site, by their path below its root.
type Site = BTreeMap<PathBuf, Vec<u8>>;

/// Writes the site and `hash.txt` beside the server, and removes what an earlier build left.
pub fn write(workspace: &Workspace, browser: &Browser, style: &[u8]) -> Result<()> {
    let leptos = workspace.leptos();
    let root = workspace.root.join(&leptos.site_root);
    let hashes = Hashes::of(browser, style);
    let site = compose(leptos, &hashes, browser, style, assets(workspace)?);
    for (path, content) in &site {
        write_one(&root.join(path), content)?;
    }
    remove_others(&root, &site)?;
    let beside_server = workspace.target.join("release/hash.txt");
    files::write_changed(&beside_server, hashes.to_string().as_bytes())?;
    report(&root, leptos, &hashes)
}

/// The part of a file's name that follows its content.
struct Hashes {
    script: String,
    wasm: String,
    style: String,
}

impl Hashes {
    fn of(browser: &Browser, style: &[u8]) -> Self {
        // The script imports its snippets by fixed names, so it must change when they do.
        let snippets = browser
            .snippets
            .iter()
            .map(|(_, content)| content.as_slice());
        Self {
            script: files::fingerprint(std::iter::once(browser.script.as_slice()).chain(snippets)),
            wasm: files::fingerprint([browser.wasm.as_slice()]),
            style: files::fingerprint([style]),
        }
    }
}

/// The lines of `hash.txt` that Leptos's `HydrationScripts` and `HashedStylesheet` read.
impl std::fmt::Display for Hashes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "js: {}\nwasm: {}\ncss: {}\n",
            self.script, self.wasm, self.style
        )
    }
}

fn compose(
    leptos: &Leptos,
    hashes: &Hashes,
    browser: &Browser,
    style: &[u8],
    mut site: Site,
) -> Site {
    let pkg = &leptos.site_pkg_dir;
    let name = &leptos.output_name;
    site.insert(
        pkg.join(format!("{name}.{}.js", hashes.script)),
        browser.script.clone(),
    );
    site.insert(
        pkg.join(format!("{name}.{}.wasm", hashes.wasm)),
        browser.wasm.clone(),
    );
    site.insert(
        pkg.join(format!("{name}.{}.css", hashes.style)),
        style.to_owned(),
    );
    for (path, content) in &browser.snippets {
        site.insert(pkg.join(path), content.clone());
    }
    site
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

/// Prints what a first visit downloads.
fn report(root: &Path, leptos: &Leptos, hashes: &Hashes) -> Result<()> {
    let pkg = root.join(&leptos.site_pkg_dir);
    for (kind, hash) in [
        ("wasm", &hashes.wasm),
        ("js", &hashes.script),
        ("css", &hashes.style),
    ] {
        let path = pkg.join(format!("{}.{hash}.{kind}", leptos.output_name));
        let (plain, small) = (
            fs::metadata(&path)?.len(),
            fs::metadata(brotli_of(&path))?.len(),
        );
        println!("{:>9}  {kind}, in brotli {small} bytes", plain);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn browser(script: &str, snippet: &str) -> Browser {
        Browser {
            wasm: b"\0asm".to_vec(),
            script: script.as_bytes().to_vec(),
            snippets: vec![(
                PathBuf::from("snippets/one.js"),
                snippet.as_bytes().to_vec(),
            )],
        }
    }

    #[test]
    fn hash_txt_has_the_lines_that_leptos_reads() {
        let hashes = Hashes::of(&browser("import", ""), b"a{}");
        let lines: Vec<_> = hashes
            .to_string()
            .lines()
            .map(|line| {
                line.split_once(':')
                    .map(|(kind, hash)| (kind.to_owned(), hash.trim().len()))
            })
            .collect();
        let expected = ["js", "wasm", "css"].map(|kind| Some((kind.to_owned(), 20)));
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_changed_snippet_renames_the_script_and_nothing_else() {
        let before = Hashes::of(&browser("import", "1"), b"");
        let after = Hashes::of(&browser("import", "2"), b"");
        assert_ne!(before.script, after.script);
        assert_eq!((before.wasm, before.style), (after.wasm, after.style));
    }

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
        let left: Vec<_> = files::below(dir.path())
            .expect("listed")
            .iter()
            .map(|path| {
                path.strip_prefix(dir.path())
                    .expect("below")
                    .display()
                    .to_string()
            })
            .collect();
        assert_eq!(left, ["font.woff2", "pkg/new.js", "pkg/new.js.br"]);
    }

    #[test]
    fn fonts_are_not_compressed_twice() {
        assert!(compresses(Path::new("pkg/canopy.wasm")));
        assert!(!compresses(Path::new("fonts/inter.woff2")));
        assert!(!compresses(Path::new("LICENSE")));
    }
}
