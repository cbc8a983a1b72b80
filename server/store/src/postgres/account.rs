//! As whom PostgreSQL runs: it refuses root.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::SystemError;

/// The user that PostgreSQL runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunAs {
    /// Whoever runs this process; it is not root.
    Self_,
    /// Another user, since this process is root.
    Other {
        /// Its name in the system.
        name: String,
        /// Its number.
        uid: u32,
        /// The number of its group.
        gid: u32,
    },
}

impl RunAs {
    /// The user for this process: itself, or for root the system's `postgres`, or else `nobody`.
    ///
    /// # Errors
    /// [`SystemError::NobodyToRunAs`] for root on a machine that has neither.
    pub fn detect() -> Result<Self, SystemError> {
        if number("-u", None)? != 0 {
            return Ok(Self::Self_);
        }
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| {
                let uid = number("-u", Some(name)).ok()?;
                let gid = number("-g", Some(name)).ok()?;
                Some(Self::Other {
                    name: (*name).to_owned(),
                    uid,
                    gid,
                })
            })
            .ok_or(SystemError::NobodyToRunAs)
    }

    /// A command that runs as this user, in a process group of its own so that a Ctrl-C in the
    /// terminal reaches the caller only.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.process_group(0);
        if let Self::Other { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    /// Gives one path of ours to this user; never recursive.
    ///
    /// # Errors
    /// [`SystemError::Io`] where the system refuses.
    pub fn own(&self, path: &Path) -> Result<(), SystemError> {
        match self {
            Self::Self_ => Ok(()),
            Self::Other { uid, gid, .. } => chown(path, Some(*uid), Some(*gid)).map_err(
                SystemError::io(format!("cannot hand over {}", path.display())),
            ),
        }
    }
}

/// The name in the system of the user that runs this process.
///
/// # Errors
/// [`SystemError::Failed`] where the system has no name for it.
pub fn current_user() -> Result<String, SystemError> {
    id(&["-un"])
}

/// Runs `id -u [name]` or `id -g [name]`: it also knows users that /etc/passwd does not hold.
fn number(kind: &'static str, name: Option<&str>) -> Result<u32, SystemError> {
    let text = match name {
        Some(name) => id(&[kind, name])?,
        None => id(&[kind])?,
    };
    text.parse().map_err(|_| SystemError::Failed {
        program: "id",
        output: text,
    })
}

fn id(arguments: &[&str]) -> Result<String, SystemError> {
    let output = Command::new("id")
        .args(arguments)
        .output()
        .map_err(SystemError::io("cannot run id"))?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match output.status.success() {
        true => Ok(text),
        false => Err(SystemError::Failed {
            program: "id",
            output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
    }
}
