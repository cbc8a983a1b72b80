//! Phones as digits (FIND-1): a number is found however it is grouped, in the form for abroad and
//! in the form that is dialled at home.

use super::calling_codes::{calling_code, calling_code_split, trunk_prefix};

/// The digits of a stored phone: from abroad (`49431550120`) and as dialled at home (`0431550120`).
/// A number without its country is one of the country where the contact lives, by its ISO 3166
/// code; without that too it has the digits that were typed. Empty where there are no digits.
#[must_use]
pub fn phone_forms(phone: &str, country: &str) -> Vec<String> {
    let digits = digits_of(phone);
    if digits.is_empty() {
        return Vec::new();
    }
    let typed_abroad = abroad_digits(phone, &digits);
    let abroad =
        typed_abroad.or_else(|| calling_code(country).and_then(|code| from_home(&digits, code)));
    let Some(abroad) = abroad else {
        return vec![digits];
    };
    let home =
        calling_code_split(&abroad).map(|(code, rest)| format!("{}{rest}", trunk_prefix(code)));
    [abroad].into_iter().chain(home).collect()
}

/// What was typed as a phone, as digits to compare with [`phone_forms`].
#[must_use]
pub fn phone_typed(text: &str) -> String {
    let digits = digits_of(text);
    abroad_digits(text, &digits).unwrap_or(digits)
}

/// ASCII digits; a bracketed `(0)` after a country code is not dialled from abroad.
fn digits_of(phone: &str) -> String {
    let kept = if phone.trim_start().starts_with(['+', '0']) && phone.contains("(0)") {
        phone.replacen("(0)", "", 1)
    } else {
        phone.to_owned()
    };
    kept.chars().filter(char::is_ascii_digit).collect()
}

fn abroad_digits(phone: &str, digits: &str) -> Option<String> {
    if phone.trim_start().starts_with('+') {
        return Some(digits.to_owned());
    }
    digits
        .strip_prefix("00")
        .filter(|rest| !rest.starts_with('0') && rest.len() >= 2)
        .map(str::to_owned)
}

/// A number as dialled at home, as it is dialled from abroad; none where it is an extension or not
/// whole. Of those that begin without what is dialled at home, only countries that dial nothing
/// before are sure to have given all of it.
fn from_home(digits: &str, code: &str) -> Option<String> {
    /// Fewer digits reach nobody from another town.
    const LEAST: usize = 6;
    let rest = digits.strip_prefix(trunk_prefix(code))?;
    match (code, rest.len()) {
        // In North America some dial the 1 at home too.
        ("1", 11) if rest.starts_with('1') => Some(rest.to_owned()),
        ("1", 10) => Some(format!("1{rest}")),
        ("1", _) => None,
        (_, LEAST..) => Some(format!("{code}{rest}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_found_from_abroad_and_from_home() {
        assert_eq!(
            phone_forms("+49 431 55 01 20", ""),
            ["49431550120", "0431550120"]
        );
        assert_eq!(
            phone_forms("+1 (415) 555-0123", "DE"),
            ["14155550123", "4155550123"]
        );
        assert_eq!(phone_forms("+39 06 1234", ""), ["39061234", "061234"]);
        assert_eq!(
            phone_forms("0043 (0)1 234567", ""),
            ["431234567", "01234567"]
        );
        assert_eq!(phone_forms("0431/550120", ""), ["0431550120"]);
        assert!(phone_forms("ext.", "DE").is_empty());
    }

    #[test]
    fn a_number_of_a_country_is_found_from_abroad_by_the_code_of_that_country() {
        for (phone, country, forms) in [
            ("0431/55 01 20", "DE", &["49431550120", "0431550120"][..]),
            ("01 42 68 53 00", "FR", &["33142685300", "0142685300"]),
            ("(0)44 668 18 00", "ch", &["41446681800", "0446681800"]),
            ("06 1234 5678", "IT", &["390612345678", "0612345678"]),
            ("22 34 56 78", "NO", &["4722345678", "22345678"]),
            ("8 495 123 45 67", "RU", &["74951234567", "84951234567"]),
            ("(415) 555-0123", "US", &["14155550123", "4155550123"]),
            ("1-415-555-0123", "CA", &["14155550123", "4155550123"]),
            ("06 1 234 5678", "HU", &["3612345678", "0612345678"]),
            // Without the area, an extension, no country: nobody knows more than the digits.
            ("55 01 20", "DE", &["550120"]),
            ("112", "NO", &["112"]),
            ("0431 550120", "", &["0431550120"]),
            ("0431 550120", "AQ", &["0431550120"]),
        ] {
            assert_eq!(phone_forms(phone, country), forms, "{phone} in {country}");
        }
    }

    #[test]
    fn what_is_typed_meets_a_stored_form() {
        assert_eq!(phone_typed("+49 170 55"), "4917055");
        assert_eq!(phone_typed("0049170-55"), "4917055");
        assert_eq!(phone_typed("0170 55"), "017055");
        assert_eq!(phone_typed("+49 (0)170 55"), "4917055");
    }
}
