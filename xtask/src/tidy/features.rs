//! `make run` and `make test` compile every dependency with the same features, so once.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::workspace::cargo;

/// By package and version, the sets of features it is compiled with.
type Features = BTreeMap<String, BTreeSet<String>>;

/// Names every dependency for which the tests ask more features than the server.
///
/// # Errors
/// When cargo cannot describe the tree.
pub fn check() -> Result<Vec<String>> {
    let (serving, testing) = (tree("no-dev")?, tree("all")?);
    Ok(differences(&parse(&serving), &parse(&testing)))
}

fn tree(edges: &str) -> Result<String> {
    let output = Command::new(cargo())
        .args([
            "tree",
            "--locked",
            "--workspace",
            "--exclude",
            "frontend",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}|{f}", "--edges", edges])
        .output()
        .context("cargo tree could not be started")?;
    ensure!(
        output.status.success(),
        "cargo tree failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// Reads `name v1.2.3|feature,feature` lines; packages of this workspace have a path and are left
/// out, since tests may build them with more.
fn parse(tree: &str) -> Features {
    let mut features = Features::new();
    for line in tree.lines() {
        let line = line.trim_end_matches(" (*)");
        if let Some((package, list)) = line.split_once('|')
            && !package.contains("(/")
        {
            features
                .entry(package.to_owned())
                .or_default()
                .insert(list.to_owned());
        }
    }
    features
}

fn differences(serving: &Features, testing: &Features) -> Vec<String> {
    serving
        .iter()
        .filter_map(|(package, sets)| Some((package, sets, testing.get(package)?)))
        .filter(|(_, serving, testing)| !serving.is_subset(testing))
        .map(|(package, serving, testing)| {
            format!(
                "{package}: compiled twice, since the tests switch on {testing:?} and the server \
                 {serving:?}; name the same features in server/Cargo.toml"
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_only_the_tests_switch_on_is_named() {
        let serving =
            parse("server v0.1.0 (/home/x/server)|\nhyper v1.0.0|http1\nserde v1.0.0|std (*)\n");
        let testing = parse("hyper v1.0.0|client,http1\nserde v1.0.0|std\ninsta v1.0.0|\n");
        let found = differences(&serving, &testing);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("hyper v1.0.0: compiled twice"));
    }
}
