//! The number by which people know an account: `A-00000042`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::fields::FieldProblem;

/// An account's number. Eight digits are a minimum width (decision 25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountNumber(i64);

/// A text that is no account number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An account number looks like A-00000042.")]
pub struct AccountNumberError;

impl FieldProblem for AccountNumberError {
    fn code(&self) -> &'static str {
        "account_number"
    }
}

impl AccountNumber {
    /// The account number with this value, from 1 up.
    ///
    /// # Errors
    /// When the value is not positive.
    pub const fn new(value: i64) -> Result<Self, AccountNumberError> {
        if value > 0 {
            Ok(Self(value))
        } else {
            Err(AccountNumberError)
        }
    }

    /// The bare number, as the database stores it.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A-{:08}", self.0)
    }
}

impl FromStr for AccountNumber {
    type Err = AccountNumberError;

    /// Reads `A-00000042`, `a-42` and `42`.
    fn from_str(text: &str) -> Result<Self, AccountNumberError> {
        let text = text.trim();
        let digits = text
            .strip_prefix("A-")
            .or_else(|| text.strip_prefix("a-"))
            .unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AccountNumberError);
        }
        digits
            .parse()
            .map_err(|_| AccountNumberError)
            .and_then(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let number = AccountNumber::new(42).unwrap();
        assert_eq!(number.to_string(), "A-00000042");
        for text in ["A-00000042", "a-42", " 42 "] {
            assert_eq!(text.parse(), Ok(number));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "A-",
            "A-0",
            "-1",
            "A--1",
            "99999999999999999999",
            "A-１",
        ] {
            assert_eq!(
                text.parse::<AccountNumber>(),
                Err(AccountNumberError),
                "{text:?}"
            );
        }
    }
}
