//! The throw-away cluster that all test processes of a run share.
//!
//! Processes find it through two locks beside it: `start.lock` is held while one of them looks for
//! or starts the cluster, `users.lock` is shared by everyone who uses it and is let go by the
//! system when a process ends, however it ends. A small watchdog stops and removes the cluster
//! once nobody has used it for a while.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use sqlx::postgres::PgConnectOptions;

use super::template;
use crate::postgres::{Binaries, RunAs, SystemError, current_user};

/// A running cluster, its migrated template included.
#[derive(Debug)]
pub(super) struct Cluster {
    socket_folder: PathBuf,
    template: String,
    /// Held for as long as this process lives, so that the watchdog sees a user.
    _user: File,
}

impl Cluster {
    /// The cluster of this run, started if nobody has yet.
    pub(super) fn running() -> &'static Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(|| {
            // Tests call this inside their runtime, which must not be blocked on another one.
            std::thread::spawn(|| find_or_start().expect("a test cluster of PostgreSQL"))
                .join()
                .expect("a test cluster of PostgreSQL")
        })
    }

    /// The folder of the socket; nothing listens on the network.
    pub(super) fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    /// The name of the migrated database that tests clone.
    pub(super) fn template(&self) -> &str {
        &self.template
    }

    /// How to connect as the cluster's superuser.
    pub(super) fn options(&self) -> PgConnectOptions {
        options(&self.socket_folder)
    }
}

fn options(socket_folder: &Path) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket_folder)
        .username("postgres")
}

fn find_or_start() -> Result<Cluster, SystemError> {
    let base = std::env::temp_dir().join(format!("canopy-tests-{}", current_user()?));
    fs::create_dir_all(&base).map_err(SystemError::io("cannot make the folder of the tests"))?;
    open_to_all(&base)?;
    let start = lock_file(&base.join("start.lock"))?;
    start
        .lock()
        .map_err(SystemError::io("cannot lock the test cluster"))?;
    let user = lock_file(&base.join("users.lock"))?;
    user.lock_shared()
        .map_err(SystemError::io("cannot use the test cluster"))?;
    let folder = base.join("cluster");
    let socket_folder = folder.join("s");
    if UnixStream::connect(socket_folder.join(".s.PGSQL.5432")).is_err() {
        start_cluster(&folder)?;
        watch(&base)?;
    }
    let template = super::blocking(template::prepare(&options(&socket_folder)));
    Ok(Cluster {
        socket_folder,
        template,
        _user: user,
    })
}

fn lock_file(path: &Path) -> Result<File, SystemError> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(SystemError::io(format!("cannot open {}", path.display())))
}

/// PostgreSQL may run as another user, who has to get through to its folder.
fn open_to_all(folder: &Path) -> Result<(), SystemError> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).map_err(SystemError::io(
        format!("cannot open up {}", folder.display()),
    ))
}

/// Makes a cluster in `folder`, in place of whatever a crash left there, and starts it.
fn start_cluster(folder: &Path) -> Result<(), SystemError> {
    let binaries = Binaries::newest()?;
    let run_as = RunAs::detect()?;
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(SystemError::io("cannot remove an old cluster"))?;
    }
    let socket_folder = folder.join("s");
    fs::create_dir_all(&socket_folder).map_err(SystemError::io("cannot make the cluster"))?;
    open_to_all(folder)?;
    run_as.own(folder)?;
    run_as.own(&socket_folder)?;
    let data = folder.join("data");
    let mut initdb = run_as.command(binaries.program("initdb"));
    initdb.args([
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]);
    initdb
        .args(["--no-sync", "--no-instructions", "--pgdata"])
        .arg(&data);
    run(initdb.current_dir(folder), "initdb")?;
    // Nothing here has to outlive a power cut, so durability is given up for speed, and little log is
    // kept: a full disk would end the cluster in the middle of somebody's test.
    let settings = format!(
        "-c listen_addresses='' -c unix_socket_directories='{}' -c unix_socket_permissions=0700 \
         -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal \
         -c max_wal_senders=0 -c max_wal_size=128MB -c min_wal_size=32MB -c max_connections=200 \
         -c shared_buffers=64MB",
        socket_folder.display()
    );
    let mut start = run_as.command(binaries.program("pg_ctl"));
    start
        .args([
            "start",
            "--wait",
            "--silent",
            "--options",
            &settings,
            "--pgdata",
        ])
        .arg(&data);
    start.arg("--log").arg(folder.join("log"));
    run(start.current_dir(folder), "pg_ctl")
}

/// Runs a program of PostgreSQL to its end. Its output goes to a file: the postmaster inherits
/// it, and a pipe would keep the test runner waiting for the cluster's end.
fn run(command: &mut Command, program: &'static str) -> Result<(), SystemError> {
    let output = tempfile::tempfile().map_err(SystemError::io("cannot make a temporary file"))?;
    let clone = |file: &File| {
        file.try_clone()
            .map_err(SystemError::io("cannot share a file"))
    };
    let status = command
        .stdin(Stdio::null())
        .stdout(clone(&output)?)
        .stderr(clone(&output)?)
        .status()
        .map_err(SystemError::io(format!("cannot run {program}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(SystemError::Failed {
            program,
            output: read_back(output)?,
        }),
    }
}

fn read_back(mut file: File) -> Result<String, SystemError> {
    use std::io::{Read, Seek};
    let mut text = String::new();
    file.rewind()
        .and_then(|()| file.read_to_string(&mut text))
        .map_err(SystemError::io("cannot read a program's output"))?;
    Ok(text.trim().to_owned())
}

/// Stops and removes the cluster after 20 seconds without a user. It takes `start.lock` first, so
/// that nobody can come in between the last look and the end.
const WATCHDOG: &str = r#"
trap '' INT HUP TERM
idle=0
while [ -d cluster ]; do
    sleep 1
    if flock -n -x users.lock true; then idle=$((idle + 1)); else idle=0; fi
    [ "$idle" -ge 20 ] || continue
    exec 9>start.lock
    flock 9
    if flock -n -x users.lock true; then
        postmaster=$(head -n 1 cluster/data/postmaster.pid)
        kill -QUIT "$postmaster"
        while kill -0 "$postmaster" 2>/dev/null; do sleep 0.1; done
        rm -rf cluster
    fi
    exec 9>&-
    idle=0
done
"#;

fn watch(base: &Path) -> Result<(), SystemError> {
    Command::new("sh")
        .args(["-c", WATCHDOG])
        .current_dir(base)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map(drop)
        .map_err(SystemError::io(
            "cannot start the watchdog of the test cluster",
        ))
}
