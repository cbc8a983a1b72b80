//! The people on a generated account and how they are reached.

use super::latin::slug;
use super::random::Random;
use super::words::{Country, Locale};

/// A contact. Fields as in the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Person {
    pub salutation: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub job_title: &'static str,
    pub company: String,
    pub street: String,
    pub postal_code: String,
    pub city: &'static str,
    pub region: &'static str,
    pub country: &'static str,
    pub email: String,
    pub phone_home: String,
    pub phone_work: String,
    pub phone_mobile: String,
}

/// One to three contacts at one address, the primary one first.
pub(super) fn contacts(
    random: &mut Random,
    locale: &Locale,
    country: &Country,
    company: &str,
    domain: &str,
    index: u64,
) -> Vec<Person> {
    let count = match random.below(100) {
        0..82 => 1,
        82..96 => 2,
        _ => 3,
    };
    let (city, region, postal) = random.pick(country.places);
    let mut postal_code = String::new();
    random.digits(postal, &mut postal_code);
    let street = street(random, locale);
    (0..count)
        .map(|position| {
            let mut person = person(random, locale, company);
            person.email = email(random, &person, domain, index);
            person.street.clone_from(&street);
            person.postal_code.clone_from(&postal_code);
            (person.city, person.region, person.country) = (city, region, country.code);
            let phone = if company.is_empty() {
                &mut person.phone_home
            } else {
                &mut person.phone_work
            };
            random.digits(country.landline, phone);
            if position == 0 || random.chance(500) {
                random.digits(country.mobile, &mut person.phone_mobile);
            }
            person
        })
        .collect()
}

fn street(random: &mut Random, locale: &Locale) -> String {
    let street = random.pick(locale.streets);
    let number = random.below(180).min(random.below(180)) + 1;
    if locale.number_first {
        format!("{number} {street}")
    } else {
        format!("{street} {number}")
    }
}

fn person(random: &mut Random, locale: &Locale, company: &str) -> Person {
    let is_woman = random.chance(500);
    let surname = random.index(locale.surnames.len());
    let (first_name, last_name, salutation) = if is_woman {
        (
            random.pick(locale.women),
            locale.surnames_of_women[surname],
            locale.salutations[0],
        )
    } else {
        (
            random.pick(locale.men),
            locale.surnames[surname],
            locale.salutations[1],
        )
    };
    let job_title = if company.is_empty() {
        ""
    } else {
        random.pick(locale.jobs)
    };
    Person {
        salutation,
        first_name,
        last_name,
        job_title,
        company: company.to_owned(),
        ..Person::default()
    }
}

fn email(random: &mut Random, person: &Person, domain: &str, index: u64) -> String {
    let (first, last) = (slug(person.first_name), slug(person.last_name));
    match (
        first.is_empty() || last.is_empty(),
        person.company.is_empty(),
    ) {
        (true, _) => format!("k{index}@{domain}"),
        (false, true) => format!("{first}.{last}{}@{domain}", index % 10_000),
        (false, false) if random.chance(150) => format!("info@{domain}"),
        (false, false) => format!("{first}.{last}@{domain}"),
    }
}
