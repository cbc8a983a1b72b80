//! Slowing down who guesses passwords, without a way to lock anybody else out (SEC-2, decision 34).
//!
//! Tries are counted per network and per login *from* a network. There is no count per login
//! alone: it would let a stranger keep a known login shut. The counts live in the database since
//! servers are many.

use sha2::{Digest, Sha256};

use crate::Store;
use crate::error::Result;

/// For how long a failed try counts, in seconds.
pub const WINDOW_SECONDS: i64 = 15 * 60;
/// How many tries for one login may fail from one network within the window.
pub const LOGIN_TRIES: i64 = 5;
/// How many tries may fail from one network within the window, whatever the login. High enough
/// for an office behind one address.
pub const NETWORK_TRIES: i64 = 50;

/// Whether a sign-in may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It may; the try stands as failed until [`try_succeeded`] says otherwise.
    Granted,
    /// Too many tries have failed.
    Wait {
        /// Seconds until the next try is looked at.
        seconds: i64,
    },
}

/// Seconds until the failure that fills the limit leaves the window, for the login from this
/// network and for the network; null where the limit is not reached.
const WAITS: &str = "
    WITH recent AS (
        SELECT login, at, ceil(extract(epoch FROM at - now()))::bigint + $3::bigint AS wait
        FROM sign_in_failure
        WHERE network = $1 AND at > now() - $3::bigint * interval '1 second')
    SELECT (SELECT wait FROM recent WHERE login = $2 ORDER BY at DESC OFFSET $4 LIMIT 1),
           (SELECT wait FROM recent ORDER BY at DESC OFFSET $5 LIMIT 1)";

/// Asks for a try and notes it as failed in the same step, so that many tries at the same moment
/// cannot slip through together.
///
/// `network` is the caller's network as the server's configuration lets it be known.
pub(crate) async fn try_begin(store: &Store, login: &str, network: &str) -> Result<Turn> {
    let login = login_digest(login);
    let mut transaction = store.begin().await?;
    // Tries from one network stand in line here for a moment, not for the hashing.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('sign-in ' || $1, 0))")
        .bind(network)
        .execute(&mut *transaction)
        .await?;
    let waits: (Option<i64>, Option<i64>) = sqlx::query_as(WAITS)
        .bind(network)
        .bind(&login)
        .bind(WINDOW_SECONDS)
        .bind(LOGIN_TRIES - 1)
        .bind(NETWORK_TRIES - 1)
        .fetch_one(&mut *transaction)
        .await?;
    if let Some(seconds) = waits.0.max(waits.1) {
        transaction.rollback().await?;
        return Ok(Turn::Wait {
            seconds: seconds.max(1),
        });
    }
    sqlx::query("INSERT INTO sign_in_failure (login, network) VALUES ($1, $2)")
        .bind(&login)
        .bind(network)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Turn::Granted)
}

/// Takes back what [`try_begin`] noted: whoever knows the password is no guesser.
pub(crate) async fn try_succeeded(store: &Store, login: &str, network: &str) -> Result<()> {
    sqlx::query("DELETE FROM sign_in_failure WHERE network = $1 AND login = $2")
        .bind(network)
        .bind(login_digest(login))
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Removes what no longer counts.
///
/// # Errors
/// Where the database fails.
pub async fn throttle_clean(store: &Store) -> Result<u64> {
    let removed = sqlx::query(
        "DELETE FROM sign_in_failure WHERE at < now() - 2 * $1::bigint * interval '1 second'",
    )
    .bind(WINDOW_SECONDS)
    .execute(store.pool())
    .await?;
    Ok(removed.rows_affected())
}

/// What stands for a login in the table. People type their password into the wrong field: the
/// text itself is not kept.
fn login_digest(login: &str) -> String {
    let digest = Sha256::digest(login.trim().to_lowercase().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
