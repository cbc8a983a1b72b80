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

fn month_words(date: NaiveDate) -> &'static str {
    MONTHS
        .get(usize::try_from(date.month0()).unwrap_or(0))
        .copied()
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
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
}
