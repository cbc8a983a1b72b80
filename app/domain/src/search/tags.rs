//! Tags: numbers that stand for what the database looks up whole, without reading the body.

use crate::accounts::{AccountStatus, OrganizationType};

/// What a tag stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// An e-mail or login as a whole, or a phone of few digits.
    Identity,
    /// The billing day of a bill unit.
    BillingDay,
    /// The country of a contact.
    Country,
    /// One or two letters of the body.
    Gram,
    /// Four digits in a row in the body.
    Digits,
    /// The four digits with which a word of the body begins.
    FirstDigits,
    /// The first three letters of a word of a company name.
    Company,
    /// The first six or nine characters of a word of the body.
    Beginning,
    /// The account's own status, by its code.
    Status,
    /// The organization type, by its code; empty for none.
    OrganizationType,
    /// The customer type, by its code.
    CustomerType,
}

/// The tag of a document that was written since the documents were last put in order on disk: it may
/// stand anywhere among them. It says nothing of its account, and is the store's to give and take.
pub const LATE: i32 = 999_999;

/// The tag as a number: a set of small numbers is half the size of a set of texts. Days,
/// countries and digits have numbers of their own; the others are hashes (FNV-1a) that never meet those but
/// may meet each other, so a hit on them is always compared again. None is negative: those are edges
/// ([`edge_tag`]).
#[must_use]
pub fn tag(kind: Tag, text: &str) -> i32 {
    const HASHED: i32 = 1 << 30;
    const DIGITS: i32 = 1_000_000;
    const FIRST_DIGITS: i32 = 1_010_000;
    let kind = match kind {
        Tag::Identity => b'i',
        Tag::Gram => b'g',
        Tag::Status => b's',
        Tag::OrganizationType => b'o',
        Tag::CustomerType => b'c',
        Tag::Company => b'w',
        Tag::Beginning => b'b',
        Tag::Digits => return DIGITS + text.parse::<i32>().unwrap_or(0),
        Tag::FirstDigits => return FIRST_DIGITS + text.parse::<i32>().unwrap_or(0),
        Tag::BillingDay => return text.parse().unwrap_or(0),
        Tag::Country => {
            return text.bytes().fold(1, |sum: i32, byte| {
                sum.wrapping_mul(64) + i32::from(byte % 64)
            }) & (HASHED - 1);
        }
    };
    hashed(std::iter::once(kind).chain(text.bytes())) & i32::MAX | HASHED
}

/// FNV-1a.
fn hashed(bytes: impl Iterator<Item = u8>) -> i32 {
    bytes
        .fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
        .cast_signed()
}

/// Adds the tags of every letter and every pair of neighbours; a space counts as a neighbour, so
/// that "a word begins with q" and "a word ends with x" are pairs too. One or two digits have none:
/// too many accounts hold them.
pub fn gram_tags(text: &str, into: &mut Vec<i32>) {
    let mut previous: Option<char> = None;
    let mut buffer = [0_u8; 8];
    let says_little = |c: char| c == ' ' || c.is_ascii_digit();
    for c in text.chars() {
        let length = c.encode_utf8(&mut buffer[4..]).len();
        if !says_little(c) {
            into.push(gram(&buffer[4..4 + length]));
        }
        if let Some(before) = previous
            && !(says_little(before) && says_little(c))
        {
            let mut pair = [0_u8; 8];
            let first = before.encode_utf8(&mut pair).len();
            let second = c.encode_utf8(&mut pair[first..]).len();
            into.push(gram(&pair[..first + second]));
        }
        previous = Some(c);
    }
}

/// The tag of a value in which a word begins with one letter and, there or further on, a word ends with
/// another: what `q*x` looks for. Letters alone say little of that, since most accounts have both in
/// different values. Negative ([`is_edge`]).
#[must_use]
pub fn edge_tag(begins: char, ends: char) -> i32 {
    let bytes = [begins, ends].map(|c| u32::from(c).to_le_bytes());
    hashed(bytes.into_iter().flatten()) | i32::MIN
}

/// Whether a tag is that of an edge ([`edge_tag`]).
#[must_use]
pub const fn is_edge(tag: i32) -> bool {
    tag < 0
}

/// Adds the tags of the edges of a value's words ([`edge_tag`]). Digits have tags of their own.
pub fn edge_tags(value: &str, into: &mut Vec<i32>) {
    let mut begun: Vec<char> = Vec::new();
    for word in value.split(' ') {
        let letter = |c: &char| c.is_alphabetic();
        if let Some(begins) = word.chars().next().filter(letter)
            && !begun.contains(&begins)
        {
            begun.push(begins);
        }
        if let Some(ends) = word.chars().next_back().filter(letter) {
            into.extend(begun.iter().map(|begins| edge_tag(*begins, ends)));
        }
    }
}

/// The tags without which a value cannot hold these pieces in order ([`edge_tag`]).
#[must_use]
pub fn edges_needed(pieces: &[String]) -> Vec<i32> {
    let begins = |piece: &String| {
        piece
            .strip_prefix(' ')
            .and_then(|piece| piece.chars().next())
    };
    let ends = |piece: &String| piece.strip_suffix(' ').and_then(|p| p.chars().next_back());
    let mut needed = Vec::new();
    for (place, piece) in pieces.iter().enumerate() {
        let Some(begins) = begins(piece).filter(|c| c.is_alphabetic()) else {
            continue;
        };
        let later = pieces.iter().skip(place + 1).filter_map(ends);
        let later = later.filter(|c| c.is_alphabetic());
        needed.extend(later.map(|ends| edge_tag(begins, ends)));
    }
    needed
}

/// Adds the tags of every four digits in a row, and of those with which a word begins: a beginning of a
/// number is found without all the phones that hold it somewhere. Trigrams of digits are of little use:
/// each stands in one account in ten.
pub fn digit_tags(text: &str, into: &mut Vec<i32>) {
    let bytes = text.as_bytes();
    for (at, four) in bytes.windows(4).enumerate() {
        // Always valid: digits are characters of one byte.
        let (true, Ok(four)) = (
            four.iter().all(u8::is_ascii_digit),
            std::str::from_utf8(four),
        ) else {
            continue;
        };
        into.push(tag(Tag::Digits, four));
        if at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b' ') {
            into.push(tag(Tag::FirstDigits, four));
        }
    }
}

/// Adds a tag for how each word of a company name begins, and so for each word that a pattern begins:
/// streets and towns share their words with companies, which the body's index cannot tell apart. Words of
/// fewer letters have none.
pub fn company_tags(text: &str, into: &mut Vec<i32>) {
    const LETTERS: usize = 3;
    // Before the first space there is no beginning of a word.
    for word in text.split(' ').skip(1) {
        if let Some((end, last)) = word.char_indices().nth(LETTERS - 1) {
            into.push(tag(Tag::Company, &word[..end + last.len_utf8()]));
        }
    }
}

/// Characters of a word that are a tag as its beginning.
pub const BEGINNINGS: [usize; 2] = [6, 9];

/// Adds the tags of how a word begins: long words that share most of their letters (`Dimitriou`,
/// `Dimitrios`) are one to an index of three letters, and words are typed from their beginning.
pub fn beginning_tags(word: &str, into: &mut Vec<i32>) {
    for letters in BEGINNINGS {
        if let Some((end, last)) = word.char_indices().nth(letters - 1) {
            into.push(tag(Tag::Beginning, &word[..end + last.len_utf8()]));
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

    fn added(add: impl FnOnce(&mut Vec<i32>)) -> Vec<i32> {
        let mut tags = Vec::new();
        add(&mut tags);
        tags
    }

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
    fn a_value_has_the_edges_of_its_words_in_order() {
        let mut tags = Vec::new();
        edge_tags(" quer max 17 ", &mut tags);
        let has = |begins, ends| tags.contains(&edge_tag(begins, ends));
        assert!(has('q', 'r') && has('q', 'x') && has('m', 'x'));
        assert!(!has('m', 'r'), "max comes after quer");
        assert_eq!(tags.len(), 3, "digits are no letters");
    }

    #[test]
    fn a_pattern_needs_the_edges_that_it_names() {
        let pieces = |pieces: &[&str]| pieces.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        assert_eq!(edges_needed(&pieces(&[" q", "x "])), [edge_tag('q', 'x')]);
        assert_eq!(
            edges_needed(&pieces(&[" q", "a", "x "])),
            [edge_tag('q', 'x')]
        );
        assert!(edges_needed(&pieces(&["q", "x "])).is_empty());
        assert!(edges_needed(&pieces(&["x ", " q"])).is_empty());
    }

    #[test]
    fn a_company_is_known_by_how_its_words_begin() {
        let tags = |text| added(|tags| company_tags(text, tags));
        let nor = tag(Tag::Company, "nor");
        assert_eq!(tags(" nord ag "), [nor]);
        assert_eq!(tags(" nord"), [nor], "what a pattern begins");
        assert!(tags("nord").is_empty(), "what may stand inside a word");
        assert!(tags(" no").is_empty());
    }

    #[test]
    fn a_long_word_is_known_by_its_first_six_and_nine_letters() {
        let tags = |word| added(|tags| beginning_tags(word, tags));
        let of = |text| tag(Tag::Beginning, text);
        assert!(tags("юлиан").is_empty());
        assert_eq!(tags("дмитри"), [of("дмитри")]);
        assert_eq!(tags("дмитриевич"), [of("дмитри"), of("дмитриеви")]);
        assert_eq!(tags("15125550128"), [of("151255"), of("151255501")]);
    }

    #[test]
    fn every_four_digits_in_a_row_are_a_tag_and_those_that_begin_a_word_another() {
        let mut tags = Vec::new();
        digit_tags(" ab12 34567 ю8901 ", &mut tags);
        let digits = |four| tag(Tag::Digits, four);
        let first = tag(Tag::FirstDigits, "3456");
        assert_eq!(
            tags,
            [digits("3456"), first, digits("4567"), digits("8901")]
        );
    }
}
