//! What people see who mistype: one plain sentence on the terminal and an exit code that scripts
//! understand (those of sysexits.h). Nothing is begun before it is known to be in order.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{canopy, data_folder};

fn run(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = canopy(data).args(arguments).output().expect("canopy runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout) + &text(&stderr))
}

/// Runs it where nothing may be begun: no database is made.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let (_folder, data) = data_folder();
    let told = run(&data, arguments);
    assert!(
        !data.join("postgres").exists(),
        "{arguments:?} began a database"
    );
    told
}

#[test]
fn help_names_every_command_and_each_command_helps() {
    let (code, help) = refused(&["--help"]);
    assert_eq!(code, Some(0), "{help}");
    let commands: [&[&str]; 15] = [
        &["serve"],
        &["migrate"],
        &["user"],
        &["user", "add"],
        &["import"],
        &["import", "accounts"],
        &["export"],
        &["export", "accounts"],
        &["generate"],
        &["demo"],
        &["search"],
        &["search", "rebuild"],
        &["run-job"],
        &["clock"],
        &["clock", "advance"],
    ];
    for command in commands {
        assert!(help.contains(command[0]), "{command:?}: {help}");
        let (code, told) = refused(&[command, &["--help"]].concat());
        assert_eq!(code, Some(0), "{command:?}: {told}");
        assert!(told.contains("Usage: canopy"), "{command:?}: {told}");
    }
    let (code, version) = refused(&["--version"]);
    assert_eq!(code, Some(0));
    assert!(version.starts_with("canopy "), "{version}");
}

#[test]
fn what_is_mistyped_is_named_and_nothing_is_begun() {
    let mistyped: [(&[&str], &str); 8] = [
        (&["--lisen", "127.0.0.1:0"], "--lisen"),
        (&["sreve"], "sreve"),
        (&["--listen", "everywhere"], "everywhere"),
        (&["generate", "--accounts", "many"], "many"),
        (
            &["generate", "--accounts", "0"],
            "0 is not in 1..=100000000",
        ),
        (
            &[
                "user", "add", "--login", "ana", "--name", "Ana", "--role", "owner",
            ],
            "owner",
        ),
        (&["import", "accounts"], "<FILE>"),
        (&["clock", "advance", "yesterday"], "yesterday"),
    ];
    for (arguments, named) in mistyped {
        let (code, told) = refused(arguments);
        assert_eq!(code, Some(64), "{arguments:?}: {told}");
        let first = told.lines().next().unwrap_or_default();
        assert!(first.starts_with("error: "), "{arguments:?}: {told}");
        assert!(told.contains(named), "{arguments:?}: {told}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named_before_anything_is_begun() {
    let cases: [(&[&str], i32, &str); 3] = [
        (
            &["import", "accounts", "/nowhere/accounts.csv"],
            66,
            "canopy: /nowhere/accounts.csv cannot be read: No such file or directory.",
        ),
        (
            &["export", "accounts", "--out", "/nowhere/accounts.csv"],
            71,
            "canopy: /nowhere/accounts.csv cannot be written: No such file or directory.",
        ),
        (
            &["--config", "/nowhere/canopy.toml"],
            78,
            "canopy: The configuration /nowhere/canopy.toml cannot be read: No such file or \
             directory.",
        ),
    ];
    for (arguments, code, sentence) in cases {
        assert_eq!(
            refused(arguments),
            (Some(code), format!("{sentence}\n")),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_is_no_file_is_refused_before_anything_is_begun() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("accounts.csv");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo runs").success());
    for (path, what) in [(folder.path(), "a folder"), (&pipe, "a pipe")] {
        let path = path.to_string_lossy();
        let sentence = format!(
            "canopy: {path} is {what} and no file. Please name a CSV file that is saved on a disk.\n"
        );
        assert_eq!(
            refused(&["import", "accounts", &path]),
            (Some(66), sentence)
        );
    }
}

#[test]
fn an_address_in_use_is_said_with_what_helps() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let (code, told) = refused(&["serve", "--listen", &address]);
    assert_eq!(code, Some(69), "{told}");
    let sentence = format!(
        "canopy: Another program already listens on {address}: stop it first, or choose another \
         address with --listen.\n"
    );
    assert_eq!(told, sentence);
}

#[test]
fn an_address_that_is_no_databases_is_a_plain_sentence() {
    let (_folder, data) = data_folder();
    let output = canopy(&data)
        .env("DATABASE_URL", "localhost/canopy")
        .arg("migrate")
        .output()
        .expect("canopy runs");
    assert_eq!(output.status.code(), Some(78), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.ends_with("canopy: DATABASE_URL is no address of the form postgres://…\n"),
        "{told}"
    );
}

#[test]
fn the_time_zone_is_kept_and_a_wrong_one_is_refused() {
    let (_folder, data) = data_folder();
    let (code, told) = run(&data, &["demo", "--time-zone", "Europe/Atlantis"]);
    assert_eq!(code, Some(78), "{told}");
    assert!(
        told.contains("canopy: There is no time zone Europe/Atlantis: zones have names such as"),
        "{told}"
    );
    let (code, told) = run(&data, &["demo", "--time-zone", "Pacific/Auckland"]);
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = run(&data, &["clock", "show"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.trim_end().ends_with("(Pacific/Auckland)."), "{told}");
}

#[test]
fn a_report_that_would_destroy_a_file_is_refused_before_anything_is_begun() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("accounts.csv");
    let notes = folder.path().join("notes.txt");
    let text = "key,currency,contact1_company\nA,EUR,\n";
    fs::write(&input, text).expect("written");
    fs::write(&notes, text).expect("written");
    let path = |file: &Path| file.to_string_lossy().into_owned();
    for (report, code) in [(&input, 64), (&notes, 73)] {
        let (ended, told) = refused(&[
            "import",
            "accounts",
            &path(&input),
            "--report",
            &path(report),
        ]);
        assert_eq!(ended, Some(code), "{told}");
        assert!(told.contains(&path(report)), "{told}");
        assert_eq!(fs::read_to_string(report).expect("read"), text);
    }
}
