//! Names that follow the content, so that the browser may keep each file for ever.
//!
//! The main script and the loader name each other, and the loader names the parts: the parts get
//! their names first, then script and loader one fingerprint together.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::split::{LOADER, Prefetch};
use super::wasm::Browser;
use crate::files;

/// The files of the program by their names below the folder of the site, and `hash.txt`.
#[derive(Debug)]
pub struct Named {
    /// Every file that the browser may ask for.
    pub files: BTreeMap<PathBuf, Vec<u8>>,
    /// What a page always downloads: WebAssembly, script, loader, style.
    pub first: Vec<PathBuf>,
    /// The lines that Leptos's `HydrationScripts` and `HashedStylesheet` read.
    pub hash_txt: String,
}

/// Gives the program and its style their names; `name` is the stem of all that is not a part.
pub fn name(name: &str, browser: &Browser, style: &[u8]) -> Result<Named> {
    let mut files: BTreeMap<PathBuf, Vec<u8>> = browser
        .snippets
        .iter()
        .map(|(path, content)| (path.clone(), content.clone()))
        .collect();
    let mut loader = browser.loader.clone();
    let mut stems = BTreeMap::new();
    for (stem, content) in &browser.chunks {
        let named = format!("{stem}.{}", files::fingerprint([content.as_slice()]));
        loader = renamed(
            &loader,
            &format!("\"./{stem}.wasm\""),
            &format!("\"./{named}.wasm\""),
        )?;
        files.insert(format!("{named}.wasm").into(), content.clone());
        stems.insert(stem.clone(), named);
    }

    // The script imports its snippets by fixed names, so it must change when they do.
    let snippets = browser
        .snippets
        .iter()
        .map(|(_, content)| content.as_slice());
    let scripts = files::fingerprint(
        [browser.script.as_bytes(), loader.as_bytes()]
            .into_iter()
            .chain(snippets),
    );
    let (script_name, loader_name) = (format!("{name}.{scripts}.js"), loader_name(&scripts));
    // The key of the imports stays: the WebAssembly asks for it.
    let script = renamed(
        &browser.script,
        &format!("from\"./{LOADER}\""),
        &format!("from\"./{loader_name}\""),
    )?;
    let loader = renamed(
        &loader,
        &format!("from\"./{name}.js\""),
        &format!("from\"./{script_name}\""),
    )?;

    let manifest = serde_json::to_vec(&manifest(&browser.prefetch, &stems)?)?;
    let hashes = [
        ("js", scripts.clone()),
        ("wasm", files::fingerprint([browser.wasm.as_slice()])),
        ("css", files::fingerprint([style])),
        ("manifest", files::fingerprint([manifest.as_slice()])),
        ("split", scripts),
    ];
    let hash = |wanted: &str| {
        let found = hashes.iter().find(|(kind, _)| *kind == wanted);
        found.map(|(_, hash)| hash.as_str()).unwrap_or_default()
    };
    let wasm_name = format!("{name}.{}.wasm", hash("wasm"));
    let style_name = format!("{name}.{}.css", hash("css"));
    let manifest_name = format!("__wasm_split_manifest.{}.json", hash("manifest"));
    let first = [&wasm_name, &script_name, &loader_name, &style_name].map(PathBuf::from);
    files.insert(wasm_name.into(), browser.wasm.clone());
    files.insert(script_name.into(), script.into_bytes());
    files.insert(loader_name.into(), loader.into_bytes());
    files.insert(style_name.into(), style.to_owned());
    files.insert(manifest_name.into(), manifest);
    Ok(Named {
        files,
        first: first.to_vec(),
        hash_txt: hashes
            .iter()
            .map(|(kind, hash)| format!("{kind}: {hash}\n"))
            .collect(),
    })
}

/// As Leptos composes it from `hash.txt`.
fn loader_name(hash: &str) -> String {
    let stem = LOADER.trim_end_matches(".js");
    format!("{stem}.{hash}.js")
}

/// Replaces what must be there: a name that was not found would be asked for in vain.
fn renamed(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.contains(from), "the script does not hold {from}");
    Ok(text.replace(from, to))
}

fn manifest(prefetch: &Prefetch, stems: &BTreeMap<String, String>) -> Result<Prefetch> {
    prefetch
        .iter()
        .map(|(page, files)| {
            let named: Option<Vec<_>> = files.iter().map(|stem| stems.get(stem).cloned()).collect();
            let named =
                named.ok_or_else(|| anyhow::anyhow!("a file that {page} needs is missing"))?;
            Ok((page.clone(), named))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser(part: &str, snippet: &str) -> Browser {
        Browser {
            wasm: b"\0asm".to_vec(),
            script: "import*as t from\"./__wasm_split.js\";\"./__wasm_split.js\":t".to_owned(),
            loader: "import{initSync as t}from\"./canopy.js\";\
                     fetch(new URL(\"./chunk_1.wasm\")); fetch(new URL(\"./chunk_10.wasm\"));"
                .to_owned(),
            chunks: vec![
                ("chunk_1".to_owned(), part.as_bytes().to_vec()),
                ("chunk_10".to_owned(), b"ten".to_vec()),
            ],
            prefetch: Prefetch::from([("staff".to_owned(), vec!["chunk_10".to_owned()])]),
            snippets: vec![("snippets/one.js".into(), snippet.as_bytes().to_vec())],
        }
    }

    fn named(part: &str, snippet: &str) -> Named {
        name("canopy", &browser(part, snippet), b"a{}").expect("named")
    }

    fn file<'a>(named: &'a Named, beginning: &str, end: &str) -> (&'a str, &'a str) {
        named
            .files
            .iter()
            .map(|(path, content)| (path.to_str(), std::str::from_utf8(content)))
            .find_map(|(path, content)| {
                let path = path.filter(|path| path.starts_with(beginning) && path.ends_with(end));
                path.zip(content.ok())
            })
            .expect("the file")
    }

    fn hash(named: &Named, kind: &str) -> String {
        let line = named
            .hash_txt
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{kind}: ")));
        line.expect("a line").to_owned()
    }

    #[test]
    fn hash_txt_has_the_lines_that_leptos_reads() {
        let named = named("one", "");
        for kind in ["js", "wasm", "css", "manifest", "split"] {
            assert_eq!(hash(&named, kind).len(), 16, "{kind}");
        }
    }

    #[test]
    fn script_and_loader_import_each_other_by_their_new_names() {
        let named = named("one", "");
        let (script, script_text) = file(&named, "canopy.", ".js");
        let (loader, loader_text) = file(&named, "__wasm_split.", ".js");
        assert!(script_text.contains(&format!("from\"./{loader}\"")));
        assert!(loader_text.contains(&format!("from\"./{script}\"")));
        assert!(
            script_text.contains("\"./__wasm_split.js\":t"),
            "the WebAssembly asks for the old key"
        );
    }

    #[test]
    fn the_loader_and_the_manifest_name_the_parts_as_they_are_stored() {
        let named = named("one", "");
        let (loader, manifest) = (
            file(&named, "__wasm_split.", ".js").1,
            file(&named, "__wasm_split_manifest.", ".json").1,
        );
        let (ten, _) = file(&named, "chunk_10.", ".wasm");
        assert!(loader.contains(&format!("\"./{ten}\"")));
        assert!(!loader.contains("\"./chunk_10.wasm\""));
        assert_eq!(
            manifest,
            format!("{{\"staff\":[\"{}\"]}}", ten.trim_end_matches(".wasm"))
        );
    }

    #[test]
    fn a_changed_part_renames_itself_and_the_scripts_and_no_other_part() {
        let (before, after) = (named("one", ""), named("two", ""));
        let part = |named: &Named, stem| file(named, stem, ".wasm").0.to_owned();
        assert_ne!(part(&before, "chunk_1."), part(&after, "chunk_1."));
        assert_eq!(part(&before, "chunk_10."), part(&after, "chunk_10."));
        assert_ne!(hash(&before, "js"), hash(&after, "js"));
        assert_eq!(hash(&before, "wasm"), hash(&after, "wasm"));
    }

    #[test]
    fn a_changed_snippet_renames_the_script() {
        let (before, after) = (named("one", "1"), named("one", "2"));
        assert_ne!(hash(&before, "js"), hash(&after, "js"));
        assert_eq!(hash(&before, "wasm"), hash(&after, "wasm"));
        assert_eq!(hash(&before, "css"), hash(&after, "css"));
    }

    #[test]
    fn a_part_that_the_loader_does_not_know_is_an_error() {
        let mut browser = browser("one", "");
        browser.chunks.push(("chunk_2".to_owned(), Vec::new()));
        assert!(name("canopy", &browser, b"").is_err());
    }
}
