//! The wall clock of the installation's time zone: moments as people there read them.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::dates::date_words;

/// A time zone, as far as moments are shown in it: tables of all zones would weigh more than the
/// program that shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Its name in the IANA list: "Europe/Berlin".
    pub zone: String,
    /// From when on it is how far from UTC, in order. Before the first, as from the first on.
    pub offsets: Vec<Offset>,
}

/// From a moment on the clock is so far ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offset {
    /// Seconds since 1970.
    pub from: i64,
    /// Seconds ahead; west of Greenwich below zero.
    pub seconds: i32,
}

impl Default for Clock {
    /// UTC.
    fn default() -> Self {
        Self {
            zone: "UTC".to_owned(),
            offsets: Vec::new(),
        }
    }
}

impl Clock {
    /// A moment in words: "3 Mar 2026, 10:12".
    #[must_use]
    pub fn words(&self, at: DateTime<Utc>) -> String {
        let here = self.here(at);
        format!(
            "{}, {:02}:{:02}",
            date_words(here.date()),
            here.hour(),
            here.minute()
        )
    }

    /// What the clock of that moment is called: "Europe/Berlin, UTC+01:00".
    #[must_use]
    pub fn zone_words(&self, at: DateTime<Utc>) -> String {
        let seconds = self.offset(at);
        if seconds == 0 && self.zone == "UTC" {
            return self.zone.clone();
        }
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        format!(
            "{}, UTC{sign}{:02}:{:02}",
            self.zone,
            minutes / 60,
            minutes % 60
        )
    }

    /// The moment for programs: "2026-03-03T09:12Z".
    #[must_use]
    pub fn machine(at: DateTime<Utc>) -> String {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}Z",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute()
        )
    }

    fn here(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let ahead = TimeDelta::seconds(self.offset(at).into());
        let utc = at.naive_utc();
        utc.checked_add_signed(ahead).unwrap_or(utc)
    }

    fn offset(&self, at: DateTime<Utc>) -> i32 {
        let begun = self.offsets.partition_point(|o| o.from <= at.timestamp());
        let offset = self.offsets.get(begun.saturating_sub(1));
        offset.map_or(0, |offset| offset.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Clock {
        let offset = |from: &str, seconds| Offset {
            from: from.parse::<DateTime<Utc>>().unwrap().timestamp(),
            seconds,
        };
        Clock {
            zone: "Europe/Berlin".to_owned(),
            offsets: vec![
                offset("2026-01-01T00:00:00Z", 3_600),
                offset("2026-03-29T01:00:00Z", 7_200),
                offset("2026-10-25T01:00:00Z", 3_600),
            ],
        }
    }

    #[test]
    fn a_moment_is_said_by_the_clock_of_that_moment() {
        let clock = berlin();
        for (at, words, zone) in [
            ("2026-03-03T09:05:59Z", "3 Mar 2026, 10:05", "+01:00"),
            ("2026-03-29T00:59:59Z", "29 Mar 2026, 01:59", "+01:00"),
            ("2026-03-29T01:00:00Z", "29 Mar 2026, 03:00", "+02:00"),
            ("2026-07-31T22:30:00Z", "1 Aug 2026, 00:30", "+02:00"),
            ("2025-07-31T22:30:00Z", "31 Jul 2025, 23:30", "+01:00"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(clock.words(at), words);
            assert_eq!(clock.zone_words(at), format!("Europe/Berlin, UTC{zone}"));
        }
    }

    #[test]
    fn where_no_zone_is_known_the_clock_is_utc_and_says_so() {
        let at = "2026-03-03T09:05:59Z".parse().unwrap();
        let clock = Clock::default();
        assert_eq!(clock.words(at), "3 Mar 2026, 09:05");
        assert_eq!(clock.zone_words(at), "UTC");
        assert_eq!(Clock::machine(at), "2026-03-03T09:05Z");
    }

    #[test]
    fn west_of_greenwich_and_half_hours_are_said() {
        let clock = |seconds| Clock {
            zone: "X".to_owned(),
            offsets: vec![Offset { from: 0, seconds }],
        };
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(clock(-12_600).words(at), "31 Dec 2025, 20:30");
        assert_eq!(clock(-12_600).zone_words(at), "X, UTC-03:30");
        assert_eq!(clock(20_700).zone_words(at), "X, UTC+05:45");
    }
}
