//! A profile between the form's values and the draft that the server reads.

use domain::{
    contacts::ContactField,
    profile::{ProfileDraft, ProfileFields},
    secret::Secret,
};

use crate::{
    accounts::form::{FormValues, contacts_read, contacts_show, row_path},
    ui::field_id,
};

/// Begins the names of the fields; empty of brackets, since this form needs the program.
pub const PROFILE: &str = "profile";

/// What is never kept in the browser.
pub const SECRETS: &[&str] = &["security_answer"];

/// What no field of the form shows and a save or a kept draft has to say all the same: which profile
/// the form began with.
const VERSION: &str = "version";
const ANSWER_MARK: &str = "security_answer_mark";

/// The form's values of a profile in this version.
#[must_use]
pub fn values_of(fields: &ProfileFields, version: i32) -> FormValues {
    let mut values = FormValues::default();
    contacts_show(&mut values, &fields.contacts);
    values.set(VERSION, version.to_string());
    for (path, text) in [
        (ANSWER_MARK, &fields.security_answer_mark),
        ("name", &fields.name),
        ("organization_type", &fields.organization_type),
        ("customer_type", &fields.customer_type),
        ("language", &fields.language),
        ("security_hint", &fields.security_hint),
    ] {
        values.set(path, text.as_str());
    }
    values
}

/// What is typed, over what the form began with.
#[must_use]
pub fn draft_read(values: &FormValues, base: &FormValues, operation_id: String) -> ProfileDraft {
    ProfileDraft {
        operation_id,
        // Of no version: a save of it is told what is there.
        version: base.text(VERSION).parse().unwrap_or_default(),
        base: fields_read(base),
        typed: fields_read(values),
        security_answer: Secret::from(values.text("security_answer")),
    }
}

fn fields_read(values: &FormValues) -> ProfileFields {
    let text = |path: &str| values.text(path).to_owned();
    ProfileFields {
        name: text("name"),
        organization_type: text("organization_type"),
        customer_type: text("customer_type"),
        language: text("language"),
        security_hint: text("security_hint"),
        security_answer_mark: text(ANSWER_MARK),
        contacts: contacts_read(values),
    }
}

/// The id of the company field of a contact, for an address that leads right to it (ORG-7).
#[must_use]
pub fn company_field_id(contact_id: &str) -> String {
    let path = row_path(contact_id, ContactField::Company.key());
    field_id(&format!("{PROFILE}.{path}"))
}

/// The words of a field outside contacts.
#[must_use]
pub fn label(path: &str) -> &'static str {
    match path {
        "name" => "Account name",
        "organization_type" => "Organization type",
        "customer_type" => "Customer type",
        "language" => "Language",
        "security_hint" => "Security hint",
        "security_answer" => "Security answer",
        "contacts" => "Contacts",
        _ => "Form",
    }
}

#[cfg(test)]
mod tests {
    use domain::contacts::ContactDraft;

    use super::*;

    fn fields() -> ProfileFields {
        ProfileFields {
            customer_type: "gold".to_owned(),
            language: "en".to_owned(),
            security_answer_mark: "m1".to_owned(),
            contacts: vec![
                ContactDraft {
                    id: "con_1".to_owned(),
                    first_name: "Ana".to_owned(),
                    ..ContactDraft::default()
                },
                ContactDraft {
                    id: "con_2".to_owned(),
                    company: "Acme".to_owned(),
                    is_primary: true,
                    ..ContactDraft::default()
                },
            ],
            ..ProfileFields::default()
        }
    }

    #[test]
    fn an_untouched_profile_changes_nothing() {
        let opened = ProfileDraft {
            operation_id: "op_1".to_owned(),
            version: 3,
            base: fields(),
            typed: fields(),
            ..ProfileDraft::default()
        };
        let values = values_of(&fields(), 3);
        assert_eq!(draft_read(&values, &values, "op_1".to_owned()), opened);
    }

    #[test]
    fn another_contact_is_made_primary_by_its_key() {
        let base = values_of(&fields(), 3);
        let mut values = base.clone();
        values.set("primary", "con_1");
        let marks: Vec<_> = draft_read(&values, &base, String::new())
            .typed
            .contacts
            .iter()
            .map(|contact| contact.is_primary)
            .collect();
        assert_eq!(marks, [true, false]);
    }
}
