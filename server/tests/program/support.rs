//! The program as a process, on a data folder of its own.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use server::config::Options;
use server::database::{Database, Purpose};

/// A data folder that PostgreSQL's user can get through to.
pub fn data_folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("opened up");
    let data = folder.path().join("data");
    (folder, data)
}

/// The program with this data folder and nothing else from outside.
pub fn canopy(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canopy"));
    command
        .env_remove("DATABASE_URL")
        .env("CANOPY_DATA", data)
        .env("CANOPY_LOG_FORMAT", "json");
    command
}

/// The private database of this data folder, also beside a server that runs.
pub async fn opened(data: &Path) -> Database {
    let options = Options {
        data: Some(data.to_owned()),
        ..Options::default()
    };
    let config = options.resolve().expect("a configuration");
    Database::open(&config, Purpose::Once)
        .await
        .expect("the database")
}

/// A serving canopy; killed at the latest when the test ends.
pub struct Serving {
    pub process: Child,
    pub address: String,
}

impl Serving {
    pub fn start(data: &Path) -> Self {
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
    pub fn readiness(&self) -> Option<u16> {
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

/// The process of the private PostgreSQL.
pub fn postmaster(data: &Path) -> Option<String> {
    let text = fs::read_to_string(data.join("postgres/data/postmaster.pid")).ok()?;
    text.lines().next().map(|pid| pid.trim().to_owned())
}

/// Whether a process runs. One that has ended and waits to be noticed has no command line left.
pub fn is_running(pid: &str) -> bool {
    fs::read(Path::new("/proc").join(pid).join("cmdline")).is_ok_and(|line| !line.is_empty())
}

/// Waits for something, but not for ever.
pub fn within(limit: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < limit, "{what} within {limit:?}");
        std::thread::yield_now();
    }
}
