//! Cells that a spreadsheet would run as a formula (API-1).

use std::borrow::Cow;

/// The value as it is written into a CSV file: with an apostrophe before it where a spreadsheet
/// would take it for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break). A plain
/// number is no danger and stays as it is.
#[must_use]
pub fn cell_escape(value: &str) -> Cow<'_, str> {
    if looks_like_formula(value) && !is_number(value) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

/// The value as it was before [`cell_escape`].
#[must_use]
pub fn cell_unescape(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => cell,
    }
}

/// Apostrophes in front count too, so that an escaped value is told from one typed like that.
fn looks_like_formula(value: &str) -> bool {
    let first = value.trim_start_matches('\'').chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n'))
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_is_shown_and_not_run() {
        assert_eq!(cell_escape("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(cell_escape("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell_escape("+49 431 5501"), "'+49 431 5501");
        assert_eq!(cell_escape("-2+3"), "'-2+3");
    }

    #[test]
    fn an_amount_and_an_ordinary_text_stay_as_they_are() {
        for value in ["-12.50", "12", "O'Brien", "'t Hooft", "a=b", ""] {
            assert_eq!(cell_escape(value), value);
        }
    }

    proptest! {
        #[test]
        fn what_was_escaped_is_read_back(value in "['=+@\ta0.-]{0,6}") {
            let cell = cell_escape(&value);
            prop_assert_eq!(cell_unescape(&cell), value.as_str());
        }

        #[test]
        fn what_is_written_begins_with_no_sign_of_a_formula(value in "['=+@\ta0.-]{0,6}") {
            let cell = cell_escape(&value);
            prop_assert!(is_number(&cell) || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        }
    }
}
