//! A profile as it is shown, as it is typed, and the reading of it.

use serde::{Deserialize, Serialize};

use crate::accounts::{
    ACCOUNT_NAME_LIMIT, AccountNumber, AccountStatus, OrganizationType, organization_type_parse,
};
use crate::contacts::{Contact, ContactDraft, contacts_parse};
use crate::fields::FieldErrors;
use crate::ids::AccountId;
use crate::lists::{Choice, FormLists, choice_parse};
use crate::secret::Secret;
use crate::security::{NewSecurity, security_parse};
use crate::text::line_parse;

/// What can be edited of a profile, as texts: as stored when the form was opened, or as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileFields {
    /// The account's own name; empty where it follows the primary contact.
    pub name: String,
    /// Organization type, or none.
    pub organization_type: String,
    /// Customer type.
    pub customer_type: String,
    /// Language, as in BCP 47.
    pub language: String,
    /// What reminds the customer of the security answer.
    pub security_hint: String,
    /// Changes whenever the stored answer does, and tells nothing about it; empty where there is
    /// none. Not typed.
    pub security_answer_mark: String,
    /// The contacts in their order, one of them primary.
    pub contacts: Vec<ContactDraft>,
}

impl ProfileFields {
    /// The name that the account has with these fields.
    #[must_use]
    pub fn account_name(&self) -> String {
        let primary = self.contacts.iter().find(|contact| contact.is_primary);
        match (self.name.as_str(), primary.or(self.contacts.first())) {
            ("", Some(contact)) => contact.account_name(),
            (name, _) => name.to_owned(),
        }
    }
}

/// The profile of an account as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// The account.
    pub id: AccountId,
    /// Its number.
    pub number: AccountNumber,
    /// Its name.
    pub name: String,
    /// Active, inactive, closed.
    pub status: AccountStatus,
    /// Its customer type; it may be retired and no longer stand in the list of the form.
    pub customer_type: Choice,
    /// Whether a security answer is stored; the answer is never shown.
    pub has_security_answer: bool,
    /// The primary contact has no company name: a note offers to add it (ORG-7).
    pub is_company_missing: bool,
    /// The fields that can be edited.
    pub fields: ProfileFields,
    /// Counts every change of the account, its contacts and settings.
    pub version: i32,
}

impl ProfileView {
    /// What the form of the profile begins with.
    #[must_use]
    pub fn draft(&self, operation_id: String) -> ProfileDraft {
        ProfileDraft {
            operation_id,
            version: self.version,
            base: self.fields.clone(),
            typed: self.fields.clone(),
            security_answer: Secret::default(),
        }
    }
}

/// A profile as edited: what was there when the form was opened, and what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileDraft {
    /// The form's operation id (`op_…`).
    pub operation_id: String,
    /// The account's version when the form was opened.
    pub version: i32,
    /// The fields when the form was opened.
    pub base: ProfileFields,
    /// The fields as typed. A contact that is left out is deleted; one without id is new.
    pub typed: ProfileFields,
    /// A new security answer; blank leaves the stored one.
    pub security_answer: Secret,
}

/// An edited profile whose every field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileEdit {
    /// The account's own name; none where it follows the primary contact.
    pub own_name: Option<String>,
    /// Organization type.
    pub organization_type: Option<OrganizationType>,
    /// Code of the customer type.
    pub customer_type: String,
    /// Code of the language.
    pub language: String,
    /// Hint, and the new answer where one is typed.
    pub security: NewSecurity,
    /// All contacts, exactly one of them primary.
    pub contacts: Vec<Contact>,
}

impl ProfileDraft {
    /// Reads every field. `known` holds the account's customer type even where it is retired;
    /// `has_answer` says whether a security answer is stored.
    ///
    /// # Errors
    /// A sentence for each field that does not hold, under its path: `contacts.1.email`. Where the
    /// primary contact was taken out, at `contacts`: it cannot be deleted, only replaced (ACC-3).
    pub fn parse(&self, known: &FormLists, has_answer: bool) -> Result<ProfileEdit, FieldErrors> {
        let mut errors = FieldErrors::default();
        let typed = &self.typed;
        let own_name = errors.check("name", line_parse(&typed.name, ACCOUNT_NAME_LIMIT));
        let organization_type = errors.check(
            "organization_type",
            organization_type_parse(&typed.organization_type),
        );
        let customer_type = choice_parse(&typed.customer_type, &known.customer_types);
        let customer_type = errors.check("customer_type", customer_type);
        let language = errors.check("language", choice_parse(&typed.language, &known.languages));
        let security = security_parse(
            &typed.security_hint,
            &self.security_answer,
            has_answer,
            &mut errors,
        );
        let contacts = contacts_parse(&typed.contacts, known, &mut errors);
        if !typed.contacts.is_empty() && !typed.contacts.iter().any(|contact| contact.is_primary) {
            errors.push("contacts", "primary_deleted", PRIMARY_STAYS);
        }
        let parsed = || {
            Some(ProfileEdit {
                own_name: own_name.filter(|name| !name.is_empty()),
                organization_type: organization_type?,
                customer_type: customer_type?,
                language: language?,
                security: security?,
                contacts,
            })
        };
        match parsed() {
            Some(edit) if errors.is_empty() => Ok(edit),
            _ => Err(errors),
        }
    }
}

const PRIMARY_STAYS: &str =
    "The primary contact cannot be deleted. Please make another contact primary first.";

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> FormLists {
        FormLists {
            customer_types: vec![Choice::new("gold", "Gold")],
            languages: vec![Choice::new("en", "English")],
            ..FormLists::default()
        }
    }

    fn contact(name: &str, is_primary: bool) -> ContactDraft {
        ContactDraft {
            last_name: name.to_owned(),
            is_primary,
            ..ContactDraft::default()
        }
    }

    fn draft(contacts: Vec<ContactDraft>) -> ProfileDraft {
        let typed = ProfileFields {
            customer_type: "gold".to_owned(),
            language: "en".to_owned(),
            contacts,
            ..ProfileFields::default()
        };
        ProfileDraft {
            typed,
            ..ProfileDraft::default()
        }
    }

    #[test]
    fn the_primary_contact_cannot_be_deleted() {
        let errors = draft(vec![contact("Reyes", false)])
            .parse(&lists(), false)
            .unwrap_err();
        assert_eq!(errors.sentence("contacts"), Some(PRIMARY_STAYS));
    }

    #[test]
    fn another_contact_can_be_made_primary() {
        let edit = draft(vec![contact("Fox", false), contact("Reyes", true)]);
        let edit = edit.parse(&lists(), false).unwrap();
        let primary: Vec<_> = edit
            .contacts
            .iter()
            .map(|contact| contact.is_primary)
            .collect();
        assert_eq!(primary, [false, true]);
    }

    #[test]
    fn an_emptied_name_follows_the_primary_contact_again() {
        let mut draft = draft(vec![contact("Fox", true)]);
        assert_eq!(draft.parse(&lists(), false).unwrap().own_name, None);
        assert_eq!(draft.typed.account_name(), "Fox");
        draft.typed.name = "Fox and Sons".to_owned();
        assert_eq!(draft.typed.account_name(), "Fox and Sons");
    }

    #[test]
    fn the_hint_can_change_while_the_answer_stays() {
        let mut draft = draft(vec![contact("Fox", true)]);
        draft.typed.security_hint = "First pet".to_owned();
        assert!(draft.parse(&lists(), true).is_ok());
        assert!(
            draft
                .parse(&lists(), false)
                .unwrap_err()
                .sentence("security_answer")
                .is_some()
        );
    }
}
