//! From which day on the bills of a bill unit are counted where nothing but its present rhythm is told, as in a
//! file of accounts (API-1).

use chrono::NaiveDate;

use super::cycle::{billing_date, month_of};
use super::rhythm::Billed;

impl Billed {
    /// The day from which its present rhythm alone makes its regular bills, never one to come. While a change
    /// of the rhythm is under way (BIL-2) that day lies whole intervals before the first regular cycle, so that
    /// this cycle begins on its own day. An account that is younger has no earlier day than its first. None only
    /// where the calendar ends.
    #[must_use]
    pub fn counted_from(&self, opened_on: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let regular_from = match self.turn {
            None => return Some(self.begins_on),
            Some(turn) if turn.regular_from < today => return Some(turn.regular_from),
            Some(turn) => turn.regular_from,
        };
        let months = i32::from(self.rhythm.frequency_months.max(1));
        let mut month = month_of(regular_from);
        loop {
            month -= months;
            let day = billing_date(month, self.rhythm.billing_day)?;
            if day <= today {
                return Some(day.max(opened_on));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::super::rhythm::Rhythm;
    use super::super::testing::{billed, day, rhythm};
    use super::*;

    /// A bill unit that began on a day, with another rhythm since a later one.
    fn changed(begins_on: &str, from: Rhythm, to: Rhythm, entered_on: &str) -> Billed {
        let unit = billed(begins_on, from);
        let change = unit.rhythm_change(to, day(entered_on)).unwrap();
        Billed {
            rhythm: to,
            turn: Some(change.turn),
            ..unit
        }
    }

    fn counted_from(unit: Billed, opened_on: &str, today: &str) -> String {
        let day = unit.counted_from(day(opened_on), day(today));
        day.unwrap().to_string()
    }

    #[test]
    fn a_change_under_way_is_counted_from_an_interval_before_the_first_regular_cycle() {
        // Bills on 15 July, 1 August and 1 November.
        let unit = changed("2026-01-15", rhythm(15, 1), rhythm(1, 3), "2026-06-20");
        for (today, from) in [
            ("2026-06-25", "2026-05-01"),
            ("2026-08-01", "2026-05-01"),
            ("2026-08-02", "2026-08-01"),
        ] {
            assert_eq!(counted_from(unit, "2026-01-15", today), from, "{today}");
        }
    }

    #[test]
    fn a_day_to_come_is_none_to_count_from() {
        // The running year ends on 1 January 2027.
        let unit = changed("2026-01-01", rhythm(1, 12), rhythm(1, 3), "2026-05-20");
        let from = counted_from(unit, "2026-01-01", "2026-05-20");
        assert_eq!(from, "2026-04-01");
    }

    #[test]
    fn an_interval_before_the_last_of_a_month_is_the_last_of_its_own() {
        let unit = changed("2025-01-15", rhythm(15, 1), rhythm(31, 3), "2026-01-20");
        assert_eq!(unit.turn.unwrap().regular_from, day("2026-05-31"));
        let from = counted_from(unit, "2025-01-15", "2026-01-20");
        assert_eq!(from, "2025-11-30");
    }

    #[test]
    fn no_account_is_counted_from_before_it_began() {
        let unit = changed("2026-06-20", rhythm(1, 1), rhythm(1, 3), "2026-06-25");
        let from = counted_from(unit, "2026-06-20", "2026-06-25");
        assert_eq!(from, "2026-06-20");
    }

    proptest! {
        /// On every day of the change the first regular cycle and all later ones keep their days.
        #[test]
        fn regular_bills_stay_where_they_are(
            start in 0_u64..3_000,
            from in (1_u8..=31, 1_u8..=24),
            to in (1_u8..=31, 1_u8..=24),
            (entered, later) in (0_u64..900, 0_u64..900),
        ) {
            let begins_on = day("2020-01-01") + Days::new(start);
            let today = begins_on + Days::new(entered);
            let unit = Billed { begins_on, rhythm: rhythm(from.0, from.1), turn: None };
            let to = rhythm(to.0, to.1);
            let Some(change) = unit.rhythm_change(to, today) else { return Ok(()) };
            let unit = Billed { rhythm: to, turn: Some(change.turn), ..unit };
            let today = today + Days::new(later);
            let long_ago = day("2000-01-01");
            let counted = Billed {
                begins_on: unit.counted_from(long_ago, today).unwrap(),
                rhythm: to,
                turn: None,
            };
            prop_assert!(counted.begins_on <= today);
            let mut bill = today.max(change.turn.regular_from);
            for _ in 0..3 {
                let next = unit.next_bill_on(bill);
                prop_assert_eq!(counted.next_bill_on(bill), next);
                bill = next.unwrap() + Days::new(1);
            }
        }
    }
}
