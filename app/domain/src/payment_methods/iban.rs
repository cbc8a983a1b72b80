//! International bank account numbers (ISO 13616): read, checked, handed to the gateway, forgotten.

use std::fmt;

use crate::fields::FieldProblem;

/// An account number of a bank whose check digits are right. Only its last four characters are
/// ever kept; `Debug` shows no more.
#[derive(Clone, PartialEq, Eq)]
pub struct Iban(String);

/// Why a text is no account number of a bank.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    /// Nothing was typed.
    #[error("Please fill this in.")]
    Required,
    /// Not of the form of an IBAN.
    #[error(
        "An IBAN has two letters, two digits and up to 30 letters or digits, such as DE89 3704 0044 0532 0130 00."
    )]
    Form,
    /// The check digits do not fit.
    #[error("The check digits of this IBAN do not fit. Please compare it with the original.")]
    Check,
}

impl FieldProblem for IbanError {
    fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Form => "iban",
            Self::Check => "iban_check",
        }
    }
}

impl Iban {
    /// Reads an IBAN with or without spaces, in capitals or not.
    ///
    /// # Errors
    /// When nothing was typed, the form is another, or the check digits do not fit (mod 97).
    pub fn parse(text: &str) -> Result<Self, IbanError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(IbanError::Required);
        }
        // The longest has 34 characters; a megabyte is not walked through twice.
        if text.len() > 60 {
            return Err(IbanError::Form);
        }
        let iban: String = text
            .chars()
            .filter(|c| *c != ' ')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let bytes = iban.as_bytes();
        let has_form = (15..=34).contains(&bytes.len())
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && bytes[4..].iter().all(u8::is_ascii_alphanumeric);
        if !has_form {
            return Err(IbanError::Form);
        }
        let remainder = bytes[4..]
            .iter()
            .chain(&bytes[..4])
            .fold(0_u32, |rest, byte| match byte {
                b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
                letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
            });
        if remainder == 1 {
            Ok(Self(iban))
        } else {
            Err(IbanError::Check)
        }
    }

    /// The account number itself, for the gateway.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be kept: the last four characters.
    #[must_use]
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban(…{})", self.last_four())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_read_as_it_stands_on_paper() {
        for text in [
            "DE89 3704 0044 0532 0130 00",
            "gb82west12345698765432",
            "NO93 8601 1117 947",
        ] {
            assert!(Iban::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn one_wrong_digit_is_found() {
        assert_eq!(
            Iban::parse("DE89 3704 0044 0532 0130 01"),
            Err(IbanError::Check)
        );
    }

    #[test]
    fn what_is_no_iban_is_refused() {
        for text in [
            "DE",
            "8937040044",
            "DE89-3704-0044-0532",
            "DÉ89370400440532013000",
        ] {
            assert_eq!(Iban::parse(text), Err(IbanError::Form), "{text}");
        }
        assert_eq!(Iban::parse(&"x".repeat(1_000_000)), Err(IbanError::Form));
    }

    #[test]
    fn a_debug_print_shows_four_characters() {
        let iban = Iban::parse("DE89 3704 0044 0532 0130 00").unwrap();
        assert_eq!(format!("{iban:?}"), "Iban(…3000)");
    }
}
