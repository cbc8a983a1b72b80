//! Finding the programs of PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::SystemError;

/// The oldest major version that Canopy runs on (decision 30).
pub const OLDEST_MAJOR: u32 = 15;

/// One installation of PostgreSQL: the folder of its programs and its major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// The newest installation of this machine that Canopy runs on.
    ///
    /// # Errors
    /// [`SystemError::NoBinaries`] where there is none.
    pub fn newest() -> Result<Self, SystemError> {
        installed()
            .into_iter()
            .max_by_key(|found| found.major)
            .ok_or(SystemError::NoBinaries)
    }

    /// The installation that can open data of this major version: only its own can.
    ///
    /// # Errors
    /// [`SystemError::NoBinariesOf`] where it is not installed.
    pub fn of_major(major: u32) -> Result<Self, SystemError> {
        installed()
            .into_iter()
            .find(|found| found.major == major)
            .ok_or(SystemError::NoBinariesOf(major))
    }

    /// A program of this installation, for example `initdb`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The major version, for example 15.
    pub fn major(&self) -> u32 {
        self.major
    }
}

/// Every usable installation, in no order.
fn installed() -> Vec<Binaries> {
    let named = std::env::var_os("CANOPY_POSTGRES_BIN").map(PathBuf::from);
    match named {
        // A folder named by the operator is meant: nothing else is tried.
        Some(folder) => read(&folder).into_iter().collect(),
        None => folders().iter().filter_map(|folder| read(folder)).collect(),
    }
}

/// The folders where distributions put PostgreSQL's programs, and those of PATH.
fn folders() -> Vec<PathBuf> {
    const VERSIONED: [(&str, &str, &str); 4] = [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
    ];
    let versioned = VERSIONED.iter().flat_map(|(parent, prefix, child)| {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        entries
            .filter(move |entry| entry.file_name().to_string_lossy().starts_with(prefix))
            .map(move |entry| entry.path().join(child))
    });
    let path = std::env::var_os("PATH").unwrap_or_default();
    versioned
        .chain([PathBuf::from("/usr/local/pgsql/bin")])
        .chain(std::env::split_paths(&path))
        .filter(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .collect()
}

/// The installation in `folder`, if it is one that will do.
fn read(folder: &Path) -> Option<Binaries> {
    let output = Command::new(folder.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    let major = major_of(&String::from_utf8_lossy(&output.stdout))?;
    (major >= OLDEST_MAJOR).then(|| Binaries {
        folder: folder.to_owned(),
        major,
    })
}

/// Reads `postgres (PostgreSQL) 15.14 (Debian …)`, also `16beta1`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(
            major_of("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major_of("postgres (PostgreSQL) 18beta2"), Some(18));
        assert_eq!(major_of("postgres (EnterpriseDB) 15"), None);
    }
}
