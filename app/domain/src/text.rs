//! Texts as people type them: bounded, without control characters, one way of writing white space.

use unicode_normalization::UnicodeNormalization;

use crate::card::looks_like_card_number;
use crate::fields::FieldProblem;

/// What is said beside any field that a card number is typed into (SEC-3).
pub const CARD_NUMBER: &str =
    "This looks like a card number. Card numbers are never stored; please remove it.";

/// Why a text cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space where something is needed.
    #[error("Please fill this in.")]
    Required,
    /// Longer than the field holds.
    #[error("This is {length} characters long; at most {limit} fit here.")]
    TooLong {
        /// Characters typed.
        length: usize,
        /// Characters that fit.
        limit: usize,
    },
    /// A character that cannot be seen and misleads the reader.
    #[error(
        "This contains an invisible character (U+{0:04X}). Please remove it, or type this anew."
    )]
    Control(u32),
    /// What looks like a card number (SEC-3).
    #[error("{CARD_NUMBER}")]
    CardNumber,
}

impl FieldProblem for TextError {
    fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong { .. } => "too_long",
            Self::Control(_) => "control_character",
            Self::CardNumber => "card_number",
        }
    }
}

/// One line of text: trimmed, white space folded to single spaces, NFC; may be empty.
///
/// # Errors
/// When it is longer than `limit` characters, has a character that misleads because it cannot be
/// seen, consists of such characters alone, or looks like a card number (SEC-3).
pub fn line_parse(text: &str, limit: usize) -> Result<String, TextError> {
    // The length first and without normalizing: a megabyte costs one walk.
    let length = text.trim().chars().count();
    if length > limit {
        return Err(TextError::TooLong { length, limit });
    }
    if let Some(control) = text.chars().find(|c| is_forbidden(*c)) {
        return Err(TextError::Control(u32::from(control)));
    }
    let line = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .nfc()
        .collect::<String>();
    if let Some(first) = line.chars().next()
        && line.chars().all(is_unseen)
    {
        return Err(TextError::Control(u32::from(first)));
    }
    if looks_like_card_number(&line) {
        return Err(TextError::CardNumber);
    }
    Ok(line)
}

/// As [`line_parse`], and not empty.
///
/// # Errors
/// As [`line_parse`]; and when nothing is left.
pub fn required_line_parse(text: &str, limit: usize) -> Result<String, TextError> {
    let line = line_parse(text, limit)?;
    if line.is_empty() {
        Err(TextError::Required)
    } else {
        Ok(line)
    }
}

/// What was typed, as a sentence may repeat it: without signs that cannot be seen and would turn or hide the
/// words around them, and no longer than a glance.
#[must_use]
pub fn repeated(text: &str) -> String {
    const LIMIT: usize = 40;
    let mut seen = text
        .chars()
        .filter(|c| *c == ' ' || !(is_forbidden(*c) || is_unseen(*c)));
    let mut shown: String = seen.by_ref().take(LIMIT).collect();
    if seen.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Words as the end of a sentence: with a full stop, unless they bring an end along, as the name of "Acme Inc."
/// does.
#[must_use]
pub fn ended(words: impl Into<String>) -> String {
    let words = words.into();
    let stop = end_of(&words);
    words + stop
}

/// The end that a sentence still needs behind its last words: a full stop, or nothing where they bring one along.
#[must_use]
pub fn end_of(words: &str) -> &'static str {
    match words.ends_with(['.', '!', '?', '…']) {
        true => "",
        false => ".",
    }
}

/// Names one after the other: "Ana, Ben and Eva". None where there is none.
pub(crate) fn list_words(names: &[String]) -> Option<String> {
    let (last, start) = names.split_last()?;
    Some(match start {
        [] => last.clone(),
        start => format!("{} and {last}", start.join(", ")),
    })
}

/// Control characters (tab and line breaks count as white space), marks that turn the reading
/// direction, and signs without any width: they let a text show something else than it holds, so that
/// two names look alike and only one is found. Joiners stay: names need them.
fn is_forbidden(c: char) -> bool {
    let direction = matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let no_width = matches!(
        c,
        '\u{00AD}' | '\u{034F}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
    );
    direction || no_width || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// What is seen only together with other characters, if at all: joiners, variation selectors, tags of
/// flags, fillers, the blank of Braille.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{200C}' | '\u{200D}' | '\u{2800}' | '\u{FE00}'..='\u{FE0F}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_folded_to_single_spaces() {
        assert_eq!(line_parse("  Ana\t  Fox\n", 20).unwrap(), "Ana Fox");
    }

    #[test]
    fn a_sentence_repeats_what_was_typed_without_signs_that_turn_or_hide_it() {
        assert_eq!(repeated("abc\u{202E}fdp\u{200B}\0 42"), "abcfdp 42");
        let long = repeated(&"x".repeat(1_000_000));
        assert_eq!(long.chars().count(), 41);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_sentence_ends_with_one_full_stop_whatever_name_ends_it() {
        assert_eq!(ended("Sales moves to Acme"), "Sales moves to Acme.");
        assert_eq!(
            ended("Sales moves to Acme Inc."),
            "Sales moves to Acme Inc."
        );
        assert_eq!(ended("Sales moves to Yahoo!"), "Sales moves to Yahoo!");
        assert_eq!((end_of("Acme"), end_of("Acme Inc.")), (".", ""));
    }

    #[test]
    fn names_follow_each_other_with_an_and_before_the_last() {
        let listed = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            list_words(&names)
        };
        assert_eq!(listed(&[]), None);
        assert_eq!(listed(&["Ana"]).as_deref(), Some("Ana"));
        assert_eq!(
            listed(&["Ana", "Ben", "Eva"]).as_deref(),
            Some("Ana, Ben and Eva")
        );
    }

    #[test]
    fn a_text_that_hides_its_direction_is_refused() {
        assert_eq!(
            line_parse("abc\u{202E}fdp.exe", 40),
            Err(TextError::Control(0x202E))
        );
        assert_eq!(line_parse("nul\0", 40), Err(TextError::Control(0)));
    }

    #[test]
    fn a_text_of_invisible_characters_is_none() {
        for c in [
            '\u{200B}', '\u{2060}', '\u{FEFF}', '\u{00AD}', '\u{3164}', '\u{034F}',
        ] {
            for text in [c.to_string(), format!("An{c}a"), format!(" Ana{c}")] {
                let refused = line_parse(&text, 20);
                assert_eq!(refused, Err(TextError::Control(u32::from(c))), "{text:?}");
            }
        }
        // Of what names need beside letters, nothing stands alone.
        for text in [
            "\u{200D}",
            "\u{200C} \u{200C}",
            "\u{2800}",
            "\u{FE0F}",
            "\u{E0041}",
        ] {
            let refused = required_line_parse(text, 20);
            assert!(matches!(refused, Err(TextError::Control(_))), "{text:?}");
        }
    }

    #[test]
    fn a_name_keeps_the_joiners_that_it_needs() {
        // Persian with a non-joiner, Sinhala with a joiner, a heart in colour, a flag.
        for text in [
            "می\u{200C}خواهم",
            "ශ්\u{200D}රී",
            "❤\u{FE0F}",
            "🏴\u{E0067}\u{E007F}",
        ] {
            assert_eq!(line_parse(text, 40).as_deref(), Ok(text), "{text:?}");
        }
    }

    #[test]
    fn emoji_quotes_and_markup_are_ordinary_text() {
        for text in ["👩‍👩‍👧 Family", "O'Brien \"Bob\"", "<b>&amp;</b>", "%_\\"] {
            assert_eq!(line_parse(text, 40).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_megabyte_is_too_long_and_says_how_long() {
        let text = "x".repeat(1_000_000);
        assert_eq!(
            line_parse(&text, 100),
            Err(TextError::TooLong {
                length: 1_000_000,
                limit: 100
            })
        );
    }

    #[test]
    fn a_card_number_is_refused_however_it_is_spaced() {
        for text in [
            "4242424242424242",
            "card 4242 4242 4242 4242.",
            "5555-5555-5555-4444",
            "4111 1111 1111 1111 12/28 123",
        ] {
            let refused = line_parse(text, 60).unwrap_err();
            assert_eq!(refused, TextError::CardNumber, "{text}");
            assert_eq!(refused.to_string(), CARD_NUMBER);
        }
    }

    #[test]
    fn a_phone_number_and_a_reference_are_no_card_numbers() {
        for text in [
            "+49 431 5501 2034",
            "Ref 4242424242424241",
            "20260314000123",
        ] {
            assert!(line_parse(text, 60).is_ok(), "{text}");
        }
    }
}
