//! Starting, watching and stopping the private PostgreSQL.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use store::postgres::{ADMIN_ROLE, Binaries, RunAs, SystemError, current_user, is_serving};
use tokio::process::Child;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::folder::Folder;
use super::settings;
use crate::exit::Failure;

/// How long a start may take: recovery after a crash reads back what was not yet in its place.
const START_LIMIT: Duration = Duration::from_secs(600);
/// The longest pause before PostgreSQL is started once more.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A running private PostgreSQL, started again whenever it ends by itself.
#[derive(Debug)]
pub struct PrivatePostgres {
    folder: Folder,
    stop: watch::Sender<bool>,
    watcher: JoinHandle<()>,
    /// Held for as long as PostgreSQL is ours.
    _lock: File,
}

/// The programs, the user and the folder: all that a start needs.
#[derive(Debug, Clone)]
struct Installation {
    binaries: Binaries,
    run_as: RunAs,
    folder: Folder,
}

impl PrivatePostgres {
    /// Starts PostgreSQL in this folder, whose lock the caller holds; makes the data first where
    /// there is none.
    ///
    /// # Errors
    /// [`Failure`] with one plain sentence where PostgreSQL is missing or does not start.
    pub async fn start(folder: Folder, lock: File) -> Result<Self, Failure> {
        let run_as = RunAs::detect()?;
        folder.prepare(&run_as)?;
        let binaries = match folder.version()? {
            Some(major) => Binaries::of_major(major)?,
            None => Binaries::newest()?,
        };
        let installation = Installation {
            binaries,
            run_as,
            folder: folder.clone(),
        };
        if folder.version()?.is_none() {
            installation.make_data()?;
        }
        installation.stop_orphan().await?;
        installation.write_settings()?;
        let child = installation.spawn_patiently().await?;
        let (stop, stopped) = watch::channel(false);
        let watcher = tokio::spawn(installation.watch(child, stopped));
        Ok(Self {
            folder,
            stop,
            watcher,
            _lock: lock,
        })
    }

    /// The folder of the socket to connect through.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Stops PostgreSQL: what was committed stays, what was not is given up.
    pub async fn stop(self) {
        // The watcher is gone only if it panicked; then there is nobody left to tell.
        let _ = self.stop.send(true);
        if let Err(error) = self.watcher.await {
            tracing::error!(%error, "the private PostgreSQL was not stopped in order");
        }
    }
}

impl Installation {
    /// Makes the data folder (initdb): UTF-8, a locale that knows letters, checksums.
    fn make_data(&self) -> Result<(), Failure> {
        tracing::info!(folder = %self.folder.data().display(), "making a private database");
        // What a crash in the middle left behind has no PG_VERSION and is in the way.
        if self.folder.data().exists() {
            fs::remove_dir_all(self.folder.data()).map_err(SystemError::io(format!(
                "cannot remove the half-made {}",
                self.folder.data().display()
            )))?;
        }
        let mut initdb = self.command("initdb");
        initdb
            .args([
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--auth=peer",
            ])
            .arg(format!("--username={ADMIN_ROLE}"))
            .args(["--no-instructions", "--pgdata"])
            .arg(self.folder.data());
        self.run(initdb, "initdb")?;
        Ok(())
    }

    /// Stops a PostgreSQL that outlived a killed canopy; we hold the lock, so it is nobody's.
    ///
    /// Its process number may have gone to a stranger since, above all after the machine was
    /// started anew: nobody but our own is stopped.
    async fn stop_orphan(&self) -> Result<(), Failure> {
        let pid_file = self.folder.data().join("postmaster.pid");
        let Ok(text) = fs::read_to_string(&pid_file) else {
            return Ok(());
        };
        let pid = text.lines().next().unwrap_or_default().trim();
        let data = self.folder.data().display().to_string();
        let command_line = fs::read(format!("/proc/{pid}/cmdline")).ok();
        let is_ours = command_line.as_ref().is_some_and(|line| {
            line.split(|byte| *byte == 0)
                .any(|part| part == data.as_bytes())
        });
        if is_ours || is_serving(&self.folder.sockets()).await {
            tracing::warn!("stopping a PostgreSQL that an earlier canopy left behind");
            self.stop()?;
        } else if command_line.is_some() {
            // Another process has the number. Where nobody has it, PostgreSQL itself knows what to
            // do and looks for processes that still use its memory first.
            fs::remove_file(&pid_file).map_err(SystemError::io("cannot remove postmaster.pid"))?;
        }
        Ok(())
    }

    fn stop(&self) -> Result<(), Failure> {
        let mut stop = self.command("pg_ctl");
        stop.args([
            "stop",
            "--mode=fast",
            "--wait",
            "--timeout=60",
            "--silent",
            "--pgdata",
        ]);
        stop.arg(self.folder.data());
        self.run(stop, "pg_ctl")
    }

    fn write_settings(&self) -> Result<(), Failure> {
        let data = self.folder.data();
        let text = settings::settings(
            &self.folder.sockets(),
            &self.folder.logs(),
            settings::memory(),
        );
        self.write(&data.join("postgresql.conf"), &text)?;
        self.write(
            &data.join("pg_hba.conf"),
            settings::host_based_authentication(),
        )?;
        self.write(
            &data.join("pg_ident.conf"),
            &settings::identities(&current_user()?),
        )
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), Failure> {
        fs::write(path, text)
            .map_err(SystemError::io(format!("cannot write {}", path.display())))?;
        Ok(self.run_as.own(path)?)
    }

    fn spawn(&self) -> Result<Child, Failure> {
        let output = self.folder.logs().join("start.log");
        let failed = || SystemError::io(format!("cannot write {}", output.display()));
        let log = File::create(&output).map_err(failed())?;
        self.run_as.own(&output)?;
        let mut postgres = self.command("postgres");
        postgres.arg("-D").arg(self.folder.data());
        postgres
            .stdout(log.try_clone().map_err(failed())?)
            .stderr(log);
        let child = tokio::process::Command::from(postgres)
            .spawn()
            .map_err(SystemError::io("cannot run postgres"))?;
        Ok(child)
    }

    /// Starts PostgreSQL. Processes of one that was killed may need some seconds to notice and to
    /// let go of its memory; until then a new one refuses to start.
    async fn spawn_patiently(&self) -> Result<Child, Failure> {
        let mut tries = 0;
        loop {
            let mut child = self.spawn()?;
            match self.wait_until_serving(&mut child).await {
                Ok(()) => return Ok(child),
                Err(failure) if tries == 5 => return Err(failure),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn wait_until_serving(&self, child: &mut Child) -> Result<(), Failure> {
        let started = tokio::time::Instant::now();
        let mut was_said = false;
        while started.elapsed() < START_LIMIT {
            if let Some(status) = exited(child)? {
                return Err(self.did_not_start(status));
            }
            if is_serving(&self.folder.sockets()).await {
                return Ok(());
            }
            if started.elapsed() > Duration::from_secs(5) && !was_said {
                tracing::info!("PostgreSQL is still starting; after a crash it recovers first");
                was_said = true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Failure::unavailable(format!(
            "PostgreSQL did not take connections within {} minutes; its log is in {}.",
            START_LIMIT.as_secs() / 60,
            self.folder.logs().display()
        )))
    }

    fn did_not_start(&self, status: ExitStatus) -> Failure {
        let said = fs::read_to_string(self.folder.logs().join("start.log")).unwrap_or_default();
        let last = said.lines().last().unwrap_or("it said nothing");
        Failure::unavailable(format!(
            "PostgreSQL did not start ({status}): {last}. Its log is in {}.",
            self.folder.logs().display()
        ))
    }

    /// Waits for the order to stop; starts PostgreSQL again whenever it ends without one.
    async fn watch(self, mut child: Child, mut stopped: watch::Receiver<bool>) {
        let mut pause = Duration::from_secs(1);
        loop {
            tokio::select! {
                // An error means that the owner is gone, which is an order to stop as well.
                _ = stopped.wait_for(|stop| *stop) => break,
                status = child.wait() => {
                    tracing::error!(?status, "PostgreSQL ended by itself and is started again");
                }
            }
            loop {
                tokio::select! {
                    _ = stopped.wait_for(|stop| *stop) => return,
                    () = tokio::time::sleep(pause) => {}
                }
                match self.spawn() {
                    Ok(new) => child = new,
                    Err(error) => {
                        tracing::error!(%error, "PostgreSQL cannot be started");
                        pause = LONGEST_PAUSE.min(pause * 2);
                        continue;
                    }
                }
                match self.wait_until_serving(&mut child).await {
                    Ok(()) => {
                        tracing::info!("PostgreSQL serves again");
                        pause = Duration::from_secs(1);
                        break;
                    }
                    Err(error) => {
                        tracing::error!(%error, "PostgreSQL does not start");
                        pause = LONGEST_PAUSE.min(pause * 2);
                    }
                }
            }
        }
        let installation = self.clone();
        match tokio::task::spawn_blocking(move || installation.stop()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "PostgreSQL did not stop in order"),
            Err(error) => tracing::error!(%error, "PostgreSQL did not stop in order"),
        }
        if let Err(error) = child.wait().await {
            tracing::error!(%error, "PostgreSQL cannot be waited for");
        }
    }

    /// A command of PostgreSQL as the right user, in a folder that this user can be in, with an
    /// environment that carries no setting of another PostgreSQL.
    fn command(&self, program: &str) -> Command {
        let mut command = self.run_as.command(self.binaries.program(program));
        command.current_dir(self.folder.root()).stdin(Stdio::null());
        for name in [
            "PGDATA",
            "PGHOST",
            "PGPORT",
            "PGUSER",
            "PGDATABASE",
            "PGOPTIONS",
        ] {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C.UTF-8");
        command
    }

    fn run(&self, mut command: Command, program: &'static str) -> Result<(), Failure> {
        let output = command
            .output()
            .map_err(SystemError::io(format!("cannot run {program}")))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(SystemError::Failed {
            program,
            output: said,
        }
        .into())
    }
}

fn exited(child: &mut Child) -> Result<Option<ExitStatus>, Failure> {
    Ok(child
        .try_wait()
        .map_err(SystemError::io("cannot look after postgres"))?)
}
