//! The first minutes with a new database: nothing that was only tried makes it a real one, and whoever serves is
//! told how the first person gets in (decision 38).

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use crate::support::{canopy, data_folder, within};

/// Runs a command; its exit code and what it told.
fn run(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = canopy(data).args(arguments).output().expect("canopy runs");
    let told = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&told).into_owned(),
    )
}

/// What a server tells when it begins; it is stopped then.
fn told_by_serving(folder: &Path, data: &Path, arguments: &[&str]) -> String {
    let told = folder.join("told");
    let mut server = canopy(data)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(File::create(&told).expect("a file"))
        .spawn()
        .expect("canopy starts");
    let text = || fs::read_to_string(&told).expect("read");
    within(Duration::from_secs(120), "it serves", || !text().is_empty());
    stop(&mut server);
    text()
}

fn stop(server: &mut Child) {
    let interrupted = Command::new("kill")
        .args(["-INT", &server.id().to_string()])
        .status();
    assert!(interrupted.expect("kill runs").success());
    server.wait().expect("it ends");
}

#[test]
fn what_did_not_hold_leaves_a_new_database_free_for_the_demo() {
    let (folder, data) = data_folder();
    let csv = folder.path().join("accounts.csv");
    fs::write(&csv, "key,currency,contact1_company\nA,nothing,North\n").expect("written");
    let (code, told) = run(&data, &["import", "accounts", &csv.to_string_lossy()]);
    assert_eq!(code, Some(65), "{told}");
    assert!(told.contains("Nothing was imported."), "{told}");
    let user = [
        "user", "add", "--login", "", "--name", "Ana", "--role", "csr",
    ];
    let (code, told) = run(&data, &user);
    assert_eq!(code, Some(65), "{told}");
    let (code, told) = run(&data, &["clock", "show"]);
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = run(&data, &["export", "accounts"]);
    assert_eq!(code, Some(65), "{told}");
    assert!(
        told.contains("canopy: There is nothing to export"),
        "{told}"
    );
    let (code, told) = run(&data, &["demo"]);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn whoever_serves_a_real_installation_is_told_how_to_get_in_and_why_there_is_no_demo() {
    let (folder, data) = data_folder();
    let add = format!(
        "Nobody can sign in yet: canopy user add --login LOGIN --name \"FULL NAME\" --role \
         administrator --data '{}'\n",
        data.display()
    );
    let told = told_by_serving(folder.path(), &data, &[]);
    assert!(told.starts_with("Canopy serves http://"), "{told}");
    assert!(told.ends_with(&add), "{told}");

    let told = told_by_serving(folder.path(), &data, &["--demo"]);
    let no_demo = format!(
        "There is no demo company: {} holds a real installation",
        data.display()
    );
    assert!(told.contains(&no_demo), "{told}");
    assert!(told.ends_with(&add), "{told}");

    // The command as it was told, by the shell.
    let program = env!("CARGO_BIN_EXE_canopy");
    let command = add
        .trim_start_matches("Nobody can sign in yet: canopy")
        .replace("LOGIN", "ana")
        .replace("FULL NAME", "Ana Lind");
    let added = Command::new("sh")
        .args(["-c", &format!("{program} {command}")])
        .env_remove("DATABASE_URL")
        .output()
        .expect("a shell");
    assert!(added.status.success(), "{added:?}");
    let told = told_by_serving(folder.path(), &data, &[]);
    assert_eq!(told.lines().count(), 1, "{told}");
}
