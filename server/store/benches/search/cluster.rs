//! A PostgreSQL of the benchmark's own, durable as in earnest, kept between runs with its accounts.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use store::{
    StoreOptions,
    postgres::{Binaries, RunAs},
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A running cluster; stopped when this is dropped.
pub struct Cluster {
    binaries: Binaries,
    run_as: RunAs,
    folder: PathBuf,
}

impl Cluster {
    /// Starts the cluster in this folder, made where it is not there.
    pub fn start(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let cluster = Self {
            binaries: Binaries::newest()?,
            run_as: RunAs::detect()?,
            folder,
        };
        fs::set_permissions(&cluster.folder, fs::Permissions::from_mode(0o755))?;
        cluster.run_as.own(&cluster.folder)?;
        if !cluster.data().join("PG_VERSION").exists() {
            let mut initdb = cluster.run_as.command(cluster.binaries.program("initdb"));
            initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
            initdb
                .args(["--locale=C.UTF-8", "--no-instructions", "--pgdata"])
                .arg(cluster.data());
            cluster.run(&mut initdb)?;
        }
        // fsync, synchronous_commit and full_page_writes stay on.
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c shared_buffers=4GB \
             -c max_wal_size=8GB -c checkpoint_timeout=30min -c effective_cache_size=12GB \
             -c random_page_cost=1.1",
            cluster.folder.display()
        );
        let mut start = cluster.run_as.command(cluster.binaries.program("pg_ctl"));
        start.args([
            "start",
            "--wait",
            "--silent",
            "--timeout=600",
            "--options",
            &settings,
        ]);
        start
            .arg("--log")
            .arg(cluster.folder.join("log"))
            .arg("--pgdata")
            .arg(cluster.data());
        cluster.run(&mut start)?;
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// How to connect to a database in it.
    pub fn options(&self, database: &str) -> StoreOptions {
        let connect = sqlx::postgres::PgConnectOptions::new_without_pgpass();
        StoreOptions::new(
            connect
                .socket(&self.folder)
                .username("postgres")
                .database(database),
        )
    }

    fn run(&self, command: &mut Command) -> Result<(), Failure> {
        command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        match command.status()? {
            status if status.success() => Ok(()),
            status => {
                Err(format!("{} ended with {status}", command.get_program().display()).into())
            }
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.run_as.command(self.binaries.program("pg_ctl"));
        stop.args(["stop", "--mode=fast", "--silent", "--wait", "--pgdata"])
            .arg(self.data());
        if let Err(error) = self.run(&mut stop) {
            eprintln!("the benchmark's PostgreSQL was not stopped: {error}");
        }
    }
}
