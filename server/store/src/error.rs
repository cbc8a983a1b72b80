//! What can go wrong in the store, told apart as far as callers act differently.

use domain::{access::Refused, fields::FieldErrors};

/// Why a store function did not do what was asked. Nothing is half done in any case.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The actor's role does not have the action (SEC-1).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such thing. The text names it: "account A-00000042".
    #[error("There is no {0}.")]
    NotFound(String),
    /// What was typed does not hold; a sentence per field.
    #[error("Please correct what is marked.")]
    Invalid(FieldErrors),
    /// Somebody changed it meanwhile (ACC-6). `code` names the kind for programs.
    #[error("{sentence}")]
    Conflict {
        /// A stable code: `stale`, `operation_reused` …
        code: &'static str,
        /// The sentence for the person.
        sentence: String,
    },
    /// The database needed longer than it is given; narrowing the question helps (FIND-6).
    #[error("This took too long and was given up. Please try again, or narrow what you ask for.")]
    TooSlow,
    /// A row that cannot be read as its domain type: an error, never a default.
    #[error("a row of {table} cannot be read: {what}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// What does not fit.
        what: String,
    },
    /// The database refused or was not there. The text stays in the log.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    /// SeaORM's own failure.
    #[error("the database failed")]
    Orm(#[source] sea_orm::DbErr),
    /// Something outside the database failed: a file, a hash, a thread.
    #[error("{0}")]
    Internal(String),
}

/// What store functions return.
pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// A row that does not read as its domain type.
    pub fn unreadable(table: &'static str, what: impl std::fmt::Display) -> Self {
        Self::Unreadable {
            table,
            what: what.to_string(),
        }
    }

    /// The name of the constraint that the database refused with, so that a caller can say it in
    /// the words of the field.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }
}

impl StoreError {
    /// Whether the database is away or has no room, so that the same may succeed a moment later.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        use sea_orm::{DbErr, RuntimeErr};
        match self {
            Self::Database(error) => is_away(error),
            Self::Orm(DbErr::ConnectionAcquire(_)) => true,
            Self::Orm(
                DbErr::Conn(RuntimeErr::SqlxError(error))
                | DbErr::Exec(RuntimeErr::SqlxError(error))
                | DbErr::Query(RuntimeErr::SqlxError(error)),
            ) => is_away(error),
            _ => false,
        }
    }

    /// What the database itself said, where it did: without the place in its source that stands behind it.
    #[must_use]
    pub fn database_words(&self) -> Option<&str> {
        match self {
            Self::Database(sqlx::Error::Database(error)) => Some(error.message()),
            _ => None,
        }
    }

    /// Whether the database does not take us in as the configuration has it, so that trying again does not
    /// help: an unknown user, a wrong password, no such database, no right to connect, no TLS. For errors of
    /// connecting.
    #[must_use]
    pub fn is_not_let_in(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Tls(_)) => true,
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                code.starts_with("28") || NO_SUCH_DATABASE.contains(&code.as_ref())
            }),
            _ => false,
        }
    }
}

/// Codes for a database that is not there or that the user may not connect to.
const NO_SUCH_DATABASE: [&str; 2] = ["3D000", "42501"];

/// Codes of a server that is stopping, starting, or out of connections.
const NOT_SERVING: [&str; 4] = ["57P01", "57P02", "57P03", "53300"];

fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        other => is_not_serving(other),
    }
}

/// Whether a server is there that takes nobody in right now, as for a moment while it starts.
pub(crate) fn is_not_serving(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error)
        if error.code().is_some_and(|code| NOT_SERVING.contains(&code.as_ref())))
}

/// Whether the database ended the statement since it took longer than it is given.
fn is_cancelled(error: &sqlx::Error) -> bool {
    const CANCELLED: &str = "57014";
    matches!(error, sqlx::Error::Database(error) if error.code().as_deref() == Some(CANCELLED))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match is_cancelled(&error) {
            true => Self::TooSlow,
            false => Self::Database(error),
        }
    }
}

impl From<sea_orm::DbErr> for StoreError {
    fn from(error: sea_orm::DbErr) -> Self {
        use sea_orm::{DbErr, RuntimeErr};
        match error {
            DbErr::RecordNotFound(what) => Self::NotFound(what),
            DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error))
                if is_cancelled(&error) =>
            {
                Self::TooSlow
            }
            other => Self::Orm(other),
        }
    }
}
