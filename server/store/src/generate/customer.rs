//! One generated account: who it is, how it is reached, how it is billed. Everything follows from
//! the seed and the account's place.

use chrono::{Days, NaiveDate};
use domain::accounts::{AccountStatus, AccountingType, OrganizationType};

use super::company::{company, domain_of};
use super::organization::Place;
use super::person::{Person, contacts};
use super::random::Random;
use super::words::LOCALES;

/// An account as it is going to be written, without ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Customer {
    pub name: String,
    pub name_is_own: bool,
    pub status: AccountStatus,
    pub status_since: NaiveDate,
    pub organization_type: Option<OrganizationType>,
    pub customer_type: &'static str,
    pub language: &'static str,
    pub currency: &'static str,
    pub opened_on: NaiveDate,
    /// The primary one first.
    pub contacts: Vec<Person>,
    pub payment_method: Option<Method>,
    /// The first one carries the payment method and the opening balance.
    pub bill_units: Vec<Unit>,
    /// Minor units, negative for a credit, with the day on which it is due.
    pub opening: Option<(i64, NaiveDate)>,
}

/// A payment method that the sandbox gateway could have given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Method {
    pub is_card: bool,
    pub brand: &'static str,
    pub last_four: String,
    pub expires_on: Option<NaiveDate>,
    pub holder: String,
}

/// Settings of a bill unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub name: &'static str,
    pub billing_day: i64,
    pub frequency_months: i64,
    pub accounting_type: AccountingType,
    pub payment_terms_days: i64,
}

/// The account at this place under this seed.
pub(super) fn customer(seed: u64, place: &Place) -> Customer {
    let mut random = Random::stream(seed, place.index);
    let locale = LOCALES[place.organization.locale];
    // Drawn twice: the first country of a locale is the most frequent one.
    let countries = locale.countries.len();
    let country = &locale.countries[random.index(countries).min(random.index(countries))];
    let alone = place.organization.size == 1;
    let is_person = alone && random.chance(550);
    let company = if is_person {
        String::new()
    } else {
        company(seed, place, locale)
    };
    let domain = domain_of(&company, place.organization.number);
    let contacts = contacts(&mut random, locale, country, &company, &domain, place.index);
    let own_name = (!alone && place.parent.is_some()).then(|| {
        format!(
            "{company}, {} {}",
            random.pick(locale.branches),
            contacts[0].city
        )
    });
    let opened_on = opened_on(seed, place);
    let status = status(&mut random, place);
    let status_since = match status {
        AccountStatus::Active => opened_on,
        _ => opened_on + Days::new(random.below(150) + 1),
    };
    let payment_method = method(&mut random, &contacts[0]);
    let opening = opening(&mut random, country.currency);
    Customer {
        name: own_name
            .clone()
            .unwrap_or_else(|| default_name(&contacts[0])),
        name_is_own: own_name.is_some(),
        status,
        status_since,
        organization_type: organization_type(&mut random, place, is_person),
        customer_type: customer_type(&mut random),
        language: country.language,
        currency: country.currency,
        opened_on,
        payment_method,
        bill_units: bill_units(&mut random),
        opening,
        contacts,
    }
}

/// The day on which the account was opened; within an organization never before its parent.
fn opened_on(seed: u64, place: &Place) -> NaiveDate {
    let mut random = Random::stream(seed.rotate_left(34), place.organization.number);
    let founded = random.below(4_000);
    let later = match place.organization.size {
        1 => random.below(2_300),
        size => place.position * 2_300 / size,
    };
    day(2009, 1, 1, founded + later)
}

/// The company's name where there is one, else the person's (spec, words).
fn default_name(contact: &Person) -> String {
    if contact.company.is_empty() {
        format!("{} {}", contact.first_name, contact.last_name)
    } else {
        contact.company.clone()
    }
}

fn status(random: &mut Random, place: &Place) -> AccountStatus {
    match random.below(100) {
        0..93 => AccountStatus::Active,
        93..97 => AccountStatus::Inactive,
        // A closed account gets no children (ORG-5).
        _ if place.has_children => AccountStatus::Active,
        _ => AccountStatus::Closed,
    }
}

fn organization_type(
    random: &mut Random,
    place: &Place,
    is_person: bool,
) -> Option<OrganizationType> {
    use OrganizationType::{BillingAccount, LegalEntity, ServiceAccount, Site};
    match (place.parent, place.has_children) {
        (None, true) => Some(LegalEntity),
        (None, false) if is_person => None,
        (None, false) => random.pick(&[None, None, Some(LegalEntity), Some(ServiceAccount)]),
        (Some(_), true) => random.pick(&[Some(Site), Some(Site), Some(BillingAccount), None]),
        (Some(_), false) => random.pick(&[
            Some(ServiceAccount),
            Some(ServiceAccount),
            Some(BillingAccount),
            Some(Site),
            None,
        ]),
    }
}

fn customer_type(random: &mut Random) -> &'static str {
    match random.below(100) {
        0..2 => "platinum",
        2..10 => "gold",
        10..30 => "silver",
        _ => "standard",
    }
}

fn bill_units(random: &mut Random) -> Vec<Unit> {
    let count = match random.below(100) {
        0..93 => 1,
        93..99 => 2,
        _ => 3,
    };
    ["Main", "Projects", "Mobile lines"]
        .into_iter()
        .take(count)
        .map(|name| Unit {
            name,
            billing_day: match random.below(10) {
                0..4 => 1,
                4..6 => 15,
                _ => random.between(1, 31),
            },
            frequency_months: random.pick(&[1, 1, 1, 1, 1, 1, 1, 3, 6, 12]),
            accounting_type: if random.chance(800) {
                AccountingType::OpenItem
            } else {
                AccountingType::BalanceForward
            },
            payment_terms_days: random.pick(&[14, 14, 30, 30, 10, 0, 60]),
        })
        .collect()
}

fn method(random: &mut Random, holder: &Person) -> Option<Method> {
    let is_card = match random.below(100) {
        0..15 => true,
        15..27 => false,
        _ => return None,
    };
    let mut last_four = String::new();
    random.digits("####", &mut last_four);
    // The last day of a month between 2027 and 2030.
    let expires_on = is_card.then(|| {
        let month = random.below(48);
        let (year, month) = (2027 + month / 12, month % 12 + 1);
        let next = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
        let first_of_next = date(
            i32::try_from(next.0).unwrap_or(2031),
            u32::try_from(next.1).unwrap_or(1),
            1,
        );
        first_of_next - Days::new(1)
    });
    let brand = if is_card {
        random.pick(&["Visa", "Mastercard", "American Express"])
    } else {
        ""
    };
    let holder = format!("{} {}", holder.first_name, holder.last_name);
    Some(Method {
        is_card,
        brand,
        last_four,
        expires_on,
        holder,
    })
}

/// Three accounts of ten bring something open, one of seven of these a credit.
fn opening(random: &mut Random, currency: &str) -> Option<(i64, NaiveDate)> {
    if !random.chance(300) {
        return None;
    }
    let minor = random.between(1, 400) * random.between(5, 990) + random.between(0, 99);
    // Minor units of a yen are whole yen; keep the size of the amount believable.
    let minor = if currency == "JPY" {
        minor / 10 + 1
    } else {
        minor
    };
    let due_on = day(2026, 6, 1, random.below(240));
    Some((if random.chance(143) { -minor } else { minor }, due_on))
}

fn day(year: i32, month: u32, day: u32, later: u64) -> NaiveDate {
    date(year, month, day) + Days::new(later)
}

/// A date of the calendar; the callers' constants are all of it.
fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
#[path = "customer_tests.rs"]
mod tests;
