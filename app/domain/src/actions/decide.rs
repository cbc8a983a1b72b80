//! When something may be scheduled, when it is due, what may still be done with it: pure rules.

use chrono::NaiveDate;

use super::{ActionEnd, ActionState};
use crate::dates::date_words;
use crate::fields::FieldProblem;
use crate::text::ended;

/// How far ahead something can be scheduled, in days: ten years.
pub const LATEST_DAYS: i64 = 3_653;

/// Why a day cannot be chosen for a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueDay {
    /// The day is over.
    #[error(
        "{} is past: today is {}. Please choose a later day, or now.",
        date_words(*.date), date_words(*.today)
    )]
    Past {
        /// The day that was chosen.
        date: NaiveDate,
        /// Today's business date.
        today: NaiveDate,
    },
    /// The day is today.
    #[error("{} is today. Please choose a later day, or now.", date_words(*.0))]
    Today(NaiveDate),
    /// The day is beyond what anybody can plan.
    #[error("{} is too far ahead. Please choose a day in the next ten years.", date_words(*.0))]
    TooLate(NaiveDate),
}

impl FieldProblem for DueDay {
    fn code(&self) -> &'static str {
        match self {
            Self::Past { .. } => "past",
            Self::Today(_) => "today",
            Self::TooLate(_) => "too_late",
        }
    }
}

/// The day, where something can be scheduled for it.
///
/// # Errors
/// When it is not after today, or too far ahead.
pub fn due_day(date: NaiveDate, today: NaiveDate) -> Result<NaiveDate, DueDay> {
    match date.signed_duration_since(today).num_days() {
        ..0 => Err(DueDay::Past { date, today }),
        0 => Err(DueDay::Today(date)),
        1..=LATEST_DAYS => Ok(date),
        _ => Err(DueDay::TooLate(date)),
    }
}

/// Whether the daily run tries an action today: its day has come, and it was not tried today in vain.
#[must_use]
pub fn is_due(
    state: ActionState,
    due_on: NaiveDate,
    failed_on: Option<NaiveDate>,
    today: NaiveDate,
) -> bool {
    state.is_open() && due_on <= today && failed_on.is_none_or(|failed_on| failed_on < today)
}

/// Why nothing can be done any more with an action.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionRefusal {
    /// It was performed.
    #[error("This was done already{} What it did can be undone from the history.", ended(end_words(.0.as_ref())))]
    Done(Option<ActionEnd>),
    /// It was cancelled.
    #[error("This was cancelled already{}", ended(end_words(.0.as_ref())))]
    Cancelled(Option<ActionEnd>),
}

/// ", on 1 Dec 2026 by Sam Rivers".
fn end_words(end: Option<&ActionEnd>) -> String {
    end.map_or_else(String::new, |ActionEnd { on, by }| {
        format!(", on {} by {by}", date_words(*on))
    })
}

impl FieldProblem for ActionRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Cancelled(_) => "cancelled",
        }
    }
}

/// Looks that an action is still to be done: only then it can be performed or cancelled.
///
/// # Errors
/// When it was done or cancelled, on which day and by whom.
pub fn open_check(state: ActionState, end: Option<&ActionEnd>) -> Result<(), ActionRefusal> {
    match state {
        ActionState::Pending | ActionState::Failed => Ok(()),
        ActionState::Done => Err(ActionRefusal::Done(end.cloned())),
        ActionState::Cancelled => Err(ActionRefusal::Cancelled(end.cloned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn something_is_scheduled_from_tomorrow_on() {
        let today = day("2026-11-22");
        let code = |date: &str| due_day(day(date), today).map_err(|refusal| refusal.code());
        assert_eq!(code("2026-11-21"), Err("past"));
        assert_eq!(code("2026-11-22"), Err("today"));
        assert_eq!(code("2026-11-23"), Ok(day("2026-11-23")));
        assert_eq!(code("2036-11-22"), Ok(day("2036-11-22")));
        assert_eq!(code("2999-01-01"), Err("too_late"));
    }

    #[test]
    fn a_past_day_is_refused_with_both_days_named() {
        let refusal = due_day(day("2026-11-01"), day("2026-11-22")).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "1 Nov 2026 is past: today is 22 Nov 2026. Please choose a later day, or now."
        );
    }

    #[test]
    fn what_is_late_is_still_due_and_what_failed_is_tried_again_on_another_day() {
        let today = day("2026-11-22");
        let due = |state, due_on: &str, failed_on: Option<&str>| {
            is_due(state, day(due_on), failed_on.map(day), today)
        };
        assert!(due(ActionState::Pending, "2026-11-22", None));
        assert!(due(ActionState::Pending, "2026-11-01", None));
        assert!(!due(ActionState::Pending, "2026-11-23", None));
        assert!(!due(ActionState::Failed, "2026-11-20", Some("2026-11-22")));
        assert!(due(ActionState::Failed, "2026-11-20", Some("2026-11-21")));
        assert!(!due(ActionState::Done, "2026-11-20", None));
        assert!(!due(ActionState::Cancelled, "2026-11-20", None));
    }

    #[test]
    fn what_is_over_can_be_neither_performed_nor_cancelled() {
        let code = |state| open_check(state, None).map_err(|refusal| refusal.code());
        assert_eq!(code(ActionState::Pending), Ok(()));
        assert_eq!(code(ActionState::Failed), Ok(()));
        assert_eq!(code(ActionState::Done), Err("done"));
        assert_eq!(code(ActionState::Cancelled), Err("cancelled"));
    }

    #[test]
    fn whoever_comes_too_late_is_told_who_was_there_before_and_when() {
        let end = ActionEnd {
            on: day("2026-12-01"),
            by: "Sam Rivers Jr.".to_owned(),
        };
        let words = |state, end| open_check(state, end).unwrap_err().to_string();
        assert_eq!(
            words(ActionState::Cancelled, Some(&end)),
            "This was cancelled already, on 1 Dec 2026 by Sam Rivers Jr."
        );
        assert_eq!(
            words(ActionState::Done, Some(&end)),
            "This was done already, on 1 Dec 2026 by Sam Rivers Jr. What it did can be undone from the \
             history."
        );
        assert_eq!(
            words(ActionState::Cancelled, None),
            "This was cancelled already."
        );
    }

    #[test]
    fn a_state_is_read_back_from_its_code() {
        for state in ActionState::ALL {
            assert_eq!(ActionState::from_code(state.code()), Some(state));
        }
    }
}
