//! What a form holds, as plain values: to be compared, merged, kept and tested without a screen.

use std::collections::BTreeMap;

use domain::{
    contacts::ContactField,
    fields::{FieldError, FieldErrors, FieldProblem},
    text::TextError,
};
use serde::{Deserialize, Serialize};

/// The list whose rows have keys of their own: the contacts of an account.
pub const ROWS: &str = "contacts";

/// The text of every field by its path, and the keys of the contacts in the order shown.
///
/// A contact's field has the path `contacts.KEY.FIELD`. Its key stays while other contacts come and
/// go, so that nothing typed ever slips into another contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormValues {
    texts: BTreeMap<String, String>,
    rows: Vec<String>,
}

/// The path of a contact's field.
#[must_use]
pub fn row_path(key: &str, field: &str) -> String {
    format!("{ROWS}.{key}.{field}")
}

/// The key and the field of a contact's path; none for any other path.
#[must_use]
pub fn row_path_parts(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix(ROWS)?.strip_prefix('.')?.split_once('.')
}

impl FormValues {
    /// The text at a path; empty where nothing was set.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        self.texts.get(path).map_or("", String::as_str)
    }

    /// The text of a contact's field.
    #[must_use]
    pub fn row_text(&self, key: &str, field: &str) -> &str {
        self.text(&row_path(key, field))
    }

    /// Every path that was set, with its text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The keys of the contacts, in the order shown.
    #[must_use]
    pub fn rows(&self) -> &[String] {
        &self.rows
    }

    /// Whether there is a contact of this key.
    #[must_use]
    pub fn has_row(&self, key: &str) -> bool {
        self.rows.iter().any(|row| row == key)
    }

    /// Keeps a text at a path.
    pub fn set(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(path.into(), text.into());
    }

    /// Adds a contact at the end, unless it is there.
    pub fn row_add(&mut self, key: &str) {
        if !self.has_row(key) {
            self.rows.push(key.to_owned());
        }
    }

    /// Takes a contact out with everything typed in it.
    pub fn row_remove(&mut self, key: &str) {
        self.rows.retain(|row| row != key);
        self.texts
            .retain(|path, _| row_path_parts(path).is_none_or(|(row, _)| row != key));
    }

    /// Whether a contact has the same texts in both.
    #[must_use]
    pub fn row_equals(&self, other: &Self, key: &str) -> bool {
        let own = |values: &Self| {
            values
                .texts()
                .filter(|(path, text)| {
                    !text.is_empty() && row_path_parts(path).is_some_and(|(row, _)| row == key)
                })
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .collect::<Vec<_>>()
        };
        own(self) == own(other)
    }

    /// Whether both hold the same: an empty text and one that was never set are equal.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        let filled = |values: &Self| {
            values
                .texts()
                .filter(|(_, text)| !text.is_empty())
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .collect::<Vec<_>>()
        };
        self.rows == other.rows && filled(self) == filled(other)
    }

    /// The same without what must never be kept anywhere: passwords, answers, gateway tokens.
    #[must_use]
    pub fn without(&self, secrets: &[&str]) -> Self {
        let mut kept = self.clone();
        kept.texts
            .retain(|path, _| !secrets.contains(&path.as_str()));
        kept
    }

    /// What of these errors still speaks of what stands here, where `refused` stood when they were said: the
    /// rule of [`crate::refused`].
    #[must_use]
    pub fn errors_left(&self, errors: &FieldErrors, refused: &Self) -> FieldErrors {
        let stands = |error: &&FieldError| {
            let same = |path: &str| self.text(path) == refused.text(path);
            match row_path_parts(&error.field) {
                _ if error.field == ROWS => self.rows == refused.rows,
                // Any of these fields is a name.
                Some((key, field))
                    if field == ContactField::LastName.key()
                        && error.code == TextError::Required.code() =>
                {
                    let mut naming = ContactField::NAMING.iter();
                    naming.all(|field| same(&row_path(key, field.key())))
                }
                _ => same(&error.field),
            }
        };
        FieldErrors(errors.0.iter().filter(stands).cloned().collect())
    }

    /// Names the contacts of errors by key instead of by position: what the server calls
    /// `contacts.1.email` belongs to the second contact that is shown.
    #[must_use]
    pub fn errors_by_key(&self, errors: FieldErrors) -> FieldErrors {
        FieldErrors(
            errors
                .0
                .into_iter()
                .map(|mut error| {
                    if let Some((position, field)) = row_path_parts(&error.field)
                        && let Some(key) = position
                            .parse()
                            .ok()
                            .and_then(|at: usize| self.rows.get(at))
                    {
                        error.field = row_path(key, field);
                    }
                    error
                })
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_contacts() -> FormValues {
        let mut values = FormValues::default();
        for (key, name) in [("a", "Ana"), ("b", "Bo")] {
            values.row_add(key);
            values.set(row_path(key, "first_name"), name);
        }
        values
    }

    #[test]
    fn a_removed_contact_leaves_the_others_untouched() {
        let mut values = two_contacts();
        values.row_remove("a");
        assert_eq!(values.rows(), ["b"]);
        assert_eq!(values.row_text("a", "first_name"), "");
        assert_eq!(values.row_text("b", "first_name"), "Bo");
    }

    #[test]
    fn a_field_emptied_again_is_no_change() {
        let mut values = two_contacts();
        values.set("language", "");
        assert!(values.equals(&two_contacts()));
    }

    #[test]
    fn an_error_finds_its_contact_after_another_was_removed() {
        let mut values = two_contacts();
        values.row_remove("a");
        let mut errors = FieldErrors::default();
        errors.push("contacts.0.email", "invalid", "Not an address.");
        errors.push("language", "required", "Please fill this in.");
        let errors = values.errors_by_key(errors);
        assert_eq!(errors.sentence("contacts.b.email"), Some("Not an address."));
        assert_eq!(errors.sentence("language"), Some("Please fill this in."));
    }

    #[test]
    fn an_error_is_left_until_its_own_field_changes() {
        let refused = two_contacts();
        let mut errors = FieldErrors::default();
        errors.push("contacts.a.email", "invalid", "Not an address.");
        errors.push("language", "required", "Please fill this in.");
        let mut now = refused.clone();
        now.set("contacts.b.email", "bo@fox.example");
        assert_eq!(now.errors_left(&errors, &refused), errors);
        now.set("contacts.a.email", "ana@fox.example");
        let left = now.errors_left(&errors, &refused);
        assert_eq!(left.sentence("contacts.a.email"), None);
        assert_eq!(left.sentence("language"), Some("Please fill this in."));
    }

    #[test]
    fn a_company_is_a_name_too() {
        let refused = two_contacts();
        let mut errors = FieldErrors::default();
        errors.push(
            "contacts.a.last_name",
            "required",
            "Please give a name or a company.",
        );
        let mut now = refused.clone();
        now.set("contacts.a.company", "Fox and Sons");
        assert!(now.errors_left(&errors, &refused).is_empty());
    }

    #[test]
    fn what_is_wrong_with_the_contacts_is_left_until_one_comes_or_goes() {
        let refused = FormValues::default();
        let mut errors = FieldErrors::default();
        errors.push(
            "contacts",
            "required",
            "An account has at least one contact.",
        );
        let mut now = refused.clone();
        now.set("language", "de");
        assert_eq!(now.errors_left(&errors, &refused), errors);
        now.row_add("a");
        assert!(now.errors_left(&errors, &refused).is_empty());
    }

    #[test]
    fn secrets_are_not_kept() {
        let mut values = two_contacts();
        values.set("password", "seven green kettles");
        let kept = values.without(&["password"]);
        assert_eq!(kept.text("password"), "");
        assert!(kept.equals(&two_contacts()));
    }
}
