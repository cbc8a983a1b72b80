//! What a form offers to choose from, and what a typed code is checked against.
//!
//! The lists come from `store`: names of countries and languages never burden the browser's program.

use serde::{Deserialize, Serialize};

use crate::fields::{FieldErrors, FieldProblem};
use crate::text::{TextError, required_line_parse};

/// The most characters of a customer type's name.
pub const CUSTOMER_TYPE_NAME_LIMIT: usize = 60;

/// One thing to choose: the code that is stored and the words that are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored and typed: `gold`, `DE`, `EUR`.
    pub code: String,
    /// The words on the screen.
    pub name: String,
}

impl Choice {
    /// A choice of this code and name.
    #[must_use]
    pub fn new(code: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            name: name.into(),
        }
    }
}

/// What the forms of an account offer: only what may be chosen anew, no retired customer type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormLists {
    /// Customer types in their rank (ACC-4).
    pub customer_types: Vec<Choice>,
    /// Languages by name; the code is that of BCP 47: `en`, `pt-BR`.
    pub languages: Vec<Choice>,
    /// Currencies by code (ISO 4217); only those in which a bill can be written.
    pub currencies: Vec<Choice>,
    /// Countries by name (ISO 3166-1, two letters).
    pub countries: Vec<Choice>,
    /// E-mail addresses of e-mail services that are ordered and not yet active: a contact cannot
    /// be reached there (ACC-5). Folded as [`crate::contacts::Email::folded`] gives it.
    pub pending_email_services: Vec<String>,
}

/// A code that stands in no list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// Nothing was chosen where something is needed.
    #[error("Please choose one.")]
    Required,
    /// A code that the list does not have, or no longer.
    #[error("Please choose one from the list.")]
    Unknown,
}

impl FieldProblem for ChoiceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Unknown => "unknown",
        }
    }
}

/// The code as the list writes it, however it was typed.
///
/// # Errors
/// When nothing was chosen, or what the list does not have.
pub fn choice_parse(text: &str, list: &[Choice]) -> Result<String, ChoiceError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ChoiceError::Required);
    }
    list.iter()
        .find(|choice| choice.code.eq_ignore_ascii_case(text))
        .map(|choice| choice.code.clone())
        .ok_or(ChoiceError::Unknown)
}

/// The words for a code; the code itself where the list no longer has it.
#[must_use]
pub fn choice_words<'a>(code: &'a str, list: &'a [Choice]) -> &'a str {
    list.iter()
        .find(|choice| choice.code == code)
        .map_or(code, |choice| &choice.name)
}

/// A customer type as an administrator sees it: retired ones too, with how many accounts have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTypeView {
    /// The code that is stored; it never changes.
    pub code: String,
    /// The words on the screen.
    pub name: String,
    /// Its place in the list, from 1.
    pub rank: i16,
    /// Whether it can no longer be chosen.
    pub is_retired: bool,
    /// Whether an account has it: then it can be retired, and stands in history for ever.
    pub is_used: bool,
}

/// The name of a customer type.
///
/// # Errors
/// When it is empty, too long or has characters that a text may not have.
pub fn customer_type_name_parse(text: &str) -> Result<String, TextError> {
    required_line_parse(text, CUSTOMER_TYPE_NAME_LIMIT)
}

/// The code that a new customer type gets from its name: `Gold Plus` becomes `gold_plus`.
///
/// # Errors
/// When the name has no letter of the Latin alphabet to begin with.
pub fn customer_type_code(name: &str) -> Result<String, FieldErrors> {
    let mut code = String::new();
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_lowercase() || (c.is_ascii_digit() && !code.is_empty()) {
            code.push(c);
        } else if !code.is_empty() && !code.ends_with('_') {
            code.push('_');
        }
    }
    code.truncate(32);
    let code = code.trim_end_matches('_');
    if code.is_empty() {
        let mut errors = FieldErrors::default();
        errors.push(
            "name",
            "invalid",
            "The name needs at least one letter from A to Z.",
        );
        return Err(errors);
    }
    Ok(code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_however_it_is_typed_and_written_as_the_list_does() {
        let list = [
            Choice::new("DE", "Germany"),
            Choice::new("pt-BR", "Portuguese (Brazil)"),
        ];
        assert_eq!(choice_parse(" de ", &list).as_deref(), Ok("DE"));
        assert_eq!(choice_parse("PT-br", &list).as_deref(), Ok("pt-BR"));
        assert_eq!(choice_parse("Germany", &list), Err(ChoiceError::Unknown));
        assert_eq!(choice_parse(" ", &list), Err(ChoiceError::Required));
    }

    #[test]
    fn the_code_of_a_customer_type_follows_its_name() {
        assert_eq!(customer_type_code("Gold Plus!").as_deref(), Ok("gold_plus"));
        assert_eq!(customer_type_code("24/7 Care").as_deref(), Ok("care"));
        assert!(customer_type_code("金").is_err());
    }
}
