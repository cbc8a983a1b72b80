//! What `make` asks of a machine and what it starts (`xtask/setup.sh`, `xtask/make.sh`).

#![allow(missing_docs)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// A file of the workspace.
fn workspace(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).expect(path)
}

/// The numbers of a version, as far as it has any: "10.*" is 10.
fn version(text: &str) -> Vec<u32> {
    let parts = text.trim().split('.');
    parts.map_while(|part| part.parse().ok()).collect()
}

#[test]
fn set_up_asks_for_a_node_that_every_tool_runs_on() {
    let setup = workspace("xtask/setup.sh");
    let asked = setup
        .lines()
        .find_map(|line| line.strip_prefix("readonly oldest_node="));
    let asked = version(asked.expect("the oldest Node.js"));
    let lock: serde_json::Value =
        serde_json::from_str(&workspace("package-lock.json")).expect("JSON");
    let packages = lock["packages"].as_object().expect("packages");
    assert_eq!(asked.len(), 2, "{asked:?}");
    for (name, package) in packages {
        let Some(engine) = package["engines"]["node"].as_str() else {
            continue;
        };
        // Of alternatives the last one goes farthest up: "^18 || >=20.19".
        let least = engine.rsplit("||").next().expect("a last part").trim();
        let Some(least) = least.strip_prefix(">=") else {
            continue;
        };
        let mut needed = version(least.split_whitespace().next().expect("a version"));
        while needed.last() == Some(&0) {
            needed.pop();
        }
        assert!(asked >= needed, "{name} needs {engine}");
    }
}

/// Programs that stand before those of the machine.
fn programs(folder: &Path, programs: &[(&str, &str)]) {
    for (name, does) in programs {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{does}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    }
}

/// Bash with a part of a script, and these programs before those of the machine.
fn bash(folder: &Path, script: &str, part: &str) -> Command {
    let mut command = Command::new("bash");
    command
        .args(["-c", &format!(". \"$1\" && {part}"), "bash"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    command
}

/// Set-up's part for Node.js on a machine with this version, where apt-get offers another: whether it went
/// well, what it said, and what apt-get was called with.
fn set_up_node(installed: &str, offered: &str) -> (bool, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let calls = folder.path().join("calls");
    programs(
        folder.path(),
        &[
            ("node", &format!("echo v{installed}")),
            ("npm", ""),
            ("apt-get", &format!("echo \"$1\" >>{}", calls.display())),
            ("apt-cache", &format!("echo '  Candidate: {offered}'")),
            ("sudo", "\"$@\""),
        ],
    );
    let output = bash(folder.path(), "setup.sh", "set_up_node").output();
    let output = output.expect("bash runs");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
        fs::read_to_string(&calls).unwrap_or_default(),
    )
}

#[test]
fn a_database_that_is_given_is_served_without_a_demo_also_while_somebody_works_on_canopy() {
    let folder = tempfile::tempdir().expect("a folder");
    programs(
        folder.path(),
        &[("cargo", "echo \"$@\""), ("cargo-leptos", "")],
    );
    for (url, served) in [
        (None, "leptos watch -- serve --demo\n"),
        (
            Some("postgres://canopy@localhost/canopy"),
            "leptos watch -- serve\n",
        ),
    ] {
        let mut watch = bash(folder.path(), "make.sh", "{ set_up() { :; }; watch; }");
        watch.env_remove("DATABASE_URL");
        if let Some(url) = url {
            watch.env("DATABASE_URL", url);
        }
        let output = watch.output().expect("bash runs");
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            served,
            "{output:?}"
        );
    }
}

#[test]
fn a_node_that_is_too_old_is_one_plain_sentence() {
    let (is_well, told, calls) = set_up_node("18.19.0", "18.19.0+dfsg-6~deb12u2");
    assert!(!is_well);
    assert_eq!(
        told,
        "set-up failed: Canopy's build needs Node.js 20.19 or newer with npm (installed: 18.19.0, by \
         apt-get: 18.19.0); install it from https://nodejs.org and try again.\n"
    );
    assert_eq!(calls, "update\n", "nothing was installed");

    let (is_well, told, _) = set_up_node("20.18.1", "(none)");
    assert!(!is_well);
    assert!(
        told.contains("(installed: 20.18.1, by apt-get: none)"),
        "{told}"
    );
}

#[test]
fn a_node_that_is_new_enough_is_left_alone() {
    for installed in ["20.19.0", "20.19.5", "22.3.0"] {
        let set_up = set_up_node(installed, "18.19.0");
        assert_eq!(set_up, (true, String::new(), String::new()), "{installed}");
    }
}
