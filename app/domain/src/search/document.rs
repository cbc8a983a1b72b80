//! The search document of an account: everything by which it is found, folded (FIND-1).
//!
//! Decision 22 asks for a row per value so that `*` never crosses fields. One document per account
//! keeps that promise in another way: its values are parted by signs that no folded text contains,
//! the database narrows with a condition on the whole, and the exact comparison, value by value, is
//! made here in Rust. What it buys: several terms that stand in different fields are one index
//! condition instead of a join of long lists, and an account is one row in every order and filter.

use crate::{
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::AccountId,
    search::{
        fold::fold,
        phone::phone_forms,
        tags::{
            Tag, beginning_tags, company_tags, digit_tags, edge_tags, facet_tags, gram_tags, tag,
        },
    },
};

/// Where a value comes from. The sign stands before each value in the document's body; none of
/// them can be part of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The account name.
    Name,
    /// First, middle and last name of a contact.
    Person,
    /// Street, postal code, city and region of a contact.
    Address,
    /// An e-mail address.
    Email,
    /// A sign-in or service login.
    Login,
    /// A contact's company name. The last text in the body, so that a condition on the company alone
    /// is narrow in the database too.
    Company,
    /// The account number, bare (`42`) and padded (`00000042`). From here on a body has nothing but
    /// digits, of which the index of three letters knows nothing: four digits in a row are tags.
    Number,
    /// The digits of a phone.
    Phone,
}

impl Field {
    /// All fields in the order in which they stand in a body.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Person,
        Self::Address,
        Self::Email,
        Self::Login,
        Self::Company,
        Self::Number,
        Self::Phone,
    ];

    /// The sign before the field's values.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Number => '#',
            Self::Name => '=',
            Self::Person => '&',
            Self::Address => ':',
            Self::Email => '@',
            Self::Phone => '+',
            Self::Login => '~',
            Self::Company => '$',
        }
    }

    fn from_sign(sign: char) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.sign() == sign)
    }

    /// Whether the whole value names one account or nearly so: a hit on all of it is the best one.
    #[must_use]
    pub const fn is_identity(self) -> bool {
        matches!(self, Self::Number | Self::Email | Self::Phone | Self::Login)
    }
}

/// What a document is made of: an account as it stands in the database.
#[derive(Clone, Debug)]
pub struct SearchSource<'a> {
    /// The account.
    pub account_id: AccountId,
    /// Its number.
    pub number: AccountNumber,
    /// Its name.
    pub name: &'a str,
    /// Its own status.
    pub status: AccountStatus,
    /// Its organization type; none is a value of the filter too.
    pub organization_type: Option<OrganizationType>,
    /// Code of its customer type.
    pub customer_type: &'a str,
    /// Its contacts, the primary one first.
    pub contacts: Vec<SearchContact<'a>>,
    /// Sign-in names and service logins.
    pub logins: Vec<&'a str>,
    /// The billing days of its bill units (1 to 31).
    pub billing_days: Vec<u8>,
}

/// A contact's searchable parts; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct SearchContact<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Middle name.
    pub middle_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// Company name.
    pub company: &'a str,
    /// Street with house number.
    pub street: &'a str,
    /// Postal code.
    pub postal_code: &'a str,
    /// City.
    pub city: &'a str,
    /// Region, state, province.
    pub region: &'a str,
    /// ISO 3166 code of the country.
    pub country: &'a str,
    /// E-mail address.
    pub email: &'a str,
    /// Phones of every type.
    pub phones: [&'a str; 5],
}

/// An account as it is searched: one row of `search_document`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchDocument {
    /// The account.
    pub account_id: AccountId,
    /// Its number.
    pub number: AccountNumber,
    /// The folded name, cut to [`NAME_LIMIT`] characters: the key of the default order.
    pub name: String,
    /// Its own status.
    pub status: AccountStatus,
    /// Its organization type.
    pub organization_type: Option<OrganizationType>,
    /// Code of its customer type.
    pub customer_type: String,
    /// Every value once: sign, space, folded words, space.
    pub body: String,
    /// Numbers for what is looked up whole ([`tag`]): identities, billing days, countries, status,
    /// types, four digits in a row, beginnings of words.
    pub tags: Vec<i32>,
    /// Hashes of every letter and pair of letters of the body ([`gram_tags`]) and of the edges of its
    /// words ([`edge_tags`]); sorted. The store keeps only those that are rare.
    pub grams: Vec<i32>,
}

/// Characters of a name that decide its place in the order.
pub const NAME_LIMIT: usize = 80;

/// Characters of a value that can be found: more is cut (a street of a megabyte).
const VALUE_LIMIT: usize = 300;

impl SearchDocument {
    /// The document of an account. Pure: the same account gives the same document.
    #[must_use]
    pub fn new(source: &SearchSource<'_>) -> Self {
        let mut values = Values::default();
        let bare = source.number.get().to_string();
        values.push(Field::Number, &bare);
        values.push(Field::Number, &format!("{:0>8}", source.number.get()));
        values.push(Field::Name, source.name);
        for login in &source.logins {
            values.push(Field::Login, login);
        }
        let countries = source.contacts.iter().map(|contact| contact.country);
        let home = countries.clone().find(|country| !country.is_empty());
        for contact in &source.contacts {
            values.push_contact(contact, home.unwrap_or_default());
        }
        for day in &source.billing_days {
            values.tags.push(tag(Tag::BillingDay, &day.to_string()));
        }
        let body = values.body();
        let mut grams: Vec<i32> = Vec::with_capacity(body.len() * 2);
        for (field, value) in body_values(&body) {
            if field == Field::Company {
                company_tags(value, &mut values.tags);
            }
            gram_tags(value, &mut grams);
            edge_tags(value, &mut grams);
            digit_tags(value, &mut values.tags);
            for word in value.split(' ') {
                beginning_tags(word, &mut values.tags);
            }
        }
        values.tags.extend(facet_tags(
            source.status,
            source.organization_type,
            source.customer_type,
        ));
        for list in [&mut grams, &mut values.tags] {
            list.sort_unstable();
            list.dedup();
        }
        Self {
            account_id: source.account_id,
            number: source.number,
            name: fold(source.name).chars().take(NAME_LIMIT).collect(),
            status: source.status,
            organization_type: source.organization_type,
            customer_type: source.customer_type.to_owned(),
            body,
            tags: values.tags,
            grams,
        }
    }
}

/// Whether a value that could be all of what is typed is a tag as a whole. A number has an index of its
/// own, and a phone is found by its digits ([`is_digits`]).
fn has_identity_tag(field: Field, value: &str) -> bool {
    field.is_identity() && field != Field::Number && !is_digits(value)
}

/// Whether the text is so many digits that they lead to it ([`digit_tags`], [`beginning_tags`]): of fewer,
/// thousands of phones have the same within them.
#[must_use]
pub fn is_digits(text: &str) -> bool {
    text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Folded values, each once per field.
#[derive(Default)]
struct Values {
    list: Vec<(Field, String)>,
    tags: Vec<i32>,
}

impl Values {
    fn push(&mut self, field: Field, text: &str) {
        let folded: String = fold(text).chars().take(VALUE_LIMIT).collect();
        let folded = folded.trim_end();
        if folded.is_empty() || self.list.iter().any(|(f, v)| *f == field && v == folded) {
            return;
        }
        if has_identity_tag(field, folded) {
            self.tags.push(tag(Tag::Identity, folded));
        }
        self.list.push((field, folded.to_owned()));
    }

    /// `home` is the country of a contact that has none of its own.
    fn push_contact(&mut self, contact: &SearchContact<'_>, home: &str) {
        let country = match contact.country {
            "" => home,
            country => country,
        };
        let join = |parts: &[&str]| parts.join(" ");
        self.push(
            Field::Person,
            &join(&[contact.first_name, contact.middle_name, contact.last_name]),
        );
        self.push(
            Field::Address,
            &join(&[
                contact.street,
                contact.postal_code,
                contact.city,
                contact.region,
            ]),
        );
        self.push(Field::Email, contact.email);
        for phone in contact.phones {
            for form in phone_forms(phone, country) {
                self.push(Field::Phone, &form);
            }
        }
        self.push(Field::Company, contact.company);
        if !contact.country.is_empty() {
            self.tags.push(tag(Tag::Country, &fold(contact.country)));
        }
    }

    fn body(&mut self) -> String {
        self.list.sort_by_key(|(field, _)| *field);
        let mut body = String::new();
        for (field, value) in &self.list {
            body.push(field.sign());
            body.push(' ');
            body.push_str(value);
            body.push(' ');
        }
        body
    }
}

/// The values of a body with the space at each end that shows the edges of words.
pub fn body_values(body: &str) -> impl Iterator<Item = (Field, &str)> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let field = Field::from_sign(rest.chars().next()?)?;
        let value = &rest[1..];
        let end = value
            .find(|c| Field::from_sign(c).is_some())
            .unwrap_or(value.len());
        rest = &value[end..];
        Some((field, &value[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source<'a>() -> SearchSource<'a> {
        SearchSource {
            account_id: AccountId::from_uuid(uuid::Uuid::from_u128(7)),
            number: AccountNumber::new(42).unwrap(),
            name: "Nordlicht Energie",
            status: AccountStatus::Active,
            organization_type: None,
            customer_type: "gold",
            contacts: vec![SearchContact {
                first_name: "Jonas",
                last_name: "Brandt",
                company: "Nordlicht Energie",
                street: "Kanalweg 12",
                postal_code: "24103",
                city: "Kiel",
                country: "DE",
                email: "j.brandt@nordlicht.example",
                phones: ["", "+49 431 55 01 20", "", "", ""],
                ..SearchContact::default()
            }],
            logins: vec!["nordlicht"],
            billing_days: vec![31],
        }
    }

    #[test]
    fn a_document_holds_each_value_once_behind_the_sign_of_its_field() {
        assert_eq!(
            SearchDocument::new(&source()).body,
            "= nordlicht energie & jonas brandt : kanalweg 12 24103 kiel @ j brandt nordlicht example \
             ~ nordlicht $ nordlicht energie # 42 # 00000042 + 49431550120 + 0431550120 "
        );
    }

    #[test]
    fn a_phone_without_its_country_is_one_of_the_contact_or_of_the_first_that_has_a_country() {
        let mut source = source();
        source.contacts[0].phones = ["0431 550120", "", "", "", ""];
        source.contacts[0].country = "";
        for (country, phone) in [("FR", "01 42 68 53 00"), ("", "01 42 68 53 01")] {
            source.contacts.push(SearchContact {
                last_name: "Fox",
                country,
                phones: [phone, "", "", "", ""],
                ..SearchContact::default()
            });
        }
        let body = SearchDocument::new(&source).body;
        for form in ["33431550120", "33142685300", "33142685301"] {
            assert!(body.contains(&format!(" {form} ")), "{form} in {body}");
        }
    }

    #[test]
    fn the_values_of_a_body_are_read_back() {
        let document = SearchDocument::new(&source());
        let values: Vec<_> = body_values(&document.body).collect();
        assert_eq!(values[0], (Field::Name, " nordlicht energie "));
        assert_eq!(values.len(), 10);
    }

    #[test]
    fn days_countries_identities_and_filters_are_tags() {
        let tags = SearchDocument::new(&source()).tags;
        for wanted in [
            tag(Tag::BillingDay, "31"),
            tag(Tag::Country, "de"),
            tag(Tag::Identity, "j brandt nordlicht example"),
            tag(Tag::Identity, "nordlicht"),
            tag(Tag::Status, "active"),
            tag(Tag::OrganizationType, ""),
            tag(Tag::CustomerType, "gold"),
            tag(Tag::Digits, "1550"),
        ] {
            assert!(tags.contains(&wanted));
        }
        assert!(
            !tags.contains(&tag(Tag::Identity, "0431550120")),
            "found by its digits"
        );
    }
}
