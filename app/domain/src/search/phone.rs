//! Phones as digits (FIND-1): a number is found however it is grouped, in the form for abroad and
//! in the form that is dialled at home.

/// The digits of a stored phone: from abroad (`49431550120`) and, where the country is known, as
/// dialled at home (`0431550120`). Empty where there are no digits.
#[must_use]
pub fn phone_forms(phone: &str) -> Vec<String> {
    let digits = digits_of(phone);
    if digits.is_empty() {
        return Vec::new();
    }
    let Some(abroad) = abroad_digits(phone, &digits) else {
        return vec![digits];
    };
    let mut forms = vec![abroad.clone()];
    if let Some((code, rest)) = country_code_split(&abroad) {
        forms.push(format!("{}{rest}", trunk_prefix(code)));
    }
    forms
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

/// Splits a number into country calling code and the rest (ITU-T E.164: codes of one and two
/// digits are these; all others have three).
fn country_code_split(digits: &str) -> Option<(&str, &str)> {
    const TWO: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.get(..2)? {
        two if two.starts_with(['1', '7']) => 1,
        two if TWO.contains(&two) => 2,
        _ => 3,
    };
    (digits.len() > length).then(|| digits.split_at(length))
}

/// What is dialled before the number at home.
fn trunk_prefix(code: &str) -> &'static str {
    match code {
        "7" => "8",
        "36" => "06",
        "1" | "30" | "34" | "39" | "45" | "47" | "48" | "351" | "352" | "420" | "371" | "372"
        | "65" | "852" => "",
        _ => "0",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_found_from_abroad_and_from_home() {
        assert_eq!(
            phone_forms("+49 431 55 01 20"),
            ["49431550120", "0431550120"]
        );
        assert_eq!(
            phone_forms("+1 (415) 555-0123"),
            ["14155550123", "4155550123"]
        );
        assert_eq!(phone_forms("+39 06 1234"), ["39061234", "061234"]);
        assert_eq!(phone_forms("0043 (0)1 234567"), ["431234567", "01234567"]);
        assert_eq!(phone_forms("0431/550120"), ["0431550120"]);
        assert!(phone_forms("ext.").is_empty());
    }

    #[test]
    fn what_is_typed_meets_a_stored_form() {
        assert_eq!(phone_typed("+49 170 55"), "4917055");
        assert_eq!(phone_typed("0049170-55"), "4917055");
        assert_eq!(phone_typed("0170 55"), "017055");
        assert_eq!(phone_typed("+49 (0)170 55"), "4917055");
    }
}
