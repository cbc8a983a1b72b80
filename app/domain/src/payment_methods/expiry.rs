//! The expiry of a card: the last day on which it is good.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::dates::month_end;
use crate::fields::FieldProblem;

/// How long before its end a card counts as about to expire, in days.
const SOON_DAYS: u64 = 60;
/// Cards are issued for a few years: further ahead is a slip of the finger.
const YEARS_AHEAD: i32 = 20;

/// Why a text is no expiry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryError {
    /// Not of the form `03/2027`.
    #[error("An expiry is a month and a year, such as 03/2027.")]
    Form,
    /// Over already.
    #[error("This card has already expired. Please add the new one as a payment method.")]
    Past,
    /// Further ahead than any card.
    #[error("This is more than {YEARS_AHEAD} years ahead. Please check the year.")]
    TooFar,
}

impl FieldProblem for ExpiryError {
    fn code(&self) -> &'static str {
        match self {
            Self::Form => "expiry",
            Self::Past => "expired",
            Self::TooFar => "too_far",
        }
    }
}

/// Reads `03/2027`, `3/27` or `2027-03` as the month's last day, which is still good.
///
/// # Errors
/// When it is no month of a year, lies before today or further ahead than any card.
pub fn expiry_parse(text: &str, today: NaiveDate) -> Result<NaiveDate, ExpiryError> {
    let text = text.trim();
    let (month, year) = match text.split_once('/') {
        Some((month, year)) => (month.trim(), year.trim()),
        None => text
            .split_once('-')
            .map(|(year, month)| (month, year))
            .ok_or(ExpiryError::Form)?,
    };
    let number = |part: &str, lengths: &[usize]| {
        let is_number =
            lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number
            .then(|| part.parse::<u32>().ok())
            .flatten()
            .ok_or(ExpiryError::Form)
    };
    let month = number(month, &[1, 2])?;
    let year = match number(year, &[2, 4])? {
        short if year.len() == 2 => 2000 + short,
        long => long,
    };
    let last_day = i32::try_from(year)
        .ok()
        .and_then(|year| month_end(year, month));
    let last_day = last_day
        .filter(|_| (1..=12).contains(&month))
        .ok_or(ExpiryError::Form)?;
    if last_day < today {
        Err(ExpiryError::Past)
    } else if last_day.year() > today.year() + YEARS_AHEAD {
        Err(ExpiryError::TooFar)
    } else {
        Ok(last_day)
    }
}

/// Where a card stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryState {
    /// Good for a while.
    Good,
    /// Good for 60 days at most.
    Soon,
    /// No longer good.
    Expired,
}

/// Where a card with this last good day stands today.
#[must_use]
pub fn expiry_state(expires_on: NaiveDate, today: NaiveDate) -> ExpiryState {
    if expires_on < today {
        ExpiryState::Expired
    } else if today + Days::new(SOON_DAYS) >= expires_on {
        ExpiryState::Soon
    } else {
        ExpiryState::Good
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 14).unwrap()
    }

    #[test]
    fn an_expiry_is_read_as_cards_print_it() {
        for text in ["03/2028", "3/28", " 03 / 28 ", "2028-03"] {
            assert_eq!(
                expiry_parse(text, today()).unwrap().to_string(),
                "2028-03-31",
                "{text}"
            );
        }
    }

    #[test]
    fn a_card_is_good_until_the_end_of_its_month() {
        assert!(expiry_parse("03/26", today()).is_ok());
        assert_eq!(expiry_parse("02/26", today()), Err(ExpiryError::Past));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "",
            "13/27",
            "0/27",
            "03",
            "March 2027",
            "03/202",
            "-1/27",
            "03/20271",
            "03//27",
        ] {
            assert_eq!(
                expiry_parse(text, today()),
                Err(ExpiryError::Form),
                "{text:?}"
            );
        }
        assert_eq!(expiry_parse("03/2099", today()), Err(ExpiryError::TooFar));
    }

    #[test]
    fn a_card_is_about_to_expire_for_sixty_days() {
        let state = |expires: &str| expiry_state(expires.parse().unwrap(), today());
        assert_eq!(state("2026-03-13"), ExpiryState::Expired);
        assert_eq!(state("2026-03-14"), ExpiryState::Soon);
        assert_eq!(state("2026-05-13"), ExpiryState::Soon);
        assert_eq!(state("2026-05-14"), ExpiryState::Good);
    }
}
