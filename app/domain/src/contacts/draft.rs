//! A contact as it is typed, and the reading of it.

use serde::{Deserialize, Serialize};

use super::contact::person_name;
use super::{CONTACTS_LIMIT, Contact, Email, EmailError, Phone};
use crate::fields::{FieldErrors, FieldProblem};
use crate::lists::{ChoiceError, FormLists, choice_parse};
use crate::text::{TextError, line_parse};

macro_rules! contact_fields {
    ($($(#[$doc:meta])* $variant:ident, $field:ident, $label:literal, $limit:expr, $fill:literal;)*) => {
        /// A contact as typed in a form or read from a file: nothing is checked yet.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct ContactDraft {
            /// The id of a contact that is stored already (`con_…`); empty for a new one.
            pub id: String,
            /// Whether this one is the primary contact. Where none is marked, the first one is.
            pub is_primary: bool,
            $($(#[$doc])* pub $field: String,)*
        }

        /// The fields of a contact that are typed, in the order of the form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ContactField { $($(#[$doc])* $variant,)* }

        impl ContactField {
            /// Every field, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// A contact has one of these at least.
            pub const NAMING: [Self; 3] = [Self::FirstName, Self::LastName, Self::Company];

            /// The last part of the field's path: `email` in `contacts.1.email`.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => stringify!($field),)* }
            }

            /// The words on the screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// The most characters that fit.
            #[must_use]
            pub const fn limit(self) -> usize {
                match self { $(Self::$variant => $limit,)* }
            }

            /// What a browser may fill in here (the `autocomplete` of HTML).
            #[must_use]
            pub const fn autocomplete(self) -> &'static str {
                match self { $(Self::$variant => $fill,)* }
            }

            /// What is typed in this field.
            #[must_use]
            pub fn get(self, draft: &ContactDraft) -> &str {
                match self { $(Self::$variant => &draft.$field,)* }
            }

            /// The field itself, to type in.
            #[must_use]
            pub fn get_mut(self, draft: &mut ContactDraft) -> &mut String {
                match self { $(Self::$variant => &mut draft.$field,)* }
            }
        }
    };
}

contact_fields! {
    /// Mr, Dr, Prof …
    Salutation, salutation, "Salutation", 40, "honorific-prefix";
    /// Given name.
    FirstName, first_name, "First name", 80, "given-name";
    /// Further given names.
    MiddleName, middle_name, "Middle name", 80, "additional-name";
    /// Family name.
    LastName, last_name, "Last name", 80, "family-name";
    /// What the person is in the company.
    JobTitle, job_title, "Job title", 100, "organization-title";
    /// The company's name.
    Company, company, "Company", 160, "organization";
    /// Street and house number.
    Street, street, "Street", 200, "street-address";
    /// Postal code.
    PostalCode, postal_code, "Postal code", 20, "postal-code";
    /// City or town.
    City, city, "City", 100, "address-level2";
    /// State, province, region.
    Region, region, "Region", 100, "address-level1";
    /// Code of the country (ISO 3166-1, two letters).
    Country, country, "Country", 2, "country";
    /// E-mail address.
    Email, email, "E-mail", super::email::EMAIL_LIMIT, "email";
    /// Phone at home.
    PhoneHome, phone_home, "Home phone", super::phone::PHONE_LIMIT, "home tel";
    /// Phone at work.
    PhoneWork, phone_work, "Work phone", super::phone::PHONE_LIMIT, "work tel";
    /// Mobile phone.
    PhoneMobile, phone_mobile, "Mobile phone", super::phone::PHONE_LIMIT, "mobile tel";
    /// Fax.
    PhoneFax, phone_fax, "Fax", super::phone::PHONE_LIMIT, "fax tel";
    /// Pager.
    PhonePager, phone_pager, "Pager", super::phone::PHONE_LIMIT, "pager tel";
}

impl ContactDraft {
    /// Whether nothing at all is typed.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        ContactField::ALL
            .iter()
            .all(|field| field.get(self).trim().is_empty())
    }

    /// As [`Contact::display_name`], of what is typed.
    #[must_use]
    pub fn display_name(&self) -> String {
        let person = person_name(&self.first_name, &self.middle_name, &self.last_name);
        if person.is_empty() {
            self.company.clone()
        } else {
            person
        }
    }

    /// As [`Contact::account_name`], of what is typed.
    #[must_use]
    pub fn account_name(&self) -> String {
        match self.company.trim() {
            "" => person_name(&self.first_name, &self.middle_name, &self.last_name),
            company => company.to_owned(),
        }
    }
}

/// Reads all contacts of an account. What is wrong is noted under `contacts.N.field`.
///
/// There is at least one contact, each has a company or a name, and exactly one is primary: where
/// none is marked the first one is.
pub fn contacts_parse(
    drafts: &[ContactDraft],
    known: &FormLists,
    errors: &mut FieldErrors,
) -> Vec<Contact> {
    if drafts.is_empty() {
        errors.push(
            "contacts",
            "required",
            "An account has at least one contact.",
        );
    }
    if drafts.len() > CONTACTS_LIMIT {
        let sentence = format!("An account has at most {CONTACTS_LIMIT} contacts.");
        errors.push("contacts", "too_many", sentence);
        return Vec::new();
    }
    let mut contacts: Vec<Contact> = drafts
        .iter()
        .enumerate()
        .map(|(index, draft)| contact_parse(draft, index, known, errors))
        .collect();
    let mut primaries = (0..drafts.len()).filter(|index| drafts[*index].is_primary);
    let primary = primaries.next().unwrap_or(0);
    for second in primaries {
        let field = format!("contacts.{second}.is_primary");
        errors.push(field, "second_primary", "Only one contact is primary.");
    }
    if let Some(contact) = contacts.get_mut(primary) {
        contact.is_primary = true;
    }
    contacts
}

/// Notes what is wrong with one field of one contact; the path is only built where it is needed.
struct Reader<'a> {
    draft: &'a ContactDraft,
    index: usize,
    errors: &'a mut FieldErrors,
}

impl Reader<'_> {
    fn keep<T: Default, E: FieldProblem>(
        &mut self,
        field: ContactField,
        result: Result<T, E>,
    ) -> T {
        result.unwrap_or_else(|problem| {
            let path = format!("contacts.{}.{}", self.index, field.key());
            self.errors.push(path, problem.code(), problem.to_string());
            T::default()
        })
    }

    fn line(&mut self, field: ContactField) -> String {
        let result = line_parse(field.get(self.draft), field.limit());
        self.keep(field, result)
    }

    fn phone(&mut self, field: ContactField) -> Option<Phone> {
        let result = Phone::parse(field.get(self.draft));
        self.keep(field, result)
    }
}

fn contact_parse(
    draft: &ContactDraft,
    index: usize,
    known: &FormLists,
    errors: &mut FieldErrors,
) -> Contact {
    let mut reader = Reader {
        draft,
        index,
        errors,
    };
    let id = reader.id();
    let country = match choice_parse(&draft.country, &known.countries) {
        Ok(code) => Ok(Some(code)),
        Err(ChoiceError::Required) => Ok(None),
        Err(unknown) => Err(unknown),
    };
    let contact = Contact {
        id,
        is_primary: draft.is_primary,
        salutation: reader.line(ContactField::Salutation),
        first_name: reader.line(ContactField::FirstName),
        middle_name: reader.line(ContactField::MiddleName),
        last_name: reader.line(ContactField::LastName),
        job_title: reader.line(ContactField::JobTitle),
        company: reader.line(ContactField::Company),
        street: reader.line(ContactField::Street),
        postal_code: reader.line(ContactField::PostalCode),
        city: reader.line(ContactField::City),
        region: reader.line(ContactField::Region),
        country: reader.keep(ContactField::Country, country),
        email: reader.keep(ContactField::Email, email_parse(draft, known)),
        phone_home: reader.phone(ContactField::PhoneHome),
        phone_work: reader.phone(ContactField::PhoneWork),
        phone_mobile: reader.phone(ContactField::PhoneMobile),
        phone_fax: reader.phone(ContactField::PhoneFax),
        phone_pager: reader.phone(ContactField::PhonePager),
    };
    // Of what is typed: a name that does not hold has a sentence of its own.
    let mut naming = ContactField::NAMING.iter();
    let is_nameless = naming.all(|field| field.get(draft).trim().is_empty());
    if is_nameless {
        let field = format!("contacts.{index}.{}", ContactField::LastName.key());
        errors.push(
            field,
            TextError::Required.code(),
            "Please give a name or a company.",
        );
    }
    contact
}

impl Reader<'_> {
    fn id(&mut self) -> Option<crate::ids::ContactId> {
        let text = self.draft.id.trim();
        if text.is_empty() {
            return None;
        }
        let id = text.parse().ok();
        if id.is_none() {
            let path = format!("contacts.{}.id", self.index);
            self.errors.push(
                path,
                "unknown",
                "This contact is not known. Please add it anew.",
            );
        }
        id
    }
}

fn email_parse(draft: &ContactDraft, known: &FormLists) -> Result<Option<Email>, EmailError> {
    let email = Email::parse(&draft.email)?;
    if let Some(email) = &email {
        email.ensure_exists(&known.pending_email_services)?;
    }
    Ok(email)
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
