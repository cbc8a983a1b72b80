//! What looks like a card number. Card numbers are never stored, shown or searched for (SEC-3).

/// The groups in which the schemes print their numbers on cards.
const PRINTED: [&[usize]; 8] = [
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 5],
    &[4, 3, 3, 3],
    &[6, 13],
    &[8, 8],
];

/// Whether a card number stands anywhere in a text: thirteen to nineteen digits, with spaces or
/// hyphens between them, whose Luhn sum is right and which begin as the card schemes do (ISO/IEC
/// 7812; SEC-3).
///
/// It also does where other digits stand around it, such as the expiry and the code on the back
/// (`4111 1111 1111 1111 12/28 123`), if it is written as one row or as cards are printed: any other
/// part of a longer number, of a bank account say, is none.
#[must_use]
pub fn looks_like_card_number(text: &str) -> bool {
    numbers(text).iter().any(Number::is_or_has_card_number)
}

/// Whether so much of a card number may stand in a text already that the rest could be guessed: twelve
/// digits or more that begin as the card schemes do, with nothing before that says what they are.
///
/// While somebody types, nobody knows yet. A phone number may be meant as well, so this is no reason to
/// refuse anything, only to keep it out of what is remembered (SEC-3).
#[must_use]
pub fn may_become_card_number(text: &str) -> bool {
    let begins_one = |groups: &[Vec<u8>]| {
        let digits = groups.iter().map(Vec::len).sum::<usize>();
        groups.first().is_some_and(|group| has_scheme(group)) && (12..=19).contains(&digits)
    };
    numbers(text).iter().any(|number| {
        let mut from = 0..number.groups.len();
        number.kind == Kind::Plain && from.any(|at| begins_one(&number.groups[at..]))
    })
}

/// Digits in groups, as they were written with single spaces or hyphens between them.
struct Number {
    groups: Vec<Vec<u8>>,
    kind: Kind,
}

/// What the signs right before a number say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `+49 431 …`: a phone number has at most fifteen digits (E.164).
    Phone,
    /// `DE89 3704 …`: two letters and two digits begin an IBAN.
    Iban,
    Plain,
}

fn numbers(text: &str) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    // The signs before this one, the nearest first.
    let (mut last, mut last_but_one) = (None::<char>, None::<char>);
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10).and_then(|digit| u8::try_from(digit).ok()) {
            let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let goes_on = is_digit(last);
            let begins_group = matches!(last, Some(' ' | '-')) && is_digit(last_but_one);
            match numbers.last_mut() {
                Some(number) if goes_on || begins_group => number.digit_add(digit, begins_group),
                _ => numbers.push(Number {
                    groups: vec![vec![digit]],
                    kind: kind_of(last, last_but_one),
                }),
            }
        }
        (last, last_but_one) = (Some(c), last);
    }
    numbers
}

fn kind_of(last: Option<char>, last_but_one: Option<char>) -> Kind {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    match last {
        Some('+') => Kind::Phone,
        _ if is_letter(last) && is_letter(last_but_one) => Kind::Iban,
        _ => Kind::Plain,
    }
}

impl Number {
    fn digit_add(&mut self, digit: u8, begins_group: bool) {
        match self.groups.last_mut() {
            Some(group) if !begins_group => group.push(digit),
            _ => self.groups.push(vec![digit]),
        }
    }

    fn is_or_has_card_number(&self) -> bool {
        let digits = self.groups.concat();
        match self.kind {
            Kind::Phone => digits.len() > 15 && is_card_number(&digits),
            Kind::Iban => is_card_number(&digits),
            Kind::Plain => is_card_number(&digits) || self.has_card_number(),
        }
    }

    /// Whether some of the groups are a card number.
    fn has_card_number(&self) -> bool {
        let is_one = |groups: &[Vec<u8>]| is_card_number(&groups.concat());
        let printed = |lengths: &[usize]| {
            let is_so =
                |groups: &&[Vec<u8>]| groups.iter().map(Vec::len).eq(lengths.iter().copied());
            self.groups.windows(lengths.len()).filter(is_so).any(is_one)
        };
        self.groups.chunks(1).any(is_one) || PRINTED.iter().any(|lengths| printed(lengths))
    }
}

/// Whether the digits begin as those of a card scheme.
fn has_scheme(digits: &[u8]) -> bool {
    matches!(digits.first(), Some(2..=6))
}

fn is_card_number(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    has_scheme(digits) && (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_known_however_it_is_spaced() {
        for text in [
            "4242424242424242",
            "card 4242 4242 4242 4242.",
            "5555-5555-5555-4444",
            "3782 822463 10005",
            "tok_4242424242424242",
        ] {
            assert!(looks_like_card_number(text), "{text}");
        }
    }

    #[test]
    fn a_card_number_is_known_with_expiry_and_code_around_it() {
        for text in [
            "4111 1111 1111 1111 12/28 123",
            "4111111111111111 12/28 123",
            "4111-1111-1111-1111 1228 123",
            "12 28 4111 1111 1111 1111 123",
            "Visa 4111 1111 1111 1111 12 28",
            "3782 822463 10005 0128 1234",
            "4111111111111111 123",
        ] {
            assert!(looks_like_card_number(text), "{text}");
        }
    }

    #[test]
    fn phone_numbers_accounts_of_banks_and_references_are_none() {
        for text in [
            "+49 431 5501 2034",
            // Thirteen digits whose Luhn sum is right: the plus says what it is.
            "+49 431 5501 2039",
            "+4943155012039",
            "Ref 4242424242424241",
            "20260314000123",
            // Four times four digits with a right sum, within an IBAN.
            "DE89 4242 4242 4242 4242 00",
            "GB29 NWBK 6016 1331 9268 19",
            "0431 5501 2034 0170 5501 2345",
            // Part of a longer row of digits.
            "99424242424242424299",
            "",
        ] {
            assert!(!looks_like_card_number(text), "{text}");
        }
    }

    #[test]
    fn what_may_become_a_card_number_is_known_before_its_last_digits() {
        let card = "Visa 4111 1111 1111 1111";
        for end in 1..=card.len() {
            let typed = &card[..end];
            let is_enough = end >= "Visa 4111 1111 1111".len();
            assert_eq!(may_become_card_number(typed), is_enough, "{typed}");
        }
        for text in ["3782 822463 10", "424242424242424", "4915112345678"] {
            assert!(may_become_card_number(text), "{text}");
        }
    }

    #[test]
    fn names_addresses_and_usual_phone_numbers_become_no_card_number() {
        for text in [
            "acme* kiel",
            "A-00000042",
            "(415) 555-0123",
            "14155550123",
            "0431 5501 2034",
            "+49 151 1234 5678",
            "004915112345678",
            "DE89 3704 0044 0532 0130 00",
            "",
        ] {
            assert!(!may_become_card_number(text), "{text}");
        }
    }
}
