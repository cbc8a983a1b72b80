//! The words that generated customers are made of: common names, places and trades of several
//! countries, combined freely. Nobody in here is a particular person.

mod arabic;
mod cyrillic;
mod english;
mod french;
mod german;
mod greek;
mod japanese;
mod nordic;
mod polish;
mod spanish;

/// A country of a locale. In the patterns `#` stands for any digit.
pub(super) struct Country {
    /// ISO 3166-1.
    pub code: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// The language its customers are written to in (BCP 47).
    pub language: &'static str,
    /// City, region, pattern of the postal code.
    pub places: &'static [(&'static str, &'static str, &'static str)],
    /// Pattern of a number on a desk.
    pub landline: &'static str,
    /// Pattern of a mobile number.
    pub mobile: &'static str,
}

/// How people and companies of one language area are called.
pub(super) struct Locale {
    /// How often it comes up, against the sum of all.
    pub weight: u64,
    /// Where they live.
    pub countries: &'static [Country],
    /// First names of women.
    pub women: &'static [&'static str],
    /// First names of men.
    pub men: &'static [&'static str],
    /// Last names as men bear them.
    pub surnames: &'static [&'static str],
    /// The same last names as women bear them.
    pub surnames_of_women: &'static [&'static str],
    /// How a woman and a man are addressed.
    pub salutations: [&'static str; 2],
    /// What companies do.
    pub trades: &'static [&'static str],
    /// Legal forms. Empty where it stands in front, as part of the trade.
    pub forms: &'static [&'static str],
    /// What parts of a company are called, before a city.
    pub branches: &'static [&'static str],
    /// Streets.
    pub streets: &'static [&'static str],
    /// Whether the house number stands before the street.
    pub number_first: bool,
    /// Job titles.
    pub jobs: &'static [&'static str],
}

/// All of them.
pub(super) const LOCALES: [&Locale; 11] = [
    &german::GERMAN,
    &english::ENGLISH,
    &french::FRENCH,
    &spanish::SPANISH,
    &polish::POLISH,
    &nordic::NORDIC,
    &greek::GREEK,
    &cyrillic::UKRAINIAN,
    &cyrillic::RUSSIAN,
    &japanese::JAPANESE,
    &arabic::ARABIC,
];
