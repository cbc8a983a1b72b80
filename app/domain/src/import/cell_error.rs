//! What can be wrong with a cell that no form has: dates, states and amounts as a file writes them.

use chrono::{Datelike, NaiveDate};

use crate::fields::FieldProblem;
use crate::money::MoneyError;

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
