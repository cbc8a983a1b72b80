//! Dates as people read them: one format everywhere, "14 Mar 2026".

use chrono::{Datelike, NaiveDate};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A day in words: "14 Mar 2026".
#[must_use]
pub fn date_words(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month_words(date), date.year())
}

/// The month of a day in words, as a card's expiry is said: "Mar 2026".
#[must_use]
pub fn month_and_year(date: NaiveDate) -> String {
    format!("{} {}", month_words(date), date.year())
}

/// The last day of a month; none where there is no such month.
#[must_use]
pub fn month_end(year: i32, month: u32) -> Option<NaiveDate> {
    let (next_year, next_month) = if month == 12 {
        (year.checked_add(1)?, 1)
    } else {
        (year, month + 1)
    };
    NaiveDate::from_ymd_opt(next_year, next_month, 1)?.pred_opt()
}

/// The first day after `today` that is this day of this month: what "1 Dec" means where days to come are
/// meant. None where no year has such a day.
#[must_use]
pub fn next_such_day(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    // 29 February can be eight years away: 2100 is no leap year.
    (0..=8).find_map(|years| {
        let year = today.year().checked_add(years)?;
        NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date > today)
    })
}

fn month_words(date: NaiveDate) -> &'static str {
    MONTHS
        .get(usize::try_from(date.month0()).unwrap_or(0))
        .copied()
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_date_is_said_in_one_way() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        assert_eq!(date_words(date), "4 Mar 2026");
        assert_eq!(month_and_year(date), "Mar 2026");
    }

    #[test]
    fn a_month_ends_where_the_calendar_says() {
        let end = |year, month| month_end(year, month).unwrap().to_string();
        assert_eq!(end(2024, 2), "2024-02-29");
        assert_eq!(end(2026, 2), "2026-02-28");
        assert_eq!(end(2026, 12), "2026-12-31");
        assert_eq!(month_end(2026, 13), None);
    }

    #[test]
    fn a_day_without_a_year_is_the_next_one() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let today = day(2026, 11, 27);
        assert_eq!(next_such_day(today, 12, 1), Some(day(2026, 12, 1)));
        assert_eq!(next_such_day(today, 11, 26), Some(day(2027, 11, 26)));
        // Today is not to come.
        assert_eq!(next_such_day(today, 11, 27), Some(day(2027, 11, 27)));
        assert_eq!(next_such_day(today, 2, 29), Some(day(2028, 2, 29)));
        assert_eq!(next_such_day(today, 2, 30), None);
        assert_eq!(next_such_day(today, 13, 1), None);
    }

    proptest! {
        #[test]
        fn between_today_and_the_next_such_day_there_is_none(
            since in 0_u64..90_000,
            month in 1_u32..=12,
            day in 1_u32..=31,
        ) {
            let today = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Days::new(since);
            let is_such = |date: &NaiveDate| (date.month(), date.day()) == (month, day);
            let first = today.iter_days().skip(1).take(8 * 366 + 1).find(is_such);
            prop_assert_eq!(next_such_day(today, month, day), first);
        }
    }
}
