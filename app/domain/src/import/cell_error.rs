//! What can be wrong with a cell that no form has: dates, states and amounts as a file writes them.

use chrono::{Datelike, NaiveDate};

use crate::fields::FieldProblem;
use crate::money::{Currency, Money, MoneyError};

/// The most minor units of one opening balance, owed or in credit: a million accounts with it under one
/// root still have a sum of 64 bits, and ten million have one where they come to a tenth of it on average.
/// It is ninety billion euros: whatever is larger is no amount, but a number of another column.
pub(super) const OPENING_LIMIT: i64 = 9_000_000_000_000;

const _: () = assert!(OPENING_LIMIT.checked_mul(1_000_000).is_some());

/// Why a cell of the file itself, apart from the form's fields, does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CellError {
    #[error("A date looks like 2026-03-31: year, month, day.")]
    Date,
    #[error("This day is still to come; today is {0}.")]
    Future(NaiveDate),
    #[error("This is before the account began ({0}).")]
    BeforeOpening(NaiveDate),
    #[error("Please give active, inactive or closed.")]
    Status,
    #[error("An opening balance needs the day on which it is due.")]
    DueMissing,
    #[error("{}.", capitalized(.0))]
    Amount(MoneyError),
    #[error("An opening balance is at most {0}, owed or in credit.")]
    OpeningTooLarge(Money),
    #[error("This row has {found} cells; the header has {wanted}.")]
    Cells { found: usize, wanted: usize },
}

impl FieldProblem for CellError {
    fn code(&self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Future(_) => "future",
            Self::BeforeOpening(_) => "before_opening",
            Self::Status => "unknown",
            Self::DueMissing => "required",
            Self::Amount(_) => "amount",
            Self::OpeningTooLarge(_) => "too_large",
            Self::Cells { .. } => "cells",
        }
    }
}

fn capitalized(error: &MoneyError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A day between 1900 and 2199, as ISO 8601 writes it.
pub(super) fn date_parse(text: &str) -> Result<NaiveDate, CellError> {
    let shape = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = shape.then(|| text.parse::<NaiveDate>().ok()).flatten();
    day.filter(|day| (1900..2200).contains(&day.year()))
        .ok_or(CellError::Date)
}

/// What is open in the former system, within [`OPENING_LIMIT`].
pub(super) fn opening_parse(text: &str, currency: Currency) -> Result<Money, CellError> {
    let most = Money {
        minor: OPENING_LIMIT,
        currency,
    };
    match Money::parse(text, currency) {
        Ok(money) if money.minor.unsigned_abs() <= OPENING_LIMIT.unsigned_abs() => Ok(money),
        Ok(_) | Err(MoneyError::TooLarge) => Err(CellError::OpeningTooLarge(most)),
        Err(error) => Err(CellError::Amount(error)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_opening_balance_is_read_to_the_cent_or_refused_by_the_largest_there_is(
            minor in prop_oneof![
                any::<i64>(),
                -2 * OPENING_LIMIT..2 * OPENING_LIMIT,
                OPENING_LIMIT - 2..OPENING_LIMIT + 3,
            ],
        ) {
            let sign = if minor < 0 { "-" } else { "" };
            let units = minor.unsigned_abs();
            let text = format!("{sign}{}.{:02}", units / 100, units % 100);
            let read = opening_parse(&text, Currency::EUR);
            let is_held = (-OPENING_LIMIT..=OPENING_LIMIT).contains(&minor);
            prop_assert_eq!(read.as_ref().ok().map(|money| money.minor), is_held.then_some(minor));
            let told = read.err().map(|error| error.to_string());
            let sentence = "An opening balance is at most 90,000,000,000.00 EUR, owed or in credit.";
            prop_assert_eq!(told.as_deref(), (!is_held).then_some(sentence));
        }
    }
}
