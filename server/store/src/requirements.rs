//! What a database must be for Canopy to work on it (decision 30).

use crate::Store;
use crate::error::Result;
use crate::postgres::OLDEST_MAJOR;

/// Why Canopy will not work on a database. Each text is one plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The version is older than what Canopy is written for.
    #[error(
        "The database is PostgreSQL {0}; Canopy needs {OLDEST_MAJOR} or newer, so please upgrade it."
    )]
    TooOld(i32),
    /// Text could not be stored as it is typed.
    #[error("The database's encoding is {0}; Canopy needs UTF8, so please create it anew with it.")]
    Encoding(String),
    /// Searching would lose every letter beyond a to z.
    #[error(
        "The database's locale knows no letters beyond a to z, so searches would lose them: \
         please create it anew with the locale C.UTF-8."
    )]
    Letters,
    /// What is acknowledged could be lost.
    #[error(
        "The database runs with {0} off and could lose what it has confirmed: please switch it on."
    )]
    NotDurable(&'static str),
}

/// What speaks against this database; nothing where it will do.
///
/// # Errors
/// Where the database does not answer.
pub async fn database_check(store: &Store) -> Result<Option<Unfit>> {
    let (version, encoding, has_letters, fsync, pages): (i32, String, bool, bool, bool) =
        sqlx::query_as(
            "SELECT current_setting('server_version_num')::integer,
                    current_setting('server_encoding'),
                    'é' ~ '^[[:alpha:]]$' AND 'Ж' ~ '^[[:alpha:]]$',
                    current_setting('fsync')::boolean,
                    current_setting('full_page_writes')::boolean",
        )
        .fetch_one(store.pool())
        .await?;
    let major = version / 10_000;
    Ok(
        if u32::try_from(major).is_ok_and(|major| major < OLDEST_MAJOR) {
            Some(Unfit::TooOld(major))
        } else if encoding != "UTF8" {
            Some(Unfit::Encoding(encoding))
        } else if !has_letters {
            Some(Unfit::Letters)
        } else if !fsync {
            Some(Unfit::NotDurable("fsync"))
        } else if !pages {
            Some(Unfit::NotDurable("full_page_writes"))
        } else {
            None
        },
    )
}
