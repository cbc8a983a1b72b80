//! An import that is killed (API-1).

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Serving, canopy, data_folder};

/// Enough rows to be in the middle of for a while.
const ROWS: u32 = 6_000;

/// Accounts in one organization, each below the one before the last ten.
fn file(rows: u32) -> String {
    let mut text = String::from("key,parent,currency,contact1_company\n");
    for row in 0..rows {
        let parent = match row {
            0 => String::new(),
            _ => format!("k{}", (row - 1) / 10),
        };
        writeln!(text, "k{row},{parent},EUR,Company {row}").expect("a line");
    }
    text
}

/// How many accounts there are, by the program's own export.
fn accounts(data: &Path) -> usize {
    let output = canopy(data)
        .args(["export", "accounts"])
        .output()
        .expect("canopy runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .count()
        .saturating_sub(1)
}

/// An import, all or nothing, that tells its steps.
fn import(data: &Path, csv: &Path) -> Command {
    let mut command = canopy(data);
    command
        .args(["import", "accounts", "--all-or-nothing"])
        .arg(csv)
        .env("CANOPY_LOG", "server::commands::progress=debug")
        .stdout(Stdio::null());
    command
}

/// Imports and kills it, with no chance to tidy up after, at the first step that tells all of this.
fn import_killed_at(data: &Path, csv: &Path, step: &[&str]) {
    let mut process = import(data, csv)
        .stderr(Stdio::piped())
        .spawn()
        .expect("canopy starts");
    let log = BufReader::new(process.stderr.take().expect("its log"));
    let is_there = log
        .lines()
        .map_while(Result::ok)
        .any(|line| step.iter().all(|word| line.contains(word)));
    assert!(is_there, "it came to {step:?}");
    process.kill().expect("killed");
    let status = process.wait().expect("it ends");
    assert_eq!(status.signal(), Some(9), "it was in the middle at {step:?}");
}

fn import_whole(data: &Path, csv: &Path) {
    let output = import(data, csv).output().expect("canopy runs");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn an_all_or_nothing_import_that_is_killed_anywhere_leaves_nothing() {
    let (folder, data) = data_folder();
    let csv = folder.path().join("accounts.csv");
    fs::write(&csv, file(ROWS)).expect("written");
    let _serving = Serving::start(&data);
    // An import of before, which stays.
    let small = folder.path().join("small.csv");
    fs::write(&small, file(1).replace("k0", "first")).expect("written");
    import_whole(&data, &small);

    for step in [
        ["\"Reading\"", "\"done\":"],
        ["\"Comparing\"", ""],
        ["\"Writing\"", "\"done\":1000,"],
        ["\"Writing\"", "\"done\":3000,"],
        // All accounts but a thousand; their places in the organization are still to come.
        ["\"Writing\"", "\"done\":5000,"],
    ] {
        import_killed_at(&data, &csv, &step);
        assert_eq!(accounts(&data), 1, "killed at {step:?}");
    }
    // What was killed stands in nobody's way.
    import_whole(&data, &csv);
    assert_eq!(accounts(&data), ROWS as usize + 1);
}
