//! The PostgreSQL of this machine: where its programs are and as whom they can run.
//!
//! The private database of a server and the throw-away cluster of the tests both start from here.

mod account;
mod binaries;
mod roles;

pub use account::{RunAs, current_user};
pub use binaries::{Binaries, OLDEST_MAJOR};
pub use roles::{ADMIN_ROLE, APPLICATION_ROLE, DATABASE, OWNER_ROLE, database_ensure, is_serving};

/// Why the machine's PostgreSQL cannot be used. Each text is one plain sentence.
#[derive(Debug, thiserror::Error)]
pub enum SystemError {
    /// No installation of a version that will do.
    #[error(
        "No PostgreSQL {OLDEST_MAJOR} or newer was found on this machine: install it (Debian: \
         apt install postgresql), name its programs' folder in CANOPY_POSTGRES_BIN, or give a \
         database with DATABASE_URL."
    )]
    NoBinaries,
    /// The data was made by a major version that is no longer installed.
    #[error(
        "The data directory belongs to PostgreSQL {0}, whose programs were not found on this \
         machine: install that version again."
    )]
    NoBinariesOf(u32),
    /// PostgreSQL refuses to run as root and there is nobody else.
    #[error(
        "PostgreSQL does not run as root and this machine has neither a user `postgres` nor \
         `nobody`: start canopy as an ordinary user."
    )]
    NobodyToRunAs,
    /// A program of PostgreSQL failed; the text is its own.
    #[error("PostgreSQL's {program} failed: {output}")]
    Failed {
        /// The program, for example `initdb`.
        program: &'static str,
        /// What it said.
        output: String,
    },
    /// The file system refused.
    #[error("{what}: {source}")]
    Io {
        /// What was tried, with the path.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl SystemError {
    /// Wraps an error of the file system with what was tried.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
