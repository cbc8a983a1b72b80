//! The one error that reaches a person: a code, a sentence, the request's number.
//!
//! Texts of the database and other causes stay in the log, where the same number stands.

use domain::fields::FieldErrors;
use leptos::server_fn::codec::PostcardEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What server functions return.
pub type AppResult<T> = Result<T, AppError>;

/// Why something was not done, told apart as far as the screen acts differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// There is no session, or it has ended: sign in again.
    NotSignedIn,
    /// The role does not have the right (SEC-1).
    Refused,
    /// There is no such thing.
    NotFound,
    /// What was typed does not hold; `fields` says where.
    Invalid,
    /// Somebody changed it meanwhile (ACC-6).
    Stale,
    /// The state of things forbids it.
    Conflict,
    /// It took too long and was given up; narrowing the question helps (FIND-6).
    TooSlow,
    /// The database is away; trying again later may succeed.
    Unavailable,
    /// The browser did not reach the server.
    Offline,
    /// A fault of the program; the log knows more.
    Internal,
}

impl ErrorCode {
    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::Refused => 403,
            Self::NotFound => 404,
            Self::Invalid => 422,
            Self::Stale | Self::Conflict => 409,
            Self::TooSlow | Self::Unavailable | Self::Offline => 503,
            Self::Internal => 500,
        }
    }
}

/// An error as a person sees it and as it travels to the browser.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{sentence}")]
pub struct AppError {
    /// What kind of thing went wrong.
    pub code: ErrorCode,
    /// One plain sentence: what happened and what to do.
    pub sentence: String,
    /// The request's number, to be named when asking for help; empty where none was made.
    pub request_id: String,
    /// What is wrong with which field; empty unless the code is [`ErrorCode::Invalid`].
    pub fields: FieldErrors,
}

impl AppError {
    /// An error without fields; the request's number is added at the edge.
    pub fn new(code: ErrorCode, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
            request_id: String::new(),
            fields: FieldErrors::default(),
        }
    }

    /// The sentence of the first field that is wrong; that of the whole where none is.
    pub fn first_sentence(&self) -> &str {
        let field = self.fields.0.first();
        field.map_or(&self.sentence, |field| &field.sentence)
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn not_signed_in() -> Self {
        Self::new(
            ErrorCode::NotSignedIn,
            "Your session has ended. Please sign in again.",
        )
    }

    /// An address that names no page of a list. It is not taken for another one.
    #[must_use]
    pub fn unknown_page() -> Self {
        Self::new(
            ErrorCode::Invalid,
            "This page cannot be found. Please begin at the first page of the list.",
        )
    }

    /// The sentence to show beside a field.
    #[must_use]
    pub fn sentence_for(&self, field: &str) -> Option<&str> {
        self.fields.sentence(field)
    }
}

/// Whether an error that is shown says this already: where several parts of a page ask the server and it is
/// away, that is told once.
#[must_use]
pub fn is_said(shown: Option<&AppError>, sentence: &str) -> bool {
    shown.is_some_and(|error| error.first_sentence() == sentence)
}

/// What was typed does not hold.
impl From<FieldErrors> for AppError {
    fn from(fields: FieldErrors) -> Self {
        Self {
            fields,
            ..Self::new(ErrorCode::Invalid, "Please correct what is marked.")
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::new(
                ErrorCode::Offline,
                "The server could not be reached. Please check the connection and try again.",
            ),
            // On the server what was sent, in the browser what came back.
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::new(
                ErrorCode::Invalid,
                "This page and the server do not understand each other. Please reload the page.",
            ),
            _ => Self::new(
                ErrorCode::Internal,
                "Something went wrong here. Please try again, or ask for help.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_arrives_in_the_browser_as_it_left_the_server() {
        let mut fields = FieldErrors::default();
        fields.push("login", "taken", "This login is taken.");
        let error = AppError {
            request_id: "r-1".to_owned(),
            ..AppError::from(fields)
        };
        assert_eq!(AppError::de(error.ser()), error);
    }

    #[test]
    fn one_cause_is_said_once_whichever_part_of_a_page_met_it() {
        let away = || AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
        assert!(is_said(Some(&away()), &away().sentence));
        assert!(!is_said(Some(&away()), "This day is past."));
        assert!(!is_said(None, &away().sentence));
    }

    #[test]
    fn what_the_program_says_about_its_insides_is_not_shown() {
        let error =
            AppError::from_server_fn_error(ServerFnErrorErr::ServerError("secret".to_owned()));
        assert!(!error.sentence.contains("secret"));
    }
}
