//! What stands behind the `?` of an address.

use domain::card::looks_like_card_number;

/// A path with those of the pairs behind it that are kept. Once for all lists of pairs, whatever makes them.
pub(super) fn with_query(
    path: &str,
    pairs: &[(&str, &str)],
    is_kept: fn(&str, &str) -> bool,
) -> String {
    let kept = pairs.iter().filter(|(name, value)| is_kept(name, value));
    let query: Vec<String> = kept
        .map(|(name, value)| format!("{}={}", query_value(name), query_value(value)))
        .collect();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", query.join("&")),
    }
}

/// Whatever it says, or says nothing.
pub(super) fn any(_: &str, _: &str) -> bool {
    true
}

/// What says something.
pub(super) fn said(_: &str, value: &str) -> bool {
    !value.is_empty()
}

/// What says something, without card numbers: browsers remember addresses and send them along (SEC-3).
pub(super) fn said_without_card(_: &str, value: &str) -> bool {
    !value.is_empty() && !looks_like_card_number(value)
}

/// Encodes a text so that it can stand as a value in an address's query.
pub fn query_value(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' | b':' => {
                encoded.push(char::from(byte));
            }
            _ => {
                encoded.push('%');
                for half in [byte >> 4, byte & 15] {
                    encoded.extend(
                        char::from_digit(half.into(), 16).map(|digit| digit.to_ascii_uppercase()),
                    );
                }
            }
        }
    }
    encoded
}
