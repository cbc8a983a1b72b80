//! The rhythm of a bill unit's bills, and what changing it makes of its cycles (BIL-2, decision 10).

use std::fmt;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::cycle::{billing_date, month_of, next_bill_on};
use super::draft::number_parse;
use super::view::rhythm_words;
use crate::dates::date_words;

/// A gap of so many days makes a short cycle of its own; a shorter one lengthens the next cycle.
const SHORT_CYCLE_LEAST: i64 = 15;

/// On which day of the month a bill unit is billed, and every how many months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// Billing day of month (DOM), 1 to 31.
    pub billing_day: u8,
    /// Months from bill to bill, 1 to 24.
    pub frequency_months: u8,
}

impl Rhythm {
    /// The rhythm that is typed; none while one of both does not hold.
    #[must_use]
    pub fn typed(billing_day: &str, frequency_months: &str) -> Option<Self> {
        let number = |text: &str, most| u8::try_from(number_parse(text, 1, most).ok()?).ok();
        Some(Self {
            billing_day: number(billing_day, 31)?,
            frequency_months: number(frequency_months, 24)?,
        })
    }
}

/// In words: "every month on the 31st".
impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&rhythm_words(self.billing_day, self.frequency_months))
    }
}

/// How a bill unit came to its present rhythm: the bounds between cycles that the rhythm alone does
/// not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The end of the cycle that was running when the rhythm changed.
    pub cycle_ends_on: NaiveDate,
    /// From when on every cycle is a regular one; the same day where no other lies between.
    pub regular_from: NaiveDate,
}

/// All that decides when a bill unit is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Billed {
    /// The day on which its billing begins.
    pub begins_on: NaiveDate,
    /// Its present rhythm.
    pub rhythm: Rhythm,
    /// The last change of its rhythm.
    pub turn: Option<Turn>,
}

/// What kind of cycle lies between two bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CycleKind {
    /// The cycle that is running: it ends as it would have.
    Running,
    /// Shorter than the regular one: so many of so many days of each monthly fee.
    Short {
        /// Days of the cycle.
        days: i64,
        /// Days of the regular month.
        of: i64,
    },
    /// A part of a month before a whole regular cycle.
    Long {
        /// Days before the regular part.
        days: i64,
        /// Days of the regular month.
        of: i64,
        /// Months of the regular part.
        months: u8,
    },
    /// As every later one.
    Regular,
}

/// One cycle; `until` is the day of its bill and no longer part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BilledCycle {
    /// Its first day; none where it is running already.
    pub from: Option<NaiveDate>,
    /// The day of its bill.
    pub until: NaiveDate,
    /// What kind it is.
    pub kind: CycleKind,
}

/// What another rhythm makes of the cycles to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RhythmChange {
    /// The cycles from the running one to the first regular one.
    pub cycles: Vec<BilledCycle>,
    /// What is kept of it.
    pub turn: Turn,
}

impl Billed {
    /// The day of the next bill, today included; none only where the calendar ends.
    #[must_use]
    pub fn next_bill_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        let Rhythm {
            billing_day,
            frequency_months,
        } = self.rhythm;
        let begins_on = match self.turn {
            Some(turn) if today <= turn.cycle_ends_on => return Some(turn.cycle_ends_on),
            Some(turn) if today <= turn.regular_from => return Some(turn.regular_from),
            Some(turn) => turn.regular_from,
            None => self.begins_on,
        };
        next_bill_on(begins_on, billing_day, frequency_months, today)
    }

    /// What another rhythm would make of the cycles, entered today (BIL-2): the running cycle ends as it
    /// would have; a gap of 15 days or more until the new billing day makes one short cycle, a smaller
    /// one lengthens the first cycle of the new frequency. None where the rhythm stays as it is, or the
    /// calendar ends.
    #[must_use]
    pub fn rhythm_change(&self, to: Rhythm, today: NaiveDate) -> Option<RhythmChange> {
        if to == self.rhythm {
            return None;
        }
        let running_until = self.next_bill_on(today.checked_add_days(Days::new(1))?)?;
        let day_of = |month: i32| billing_date(month, to.billing_day);
        let this_month = month_of(running_until);
        let month = match day_of(this_month)? >= running_until {
            true => this_month,
            false => this_month + 1,
        };
        let meets = day_of(month)?;
        let gap = (meets - running_until).num_days();
        let of = (meets - day_of(month - 1)?).num_days();
        let months = to.frequency_months.max(1);
        let (kind, until) = match gap {
            0 => (None, running_until),
            gap if gap >= SHORT_CYCLE_LEAST => (Some(CycleKind::Short { days: gap, of }), meets),
            days => {
                let kind = CycleKind::Long { days, of, months };
                (Some(kind), day_of(month + i32::from(months))?)
            }
        };
        let between = kind.map(|kind| BilledCycle {
            from: Some(running_until),
            until,
            kind,
        });
        let regular = BilledCycle {
            from: Some(until),
            until: day_of(month_of(until) + i32::from(months))?,
            kind: CycleKind::Regular,
        };
        let running = BilledCycle {
            from: None,
            until: running_until,
            kind: CycleKind::Running,
        };
        Some(RhythmChange {
            cycles: std::iter::once(running)
                .chain(between)
                .chain([regular])
                .collect(),
            turn: Turn {
                cycle_ends_on: running_until,
                regular_from: until,
            },
        })
    }
}

impl BilledCycle {
    /// The days of the cycle in words: "15 Jun 2026 to 1 Jul 2026".
    #[must_use]
    pub fn days_words(&self) -> String {
        match self.from {
            Some(from) => format!("{} to {}", date_words(from), date_words(self.until)),
            None => format!("until {}", date_words(self.until)),
        }
    }

    /// What kind of cycle it is, with the part of a monthly fee that it bears.
    #[must_use]
    pub fn kind_words(&self) -> String {
        match self.kind {
            CycleKind::Running => "Running cycle, as before".to_owned(),
            CycleKind::Short { days, of } => format!("Short cycle, {days} of {of} days"),
            CycleKind::Long {
                days,
                of,
                months: 1,
            } => format!("Long cycle, {days} of {of} days and a whole month"),
            CycleKind::Long { days, of, months } => {
                format!("Long cycle, {days} of {of} days and {months} whole months")
            }
            CycleKind::Regular => "Regular cycle".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{billed, day, rhythm};
    use super::*;

    /// The cycles after a change entered on 20 May 2026, as a person reads them.
    fn changed(from: Rhythm, to: Rhythm) -> Vec<String> {
        let change = billed("2026-01-01", from).rhythm_change(to, day("2026-05-20"));
        change.map_or_else(Vec::new, |change| {
            let words =
                |cycle: &BilledCycle| format!("{}: {}", cycle.kind_words(), cycle.days_words());
            change.cycles.iter().map(words).collect()
        })
    }

    #[test]
    fn a_gap_of_sixteen_days_makes_a_short_cycle() {
        assert_eq!(
            changed(rhythm(15, 1), rhythm(1, 1)),
            [
                "Running cycle, as before: until 15 Jun 2026",
                "Short cycle, 16 of 30 days: 15 Jun 2026 to 1 Jul 2026",
                "Regular cycle: 1 Jul 2026 to 1 Aug 2026",
            ]
        );
    }

    #[test]
    fn a_gap_of_eleven_days_makes_a_long_cycle() {
        // On 20 May the cycle that ends on 20 June has begun.
        assert_eq!(
            changed(rhythm(20, 1), rhythm(1, 1)),
            [
                "Running cycle, as before: until 20 Jun 2026",
                "Long cycle, 11 of 30 days and a whole month: 20 Jun 2026 to 1 Aug 2026",
                "Regular cycle: 1 Aug 2026 to 1 Sep 2026",
            ]
        );
    }

    #[test]
    fn fifteen_days_are_a_short_cycle_and_fourteen_a_long_one() {
        let kind = |old| changed(rhythm(old, 1), rhythm(1, 1))[1].clone();
        assert!(
            kind(16).starts_with("Short cycle, 15 of 30 days"),
            "{}",
            kind(16)
        );
        assert!(
            kind(17).starts_with("Long cycle, 14 of 30 days"),
            "{}",
            kind(17)
        );
    }

    #[test]
    fn a_new_frequency_counts_after_the_running_cycle() {
        assert_eq!(
            changed(rhythm(1, 1), rhythm(1, 3)),
            [
                "Running cycle, as before: until 1 Jun 2026",
                "Regular cycle: 1 Jun 2026 to 1 Sep 2026",
            ]
        );
    }

    #[test]
    fn a_long_cycle_of_a_quarter_is_a_part_and_three_months() {
        assert_eq!(
            changed(rhythm(20, 1), rhythm(1, 3))[1],
            "Long cycle, 11 of 30 days and 3 whole months: 20 Jun 2026 to 1 Oct 2026"
        );
    }

    #[test]
    fn nothing_is_shown_of_a_rhythm_that_does_not_hold() {
        assert_eq!(Rhythm::typed(" 15", "3"), Some(rhythm(15, 3)));
        for (day, months) in [("", "1"), ("32", "1"), ("1", "25"), ("1", "x")] {
            assert_eq!(Rhythm::typed(day, months), None, "{day} {months}");
        }
    }

    #[test]
    fn the_same_rhythm_changes_nothing() {
        assert!(changed(rhythm(15, 1), rhythm(15, 1)).is_empty());
    }

    #[test]
    fn who_changes_back_before_the_cycle_ends_has_regular_cycles_again() {
        let mut unit = billed("2026-01-01", rhythm(15, 1));
        let change = unit.rhythm_change(rhythm(1, 1), day("2026-05-20")).unwrap();
        unit.turn = Some(change.turn);
        unit.rhythm = rhythm(1, 1);
        let back = unit
            .rhythm_change(rhythm(15, 1), day("2026-05-21"))
            .unwrap();
        assert_eq!(back.cycles.len(), 2);
        assert_eq!(back.turn.regular_from, day("2026-06-15"));
    }

    #[test]
    fn the_next_bill_follows_what_was_shown() {
        let mut unit = billed("2026-01-01", rhythm(15, 1));
        let change = unit.rhythm_change(rhythm(1, 1), day("2026-05-20")).unwrap();
        unit.turn = Some(change.turn);
        unit.rhythm = rhythm(1, 1);
        for (today, next) in [
            ("2026-05-20", "2026-06-15"),
            ("2026-06-15", "2026-06-15"),
            ("2026-06-16", "2026-07-01"),
            ("2026-07-01", "2026-07-01"),
            ("2026-07-02", "2026-08-01"),
        ] {
            assert_eq!(unit.next_bill_on(day(today)), Some(day(next)), "{today}");
        }
    }

    proptest! {
        /// However often the rhythm changes, each cycle begins where the one before ended, the bills
        /// come on just the days that were shown, and no cycle but the running one is shorter than
        /// 15 days.
        #[test]
        fn cycles_follow_each_other_without_gap(
            start in 0_u64..3_000,
            first in (1_u8..=31, 1_u8..=24),
            changes in prop::collection::vec((1_u8..=31, 1_u8..=24, 0_u64..90), 1..6),
        ) {
            let begins_on = day("2020-01-01") + Days::new(start);
            let mut today = begins_on;
            let mut unit = Billed { begins_on, rhythm: rhythm(first.0, first.1), turn: None };
            for (billing_day, frequency, later) in changes {
                today = today + Days::new(later);
                let to = rhythm(billing_day, frequency);
                let Some(change) = unit.rhythm_change(to, today) else { continue };
                let running = change.cycles[0];
                prop_assert!(running.until > today);
                prop_assert_eq!(unit.next_bill_on(today + Days::new(1)), Some(running.until));
                unit = Billed { rhythm: to, turn: Some(change.turn), ..unit };
                let mut before = running.until;
                for cycle in &change.cycles[1..] {
                    prop_assert_eq!(cycle.from, Some(before));
                    prop_assert!((cycle.until - before).num_days() >= SHORT_CYCLE_LEAST);
                    prop_assert_eq!(unit.next_bill_on(before + Days::new(1)), Some(cycle.until));
                    before = cycle.until;
                }
            }
        }
    }
}
