//! A contact whose every field holds.

use super::{ContactDraft, Email, Phone};
use crate::ids::ContactId;

/// A person, or the company's desk, on an account (ACC-3). It has a company, a first or a last name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// None for a contact that is not stored yet.
    pub id: Option<ContactId>,
    /// Whether this is the account's primary contact.
    pub is_primary: bool,
    /// Mr, Dr, Prof …
    pub salutation: String,
    /// Given name.
    pub first_name: String,
    /// Further given names.
    pub middle_name: String,
    /// Family name.
    pub last_name: String,
    /// What the person is in the company.
    pub job_title: String,
    /// The company's name.
    pub company: String,
    /// Street and house number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City or town.
    pub city: String,
    /// State, province, region.
    pub region: String,
    /// ISO 3166-1 code of two letters.
    pub country: Option<String>,
    /// E-mail address.
    pub email: Option<Email>,
    /// Phone at home.
    pub phone_home: Option<Phone>,
    /// Phone at work.
    pub phone_work: Option<Phone>,
    /// Mobile phone.
    pub phone_mobile: Option<Phone>,
    /// Fax.
    pub phone_fax: Option<Phone>,
    /// Pager.
    pub phone_pager: Option<Phone>,
}

impl Contact {
    /// The name by which the contact is told from others: the person, else the company.
    #[must_use]
    pub fn display_name(&self) -> String {
        let person = person_name(&self.first_name, &self.middle_name, &self.last_name);
        if person.is_empty() {
            self.company.clone()
        } else {
            person
        }
    }

    /// The account's name where it has none of its own: the company of the primary contact, where
    /// blank the person (spec, words).
    #[must_use]
    pub fn account_name(&self) -> String {
        match self.company.as_str() {
            "" => person_name(&self.first_name, &self.middle_name, &self.last_name),
            company => company.to_owned(),
        }
    }

    /// The contact as it would be typed.
    #[must_use]
    pub fn to_draft(&self) -> ContactDraft {
        let phone =
            |phone: &Option<Phone>| phone.as_ref().map(ToString::to_string).unwrap_or_default();
        ContactDraft {
            id: self.id.map(|id| id.to_string()).unwrap_or_default(),
            is_primary: self.is_primary,
            salutation: self.salutation.clone(),
            first_name: self.first_name.clone(),
            middle_name: self.middle_name.clone(),
            last_name: self.last_name.clone(),
            job_title: self.job_title.clone(),
            company: self.company.clone(),
            street: self.street.clone(),
            postal_code: self.postal_code.clone(),
            city: self.city.clone(),
            region: self.region.clone(),
            country: self.country.clone().unwrap_or_default(),
            email: self
                .email
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            phone_home: phone(&self.phone_home),
            phone_work: phone(&self.phone_work),
            phone_mobile: phone(&self.phone_mobile),
            phone_fax: phone(&self.phone_fax),
            phone_pager: phone(&self.phone_pager),
        }
    }
}

/// "Ana Maria Fox"; empty where the contact is a company's desk.
pub(super) fn person_name(first: &str, middle: &str, last: &str) -> String {
    let parts = [first.trim(), middle.trim(), last.trim()];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The primary contact; every account has one.
#[must_use]
pub fn primary_of(contacts: &[Contact]) -> Option<&Contact> {
    contacts.iter().find(|contact| contact.is_primary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::contacts_parse;
    use crate::fields::FieldErrors;
    use crate::lists::FormLists;

    fn contact(company: &str, first_name: &str, last_name: &str) -> Contact {
        let draft = ContactDraft {
            company: company.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            ..ContactDraft::default()
        };
        contacts_parse(&[draft], &FormLists::default(), &mut FieldErrors::default()).remove(0)
    }

    #[test]
    fn an_account_is_called_like_the_company_else_like_the_person() {
        assert_eq!(
            contact("Acme Holding", "Ana", "Fox").account_name(),
            "Acme Holding"
        );
        assert_eq!(contact("", "Ana", "Fox").account_name(), "Ana Fox");
    }

    #[test]
    fn a_contact_is_called_like_the_person_else_like_the_company() {
        assert_eq!(
            contact("Acme Holding", "Ana", "Fox").display_name(),
            "Ana Fox"
        );
        assert_eq!(
            contact("Acme Holding", "", "").display_name(),
            "Acme Holding"
        );
    }
}
