//! Tags: numbers that stand for what the database looks up whole, without reading the body.

use crate::accounts::{AccountStatus, OrganizationType};

/// What a tag stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A number, e-mail, phone or login as a whole.
    Identity,
    /// The billing day of a bill unit.
    BillingDay,
    /// The country of a contact.
    Country,
    /// One or two letters of the body.
    Gram,
    /// Four digits in a row in the body.
    Digits,
    /// The account's own status, by its code.
    Status,
    /// The organization type, by its code; empty for none.
    OrganizationType,
    /// The customer type, by its code.
    CustomerType,
}

/// The tag as a number: a set of small numbers is half the size of a set of texts. Days,
/// countries and digits have numbers of their own; the others are hashes (FNV-1a) that never meet those but
/// may meet each other, so a hit on them is always compared again.
#[must_use]
pub fn tag(kind: Tag, text: &str) -> i32 {
    const HASHED: i32 = 1 << 30;
    const DIGITS: i32 = 1_000_000;
    let kind = match kind {
        Tag::Identity => b'i',
        Tag::Gram => b'g',
        Tag::Status => b's',
        Tag::OrganizationType => b'o',
        Tag::CustomerType => b'c',
        Tag::Digits => return DIGITS + text.parse::<i32>().unwrap_or(0),
        Tag::BillingDay => return text.parse().unwrap_or(0),
        Tag::Country => {
            return text.bytes().fold(1, |sum: i32, byte| {
                sum.wrapping_mul(64) + i32::from(byte % 64)
            }) & (HASHED - 1);
        }
    };
    let hash = std::iter::once(kind)
        .chain(text.bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
    hash.cast_signed() | HASHED
}

/// Adds the tags of every letter and every pair of neighbours; a space counts as a neighbour, so
/// that "a word begins with q" and "a word ends with x" are pairs too.
pub fn gram_tags(text: &str, into: &mut Vec<i32>) {
    let mut previous: Option<char> = None;
    let mut buffer = [0_u8; 8];
    for c in text.chars() {
        let length = c.encode_utf8(&mut buffer[4..]).len();
        if c != ' ' {
            into.push(gram(&buffer[4..4 + length]));
        }
        if let Some(before) = previous {
            let mut pair = [0_u8; 8];
            let first = before.encode_utf8(&mut pair).len();
            let second = c.encode_utf8(&mut pair[first..]).len();
            into.push(gram(&pair[..first + second]));
        }
        previous = Some(c);
    }
}

/// Adds the tags of every four digits in a row. Trigrams of digits are of little use: each stands in
/// one account in ten.
pub fn digit_tags(text: &str, into: &mut Vec<i32>) {
    for four in text.as_bytes().windows(4) {
        if four.iter().all(u8::is_ascii_digit) {
            // Always valid: digits are characters of one byte.
            into.extend(std::str::from_utf8(four).map(|four| tag(Tag::Digits, four)));
        }
    }
}

/// The tags of what the filters of status and types choose.
#[must_use]
pub fn facet_tags(
    status: AccountStatus,
    organization_type: Option<OrganizationType>,
    customer_type: &str,
) -> [i32; 3] {
    [
        tag(Tag::Status, status.code()),
        tag(
            Tag::OrganizationType,
            organization_type.map_or("", OrganizationType::code),
        ),
        tag(Tag::CustomerType, customer_type),
    ]
}

fn gram(bytes: &[u8]) -> i32 {
    // Always valid: the bytes were just encoded from characters.
    std::str::from_utf8(bytes).map_or(0, |text| tag(Tag::Gram, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_words_are_grams() {
        let mut grams = Vec::new();
        gram_tags(" qx ", &mut grams);
        for gram in ["q", "x", " q", "qx", "x "] {
            assert!(grams.contains(&tag(Tag::Gram, gram)), "{gram:?}");
        }
        assert_eq!(grams.len(), 5);
    }

    #[test]
    fn every_four_digits_in_a_row_are_a_tag() {
        let mut tags = Vec::new();
        digit_tags(" ab12 34567 ю8901 ", &mut tags);
        assert_eq!(
            tags,
            ["3456", "4567", "8901"].map(|four| tag(Tag::Digits, four))
        );
    }
}
