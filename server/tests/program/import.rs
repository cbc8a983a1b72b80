//! An import that is killed (API-1).

use std::fmt::Write as _;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

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

/// Imports all or nothing; kills it with no chance to tidy up after so long.
fn import_killed_after(data: &Path, csv: &Path, time: Option<Duration>) -> bool {
    let mut process = canopy(data)
        .args(["import", "accounts", "--all-or-nothing"])
        .arg(csv)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("canopy starts");
    if let Some(time) = time {
        let begun = Instant::now();
        while let Some(left) = time
            .checked_sub(begun.elapsed())
            .filter(|left| !left.is_zero())
        {
            std::thread::park_timeout(left);
        }
        // It may have ended by itself; then there is nothing to kill.
        let _ = process.kill();
    }
    let status = process.wait().expect("it ends");
    status.signal() == Some(9)
}

#[test]
fn an_all_or_nothing_import_that_is_killed_anywhere_leaves_nothing() {
    let (folder, data) = data_folder();
    let csv = folder.path().join("accounts.csv");
    fs::write(&csv, file(ROWS)).expect("written");
    let _serving = Serving::start(&data);
    let small = folder.path().join("small.csv");
    fs::write(&small, file(1).replace("k0", "first")).expect("written");
    assert!(
        !import_killed_after(&data, &small, None),
        "the installation begins"
    );
    let (_other_folder, other) = data_folder();
    let _other_serving = Serving::start(&other);
    let begun = Instant::now();
    assert!(
        !import_killed_after(&other, &csv, None),
        "it was not killed"
    );
    let whole = begun.elapsed();
    assert_eq!(
        accounts(&other),
        ROWS as usize,
        "all, after {:?}",
        begun.elapsed()
    );

    let mut killed = 0;
    for tenth in [2, 4, 6, 8, 9] {
        if import_killed_after(&data, &csv, Some(whole * tenth / 10)) {
            killed += 1;
            assert_eq!(accounts(&data), 1, "killed after {tenth} tenths");
        }
    }
    assert!(killed >= 3, "only {killed} were in the middle when killed");
    // What was killed stands in nobody's way.
    assert!(!import_killed_after(&data, &csv, None));
    assert_eq!(accounts(&data), ROWS as usize + 1);
}
