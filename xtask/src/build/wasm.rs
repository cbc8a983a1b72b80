//! From the frontend crate to small WebAssembly files and their scripts.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, available_parallelism};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::split::{self, Prefetch};
use super::{order, run};
use crate::files;
use crate::workspace::{Workspace, cargo};

const TARGET: &str = "wasm32-unknown-unknown";

/// Where the optimized parts lie, below the folder of the bindings.
const CHUNKS: &str = "chunks";

/// What stable rustc emits for this target and every browser of the last years understands;
/// without the list wasm-opt would refuse or lower it.
const WASM_OPT: [&str; 11] = [
    "-Oz",
    order::BY_NAME,
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The program as the browser gets it, under the names that the tools gave.
pub struct Browser {
    /// The optimized WebAssembly that every page needs.
    pub wasm: Vec<u8>,
    /// The module that loads it and answers its calls.
    pub script: String,
    /// The module that loads the parts.
    pub loader: String,
    /// The optimized parts that pages of their own need, by their stems.
    pub chunks: Vec<(String, Vec<u8>)>,
    /// By page, the stems of the parts that it needs.
    pub prefetch: Prefetch,
    /// Scripts that crates bring along, by their path below the script's folder.
    pub snippets: Vec<(PathBuf, Vec<u8>)>,
}

/// How the program and the library below it are compiled: a panic ends the program without a word, since
/// nobody reads one in a browser, and what only words of panics need is left out (T11).
const SMALL: &str = r#"build.rustflags=["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"]"#;

/// Compiles the frontend with the profile that the workspace names for it, and returns the file.
///
/// Rust's own library is compiled along, from its source and for size: the ready-made one is made for
/// speed and brings all that a panic says. Stable Rust does that when it is told to. The linker keeps
/// its relocations: the program is cut by them.
pub fn compile(workspace: &Workspace) -> Result<PathBuf> {
    let leptos = workspace.leptos();
    let mut command = Command::new(cargo());
    command.env("RUSTC_BOOTSTRAP", "1");
    run(command.args([
        "--config",
        SMALL,
        "rustc",
        "--lib",
        "--package",
        &leptos.lib_package,
        "--features",
        "split",
        "--profile",
        &leptos.lib_profile_release,
        "--target",
        TARGET,
        "-Zbuild-std=std,panic_abort",
        "-Zbuild-std-features=optimize_for_size",
        "--",
        "-Clink-arg=--emit-relocs",
    ]))?;
    let file = format!("{}.wasm", leptos.lib_package.replace('-', "_"));
    Ok(workspace
        .target
        .join(TARGET)
        .join(&leptos.lib_profile_release)
        .join(file))
}

/// Makes the bindings and optimizes, or takes both from the last time when nothing changed.
pub fn bind(workspace: &Workspace, wasm: &Path) -> Result<Browser> {
    let out = workspace.target.join("xtask/bindings");
    let stamp = out.join("made-from");
    let key = key(workspace, &files::bytes(wasm)?)?;
    if fs::read_to_string(&stamp).ok().as_deref() != Some(key.as_str()) {
        if out.exists() {
            fs::remove_dir_all(&out).context("clearing the old bindings")?;
        }
        fs::create_dir_all(&out).context("making a folder for the bindings")?;
        generate(workspace, wasm, &out)?;
        fs::write(&stamp, key).context("noting what the bindings were made from")?;
    }
    read(workspace, &out)
}

/// Names everything that the result depends on.
fn key(workspace: &Workspace, wasm: &[u8]) -> Result<String> {
    let tool = |name: &str| {
        let note = format!("node_modules/{name}/package.json");
        files::bytes(&workspace.root.join(note)).context("npm ci has not been run")
    };
    let (binaryen, terser) = (tool("binaryen")?, tool("terser")?);
    let bindgen = workspace
        .version_of("wasm-bindgen-cli-support")
        .unwrap_or_default();
    let splitter = workspace
        .version_of("wasm_split_cli_support")
        .unwrap_or_default();
    let flags = WASM_OPT.join(" ");
    Ok(files::fingerprint([
        wasm,
        binaryen.as_slice(),
        terser.as_slice(),
        bindgen.as_bytes(),
        splitter.as_bytes(),
        flags.as_bytes(),
    ]))
}

fn generate(workspace: &Workspace, wasm: &Path, out: &Path) -> Result<()> {
    let name = &workspace.leptos().output_name;
    let parts = split::cut(wasm, name, out)?;
    Bindgen::new()
        .input_path(&parts.main)
        .out_name(name)
        .web(true)?
        .typescript(false)
        // The parts find what they share with the main file by these.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen failed")?;
    fs::remove_file(&parts.main).context("removing the WebAssembly without bindings")?;
    for script in [format!("{name}.js"), split::LOADER.to_owned()] {
        minify(workspace, &out.join(script))?;
    }
    let chunks = out.join(CHUNKS);
    fs::create_dir(&chunks).context("making a folder for the parts")?;
    let bound = out.join(format!("{name}_bg.wasm"));
    let mut work = vec![(bound, out.join(format!("{name}.wasm")))];
    for chunk in parts.chunks {
        let file = chunk.file_name().context("a part has no name")?;
        let to = chunks.join(file);
        work.push((chunk, to));
    }
    optimize_all(workspace, &work)
}

/// Optimizes each file, as many at once as the machine has cores: there are dozens, most of them
/// small, and the optimizer takes longer to start than for those.
fn optimize_all(workspace: &Workspace, work: &[(PathBuf, PathBuf)]) -> Result<()> {
    let next = AtomicUsize::new(0);
    let optimizer = || -> Result<()> {
        while let Some((from, to)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            optimize(workspace, from, to)?;
            fs::remove_file(from).context("removing what is not optimized")?;
        }
        Ok(())
    };
    let cores = available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let optimizers: Vec<_> = (0..cores).map(|_| scope.spawn(optimizer)).collect();
        optimizers.into_iter().try_for_each(|one| {
            one.join()
                .unwrap_or_else(|_| Err(anyhow!("an optimizer broke off")))
        })
    })
}

/// Takes out of a module what only people read: blanks, comments, long names.
fn minify(workspace: &Workspace, script: &Path) -> Result<()> {
    run(
        Command::new(workspace.root.join("node_modules/.bin/terser"))
            // The file first: what follows an option is taken for its value.
            .arg(script)
            .args(["--module", "--compress", "--mangle", "--output"])
            .arg(script),
    )
}

fn optimize(workspace: &Workspace, from: &Path, to: &Path) -> Result<()> {
    let named = order::name_by_place(&files::bytes(from)?)?;
    fs::write(from, named).context("naming the functions of a module by their places")?;
    run(
        Command::new(workspace.root.join("node_modules/.bin/wasm-opt"))
            .args(WASM_OPT)
            .arg(from)
            .arg("-o")
            .arg(to),
    )
}

fn read(workspace: &Workspace, out: &Path) -> Result<Browser> {
    let name = &workspace.leptos().output_name;
    let snippets_dir = out.join("snippets");
    let mut snippets = Vec::new();
    if snippets_dir.is_dir() {
        for path in files::below(&snippets_dir)? {
            let content = files::bytes(&path)?;
            snippets.push((path.strip_prefix(out)?.to_owned(), content));
        }
    }
    let mut chunks = Vec::new();
    for path in files::below(&out.join(CHUNKS))? {
        let stem = path.file_stem().context("a part has no name")?;
        chunks.push((stem.to_string_lossy().into_owned(), files::bytes(&path)?));
    }
    Ok(Browser {
        wasm: files::bytes(&out.join(format!("{name}.wasm")))?,
        script: files::text(&out.join(format!("{name}.js")))?,
        loader: files::text(&out.join(split::LOADER))?,
        chunks,
        prefetch: split::prefetch(out)?,
        snippets,
    })
}
