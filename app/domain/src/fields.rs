//! What is wrong with what a person typed: a sentence beside the field, a code for programs.

use serde::{Deserialize, Serialize};

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Path of the field in the form: `contacts.1.email`.
    pub field: String,
    /// A stable code for programs: `required`, `too_long`, `invalid` …
    pub code: String,
    /// A plain sentence for the person.
    pub sentence: String,
}

/// Everything that is wrong with a form; never empty where it is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// Adds what is wrong with a field.
    pub fn push(&mut self, field: impl Into<String>, code: &str, sentence: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            code: code.to_owned(),
            sentence: sentence.into(),
        });
    }

    /// Keeps the value, or notes what is wrong with it under this field.
    pub fn check<T, E: FieldProblem>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problem) => {
                self.push(field, problem.code(), problem.to_string());
                None
            }
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is wrong with a field, by its stable code.
    #[must_use]
    pub fn has(&self, field: &str, code: &str) -> bool {
        let mut errors = self.0.iter();
        errors.any(|error| error.field == field && error.code == code)
    }

    /// The sentence to show beside a field.
    #[must_use]
    pub fn sentence(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.sentence.as_str())
    }
}

/// A parse error that a form can show: its `Display` is the sentence.
pub trait FieldProblem: std::fmt::Display {
    /// The stable code.
    fn code(&self) -> &'static str;
}
