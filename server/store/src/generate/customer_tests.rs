use domain::contacts::{Contact, ContactDraft, contacts_parse};
use domain::fields::FieldErrors;
use domain::lists::{Choice, FormLists};
use domain::text::required_line_parse;

use super::*;
use crate::generate::organization::Places;

fn some(seed: u64, count: usize) -> Vec<Customer> {
    let places = Places::new(seed, count as u64).take_places(count);
    places.iter().map(|place| customer(seed, place)).collect()
}

#[test]
fn the_same_seed_makes_the_same_customers() {
    assert_eq!(some(42, 2_000), some(42, 2_000));
    assert_ne!(some(42, 2_000), some(43, 2_000));
}

#[test]
fn customers_come_from_many_countries_and_scripts() {
    let customers = some(1, 5_000);
    for country in [
        "DE", "FR", "ES", "PL", "SE", "GR", "UA", "KZ", "GB", "JP", "AE",
    ] {
        assert!(
            customers
                .iter()
                .any(|customer| customer.contacts[0].country == country),
            "nobody in {country}"
        );
    }
}

#[test]
fn every_contact_is_one_that_the_form_would_take() {
    let countries = LOCALES.iter().flat_map(|locale| locale.countries);
    let known = FormLists {
        countries: countries
            .map(|country| Choice::new(country.code, country.code))
            .collect(),
        ..FormLists::default()
    };
    for customer in some(7, 5_000) {
        let drafts: Vec<ContactDraft> = customer.contacts.iter().map(draft).collect();
        let mut errors = FieldErrors::default();
        let contacts = contacts_parse(&drafts, &known, &mut errors);
        assert!(errors.is_empty(), "{errors:?} in {drafts:?}");
        let typed: Vec<ContactDraft> = contacts.iter().map(Contact::to_draft).collect();
        assert_eq!(
            typed[1..],
            drafts[1..],
            "nothing is written that a form would tidy up"
        );
        assert_eq!(
            required_line_parse(&customer.name, 200).as_ref(),
            Ok(&customer.name)
        );
    }
}

fn draft(person: &Person) -> ContactDraft {
    ContactDraft {
        salutation: person.salutation.to_owned(),
        first_name: person.first_name.to_owned(),
        last_name: person.last_name.to_owned(),
        job_title: person.job_title.to_owned(),
        company: person.company.clone(),
        street: person.street.clone(),
        postal_code: person.postal_code.clone(),
        city: person.city.to_owned(),
        region: person.region.to_owned(),
        country: person.country.to_owned(),
        email: person.email.clone(),
        phone_home: person.phone_home.clone(),
        phone_work: person.phone_work.clone(),
        phone_mobile: person.phone_mobile.clone(),
        ..ContactDraft::default()
    }
}

#[test]
fn about_a_third_bring_something_open_and_some_of_it_is_credit() {
    let customers = some(3, 10_000);
    let open: Vec<i64> = customers
        .iter()
        .filter_map(|customer| customer.opening)
        .map(|(minor, _)| minor)
        .collect();
    let credits = open.iter().filter(|minor| **minor < 0).count();
    assert!((2_700..3_300).contains(&open.len()), "{}", open.len());
    assert!((300..600).contains(&credits), "{credits}");
    assert!(open.iter().all(|minor| *minor != 0));
}
