//! E-mail addresses: their form, and that of a contact must already exist (ACC-5).

use std::fmt;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

use crate::fields::FieldProblem;
use crate::text::{TextError, line_parse};

/// The most characters of an address (RFC 5321: 254 octets in a path).
pub const EMAIL_LIMIT: usize = 254;

/// An e-mail address of the ordinary form, as typed apart from white space around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

/// Why a text is no address of a contact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Too long, or with characters that no text may have.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Not of the form `name@example.com`.
    #[error("An e-mail address looks like name@example.com.")]
    Invalid,
    /// The address of an e-mail service that is not yet active (ACC-5).
    #[error(
        "This address belongs to an e-mail service that is not active yet, so nobody can be \
         reached there. Please give one that already exists."
    )]
    NotYetActive,
}

impl FieldProblem for EmailError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Invalid => "email",
            Self::NotYetActive => "email_not_active",
        }
    }
}

impl Email {
    /// Reads an address; none where nothing was typed.
    ///
    /// # Errors
    /// When it is too long or not of the form `name@example.com`.
    pub fn parse(text: &str) -> Result<Option<Self>, EmailError> {
        let line = match line_parse(text, EMAIL_LIMIT) {
            // Digits before the @ are a name, not a card.
            Err(TextError::CardNumber) if text.contains('@') => text.trim().to_owned(),
            other => other?,
        };
        if line.is_empty() {
            return Ok(None);
        }
        let options = Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        // Quoted local parts and comments are legal and nobody has one: markup would hide in them.
        let is_plain = !line.contains(['"', '(', ')', '<', '>', '\\', ' ', ',', ';', ':']);
        match EmailAddress::parse_with_options(&line, options) {
            Ok(_) if is_plain && line.len() <= EMAIL_LIMIT => Ok(Some(Self(line))),
            _ => Err(EmailError::Invalid),
        }
    }

    /// Reads what was stored.
    #[must_use]
    pub fn stored(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self(text))
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two addresses are the same mailbox: case does not matter.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// That this address can already be reached: it is none of the e-mail services that are
    /// ordered and not yet active, in the same order or a pending one (ACC-5).
    ///
    /// # Errors
    /// When it is one of them.
    pub fn ensure_exists(&self, not_yet_active: &[String]) -> Result<(), EmailError> {
        match not_yet_active.contains(&self.folded()) {
            true => Err(EmailError::NotYetActive),
            false => Ok(()),
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_taken_as_typed() {
        for text in [
            "ana@acme.example",
            "O'Neil+bills@sub.acme.example",
            "büro@müller.example",
        ] {
            assert_eq!(Email::parse(text).unwrap().unwrap().as_str(), text);
        }
        assert_eq!(Email::parse("  "), Ok(None));
    }

    #[test]
    fn a_name_of_many_digits_is_no_card_number() {
        assert!(
            Email::parse("4242424242424242@sms.example")
                .unwrap()
                .is_some()
        );
    }

    #[test]
    fn what_cannot_be_written_to_is_refused() {
        for text in [
            "ana",
            "ana@",
            "@acme.example",
            "ana@acme",
            "ana acme@x.example",
            "a@b@c.example",
            "ana@acme..example",
            "Ana <ana@acme.example>",
            "\"<b>\"@acme.example",
            "ana@[127.0.0.1]",
            "ana@acme.example, bo@acme.example",
            "ana@-acme.example",
        ] {
            assert_eq!(Email::parse(text), Err(EmailError::Invalid), "{text}");
        }
        let long = format!("{}@acme.example", "x".repeat(300));
        assert!(matches!(
            Email::parse(&long),
            Err(EmailError::Text(TextError::TooLong { .. }))
        ));
    }

    #[test]
    fn the_address_of_a_service_that_is_not_active_yet_is_refused() {
        let email = Email::parse("Ana@Mail.example").unwrap().unwrap();
        let pending = ["ana@mail.example".to_owned()];
        assert_eq!(email.ensure_exists(&pending), Err(EmailError::NotYetActive));
        assert_eq!(email.ensure_exists(&[]), Ok(()));
    }
}
