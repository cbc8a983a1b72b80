//! Dependencies: one version of what must be one, none that is banned, none unused.

use super::{Source, sources};
use crate::workspace::{Dependency, Package, Workspace};

/// Two versions of these would not understand each other.
const ONE_VERSION: [&str; 8] = [
    "leptos",
    "leptos_router",
    "axum",
    "sea-orm",
    "sqlx",
    "sqlx-core",
    "wasm-bindgen",
    "tower-http",
];

/// Canopy speaks no TLS through OpenSSL: it would need the system's library at build time.
const BANNED: [&str; 3] = ["openssl", "openssl-sys", "native-tls"];

/// Dependencies that are named for the features they switch on and called by nobody.
const FEATURES_ONLY: [(&str, &str); 5] = [
    ("server", "chrono"),
    ("server", "bitflags"),
    ("server", "hyper"),
    ("server", "hyper-util"),
    ("server", "rand"),
];

/// Names what the lock file must not hold, and every dependency that no source of its crate uses.
pub fn check(workspace: &Workspace, sources: &[Source]) -> Vec<String> {
    let names: Vec<_> = workspace
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let unused = workspace.members().flat_map(|package| {
        let manifest = package.manifest_path.strip_prefix(&workspace.root);
        let dir = manifest
            .ok()
            .and_then(|path| path.parent())
            .map(|dir| dir.display().to_string());
        unused(package, &dir.unwrap_or_default(), sources)
    });
    lock_file(&names).into_iter().chain(unused).collect()
}

fn lock_file(names: &[&str]) -> Vec<String> {
    let count = |wanted: &str| names.iter().filter(|name| **name == wanted).count();
    let doubles = ONE_VERSION
        .iter()
        .filter(|name| count(name) > 1)
        .map(|name| {
            format!(
                "Cargo.lock: {} versions of {name}; there must be one",
                count(name)
            )
        });
    let banned = BANNED
        .iter()
        .filter(|name| count(name) > 0)
        .map(|name| format!("Cargo.lock: {name} is banned; choose rustls or no TLS"));
    doubles.chain(banned).collect()
}

fn unused(package: &Package, dir: &str, sources: &[Source]) -> Vec<String> {
    let own = |source: &&Source| {
        let below = source
            .path
            .strip_prefix(dir)
            .and_then(|rest| rest.strip_prefix('/'));
        let folders = ["src/", "tests/", "benches/", "examples/", "build.rs"];
        source.is("rs") && below.is_some_and(|rest| folders.iter().any(|at| rest.starts_with(at)))
    };
    let own: Vec<_> = sources.iter().filter(own).collect();
    let is_used = |dependency: &&Dependency| {
        let name = dependency
            .rename
            .as_ref()
            .unwrap_or(&dependency.name)
            .replace('-', "_");
        own.iter().any(|source| {
            source
                .code()
                .any(|(_, line)| sources::has_word(line, &name))
        })
    };
    package
        .dependencies
        .iter()
        .filter(|dependency| !FEATURES_ONLY.contains(&(&package.name, &dependency.name)))
        .filter(|dependency| !is_used(dependency))
        .map(|dependency| {
            format!(
                "{}: no source uses the dependency {}",
                package.name, dependency.name
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    #[test]
    fn two_versions_of_leptos_are_one_too_many() {
        let found = lock_file(&["leptos", "syn", "leptos", "syn"]);
        assert_eq!(
            found,
            ["Cargo.lock: 2 versions of leptos; there must be one"]
        );
    }

    #[test]
    fn openssl_stays_out() {
        assert_eq!(lock_file(&["openssl-sys"]).len(), 1);
    }

    #[test]
    fn a_dependency_that_only_a_remark_mentions_is_unused() {
        let json = r#"{"name":"store","version":"0","license":null,"manifest_path":"","id":"",
            "dependencies":[{"name":"sea-orm","kind":null,"optional":false,"rename":null},
                            {"name":"csv","kind":null,"optional":false,"rename":null}]}"#;
        let package: Package = serde_json::from_str(json).expect("a package");
        let lib = source(
            "server/store/src/lib.rs",
            "use sea_orm::Entity; // not csv\n",
        );
        let other = source("server/src/lib.rs", "use csv::Reader;\n");
        let found = unused(&package, "server/store", &[lib, other]);
        assert_eq!(found, ["store: no source uses the dependency csv"]);
    }
}
