//! The program with its private PostgreSQL, as a process: it starts, stops, and survives crashes of
//! either side (decision 31).

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A data folder that PostgreSQL's user can get through to.
fn data_folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("opened up");
    let data = folder.path().join("data");
    (folder, data)
}

fn canopy(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canopy"));
    command
        .env_remove("DATABASE_URL")
        .env("CANOPY_DATA", data)
        .env("CANOPY_LOG_FORMAT", "json");
    command
}

/// A serving canopy; killed at the latest when the test ends.
struct Serving {
    process: Child,
    address: String,
}

impl Serving {
    fn start(data: &Path) -> Self {
        let mut process = canopy(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("canopy starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let address = line
            .trim()
            .strip_prefix("Canopy serves http://")
            .unwrap_or_default();
        assert!(!address.is_empty(), "it said {line:?}");
        Self {
            address: address.to_owned(),
            process,
        }
    }

    /// The status of `/readyz`.
    fn readiness(&self) -> Option<u16> {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(&self.address).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(15)))
            .ok()?;
        stream
            .write_all(b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Whatever the test found, nothing of it is left running; it may be gone already.
        let _ = Command::new("kill")
            .args(["-INT", &self.process.id().to_string()])
            .status();
        let _ = self.process.wait();
    }
}

fn postmaster(data: &Path) -> Option<String> {
    let text = fs::read_to_string(data.join("postgres/data/postmaster.pid")).ok()?;
    text.lines().next().map(|pid| pid.trim().to_owned())
}

/// Whether a process runs. One that has ended and waits to be noticed has no command line left.
fn is_running(pid: &str) -> bool {
    fs::read(Path::new("/proc").join(pid).join("cmdline")).is_ok_and(|line| !line.is_empty())
}

fn within(limit: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < limit, "{what} within {limit:?}");
        std::thread::yield_now();
    }
}

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
        plain[0].contains("The database cannot be reached"),
        "{said}"
    );
}
