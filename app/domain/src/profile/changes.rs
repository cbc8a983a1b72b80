//! What the history says about an edited profile: each value before and after, in words (NEWS-1).

use super::ProfileFields;
use crate::accounts::OrganizationType;
use crate::audit::Change;
use crate::contacts::{ContactDraft, ContactField};
use crate::lists::{FormLists, choice_words};

/// The fields of a profile that stand on the account itself.
#[derive(Clone, Copy)]
pub(super) enum AccountField {
    Name,
    OrganizationType,
    CustomerType,
    Language,
    SecurityHint,
}

impl AccountField {
    pub(super) const ALL: [Self; 5] = [
        Self::Name,
        Self::OrganizationType,
        Self::CustomerType,
        Self::Language,
        Self::SecurityHint,
    ];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::OrganizationType => "organization_type",
            Self::CustomerType => "customer_type",
            Self::Language => "language",
            Self::SecurityHint => "security_hint",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Name => "Account name",
            Self::OrganizationType => "Organization type",
            Self::CustomerType => "Customer type",
            Self::Language => "Language",
            Self::SecurityHint => "Security hint",
        }
    }

    pub(super) fn get(self, fields: &ProfileFields) -> &str {
        match self {
            Self::Name => &fields.name,
            Self::OrganizationType => &fields.organization_type,
            Self::CustomerType => &fields.customer_type,
            Self::Language => &fields.language,
            Self::SecurityHint => &fields.security_hint,
        }
    }

    pub(super) fn get_mut(self, fields: &mut ProfileFields) -> &mut String {
        match self {
            Self::Name => &mut fields.name,
            Self::OrganizationType => &mut fields.organization_type,
            Self::CustomerType => &mut fields.customer_type,
            Self::Language => &mut fields.language,
            Self::SecurityHint => &mut fields.security_hint,
        }
    }

    /// A stored code in the words of the screen.
    pub(super) fn words<'a>(self, value: &'a str, lists: &'a FormLists) -> &'a str {
        match self {
            Self::Name | Self::SecurityHint => value,
            Self::OrganizationType => {
                OrganizationType::from_code(value).map_or(value, |term| term.label())
            }
            Self::CustomerType => choice_words(value, &lists.customer_types),
            Self::Language => choice_words(value, &lists.languages),
        }
    }
}

/// A contact's field in the words of the screen.
pub(super) fn contact_words<'a>(
    field: ContactField,
    contact: &'a ContactDraft,
    lists: &'a FormLists,
) -> &'a str {
    match field {
        ContactField::Country => choice_words(&contact.country, &lists.countries),
        other => other.get(contact),
    }
}

/// Everything that stands on a contact, in one line.
pub(super) fn contact_summary(contact: &ContactDraft, lists: &FormLists) -> String {
    let values = ContactField::ALL
        .iter()
        .map(|field| contact_words(*field, contact, lists));
    values
        .filter(|value| !value.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The changes of a profile, both sides as stored: every contact has its id.
///
/// The security answer is not part of the fields; whoever changes it adds its own line, without
/// the answer.
#[must_use]
pub fn profile_changes(
    before: &ProfileFields,
    after: &ProfileFields,
    lists: &FormLists,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for field in AccountField::ALL {
        changes.extend(match field {
            // The name follows the primary contact: what people see is what counts.
            AccountField::Name => {
                Change::between(field.label(), &before.account_name(), &after.account_name())
            }
            other => Change::between(
                other.label(),
                other.words(other.get(before), lists),
                other.words(other.get(after), lists),
            ),
        });
    }
    let primary = |fields: &ProfileFields| {
        fields
            .contacts
            .iter()
            .find(|contact| contact.is_primary)
            .cloned()
            .unwrap_or_default()
    };
    let (old_primary, new_primary) = (primary(before), primary(after));
    if old_primary.id != new_primary.id {
        changes.extend(Change::between(
            "Primary contact",
            &old_primary.display_name(),
            &new_primary.display_name(),
        ));
    }
    for contact in &before.contacts {
        match after.contacts.iter().find(|other| other.id == contact.id) {
            Some(now) => changes.extend(contact_changes(contact, now, lists)),
            None => changes.push(Change {
                field: format!("Contact deleted ({})", contact.display_name()),
                before: Some(contact_summary(contact, lists)),
                after: None,
            }),
        }
    }
    let is_new = |contact: &&ContactDraft| before.contacts.iter().all(|old| old.id != contact.id);
    changes.extend(after.contacts.iter().filter(is_new).map(|contact| Change {
        field: format!("Contact added ({})", contact.display_name()),
        before: None,
        after: Some(contact_summary(contact, lists)),
    }));
    changes
}

fn contact_changes<'a>(
    before: &'a ContactDraft,
    after: &'a ContactDraft,
    lists: &'a FormLists,
) -> impl Iterator<Item = Change> + 'a {
    ContactField::ALL.iter().filter_map(move |field| {
        Change::between(
            format!("{} ({})", field.label(), after.display_name()),
            contact_words(*field, before, lists),
            contact_words(*field, after, lists),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Choice;

    fn contact(id: &str, name: &str) -> ContactDraft {
        ContactDraft {
            id: id.to_owned(),
            last_name: name.to_owned(),
            ..ContactDraft::default()
        }
    }

    fn profile() -> ProfileFields {
        let primary = ContactDraft {
            is_primary: true,
            ..contact("1", "Fox")
        };
        ProfileFields {
            customer_type: "gold".to_owned(),
            contacts: vec![primary, contact("2", "Reyes")],
            ..ProfileFields::default()
        }
    }

    fn lines(before: &ProfileFields, after: &ProfileFields) -> Vec<String> {
        let lists = FormLists {
            customer_types: vec![Choice::new("gold", "Gold"), Choice::new("silver", "Silver")],
            countries: vec![Choice::new("NO", "Norway")],
            ..FormLists::default()
        };
        let side = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        let line = |change: Change| {
            format!(
                "{}: {} → {}",
                change.field,
                side(change.before),
                side(change.after)
            )
        };
        profile_changes(before, after, &lists)
            .into_iter()
            .map(line)
            .collect()
    }

    #[test]
    fn codes_are_said_in_words() {
        let mut after = profile();
        after.customer_type = "silver".to_owned();
        after.contacts[1].country = "NO".to_owned();
        assert_eq!(
            lines(&profile(), &after),
            [
                "Customer type: Gold → Silver",
                "Country (Reyes): – → Norway"
            ]
        );
    }

    #[test]
    fn a_company_that_names_the_account_is_seen_in_its_name_too() {
        let mut after = profile();
        after.contacts[0].company = "Acme".to_owned();
        assert_eq!(
            lines(&profile(), &after),
            ["Account name: Fox → Acme", "Company (Fox): – → Acme"]
        );
    }

    #[test]
    fn contacts_come_go_and_pass_on_the_mark() {
        let mut after = profile();
        after.name = "Fox".to_owned();
        after.contacts = vec![
            ContactDraft {
                is_primary: true,
                ..contact("2", "Reyes")
            },
            contact("3", "Berg"),
        ];
        assert_eq!(
            lines(&profile(), &after),
            [
                "Primary contact: Fox → Reyes",
                "Contact deleted (Fox): Fox → –",
                "Contact added (Berg): – → Berg"
            ]
        );
    }

    #[test]
    fn an_unchanged_profile_has_no_line() {
        assert!(lines(&profile(), &profile()).is_empty());
    }
}
