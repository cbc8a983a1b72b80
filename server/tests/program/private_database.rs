//! The program with its private PostgreSQL, as a process: it starts, stops, and survives crashes of
//! either side (decision 31).

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use crate::support::{Serving, canopy, data_folder, is_running, postmaster, within};

fn user_add(data: &Path, login: &str) -> Output {
    canopy(data)
        .args([
            "user", "add", "--login", login, "--name", login, "--role", "csr",
        ])
        .output()
        .expect("canopy runs")
}

#[test]
fn it_serves_from_nothing_and_leaves_nothing_running() {
    let (_folder, data) = data_folder();
    let serving = Serving::start(&data);
    assert_eq!(serving.readiness(), Some(200));
    let pid = postmaster(&data).expect("PostgreSQL runs");
    assert!(is_running(&pid));
    drop(serving);
    assert!(!is_running(&pid), "PostgreSQL outlived an orderly end");
}

#[test]
fn a_command_uses_the_database_of_the_server_that_runs() {
    let (_folder, data) = data_folder();
    let _serving = Serving::start(&data);
    let added = user_add(&data, "m.lind");
    assert!(added.status.success(), "{added:?}");
    assert!(String::from_utf8_lossy(&added.stdout).contains("Password: "));
    let again = user_add(&data, "m.lind");
    assert_eq!(
        again.status.code(),
        Some(65),
        "a taken login is wrong input: {again:?}"
    );
}

#[test]
fn a_second_server_on_the_same_folder_is_told_why_not() {
    let (_folder, data) = data_folder();
    let _serving = Serving::start(&data);
    let second = canopy(&data)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .output()
        .expect("canopy runs");
    assert_eq!(second.status.code(), Some(69));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("Another canopy"), "{said}");
}

#[test]
fn what_was_kept_is_there_after_the_server_was_killed() {
    let (_folder, data) = data_folder();
    let mut first = Serving::start(&data);
    assert!(user_add(&data, "m.lind").status.success());
    first.process.kill().expect("killed");
    first.process.wait().expect("gone");
    let orphan = postmaster(&data).expect("PostgreSQL is left behind");
    let second = Serving::start(&data);
    assert!(!is_running(&orphan), "the orphan was left running");
    assert_eq!(second.readiness(), Some(200));
    assert_eq!(
        user_add(&data, "m.lind").status.code(),
        Some(65),
        "the user was lost"
    );
}

#[test]
fn a_killed_database_is_started_again_under_the_running_server() {
    let (_folder, data) = data_folder();
    let serving = Serving::start(&data);
    let pid = postmaster(&data).expect("PostgreSQL runs");
    assert!(
        Command::new("kill")
            .args(["-9", &pid])
            .status()
            .expect("kill runs")
            .success()
    );
    within(Duration::from_secs(60), "it is ready again", || {
        postmaster(&data).is_some_and(|new| new != pid) && serving.readiness() == Some(200)
    });
}

#[test]
fn no_database_is_one_plain_sentence() {
    let (_folder, data) = data_folder();
    let output = canopy(&data)
        .env("DATABASE_URL", "postgres://canopy@%2Fnowhere/canopy")
        .output()
        .expect("canopy runs");
    assert_eq!(output.status.code(), Some(69));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let plain: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("canopy: "))
        .collect();
    assert_eq!(plain.len(), 1, "{said}");
    assert!(
        plain[0].ends_with(
            "\"canopy\" at the socket in /nowhere cannot be reached: No such file or directory."
        ),
        "{said}"
    );
}
