//! When a bill unit's next bill is made.

use chrono::{Datelike, NaiveDate};

use crate::dates::month_end;

/// The day of the next bill, today included (ACC-7, BIL-1).
///
/// Bills are made on the billing day of every `frequency_months`-th month; the first closes a whole
/// interval after the bill unit began. A billing day beyond the month's end is the month's last day.
/// None only where the calendar ends.
#[must_use]
pub(super) fn next_bill_on(
    begins_on: NaiveDate,
    billing_day: u8,
    frequency_months: u8,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let frequency = i32::from(frequency_months.max(1));
    let begin_month = month_of(begins_on);
    // The first billing day after the beginning closes the first month.
    let first_month = match billing_date(begin_month, billing_day)? > begins_on {
        true => begin_month,
        false => begin_month + 1,
    };
    let first_bill = first_month + frequency - 1;
    let passed = (month_of(today) - first_bill).max(0);
    let due = first_bill + passed - passed % frequency;
    let bill = billing_date(due, billing_day)?;
    if bill >= today {
        Some(bill)
    } else {
        billing_date(due + frequency, billing_day)
    }
}

/// Months since year 0, so that months can be counted.
pub(super) fn month_of(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0().cast_signed()
}

/// The billing day in a month; its last day where the month is shorter.
pub(super) fn billing_date(month: i32, billing_day: u8) -> Option<NaiveDate> {
    let (year, month) = (
        month.div_euclid(12),
        month.rem_euclid(12).cast_unsigned() + 1,
    );
    let last = month_end(year, month)?;
    last.with_day(u32::from(billing_day)).or(Some(last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn next(begins_on: &str, billing_day: u8, frequency: u8, today: &str) -> String {
        next_bill_on(day(begins_on), billing_day, frequency, day(today))
            .unwrap()
            .to_string()
    }

    #[test]
    fn a_bill_of_today_is_the_next_bill() {
        assert_eq!(next("2026-01-10", 14, 1, "2026-03-14"), "2026-03-14");
        assert_eq!(next("2026-01-10", 14, 1, "2026-03-15"), "2026-04-14");
    }

    #[test]
    fn the_31st_is_the_last_day_of_a_shorter_month() {
        assert_eq!(next("2024-01-31", 31, 1, "2024-02-01"), "2024-02-29");
        assert_eq!(next("2024-01-31", 31, 1, "2024-03-01"), "2024-03-31");
        assert_eq!(next("2024-01-31", 31, 1, "2025-02-28"), "2025-02-28");
    }

    #[test]
    fn a_quarter_is_counted_from_the_beginning() {
        assert_eq!(next("2026-01-15", 1, 3, "2026-01-15"), "2026-04-01");
        assert_eq!(next("2026-01-15", 1, 3, "2026-04-02"), "2026-07-01");
        assert_eq!(next("2026-01-01", 1, 12, "2026-02-01"), "2027-01-01");
    }

    proptest! {
        #[test]
        fn the_next_bill_is_never_past_nor_further_than_an_interval(
            start in 0_i64..20_000, age in 0_i64..4_000, billing_day in 1_u8..=31, frequency in 1_u8..=24,
        ) {
            let begins_on = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Days::new(start.cast_unsigned());
            let today = begins_on + chrono::Days::new(age.cast_unsigned());
            let bill = next_bill_on(begins_on, billing_day, frequency, today).unwrap();
            prop_assert!(bill >= today && bill > begins_on);
            let months = month_of(bill) - month_of(today);
            prop_assert!(months <= i32::from(frequency), "{months} months away");
        }
    }
}
