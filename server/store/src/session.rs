//! Sessions of the staff: signing in, being recognized, signing out (SEC-2).
//!
//! A session is a row known by the SHA-256 of a random token of 256 bits; the token itself is only
//! in the browser's cookie. All ends are measured by the database's clock, the one clock that
//! several servers share.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, Role};
use domain::clock::Clock;
use domain::ids::{SessionId, StaffUserId};
use domain::staff::{self, SessionView};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use crate::Store;
use crate::clock::clock_of;
use crate::error::{Result, StoreError};
use crate::installation::BUSINESS_DATE;
use crate::password::password_verify;
use crate::throttle::{self, Turn};

/// When sessions end by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// After this long without a request.
    pub idle: Duration,
    /// After this long in any case.
    pub absolute: Duration,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(30 * 60),
            absolute: Duration::from_secs(12 * 60 * 60),
        }
    }
}

/// The secret of a session, as the cookie carries it: 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
    /// Reads a cookie's value; none where it is no token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut token = [0; 32];
        for (index, byte) in token.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(token))
    }

    /// The value of the cookie. It belongs nowhere else.
    #[must_use]
    pub fn cookie_value(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn random() -> Result<Self> {
        let mut token = [0; 32];
        getrandom::fill(&mut token)
            .map_err(|error| StoreError::Internal(format!("no random numbers: {error}")))?;
        Ok(Self(token))
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

/// The token is a secret: it is not written into any log.
impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// An attempt to sign in.
#[derive(Clone)]
pub struct SignIn {
    /// The login as typed.
    pub login: String,
    /// The password as typed.
    pub password: String,
    /// The caller's network, by which tries are counted.
    pub network: String,
    /// What the browser calls itself, shown in the list of sessions.
    pub user_agent: String,
}

/// How an attempt to sign in ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInOutcome {
    /// A session has begun.
    SignedIn(SessionToken),
    /// Login and password do not belong together, or the user is disabled: which of it is not
    /// said.
    Wrong,
    /// Too many tries have failed from this network.
    Throttled {
        /// Seconds until the next try is looked at.
        seconds: i64,
    },
}

/// A session that holds, with the person it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Which session; it is no secret.
    pub id: SessionId,
    /// The person.
    pub actor: Actor,
    /// Today in the installation (decision 4): every page shows it.
    pub business_date: NaiveDate,
    /// The clock of the installation, by which moments are shown.
    pub clock: Arc<Clock>,
}

/// Signs a person in and begins a session. An unknown login takes as long as a wrong password.
///
/// # Errors
/// Where the database or the hashing fails.
pub async fn session_begin(
    store: &Store,
    attempt: SignIn,
    limits: SessionLimits,
) -> Result<SignInOutcome> {
    let SignIn {
        login,
        password,
        network,
        user_agent,
    } = attempt;
    if let Turn::Wait { seconds } = throttle::try_begin(store, &login, &network).await? {
        return Ok(SignInOutcome::Throttled { seconds });
    }
    // What cannot be a login is looked up like one, as nobody's.
    let known: Option<(Uuid, String)> = match staff::login_parse(&login) {
        Ok(login) => {
            sqlx::query_as(
                "SELECT id, password_hash FROM staff_user
                 WHERE lower(login) = $1 AND disabled_at IS NULL",
            )
            .bind(login)
            .fetch_optional(store.pool())
            .await?
        }
        Err(_) => None,
    };
    let fits = password.chars().count() <= staff::PASSWORD_LIMIT;
    let (user, hash) = known.filter(|_| fits).unzip();
    let password = if fits {
        staff::password_normalize(&password)
    } else {
        String::new()
    };
    if !password_verify(password, hash.clone()).await? {
        return Ok(SignInOutcome::Wrong);
    }
    let (Some(user), Some(hash)) = (user, hash) else {
        return Ok(SignInOutcome::Wrong);
    };
    let token = SessionToken::random()?;
    // Only while the password is still the one that was verified and the user still enabled: a
    // change meanwhile has ended all sessions and must not be followed by a new one.
    let begun = sqlx::query(
        "INSERT INTO session (token_hash, id, staff_user_id, ends_at, network, user_agent)
         SELECT $1, $2, id, now() + $3::bigint * interval '1 second', $4, $5 FROM staff_user
         WHERE id = $6 AND password_hash = $7 AND disabled_at IS NULL FOR SHARE",
    )
    .bind(token.hash())
    .bind(Uuid::now_v7())
    .bind(seconds(limits.absolute))
    .bind(&network)
    .bind(
        user_agent
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect::<String>(),
    )
    .bind(user)
    .bind(hash)
    .execute(store.pool())
    .await?;
    if begun.rows_affected() == 0 {
        return Ok(SignInOutcome::Wrong);
    }
    throttle::try_succeeded(store, &login, &network).await?;
    Ok(SignInOutcome::SignedIn(token))
}

/// Whether anybody can sign in at all: before the first staff user is made, nobody can.
///
/// # Errors
/// Where the database fails.
pub async fn sign_in_possible(store: &Store) -> Result<bool> {
    let possible = "SELECT EXISTS (SELECT FROM staff_user WHERE disabled_at IS NULL)";
    Ok(sqlx::query_scalar(possible).fetch_one(store.pool()).await?)
}

/// The session of this token while it holds; noted as used to the minute, and more often where a session ends
/// after few minutes without a request.
///
/// # Errors
/// Where the database fails or the stored role is not one of ours.
pub async fn session_find(
    store: &Store,
    token: &SessionToken,
    limits: SessionLimits,
) -> Result<Option<Session>> {
    let statement = format!(
        "SELECT s.id, u.id AS user_id, u.display_name, u.role,
                s.last_seen_at < now() - least(60, $2::bigint / 4) * interval '1 second' AS is_stale,
                {BUSINESS_DATE} AS business_date, i.time_zone
         FROM session s JOIN staff_user u ON u.id = s.staff_user_id CROSS JOIN installation i
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.ends_at > now()
           AND s.last_seen_at > now() - $2::bigint * interval '1 second'
           AND u.disabled_at IS NULL"
    );
    let row = sqlx::query(AssertSqlSafe(statement))
        .bind(token.hash())
        .bind(seconds(limits.idle))
        .fetch_optional(store.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.try_get("is_stale")? {
        sqlx::query("UPDATE session SET last_seen_at = now() WHERE token_hash = $1")
            .bind(token.hash())
            .execute(store.pool())
            .await?;
    }
    let business_date = row.try_get("business_date")?;
    Ok(Some(Session {
        id: SessionId::from_uuid(row.try_get("id")?),
        actor: Actor::Staff {
            id: StaffUserId::from_uuid(row.try_get("user_id")?),
            name: row.try_get("display_name")?,
            role: role_read(&row.try_get::<String, _>("role")?)?,
        },
        business_date,
        clock: clock_of(store, row.try_get("time_zone")?, business_date).await?,
    }))
}

/// Ends the session of this token. A session that has ended already is a success.
///
/// # Errors
/// Where the database fails.
pub async fn session_end(store: &Store, token: &SessionToken) -> Result<()> {
    sqlx::query("UPDATE session SET ended_at = now() WHERE token_hash = $1 AND ended_at IS NULL")
        .bind(token.hash())
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Signs the actor out everywhere and tells how many sessions that ended.
///
/// # Errors
/// [`StoreError::Internal`] where the actor is no person; where the database fails.
pub async fn session_end_all(store: &Store, actor: &Actor) -> Result<u64> {
    let mut connection = store.pool().acquire().await?;
    sessions_end(&mut connection, person(actor)?, None).await
}

/// The actor's open sessions, the latest used first.
///
/// # Errors
/// [`StoreError::Internal`] where the actor is no person; where the database fails.
pub async fn session_list(
    store: &Store,
    actor: &Actor,
    current: SessionId,
    limits: SessionLimits,
) -> Result<Vec<SessionView>> {
    type Row = (Uuid, DateTime<Utc>, DateTime<Utc>, String, String);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, created_at, last_seen_at, network, user_agent FROM session
         WHERE staff_user_id = $1 AND ended_at IS NULL AND ends_at > now()
           AND last_seen_at > now() - $2::bigint * interval '1 second'
         ORDER BY last_seen_at DESC, id DESC LIMIT 100",
    )
    .bind(person(actor)?.uuid())
    .bind(seconds(limits.idle))
    .fetch_all(store.pool())
    .await?;
    let view = |(id, created_at, last_seen_at, network, user_agent)| {
        let id = SessionId::from_uuid(id);
        SessionView {
            id,
            created_at,
            last_seen_at,
            network,
            user_agent,
            is_current: id == current,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Removes sessions that ended more than 30 days ago.
///
/// # Errors
/// Where the database fails.
pub async fn session_clean(store: &Store) -> Result<u64> {
    let removed = sqlx::query(
        "DELETE FROM session WHERE least(ended_at, ends_at) < now() - interval '30 days'",
    )
    .execute(store.pool())
    .await?;
    Ok(removed.rows_affected())
}

/// Ends every open session of a user but one, within the caller's transaction.
pub(crate) async fn sessions_end(
    connection: &mut PgConnection,
    user: StaffUserId,
    but: Option<SessionId>,
) -> Result<u64> {
    let ended = sqlx::query(
        "UPDATE session SET ended_at = now()
         WHERE staff_user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2",
    )
    .bind(user.uuid())
    .bind(but.map(SessionId::uuid))
    .execute(connection)
    .await?;
    Ok(ended.rows_affected())
}

/// The person behind an actor.
pub(crate) fn person(actor: &Actor) -> Result<StaffUserId> {
    match actor {
        Actor::Staff { id, .. } => Ok(*id),
        Actor::Job { name } | Actor::Command { name } => Err(StoreError::Internal(format!(
            "{name} is no person and has no sessions"
        ))),
    }
}

/// The role that a row names.
pub(crate) fn role_read(code: &str) -> Result<Role> {
    Role::from_code(code).ok_or_else(|| StoreError::unreadable("staff_user", code))
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::SessionToken;

    #[test]
    fn a_token_survives_its_cookie() {
        let token = SessionToken([0xA7; 32]);
        assert_eq!(SessionToken::parse(&token.cookie_value()), Some(token));
    }

    #[test]
    fn what_is_no_token_is_not_looked_up() {
        for text in ["", "abc", &"g".repeat(64), &"é".repeat(32), &"a".repeat(65)] {
            assert_eq!(SessionToken::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_does_not_show_itself_in_a_log() {
        assert_eq!(format!("{:?}", SessionToken([1; 32])), "SessionToken(…)");
    }
}
