//! Staff users: what their login, name and password may be, and how they are shown (SEC-1, SEC-2).

mod edit;

pub use edit::{StaffUserEdit, StaffUserFields};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{
    access::Role,
    card::looks_like_card_number,
    fields::{FieldErrors, FieldProblem},
    ids::{SessionId, StaffUserId},
    text::{CARD_NUMBER, line_parse, required_line_parse},
};

/// The most characters of a login.
pub const LOGIN_LIMIT: usize = 64;
/// The most characters of a display name.
pub const NAME_LIMIT: usize = 100;
/// The fewest characters of a password.
pub const PASSWORD_LEAST: usize = 12;
/// The most characters of a password: hashing must not become a way to keep the server busy.
pub const PASSWORD_LIMIT: usize = 256;

/// Why a text is no login.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Nothing was typed.
    #[error("Please fill this in.")]
    Required,
    /// More than [`LOGIN_LIMIT`] characters.
    #[error("A login has at most {LOGIN_LIMIT} characters.")]
    TooLong,
    /// Something that cannot be told apart or typed with certainty.
    #[error("A login consists of letters a to z, digits, and . _ - @ without spaces.")]
    Invalid,
    /// What looks like a card number (SEC-3).
    #[error("{CARD_NUMBER}")]
    CardNumber,
}

impl FieldProblem for LoginError {
    fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong => "too_long",
            Self::Invalid => "invalid",
            Self::CardNumber => "card_number",
        }
    }
}

/// Reads a login: lower case, so that one person has one login however it is typed.
///
/// # Errors
/// Where it is empty, too long, looks like a card number or has other characters than a login may have.
pub fn login_parse(text: &str) -> Result<String, LoginError> {
    let login = text.trim();
    let is_login_character =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    if login.is_empty() {
        Err(LoginError::Required)
    } else if login.len() > LOGIN_LIMIT {
        Err(LoginError::TooLong)
    } else if looks_like_card_number(login) {
        Err(LoginError::CardNumber)
    } else if login.chars().all(is_login_character) {
        Ok(login.to_ascii_lowercase())
    } else {
        Err(LoginError::Invalid)
    }
}

/// Why a password will not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`PASSWORD_LEAST`] characters.
    #[error("A password has at least {PASSWORD_LEAST} characters. A few words are easy to keep.")]
    TooShort,
    /// More than [`PASSWORD_LIMIT`] characters.
    #[error("A password has at most {PASSWORD_LIMIT} characters.")]
    TooLong,
    /// The login or one character over and over.
    #[error("This password is easy to guess. Please choose another.")]
    Guessable,
}

impl FieldProblem for PasswordError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Guessable => "guessable",
        }
    }
}

/// Checks a new password for this login and brings it to the form that is hashed.
///
/// # Errors
/// Where it is too short, too long or easy to guess.
pub fn password_parse(password: &str, login: &str) -> Result<String, PasswordError> {
    let length = password.chars().count();
    if length > PASSWORD_LIMIT {
        return Err(PasswordError::TooLong);
    }
    let first = password.chars().next();
    if length < PASSWORD_LEAST {
        Err(PasswordError::TooShort)
    } else if password.chars().all(|c| Some(c) == first) || password.eq_ignore_ascii_case(login) {
        Err(PasswordError::Guessable)
    } else {
        Ok(password_normalize(password))
    }
}

/// One form for a password however a keyboard composes its letters (NFKC).
#[must_use]
pub fn password_normalize(password: &str) -> String {
    password.nfkc().collect()
}

/// What a form or a command line says about a new staff user, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffUserInput {
    /// The login.
    pub login: String,
    /// The name shown beside what the person does.
    pub display_name: String,
    /// The code of the role.
    pub role: String,
    /// The first password.
    pub password: String,
}

/// What somebody types to change their own password.
#[derive(Clone, Default)]
pub struct OwnPasswordInput {
    /// The form's operation id: sent twice, it is one change (decision 26).
    pub operation_id: String,
    /// The password so far.
    pub current: String,
    /// The password from now on.
    pub password: String,
}

/// A new staff user whose every field holds.
#[derive(Clone, PartialEq, Eq)]
pub struct NewStaffUser {
    /// The login in lower case.
    pub login: String,
    /// The name shown beside what the person does.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// The password in the form that is hashed.
    pub password: String,
}

impl StaffUserInput {
    /// Reads every field.
    ///
    /// # Errors
    /// One sentence for each field that does not hold.
    pub fn parse(&self) -> Result<NewStaffUser, FieldErrors> {
        let mut errors = FieldErrors::default();
        let login = errors.check("login", login_parse(&self.login));
        let display_name = errors.check(
            "display_name",
            required_line_parse(&self.display_name, NAME_LIMIT),
        );
        let role = role_check(&mut errors, &self.role);
        let password = errors.check("password", password_parse(&self.password, &self.login));
        match (login, display_name, role, password) {
            (Some(login), Some(display_name), Some(role), Some(password)) => Ok(NewStaffUser {
                login,
                display_name,
                role,
                password,
            }),
            _ => Err(errors),
        }
    }
}

/// The role with this code, or a sentence under the field `role`.
pub fn role_check(errors: &mut FieldErrors, code: &str) -> Option<Role> {
    let role = Role::from_code(code);
    if role.is_none() {
        let codes = Role::ALL.map(Role::code).join(", ");
        errors.push("role", "invalid", format!("Please choose one of {codes}."));
    }
    role
}

/// A staff user in the list of the administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffUserView {
    /// Which user.
    pub id: StaffUserId,
    /// The login.
    pub login: String,
    /// The name shown beside what the person does.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// Since when the person may not sign in any more; none while they may.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When the person last signed in.
    pub last_signed_in_at: Option<DateTime<Utc>>,
    /// Counts the changes: a save of an older version is refused (ACC-6).
    pub version: i32,
}

impl StaffWanted {
    /// Reads what their name or login is to have in it.
    ///
    /// # Errors
    /// Where no name could have it: longer than [`NAME_LIMIT`], or with characters that no text may have.
    pub fn find_parse(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let find = errors.check("find", line_parse(&self.find, NAME_LIMIT));
        find.ok_or(errors)
    }
}

/// Which staff users are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffWanted {
    /// A part of their name or login; empty for everybody.
    pub find: String,
    /// Those behind this one in the order of the list only.
    pub after: Option<StaffUserId>,
}

/// A page of staff users.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffUserPage {
    /// The users: those who may sign in first, by name.
    pub users: Vec<StaffUserView>,
    /// Where the next page begins: hand it over as `after`. None at the end.
    pub next: Option<StaffUserId>,
}

/// One open session of a person, in the list of their own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Which session; it is no secret.
    pub id: SessionId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// The network address it began from.
    pub network: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether it is the session that asks.
    pub is_current: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> StaffUserInput {
        StaffUserInput {
            login: "M.Lind".to_owned(),
            display_name: "Mara Lind".to_owned(),
            role: "csr".to_owned(),
            password: "seven green kettles".to_owned(),
        }
    }

    #[test]
    fn a_login_is_kept_in_lower_case() {
        assert_eq!(
            input().parse().map(|user| user.login),
            Ok("m.lind".to_owned())
        );
    }

    #[test]
    fn each_wrong_field_gets_a_sentence_of_its_own() {
        let wrong = StaffUserInput {
            login: "two words".to_owned(),
            display_name: " ".to_owned(),
            role: "owner".to_owned(),
            password: "short".to_owned(),
        };
        let errors = wrong
            .parse()
            .map(|user| user.login)
            .expect_err("nothing holds");
        for field in ["login", "display_name", "role", "password"] {
            assert!(errors.sentence(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_login_that_looks_like_another_is_refused() {
        // A Cyrillic a.
        assert_eq!(login_parse("аdmin"), Err(LoginError::Invalid));
    }

    #[test]
    fn a_card_number_is_neither_login_nor_name() {
        let typed = StaffUserInput {
            login: "4111-1111-1111-1111".to_owned(),
            display_name: "Mara Lind 4111 1111 1111 1111 12/28".to_owned(),
            ..input()
        };
        let errors = typed.parse().map(|user| user.login).expect_err("refused");
        for field in ["login", "display_name"] {
            assert!(errors.has(field, "card_number"), "{field}");
            assert_eq!(errors.sentence(field), Some(CARD_NUMBER));
        }
    }

    #[test]
    fn the_login_is_no_password() {
        assert_eq!(
            password_parse("Administrator", "administrator"),
            Err(PasswordError::Guessable)
        );
    }

    #[test]
    fn a_composed_and_a_decomposed_letter_make_the_same_password() {
        assert_eq!(
            password_normalize("Zo\u{e9}"),
            password_normalize("Zoe\u{301}")
        );
    }
}
