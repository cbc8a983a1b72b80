//! The folder of the private PostgreSQL and the lock that lets one canopy at a time run it.

use std::fs::{self, File, Permissions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use store::postgres::{RunAs, SystemError};

use crate::exit::Failure;

/// The longest path of a socket that the system takes, without its end `/.s.PGSQL.5432`.
const SOCKET_FOLDER_LIMIT: usize = 92;

/// Where everything of the private PostgreSQL lies, below the data folder.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// Who runs the private PostgreSQL.
#[derive(Debug)]
pub enum Holder {
    /// This process, for as long as it keeps the lock.
    Us(File),
    /// Another canopy; its process number where it could be read.
    Other(String),
}

impl Folder {
    /// The folder below this data folder, made if it is not there.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be made, or its path is too long for a socket.
    pub fn below(data: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(data).map_err(|error| {
            Failure::os(format!(
                "The data folder {} cannot be made: {error}.",
                data.display()
            ))
        })?;
        let data = data.canonicalize().map_err(|error| {
            Failure::os(format!(
                "The data folder {} cannot be used: {error}.",
                data.display()
            ))
        })?;
        let folder = Self {
            root: data.join("postgres"),
        };
        let length = folder.sockets().as_os_str().len();
        if length > SOCKET_FOLDER_LIMIT {
            return Err(Failure::config(format!(
                "The path {} is {length} characters long, too long for a Unix socket: choose a \
                 shorter data folder with --data or CANOPY_DATA.",
                folder.sockets().display()
            )));
        }
        Ok(folder)
    }

    /// The folder of PostgreSQL itself.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// The folder of the socket.
    #[must_use]
    pub fn sockets(&self) -> PathBuf {
        self.root.join("run")
    }

    /// The folder of PostgreSQL's own log.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.root.join("log")
    }

    /// The folder of all of these.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Takes the lock, or says who has it. The system lets go of it when the process ends, however
    /// it ends.
    ///
    /// # Errors
    /// [`Failure`] where the lock file cannot be used.
    pub fn hold(&self) -> Result<Holder, Failure> {
        let failed = |error: std::io::Error| {
            let path = self.lock_file();
            Failure::os(format!(
                "The lock file {} cannot be used: {error}.",
                path.display()
            ))
        };
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(self.lock_file())
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)
                    .and_then(|()| file.rewind())
                    .map_err(failed)?;
                write!(file, "{}", std::process::id()).map_err(failed)?;
                Ok(Holder::Us(file))
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(failed)?;
                Ok(Holder::Other(holder.trim().to_owned()))
            }
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Makes the folders and gives them to the user that PostgreSQL runs as: ours only, nothing
    /// above them.
    ///
    /// # Errors
    /// Where the system refuses, or that user cannot get through to the folder.
    pub fn prepare(&self, run_as: &RunAs) -> Result<(), Failure> {
        for folder in [self.root.clone(), self.sockets(), self.logs()] {
            let what = || format!("cannot make {}", folder.display());
            fs::create_dir_all(&folder).map_err(SystemError::io(what()))?;
            fs::set_permissions(&folder, Permissions::from_mode(0o700))
                .map_err(SystemError::io(what()))?;
            run_as.own(&folder)?;
        }
        let reached = run_as
            .command("test")
            .arg("-x")
            .arg(self.sockets())
            .current_dir("/")
            .stdin(Stdio::null())
            .status()
            .map_err(SystemError::io("cannot run test"))?;
        match (reached.success(), run_as) {
            (false, RunAs::Other { name, .. }) => Err(Failure::config(format!(
                "PostgreSQL runs as the user {name}, who cannot get through to {}: choose another \
                 data folder with --data or CANOPY_DATA, or run canopy as an ordinary user.",
                self.root.display()
            ))),
            _ => Ok(()),
        }
    }

    /// The major version that made the data; none where there is none yet.
    ///
    /// # Errors
    /// [`Failure`] where the file that says so cannot be read.
    pub fn version(&self) -> Result<Option<u32>, Failure> {
        let file = self.data().join("PG_VERSION");
        if !file.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&file)
            .map_err(SystemError::io(format!("cannot read {}", file.display())))?;
        text.trim().parse().map(Some).map_err(|_| {
            Failure::config(format!(
                "{} holds no version of PostgreSQL.",
                file.display()
            ))
        })
    }

    fn lock_file(&self) -> PathBuf {
        // Beside the folder: PostgreSQL's user has no business with it.
        self.root.with_extension("lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_canopy_is_told_who_runs_the_database() {
        let data = tempfile::tempdir().expect("a folder");
        let folder = Folder::below(data.path()).expect("a folder");
        let first = folder.hold().expect("the lock");
        assert!(matches!(first, Holder::Us(_)));
        let Holder::Other(holder) = folder.hold().expect("the lock") else {
            panic!("two hold the lock");
        };
        assert_eq!(holder, std::process::id().to_string());
        drop(first);
        assert!(matches!(folder.hold().expect("the lock"), Holder::Us(_)));
    }

    #[test]
    fn a_path_too_long_for_a_socket_is_said_at_once() {
        let data = tempfile::tempdir().expect("a folder");
        let long = data.path().join("x".repeat(100));
        let failure = Folder::below(&long).expect_err("too long");
        assert!(failure.sentence.contains("shorter"), "{failure}");
    }
}
