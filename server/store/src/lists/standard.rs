//! Countries, currencies and languages, in English.

use std::sync::LazyLock;

use domain::lists::Choice;
use domain::money::Currency;
use iso_currency::IntoEnumIterator;

/// Languages in which a customer can be addressed, by BCP 47 code.
const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mk", "Macedonian"),
    ("ms", "Malay"),
    ("mt", "Maltese"),
    ("nb", "Norwegian Bokmål"),
    ("nl", "Dutch"),
    ("nn", "Norwegian Nynorsk"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pt-BR", "Portuguese (Brazil)"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh-Hans", "Chinese (simplified)"),
    ("zh-Hant", "Chinese (traditional)"),
];

static LANGUAGE_CHOICES: LazyLock<Vec<Choice>> = LazyLock::new(|| {
    by_name(
        LANGUAGES
            .iter()
            .map(|(code, name)| Choice::new(*code, *name))
            .collect(),
    )
});

static COUNTRY_CHOICES: LazyLock<Vec<Choice>> = LazyLock::new(|| {
    let choice = |country: &rust_iso3166::CountryCode| Choice::new(country.alpha2, country.name);
    by_name(rust_iso3166::ALL.iter().map(choice).collect())
});

static CURRENCY_CHOICES: LazyLock<Vec<Choice>> = LazyLock::new(|| {
    let is_billable = |currency: &Currency| {
        currency.exponent().is_some()
            && !currency.is_fund()
            && !currency.is_special()
            && currency.is_superseded().is_none()
    };
    let billable = Currency::iter().filter(is_billable);
    let mut choices: Vec<Choice> = billable
        .map(|currency| Choice::new(currency.code(), currency.name()))
        .collect();
    choices.sort_by(|one, other| one.code.cmp(&other.code));
    choices
});

fn by_name(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.sort_by(|one, other| one.name.cmp(&other.name));
    choices
}

/// Countries by name (ISO 3166-1).
#[must_use]
pub fn countries() -> &'static [Choice] {
    &COUNTRY_CHOICES
}

/// Languages by name (BCP 47).
#[must_use]
pub fn languages() -> &'static [Choice] {
    &LANGUAGE_CHOICES
}

/// Currencies by code (ISO 4217): those in which a bill can be written, no metals, funds or test
/// codes.
#[must_use]
pub fn currencies() -> &'static [Choice] {
    &CURRENCY_CHOICES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(list: &[Choice], code: &str) -> bool {
        list.iter().any(|choice| choice.code == code)
    }

    #[test]
    fn a_bill_can_be_written_in_money_only() {
        for code in ["EUR", "USD", "JPY", "KWD", "NOK"] {
            assert!(has(currencies(), code), "{code}");
        }
        for code in ["XAU", "XXX", "XTS", "CHE", "DEM"] {
            assert!(!has(currencies(), code), "{code}");
        }
    }

    #[test]
    fn every_country_has_two_letters_and_a_name() {
        assert_eq!(countries().len(), 249);
        assert!(
            countries()
                .iter()
                .all(|country| country.code.len() == 2 && !country.name.is_empty())
        );
    }

    #[test]
    fn no_language_is_offered_twice() {
        let mut codes: Vec<_> = languages().iter().map(|language| &language.code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), LANGUAGES.len());
    }
}
