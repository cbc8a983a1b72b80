//! Folding: the one form in which texts are stored for searching and in which what was typed is
//! compared with them (FIND-2, decision 22).
//!
//! A folded text is words parted by single spaces: lower case, without accents (NFKD, marks
//! dropped), with letters that do not decompose written as people without them on their keyboard
//! type them (ß as ss, ø as o, ł as l). Punctuation parts words; an apostrophe joins them, since
//! O'Brien is typed as obrien too. `%`, `_` and `\` stay, each a word of its own, so that whoever
//! types one finds just that.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The folded text, without spaces at its ends.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_each(text, |c, _| out.push(c));
    out
}

/// A folded text with the way back to the text it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// As [`fold`] gives it.
    pub folded: String,
    /// For each byte of `folded`, the bytes of the original it came from.
    pub origins: Vec<Range<usize>>,
}

/// Folds and remembers where each byte came from, so that a match can be marked in what is shown.
#[must_use]
pub fn fold_mapped(text: &str) -> Mapped {
    let mut folded = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len());
    fold_each(text, |c, origin| {
        folded.push(c);
        origins.resize(folded.len(), origin);
    });
    Mapped { folded, origins }
}

/// What a character is to the folded text.
enum Part {
    Word(char),
    /// A word of its own.
    Sign(char),
    Gap,
    Nothing,
}

fn fold_each(text: &str, mut emit: impl FnMut(char, Range<usize>)) {
    let mut gap = Gap::AtStart;
    for (start, original) in text.char_indices() {
        let origin = start..start + original.len_utf8();
        fold_char(original, |part| match part {
            Part::Word(c) => {
                gap.close(origin.start, &mut emit);
                emit(c, origin.clone());
            }
            Part::Sign(c) => {
                gap.open();
                gap.close(origin.start, &mut emit);
                emit(c, origin.clone());
                gap.open();
            }
            Part::Gap => gap.open(),
            Part::Nothing => {}
        });
    }
}

/// Whether a space is owed before the next character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    AtStart,
    None,
    Open,
}

impl Gap {
    fn open(&mut self) {
        if *self == Self::None {
            *self = Self::Open;
        }
    }

    fn close(&mut self, at: usize, emit: &mut impl FnMut(char, Range<usize>)) {
        if *self == Self::Open {
            emit(' ', at..at);
        }
        *self = Self::None;
    }
}

fn fold_char(c: char, mut emit: impl FnMut(Part)) {
    if c.is_ascii() {
        return emit(match c {
            'a'..='z' | '0'..='9' => Part::Word(c),
            'A'..='Z' => Part::Word(c.to_ascii_lowercase()),
            '%' | '_' | '\\' => Part::Sign(c),
            '\'' | '`' => Part::Nothing,
            _ => Part::Gap,
        });
    }
    // U+FEFF and the joiners can be pasted along without being seen.
    if matches!(
        c,
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FEFF}' | '\u{00AD}' | '\u{200B}'..='\u{200D}'
    ) {
        return;
    }
    for base in std::iter::once(c).nfkd() {
        for lower in base.to_lowercase() {
            // Lower case may bring a mark of its own, and letters that decompose again.
            for plain in std::iter::once(lower).nfkd() {
                if is_combining_mark(plain) {
                    continue;
                }
                if let Some(spelled) = spelled(plain) {
                    spelled.chars().for_each(|c| emit(Part::Word(c)));
                } else if matches!(plain, '%' | '_' | '\\') {
                    emit(Part::Sign(plain));
                } else if plain == '\'' || plain == '\u{02BC}' {
                    emit(Part::Nothing);
                } else if plain.is_alphanumeric() {
                    emit(Part::Word(plain));
                } else {
                    emit(Part::Gap);
                }
            }
        }
    }
}

/// A letter without a decomposition, in lower case, as it is typed where the keyboard lacks it; none for all
/// others.
#[must_use]
pub const fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' | 'ȷ' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(fold("Fröhlich & SÖHNE"), "frohlich sohne");
        assert_eq!(fold("Łódź"), "lodz");
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("Ærø"), "aero");
        assert_eq!(fold("ЁЛКА"), "елка");
        assert_eq!(fold("İstanbul"), "istanbul");
    }

    #[test]
    fn punctuation_parts_words_and_an_apostrophe_joins_them() {
        assert_eq!(
            fold("ana.fox@nordlicht.example"),
            "ana fox nordlicht example"
        );
        assert_eq!(fold("O’Brien, O'Neil"), "obrien oneil");
        assert_eq!(fold("  --x--  "), "x");
    }

    #[test]
    fn percent_underscore_and_backslash_stay_as_words() {
        assert_eq!(fold(r"100%_a\b"), r"100 % _ a \ b");
    }

    #[test]
    fn control_characters_and_nulls_part_words() {
        assert_eq!(fold("a\0b\u{1}c"), "a b c");
    }

    #[test]
    fn each_folded_letter_knows_its_original() {
        let mapped = fold_mapped("Groß-Ö");
        assert_eq!(mapped.folded, "gross o");
        assert_eq!(mapped.origins[3], 3..5);
        assert_eq!(mapped.origins[4], 3..5);
        assert_eq!(mapped.origins[6], 6..8);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_folded_text_is_words_parted_by_single_spaces(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(folded.trim(), &folded);
            prop_assert!(!folded.contains("  "));
            prop_assert_eq!(fold_mapped(&text).folded.len(), fold_mapped(&text).origins.len());
        }
    }
}
