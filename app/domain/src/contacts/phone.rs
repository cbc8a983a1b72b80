//! Phone numbers: their form as people write it, their digits as they are dialled.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fields::FieldProblem;
use crate::text::{TextError, line_parse};

/// The most characters of a phone number, separators included.
pub const PHONE_LIMIT: usize = 40;
/// The fewest digits: an extension inside a company.
const DIGITS_LEAST: usize = 3;
/// The most digits (ITU-T E.164).
const DIGITS_LIMIT: usize = 15;

/// A phone number as typed: digits with the usual separators, `+` in front where international.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// Why a text is no phone number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Too long, or with characters that no text may have.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Something else than digits and separators.
    #[error("A phone number has digits, spaces and + ( ) - . / only, such as +49 431 5501 2034.")]
    Invalid,
    /// Too few or too many digits.
    #[error("A phone number has 3 to 15 digits; this has {0}.")]
    Digits(usize),
}

impl FieldProblem for PhoneError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Invalid => "phone",
            Self::Digits(_) => "phone_digits",
        }
    }
}

impl Phone {
    /// Reads a phone number; none where nothing was typed.
    ///
    /// # Errors
    /// When it has other characters or not 3 to 15 digits, or looks like a card number.
    pub fn parse(text: &str) -> Result<Option<Self>, PhoneError> {
        // One international number in ten passes the check of a card number; cards have no plus.
        let line = match line_parse(text, PHONE_LIMIT) {
            Err(TextError::CardNumber) if text.trim_start().starts_with('+') => {
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            other => other?,
        };
        if line.is_empty() {
            return Ok(None);
        }
        let rest = line.strip_prefix('+').unwrap_or(&line);
        let is_separator = |c: char| matches!(c, ' ' | '(' | ')' | '-' | '.' | '/');
        if !rest.chars().all(|c| c.is_ascii_digit() || is_separator(c)) {
            return Err(PhoneError::Invalid);
        }
        match rest.chars().filter(char::is_ascii_digit).count() {
            0 => Err(PhoneError::Invalid),
            DIGITS_LEAST..=DIGITS_LIMIT => Ok(Some(Self(line))),
            count => Err(PhoneError::Digits(count)),
        }
    }

    /// Reads what was stored.
    #[must_use]
    pub fn stored(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self(text))
    }

    /// The number as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_as_people_write_it() {
        for text in [
            "+49 431 5501 2034",
            "(0431) 5501-2034",
            "0431/55012034",
            "112",
            "+1 555.010.0199",
        ] {
            assert_eq!(Phone::parse(text).unwrap().unwrap().as_str(), text);
        }
        assert_eq!(Phone::parse("").unwrap(), None);
    }

    #[test]
    fn an_international_number_is_never_taken_for_a_card() {
        // Thirteen digits whose Luhn sum is right.
        assert!(Phone::parse("+42 4242 424242 6").unwrap().is_some());
        assert!(matches!(
            Phone::parse("4242 4242 4242 4242"),
            Err(PhoneError::Text(TextError::CardNumber))
        ));
    }

    #[test]
    fn what_cannot_be_dialled_is_refused() {
        for text in ["call me", "+", "0431+55", "555-CALL", "٠٤٣١ ٥٥", "()"] {
            assert_eq!(Phone::parse(text), Err(PhoneError::Invalid), "{text}");
        }
        assert_eq!(Phone::parse("12"), Err(PhoneError::Digits(2)));
        assert_eq!(
            Phone::parse("+12 345 678 901 234 56"),
            Err(PhoneError::Digits(16))
        );
    }
}
