//! The wall clock of the installation, by what the database knows of its time zone: the business date
//! follows the same tables.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use domain::clock::{Clock, Offset};

use crate::Store;
use crate::error::Result;

/// The clock of the last zone and day that was asked for, shared by all requests of this process.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClockCache(Arc<RwLock<Option<ClockOfDay>>>);

/// A clock, and the day on which it was asked for.
type ClockOfDay = (NaiveDate, Arc<Clock>);

/// The clock of a time zone, as it was since 2020 and will be for more than a year from now on. It is asked of
/// the database once for each `today`, the business date: that changes as often as the wall clock's own day.
///
/// # Errors
/// Where the database fails or knows no such zone.
pub async fn clock_of(store: &Store, zone: &str, today: NaiveDate) -> Result<Arc<Clock>> {
    let held = &store.clocks().0;
    let known = held.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((day, clock)) = known
        && day == today
        && clock.zone == zone
    {
        return Ok(clock);
    }
    let offsets: Vec<(i64, i32)> = sqlx::query_as(OFFSETS)
        .bind(zone)
        .fetch_all(store.pool())
        .await?;
    let offset = |(from, seconds)| Offset { from, seconds };
    let clock = Arc::new(Clock {
        zone: zone.to_owned(),
        offsets: offsets.into_iter().map(offset).collect(),
    });
    *held.write().unwrap_or_else(PoisonError::into_inner) = Some((today, Arc::clone(&clock)));
    Ok(clock)
}

/// The offset at the beginning and each change after it, day by day and then by the quarter of an hour.
const OFFSETS: &str = "
    WITH day AS (
        SELECT at, extract(epoch FROM (at AT TIME ZONE $1) - (at AT TIME ZONE 'UTC'))::integer AS ahead
        FROM generate_series(timestamptz '2020-01-01 00:00+00', now() + interval '400 days',
                             interval '24 hours') AS at),
    turn AS (
        SELECT at, ahead, lag(ahead) OVER (ORDER BY at) AS before FROM day)
    SELECT extract(epoch FROM coalesce(q.at, turn.at))::bigint, turn.ahead
    FROM turn
    LEFT JOIN LATERAL (
        SELECT min(at) AS at
        FROM generate_series(turn.at - interval '24 hours', turn.at, interval '15 minutes') AS at
        WHERE turn.before IS NOT NULL
          AND extract(epoch FROM (at AT TIME ZONE $1) - (at AT TIME ZONE 'UTC')) = turn.ahead
    ) AS q ON true
    WHERE turn.before IS DISTINCT FROM turn.ahead
    ORDER BY 1";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestDatabase;

    #[tokio::test]
    async fn a_clock_turns_when_its_zone_does() {
        let database = TestDatabase::new().await;
        let store = database.store();
        let today = "2026-11-27".parse().expect("a date");
        let clock = clock_of(store, "Europe/Berlin", today)
            .await
            .expect("a clock");
        for (at, words) in [
            ("2026-03-29T00:59:59Z", "29 Mar 2026, 01:59"),
            ("2026-03-29T01:00:00Z", "29 Mar 2026, 03:00"),
            ("2026-10-25T00:59:59Z", "25 Oct 2026, 02:59"),
            ("2026-10-25T01:00:00Z", "25 Oct 2026, 02:00"),
        ] {
            assert_eq!(clock.words(at.parse().expect("a moment")), words);
        }
        let kept = clock_of(store, "Europe/Berlin", today)
            .await
            .expect("a clock");
        assert!(Arc::ptr_eq(&clock, &kept), "asked once a day");
        let utc = clock_of(store, "UTC", today).await.expect("a clock");
        assert_eq!((utc.offsets.len(), utc.offsets[0].seconds), (1, 0));
        let half = clock_of(store, "Asia/Kathmandu", today)
            .await
            .expect("a clock");
        assert_eq!(half.offsets[0].seconds, 20_700);
        assert!(clock_of(store, "Europe/Atlantis", today).await.is_err());
    }

    #[tokio::test]
    async fn a_clock_goes_from_2020_until_a_year_from_now_wherever_the_test_clock_stands() {
        let database = TestDatabase::new().await;
        let now = chrono::Utc::now().timestamp();
        for today in ["2020-06-01", "2026-11-27", "2099-12-31"] {
            let today = today.parse().expect("a date");
            let clock = clock_of(database.store(), "Europe/Berlin", today)
                .await
                .expect("a clock");
            assert_eq!(clock.offsets[0].from, 1_577_836_800, "1 January 2020");
            let ahead = clock.offsets.iter().filter(|offset| offset.from > now);
            assert!(ahead.count() >= 2, "it turns twice a year");
        }
    }
}
