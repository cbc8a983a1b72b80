//! What was typed while a save was under way, laid over what was saved.

use std::collections::BTreeMap;

use domain::profile::ProfileView;

use super::values::values_of;
use crate::accounts::form::{FormValues, PRIMARY, row_path, row_path_parts};

/// A form after its save.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AfterSave {
    /// What stands in the database.
    pub base: FormValues,
    /// What the form shows: that, and over it whatever was typed since it was sent.
    pub shown: FormValues,
    /// The keys of the contacts that were stored, by those that they had in the form.
    pub stored: BTreeMap<String, String>,
}

impl AfterSave {
    /// Goes on from what was sent and what is typed by now. A form that nobody touched meanwhile shows what
    /// was saved.
    pub(super) fn of(sent: &FormValues, typed: &FormValues, saved: &ProfileView) -> Self {
        let base = values_of(&saved.fields, saved.version);
        let stored = contacts_stored(sent, &base);
        let key_now = |key: &str| stored.get(key).map_or(key, String::as_str).to_owned();
        let mut shown = base.clone();
        for (path, text) in typed.texts() {
            if text == sent.text(path) {
                continue;
            }
            match row_path_parts(path) {
                Some((key, field)) => shown.set(row_path(&key_now(key), field), text),
                None if path == PRIMARY => shown.set(path, key_now(text)),
                None => shown.set(path, text),
            }
        }
        for key in sent.rows().iter().filter(|key| !typed.has_row(key)) {
            shown.row_remove(&key_now(key));
        }
        for key in typed.rows().iter().filter(|key| !sent.has_row(key)) {
            shown.row_add(key);
        }
        Self {
            base,
            shown,
            stored,
        }
    }

    /// Whether something was typed since that is not saved.
    pub(super) fn is_changed(&self) -> bool {
        !self.shown.equals(&self.base)
    }
}

/// The ids of the contacts that were new in what was sent. They are stored in the order in which they stand
/// there.
fn contacts_stored(sent: &FormValues, saved: &FormValues) -> BTreeMap<String, String> {
    let new = sent.rows().iter().filter(|key| !saved.has_row(key));
    let ids = saved.rows().iter().filter(|key| !sent.has_row(key));
    new.cloned().zip(ids.cloned()).collect()
}

#[cfg(test)]
mod tests {
    use domain::{contacts::ContactDraft, profile::ProfileFields};

    use super::super::testing;
    use super::*;

    fn contact(id: &str, name: &str) -> ContactDraft {
        ContactDraft {
            id: id.to_owned(),
            last_name: name.to_owned(),
            is_primary: id == "con_1",
            ..ContactDraft::default()
        }
    }

    fn view(version: i32, contacts: Vec<ContactDraft>) -> ProfileView {
        let fields = ProfileFields {
            language: "en".to_owned(),
            contacts,
            ..ProfileFields::default()
        };
        testing::view(version, fields)
    }

    /// What the form held as it was sent: Fox now lives in Oslo, and Reed is new.
    fn sent() -> FormValues {
        let opened = view(1, vec![contact("con_1", "Fox")]);
        let mut sent = values_of(&opened.fields, opened.version);
        sent.set(row_path("con_1", "city"), "Oslo");
        sent.set("security_answer", "Rex the second");
        sent.row_add("1");
        sent.set(row_path("1", "last_name"), "Reed");
        sent
    }

    fn saved() -> ProfileView {
        let mut fox = contact("con_1", "Fox");
        fox.city = "Oslo".to_owned();
        view(2, vec![fox, contact("con_2", "Reed")])
    }

    fn after(typed: &FormValues) -> AfterSave {
        AfterSave::of(&sent(), typed, &saved())
    }

    #[test]
    fn a_form_that_nobody_touched_meanwhile_shows_what_was_saved() {
        let after = after(&sent());
        assert!(!after.is_changed());
        assert_eq!(after.shown, values_of(&saved().fields, 2));
    }

    #[test]
    fn what_was_typed_while_it_was_saved_stays_and_counts_as_unsaved() {
        let mut typed = sent();
        typed.set(row_path("con_1", "region"), "Viken");
        let after = after(&typed);
        assert!(after.is_changed());
        assert_eq!(after.shown.row_text("con_1", "region"), "Viken");
        assert_eq!(after.base.row_text("con_1", "region"), "");
        assert_eq!(after.base.row_text("con_1", "city"), "Oslo");
        assert_eq!(after.shown.text("version"), "2");
        assert_eq!(after.shown.text("security_answer"), "");
    }

    #[test]
    fn what_was_typed_into_a_new_contact_goes_to_the_one_that_was_stored() {
        let mut typed = sent();
        typed.set(row_path("1", "first_name"), "Ben");
        typed.set(PRIMARY, "1");
        let after = after(&typed);
        assert_eq!(after.shown.rows(), ["con_1", "con_2"]);
        assert_eq!(after.shown.row_text("con_2", "first_name"), "Ben");
        assert_eq!(after.shown.row_text("con_2", "last_name"), "Reed");
        assert_eq!(after.shown.text(PRIMARY), "con_2");
    }

    #[test]
    fn contacts_that_came_and_went_meanwhile_do_so_over_what_was_saved() {
        let mut typed = sent();
        typed.row_remove("1");
        typed.row_add("2");
        typed.set(row_path("2", "last_name"), "Otter");
        let after = after(&typed);
        assert_eq!(after.base.rows(), ["con_1", "con_2"]);
        assert_eq!(after.shown.rows(), ["con_1", "2"]);
        assert_eq!(after.shown.row_text("2", "last_name"), "Otter");
    }
}
