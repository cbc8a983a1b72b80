//! Security hint and answer: how a caller is known (ACC-4, SEC-4).

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::fields::{FieldErrors, FieldProblem};
use crate::secret::Secret;
use crate::text::{TextError, line_parse};

/// The most characters of a hint.
pub const HINT_LIMIT: usize = 120;
/// The most characters of an answer.
pub const ANSWER_LIMIT: usize = 120;
/// The fewest letters and digits of an answer: fewer are guessed in a few calls.
const ANSWER_LEAST: usize = 3;

/// An answer in the form that is hashed and compared: lower case, letters and digits only, so that
/// it is the same answer however it is said and written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityAnswer(Secret);

/// Hint and answer as read; both may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSecurity {
    /// What reminds the customer of the answer; empty where there is none.
    pub hint: String,
    /// The answer; none where none is given.
    pub answer: Option<SecurityAnswer>,
}

/// How a caller of an account is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerHint {
    /// What reminds the customer of the answer; empty where there is none.
    pub hint: String,
    /// Whether an answer is stored.
    pub has_answer: bool,
}

/// What came of asking a caller for the security answer (SEC-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallerOutcome {
    /// The answer is right.
    Verified,
    /// The answer is another.
    Wrong {
        /// How many more may be tried before everybody has to wait.
        tries_left: u8,
    },
    /// Too many wrong answers were given on this account.
    Throttled {
        /// Minutes until the next one is looked at.
        minutes: u16,
    },
    /// The account has no security answer.
    NoAnswer,
}

impl CallerOutcome {
    /// The outcome in one sentence.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Verified => "The answer is right: the caller is verified.".to_owned(),
            Self::Wrong { tries_left: 0 } => {
                "This is not the answer. No more can be tried for a while.".to_owned()
            }
            Self::Wrong { tries_left: 1 } => {
                "This is not the answer. One more can be tried.".to_owned()
            }
            Self::Wrong { tries_left } => {
                format!("This is not the answer. {tries_left} more can be tried.")
            }
            Self::Throttled { minutes: 1 } => {
                "Too many wrong answers were given. Please try again in a minute.".to_owned()
            }
            Self::Throttled { minutes } => {
                format!("Too many wrong answers were given. Please try again in {minutes} minutes.")
            }
            Self::NoAnswer => {
                "This account has no security answer. The profile is where one is set.".to_owned()
            }
        }
    }
}

/// Why an answer cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecurityError {
    /// Too long, or with characters that no text may have.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Too short to tell a customer from a stranger.
    #[error("An answer has at least {ANSWER_LEAST} letters or digits.")]
    TooShort,
    /// A hint without answer.
    #[error("Please give the answer to this hint.")]
    NoAnswer,
    /// An answer without hint.
    #[error("Please give a hint that reminds the customer of the answer.")]
    NoHint,
    /// The hint gives the answer away.
    #[error("The hint gives the answer away.")]
    Told,
}

impl FieldProblem for SecurityError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::TooShort => "too_short",
            Self::NoAnswer | Self::NoHint => "required",
            Self::Told => "guessable",
        }
    }
}

impl SecurityAnswer {
    /// Reads an answer as typed.
    ///
    /// # Errors
    /// When it is too long, too short, or has characters that no text may have.
    pub fn parse(text: &str) -> Result<Self, SecurityError> {
        let line = line_parse(text, ANSWER_LIMIT)?;
        let folded = fold(&line);
        if folded.chars().count() < ANSWER_LEAST {
            return Err(SecurityError::TooShort);
        }
        Ok(Self(Secret::from(folded)))
    }

    /// The text to hash or to compare with a hash.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Reads hint and answer; what is wrong is noted under `security_hint` and `security_answer`.
/// Where an answer is stored already (`has_answer`), a blank one leaves it.
pub fn security_parse(
    hint: &str,
    answer: &Secret,
    has_answer: bool,
    errors: &mut FieldErrors,
) -> Option<NewSecurity> {
    let hint = errors.check("security_hint", line_parse(hint, HINT_LIMIT));
    let answer = match answer.is_blank() {
        true => Some(None),
        false => errors.check(
            "security_answer",
            SecurityAnswer::parse(answer.expose()).map(Some),
        ),
    };
    let (hint, answer) = (hint?, answer?);
    let problem = match &answer {
        None if !hint.is_empty() && !has_answer => {
            Some(("security_answer", SecurityError::NoAnswer))
        }
        Some(_) if hint.is_empty() => Some(("security_hint", SecurityError::NoHint)),
        Some(answer) if fold(&hint).contains(answer.expose()) => {
            Some(("security_hint", SecurityError::Told))
        }
        _ => None,
    };
    if let Some((field, problem)) = problem {
        errors.check::<(), _>(field, Err(problem));
        return None;
    }
    Some(NewSecurity { hint, answer })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(hint: &str, answer: &str, has_answer: bool) -> Option<String> {
        let mut errors = FieldErrors::default();
        security_parse(hint, &Secret::from(answer), has_answer, &mut errors);
        errors.0.first().map(|error| error.sentence.clone())
    }

    #[test]
    fn an_answer_is_the_same_however_it_is_said() {
        let said = SecurityAnswer::parse("  RÉX, the 2nd! ").unwrap();
        assert_eq!(said, SecurityAnswer::parse("rex the 2nd").unwrap());
    }

    #[test]
    fn hint_and_answer_come_together() {
        assert!(
            problem("First pet", "", false)
                .unwrap()
                .contains("answer to this hint")
        );
        assert!(
            problem("", "Rex the second", false)
                .unwrap()
                .contains("give a hint")
        );
        assert_eq!(problem("", "", false), None);
    }

    #[test]
    fn a_stored_answer_stays_where_none_is_typed() {
        assert_eq!(problem("First pet", "", true), None);
    }

    #[test]
    fn a_hint_that_holds_the_answer_is_refused() {
        assert!(
            problem("It is Rex!", "rex", false)
                .unwrap()
                .contains("gives the answer away")
        );
    }
}
