//! What kind of installation this database is, and its business date (decisions 4 and 38).

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Actor, Role};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::Store;
use crate::error::{Result, StoreError};

/// What a database was made for. It never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallationKind {
    /// Real customers.
    Production,
    /// The demo company: its passwords are printed and its clock can be moved.
    Demo,
    /// Tests.
    Test,
}

impl InstallationKind {
    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Demo => "demo",
            Self::Test => "test",
        }
    }

    fn read(code: &str) -> Result<Self> {
        [Self::Production, Self::Demo, Self::Test]
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| StoreError::unreadable("installation", code))
    }
}

/// A sign-in of the demo company, with its password: it opens nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSignIn {
    /// The login.
    pub login: String,
    /// The password, made when the demo database was.
    pub password: String,
    /// What the person may do.
    pub role: Role,
}

/// What kind the database is; none before its first use.
///
/// # Errors
/// Where the database fails or holds an unknown kind.
pub async fn installation_kind(store: &Store) -> Result<Option<InstallationKind>> {
    let code: Option<String> = sqlx::query_scalar("SELECT kind FROM installation")
        .fetch_optional(store.pool())
        .await?;
    code.map(|code| InstallationKind::read(&code)).transpose()
}

/// Says once and for all what the database is for, and tells what it is: another server may have
/// been quicker, and then its word holds.
///
/// # Errors
/// Where the database fails.
pub async fn installation_begin(store: &Store, kind: InstallationKind) -> Result<InstallationKind> {
    sqlx::query("INSERT INTO installation (kind) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(kind.code())
        .execute(store.pool())
        .await?;
    installation_kind(store)
        .await?
        .ok_or_else(|| StoreError::Internal("the installation has no kind".to_owned()))
}

/// Lets the business date count in this time zone of the IANA list from now on (decision 4). False where
/// there is no such zone; nothing changes then.
///
/// # Errors
/// Where the database fails.
pub async fn time_zone_set(store: &Store, time_zone: &str) -> Result<bool> {
    let known: Option<String> = sqlx::query_scalar(
        "SELECT name FROM pg_timezone_names WHERE lower(name) = lower($1) ORDER BY name LIMIT 1",
    )
    .bind(time_zone)
    .fetch_optional(store.pool())
    .await?;
    let Some(known) = known else {
        return Ok(false);
    };
    sqlx::query("UPDATE installation SET time_zone = $1 WHERE time_zone <> $1")
        .bind(known)
        .execute(store.pool())
        .await?;
    Ok(true)
}

/// The time zone in which the business date counts; UTC before an installation is begun.
///
/// # Errors
/// Where the database fails.
pub async fn time_zone(store: &Store) -> Result<String> {
    let zone = "SELECT coalesce((SELECT time_zone FROM installation), 'UTC')";
    Ok(sqlx::query_scalar(zone).fetch_one(store.pool()).await?)
}

/// The demo's sign-ins; empty where they have not been made.
///
/// # Errors
/// Where the database fails.
pub async fn demo_sign_ins(store: &Store) -> Result<Vec<DemoSignIn>> {
    let stored: Option<Option<Json<Vec<DemoSignIn>>>> =
        sqlx::query_scalar("SELECT demo_sign_ins FROM installation")
            .fetch_optional(store.pool())
            .await?;
    Ok(stored
        .flatten()
        .map(|Json(sign_ins)| sign_ins)
        .unwrap_or_default())
}

/// Keeps the demo's sign-ins. The database refuses them where real customers are.
///
/// # Errors
/// Where the database fails or is no demo.
pub async fn demo_sign_ins_keep(store: &Store, sign_ins: &[DemoSignIn]) -> Result<()> {
    let kept = sqlx::query("UPDATE installation SET demo_sign_ins = $1 WHERE kind = 'demo'")
        .bind(Json(sign_ins))
        .execute(store.pool())
        .await?;
    match kept.rows_affected() {
        1 => Ok(()),
        _ => Err(StoreError::Internal("this database is no demo".to_owned())),
    }
}

/// Today in the installation: the date of its time zone, moved by its test clock (decision 4).
///
/// # Errors
/// Where the database fails or has not been begun.
pub(crate) async fn business_date(connection: &mut PgConnection) -> Result<NaiveDate> {
    let (date, _) = business_moment(connection).await?;
    Ok(date)
}

/// The business date as the database itself says it, in a statement on `installation`.
pub(crate) const BUSINESS_DATE: &str = "(now() AT TIME ZONE time_zone)::date + clock_offset_days";

/// The business date ([`business_date`]) with the moment of this statement: where the transaction sees one
/// moment, or holds the lock of structure changes, all that began later is not in what it saw.
///
/// # Errors
/// As [`business_date`].
pub(crate) async fn business_moment(
    connection: &mut PgConnection,
) -> Result<(NaiveDate, DateTime<Utc>)> {
    let statement = format!("SELECT {BUSINESS_DATE}, statement_timestamp() FROM installation");
    sqlx::query_as(AssertSqlSafe(statement))
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| StoreError::Internal("the installation was never begun".to_owned()))
}

/// Today in the installation, outside a transaction: for showing. Before an installation is begun it is the
/// date that it will begin with, that of UTC.
///
/// # Errors
/// Where the database fails.
pub async fn business_date_today(store: &Store) -> Result<NaiveDate> {
    let statement = format!(
        "SELECT coalesce((SELECT {BUSINESS_DATE} FROM installation), (now() AT TIME ZONE 'UTC')::date)"
    );
    Ok(sqlx::query_scalar(AssertSqlSafe(statement))
        .fetch_one(store.pool())
        .await?)
}

/// Moves the test clock forward by some days, and answers the new business date (decision 4). What is
/// due by then is performed by the daily run, in its order.
///
/// # Errors
/// When the actor may not; where real customers are (decision 38); when the clock would leave the
/// calendar; where the database fails.
pub async fn clock_advance(store: &Store, actor: &Actor, days: u16) -> Result<NaiveDate> {
    actor.require(Action::AdvanceClock)?;
    let mut tx = store.begin().await?;
    let moved = sqlx::query(
        "UPDATE installation SET clock_offset_days = clock_offset_days + $1
         WHERE kind IN ('demo', 'test') AND clock_offset_days + $1 <= $2",
    )
    .bind(i32::from(days))
    .bind(CLOCK_LIMIT_DAYS)
    .execute(&mut *tx)
    .await?;
    if moved.rows_affected() == 0 {
        return Err(StoreError::Conflict {
            code: "clock",
            sentence: "Only the clock of a demo or test installation can be moved, and no farther \
                       than a hundred years."
                .to_owned(),
        });
    }
    let today = business_date(&mut tx).await?;
    tx.commit().await?;
    Ok(today)
}

/// How far the test clock goes: a hundred years.
const CLOCK_LIMIT_DAYS: i32 = 36_525;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestDatabase;

    #[tokio::test]
    async fn the_business_date_is_that_of_the_time_zone() {
        let database = TestDatabase::new().await;
        let store = database.store();
        // They are 26 hours apart: never the same date.
        assert!(time_zone_set(store, "Etc/GMT+12").await.expect("set"));
        let west = business_date_today(store).await.expect("a date");
        assert!(time_zone_set(store, "etc/gmt-14").await.expect("set"));
        let east = business_date_today(store).await.expect("a date");
        assert!(west < east, "{west} {east}");
        assert_eq!(time_zone(store).await.expect("a zone"), "Etc/GMT-14");
    }

    #[tokio::test]
    async fn a_zone_that_does_not_exist_changes_nothing() {
        let database = TestDatabase::new().await;
        let store = database.store();
        for zone in ["Europe/Atlantis", "", "'; DROP TABLE account;--", "+02"] {
            assert!(
                !time_zone_set(store, zone).await.expect("an answer"),
                "{zone}"
            );
        }
        assert_eq!(time_zone(store).await.expect("a zone"), "UTC");
    }
}
