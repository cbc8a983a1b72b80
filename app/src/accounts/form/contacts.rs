//! Contacts between a form's values and the drafts that the server reads.

use domain::contacts::{ContactDraft, ContactField};

use super::values::{FormValues, row_path};

/// The path whose text is the key of the primary contact.
pub const PRIMARY: &str = "primary";

/// Puts contacts into a form's values. The key of a stored contact is its id.
pub fn contacts_show(values: &mut FormValues, contacts: &[ContactDraft]) {
    for (position, contact) in contacts.iter().enumerate() {
        let key = match contact.id.as_str() {
            "" => position.to_string(),
            id => id.to_owned(),
        };
        values.row_add(&key);
        for field in ContactField::ALL {
            values.set(row_path(&key, field.key()), field.get(contact));
        }
        if contact.is_primary || position == 0 {
            values.set(PRIMARY, key);
        }
    }
}

/// Whether this is the key of a stored contact, which is its id. Those of new ones are bare numbers: no id is
/// one.
pub(super) fn is_stored(key: &str) -> bool {
    key.contains('_')
}

/// The contacts that a form's values hold, in the order shown.
#[must_use]
pub fn contacts_read(values: &FormValues) -> Vec<ContactDraft> {
    let primary = values.text(PRIMARY);
    values
        .rows()
        .iter()
        .map(|key| {
            let mut contact = ContactDraft {
                id: match is_stored(key) {
                    true => key.clone(),
                    false => String::new(),
                },
                is_primary: key == primary,
                ..ContactDraft::default()
            };
            for field in ContactField::ALL {
                values
                    .row_text(key, field.key())
                    .clone_into(field.get_mut(&mut contact));
            }
            contact
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(id: &str, name: &str, is_primary: bool) -> ContactDraft {
        ContactDraft {
            id: id.to_owned(),
            first_name: name.to_owned(),
            is_primary,
            ..ContactDraft::default()
        }
    }

    #[test]
    fn contacts_come_back_as_they_were_shown() {
        let contacts = [contact("con_1", "Ana", false), contact("con_2", "Bo", true)];
        let mut values = FormValues::default();
        contacts_show(&mut values, &contacts);
        assert_eq!(contacts_read(&values), contacts);
    }

    #[test]
    fn a_contact_that_is_not_stored_yet_has_no_id() {
        let mut values = FormValues::default();
        contacts_show(&mut values, &[contact("", "Ana", false)]);
        assert_eq!(contacts_read(&values), [contact("", "Ana", true)]);
    }
}
