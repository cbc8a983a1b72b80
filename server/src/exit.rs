//! How the program ends when it cannot do what it was asked: one plain sentence and a number that
//! scripts understand (those of sysexits.h).

use std::process::ExitCode;

use store::StoreError;
use store::postgres::SystemError;

/// Why the program ends without having done its work.
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct Failure {
    /// One plain sentence for the terminal.
    pub sentence: String,
    /// The exit code.
    pub code: u8,
}

impl Failure {
    /// What was given on the command line does not hold (EX_USAGE).
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 64,
        }
    }

    /// The input, a file or a field, does not hold (EX_DATAERR).
    pub fn data(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 65,
        }
    }

    /// An input file is not there or cannot be read (EX_NOINPUT).
    pub fn no_input(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 66,
        }
    }

    /// Something the program needs is away, above all the database (EX_UNAVAILABLE).
    pub fn unavailable(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 69,
        }
    }

    /// A fault of the program (EX_SOFTWARE).
    pub fn internal(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 70,
        }
    }

    /// The system refused: a port, a process, a folder (EX_OSERR).
    pub fn os(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 71,
        }
    }

    /// A file that should be written stands for something else already (EX_CANTCREAT).
    pub fn cannot_create(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 73,
        }
    }

    /// The command may not do this (EX_NOPERM).
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 77,
        }
    }

    /// The configuration does not hold (EX_CONFIG).
    pub fn config(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            code: 78,
        }
    }

    /// Says it on the terminal and gives the exit code.
    #[must_use]
    pub fn report(&self) -> ExitCode {
        eprintln!("canopy: {}", self.sentence);
        self.exit_code()
    }

    /// The exit code alone, where it was said already what is wrong.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl From<SystemError> for Failure {
    fn from(error: SystemError) -> Self {
        Self::unavailable(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Refused(refused) => Self::refused(refused.to_string()),
            StoreError::NotFound(what) => Self::data(format!("There is no {what}.")),
            StoreError::Invalid(fields) => {
                let list = |field: &domain::fields::FieldError| {
                    format!("{}: {}", field.field, field.sentence)
                };
                Self::data(
                    fields
                        .0
                        .iter()
                        .map(list)
                        .collect::<Vec<_>>()
                        .join("\n        "),
                )
            }
            StoreError::Conflict { sentence, .. } => Self::data(sentence.clone()),
            _ if error.is_unavailable() => Self::unavailable(format!(
                "The database cannot be reached: {}.",
                cause(&error)
            )),
            _ => Self::internal(format!("{error}: {}", cause(&error))),
        }
    }
}

/// What the system says about a file or an address, without its number.
#[must_use]
pub fn system_words(error: &std::io::Error) -> String {
    without_number(&error.to_string()).to_owned()
}

/// The database's words, or the innermost cause: what helps on a terminal, without a full stop.
#[must_use]
pub fn cause(error: &StoreError) -> String {
    if let Some(words) = error.database_words() {
        return words.to_owned();
    }
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    without_number(&innermost.to_string())
        .trim_end_matches('.')
        .to_owned()
}

fn without_number(words: &str) -> &str {
    words
        .split_once(" (os error")
        .map_or(words, |(plain, _)| plain)
}
