//! Who pays which cycle: a change of payers counts from the next cycle (HIER-1, decision 15).

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::BillUnitRef;
use super::cycle::{billing_date, month_of};
use super::rhythm::Billed;
use crate::dates::date_words;

/// The cycle of a bill unit that runs on some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningCycle {
    /// Its first day.
    pub began_on: NaiveDate,
    /// The day of its bill, which is no longer part of it.
    pub ends_on: NaiveDate,
}

impl RunningCycle {
    /// Whether who pays from one day on until another pays this cycle: it was so before the cycle began, and
    /// still when it did. A change on the first day itself counts from the next cycle, as one of the rhythm does.
    #[must_use]
    pub fn is_paid_by(&self, since: Option<NaiveDate>, until: Option<NaiveDate>) -> bool {
        since.is_none_or(|since| since < self.began_on)
            && until.is_none_or(|until| until >= self.began_on)
    }
}

impl Billed {
    /// The cycle that runs on a day; none only where the calendar ends. `kept` is the first day of the cycle in
    /// which the rhythm changed, as it was kept then: while that one runs the present rhythm does not tell it, and
    /// without it one interval is taken.
    #[must_use]
    pub fn running_cycle(&self, on: NaiveDate, kept: Option<NaiveDate>) -> Option<RunningCycle> {
        let ends_on = self.next_bill_on(on.checked_add_days(Days::new(1))?)?;
        let month = month_of(ends_on) - i32::from(self.rhythm.frequency_months.max(1));
        let regular = |from: NaiveDate| {
            let before = billing_date(month, self.rhythm.billing_day)?;
            Some(before.max(from))
        };
        let began_on = match self.turn {
            Some(turn) if on < turn.cycle_ends_on => match kept {
                Some(began_on) => began_on,
                None => {
                    let billing_day = u8::try_from(ends_on.day()).ok()?;
                    billing_date(month, billing_day)?.max(self.begins_on)
                }
            },
            Some(turn) if on < turn.regular_from => turn.cycle_ends_on,
            Some(turn) => regular(turn.regular_from)?,
            None => regular(self.begins_on)?,
        };
        Some(RunningCycle { began_on, ends_on })
    }
}

/// What is still to come where the running cycle of a bill unit is not paid by who pays for it from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerTurn {
    /// Who pays for the running cycle; none where the bill unit itself does.
    pub until_then: Option<BillUnitRef>,
    /// The end of the running cycle: what is charged from this day on is the new payer's.
    pub counts_from: NaiveDate,
}

impl PayerTurn {
    /// The same in words that follow on who pays from then on: "from 30 Nov 2026; until then itself".
    #[must_use]
    pub fn words(&self) -> String {
        let day = date_words(self.counts_from);
        match &self.until_then {
            None => format!("from {day}; until then itself"),
            Some(payer) => format!("from {day}; until then {payer}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rhythm::Rhythm;
    use super::super::testing::{billed, day, rhythm, unit};
    use super::*;

    /// The same with another rhythm since a later day, and what is kept of the cycle that ran then.
    fn changed(unit: Billed, to: Rhythm, on: &str) -> (Billed, NaiveDate) {
        let began_on = unit.running_cycle(day(on), None).unwrap().began_on;
        let turn = unit.rhythm_change(to, day(on)).unwrap().turn;
        let changed = Billed {
            rhythm: to,
            turn: Some(turn),
            ..unit
        };
        (changed, began_on)
    }

    fn running(unit: Billed, on: &str, kept: Option<NaiveDate>) -> (String, String) {
        let cycle = unit.running_cycle(day(on), kept).unwrap();
        (cycle.began_on.to_string(), cycle.ends_on.to_string())
    }

    fn cycle(began_on: &str, ends_on: &str) -> (String, String) {
        (began_on.to_owned(), ends_on.to_owned())
    }

    #[test]
    fn a_cycle_runs_from_bill_to_bill_and_the_first_one_from_the_beginning() {
        let unit = billed("2026-01-10", rhythm(31, 1));
        let on = |on| running(unit, on, None);
        assert_eq!(on("2026-01-12"), cycle("2026-01-10", "2026-01-31"));
        assert_eq!(on("2026-11-27"), cycle("2026-10-31", "2026-11-30"));
        assert_eq!(on("2026-11-30"), cycle("2026-11-30", "2026-12-31"));
    }

    #[test]
    fn the_cycle_in_which_the_rhythm_changed_began_by_the_old_one() {
        // A quarter that ends on 1 April; from then on every month.
        let (unit, began_on) = changed(
            billed("2026-01-01", rhythm(1, 3)),
            rhythm(15, 1),
            "2026-01-20",
        );
        let on = |on| running(unit, on, Some(began_on));
        assert_eq!(on("2026-03-20"), cycle("2026-01-01", "2026-04-01"));
        assert_eq!(on("2026-04-20").0, "2026-04-01");
        assert_eq!(on("2026-06-20"), cycle("2026-06-15", "2026-07-15"));
    }

    #[test]
    fn who_pays_since_a_day_of_the_cycle_pays_from_the_next_one() {
        let cycle = RunningCycle {
            began_on: day("2026-10-31"),
            ends_on: day("2026-11-30"),
        };
        let is_paid =
            |since, until: Option<&str>| cycle.is_paid_by(Some(day(since)), until.map(day));
        assert!(is_paid("2026-10-30", None));
        assert!(!is_paid("2026-10-31", None));
        assert!(!is_paid("2026-11-27", None));
        // Who paid when it began pays all of it.
        assert!(is_paid("2026-10-30", Some("2026-11-27")));
        assert!(is_paid("2026-10-30", Some("2026-10-31")));
        assert!(!is_paid("2026-10-01", Some("2026-10-30")));
    }

    #[test]
    fn the_turn_says_from_when_on_and_who_pays_until_then() {
        let mut turn = PayerTurn {
            until_then: None,
            counts_from: day("2026-11-30"),
        };
        assert_eq!(turn.words(), "from 30 Nov 2026; until then itself");
        turn.until_then = Some(unit(9, "Sales"));
        assert_eq!(
            turn.words(),
            "from 30 Nov 2026; until then Sales (A-00000009), Main"
        );
    }

    proptest! {
        /// However the rhythm changes, on every day one cycle runs: it began where a bill was made, or where the
        /// billing began, and ends with the next bill.
        #[test]
        fn the_running_cycle_lies_between_two_bills(
            start in 0_u64..3_000,
            from in (1_u8..=31, 1_u8..=24),
            to in (1_u8..=31, 1_u8..=24),
            (entered, later) in (0_u64..900, 0_u64..900),
        ) {
            let begins_on = day("2020-01-01") + Days::new(start);
            let today = begins_on + Days::new(entered);
            let before = Billed { begins_on, rhythm: rhythm(from.0, from.1), turn: None };
            let to = rhythm(to.0, to.1);
            let Some(change) = before.rhythm_change(to, today) else { return Ok(()) };
            let kept = before.running_cycle(today, None).unwrap().began_on;
            let after = Billed { rhythm: to, turn: Some(change.turn), ..before };
            let on = today + Days::new(later);
            let cycle = after.running_cycle(on, Some(kept)).unwrap();
            prop_assert!(cycle.began_on <= on && on < cycle.ends_on);
            let by = match cycle.began_on < change.turn.cycle_ends_on {
                true => before,
                false => after,
            };
            prop_assert_eq!(by.next_bill_on(cycle.began_on + Days::new(1)), Some(cycle.ends_on));
            let is_bill = by.next_bill_on(cycle.began_on) == Some(cycle.began_on);
            prop_assert!(is_bill || cycle.began_on == begins_on);
        }
    }
}
