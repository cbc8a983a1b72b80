//! One term as typed, ready to be looked for: its literal pieces in order (FIND-2).

use std::ops::Range;

use crate::search::{document::Field, fold::fold};

/// What a term looks for inside one folded value. The value comes with a space at each end, so
/// that an edge of a word is a space and nothing else needs to be known about words.
///
/// `smi` is the piece " smi": a word begins so. `q*x` is " q" and "x ": a word begins with q and,
/// further on, a word ends with x. `*a*` is "a", anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<String>,
}

impl Pattern {
    /// Reads a term, `*` standing for anything. A pattern without pieces (`*`, or nothing but
    /// punctuation) finds everything.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let parts: Vec<&str> = text.split('*').collect();
        let last = parts.len() - 1;
        let pieces = parts
            .iter()
            .enumerate()
            .filter_map(|(index, part)| piece(part, index == 0, index == last, last > 0))
            .collect();
        Self { pieces }
    }

    /// The words of several patterns one after the other, each in one place; `is_whole`: with all of its
    /// last word and not its beginning alone.
    pub(super) fn in_order<'a>(patterns: impl Iterator<Item = (&'a Self, bool)>) -> Self {
        let mut all = Vec::new();
        for (pattern, is_whole) in patterns {
            all.extend(pattern.pieces.iter().cloned());
            if let (true, Some(last)) = (is_whole, all.last_mut()) {
                last.push(' ');
            }
        }
        Self { pieces: all }
    }

    /// Whether it finds everything.
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The literal pieces, spaces being edges of words.
    #[must_use]
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// Where the pieces stand in a value (a space at each end), leftmost first and one after the
    /// other; none where one is missing. Each piece is sought once, from where the last one ended:
    /// linear in the value, whatever was typed.
    #[must_use]
    pub fn find(&self, value: &str) -> Option<Vec<Range<usize>>> {
        let mut from = 0;
        let mut ranges = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let start = from + value.get(from..)?.find(piece.as_str())?;
            let end = start + piece.len();
            ranges.push(start..end);
            // The space after one word is also the space before the next.
            from = if piece.ends_with(' ') { end - 1 } else { end };
        }
        Some(ranges)
    }

    /// Whether the value (a space at each end) holds the pieces in order.
    #[must_use]
    pub fn is_in(&self, value: &str) -> bool {
        let mut from = 0;
        self.pieces.iter().all(|piece| {
            let found = value.get(from..).and_then(|rest| rest.find(piece.as_str()));
            found.is_some_and(|start| {
                from += start + piece.len() - usize::from(piece.ends_with(' '));
                true
            })
        })
    }

    /// Whether the value begins with what the pattern begins with: none where it begins with `*`.
    #[must_use]
    pub fn begins(&self, value: &str) -> bool {
        self.beginning()
            .is_some_and(|start| value.get(1..).is_some_and(|v| v.starts_with(start)))
    }

    /// The letters that a word must begin with; none where the pattern begins with `*`.
    #[must_use]
    pub fn beginning(&self) -> Option<&str> {
        self.pieces.first()?.strip_prefix(' ')
    }

    /// A condition for `LIKE` that every document meets in which the pattern is found in this field
    /// (none: in any): the pieces in order, with `%`, `_` and `\` of the person's own escaped.
    #[must_use]
    pub fn like(&self, field: Option<Field>) -> String {
        let mut like = String::from("%");
        if let Some(field) = field {
            let anchored = self
                .pieces
                .first()
                .is_some_and(|piece| piece.starts_with(' '));
            like.push(field.sign());
            like.push_str(match (anchored, field) {
                // A value of one word begins where its word does.
                (true, Field::Number | Field::Phone) => "",
                (true, _) => "%",
                (false, _) => " %",
            });
        }
        for (index, piece) in self.pieces.iter().enumerate() {
            let shared = self
                .pieces
                .get(index + 1)
                .is_some_and(|next| next.starts_with(' '));
            let piece = if shared {
                piece.trim_end_matches(' ')
            } else {
                piece
            };
            for c in piece.chars() {
                if matches!(c, '%' | '_' | '\\') {
                    like.push('\\');
                }
                like.push(c);
            }
            like.push('%');
        }
        like
    }
}

/// The folded piece between two stars, with the spaces that say "here a word begins or ends".
fn piece(part: &str, first: bool, last: bool, starred: bool) -> Option<String> {
    let folded = fold(part);
    if folded.is_empty() {
        return None;
    }
    // Punctuation at the edge of a piece parts words there too: `*@acme*`, `ana.*`.
    let parted_before = fold(&format!("x{part}")).starts_with("x ");
    let parted_after = fold(&format!("{part}x")).ends_with(" x");
    let before = if first || parted_before { " " } else { "" };
    let after = match (last, starred) {
        (true, false) => "",
        (true, true) => " ",
        (false, _) if parted_after => " ",
        (false, _) => "",
    };
    Some(format!("{before}{folded}{after}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(pattern: &str, value: &str) -> bool {
        Pattern::new(pattern).is_in(&format!(" {} ", fold(value)))
    }

    #[test]
    fn without_a_star_a_term_is_the_beginning_of_a_word() {
        assert!(finds("smi", "Ann Smith"));
        assert!(!finds("mith", "Ann Smith"));
        assert!(finds("fröh", "FROHLICH"));
    }

    #[test]
    fn a_star_stands_for_anything_and_for_nothing() {
        for value in ["Acme", "Acme Holding", "Big Acmeist"] {
            assert!(finds("acme*", value), "{value}");
        }
        assert!(finds("*lich", "Ehrlich, Paula"));
        assert!(!finds("*lich", "Nordlichter"));
        assert!(finds("*lich*", "Nordlichter"));
        assert!(finds("q*x", "Quex"));
        assert!(finds("q*x", "Quality Box"));
        assert!(!finds("q*x", "Quex1"));
        assert!(finds("a*b*c*", "Aa Xb Yc"));
    }

    #[test]
    fn a_lone_star_finds_everything() {
        for pattern in ["*", "***", "&", "**-**"] {
            assert!(Pattern::new(pattern).is_everything(), "{pattern}");
        }
    }

    #[test]
    fn what_like_reads_as_a_wildcard_is_literal() {
        assert!(finds("100%", "100% Bio"));
        assert!(!finds("100%", "1000 Bio"));
        assert!(!finds("%", "Acme"));
        assert!(finds("a_b", "a_b"));
        assert!(!finds("a_b", "axb"));
        assert_eq!(Pattern::new(r"*a\%*").like(None), r"%a \\ \% %");
    }

    #[test]
    fn punctuation_beside_a_star_is_the_edge_of_a_word() {
        assert!(finds("ana@*", "ana@acme.example"));
        assert!(!finds("ana@*", "anabel@acme.example"));
        assert!(finds("ana.*.fox", "ana fox"));
        assert!(finds("smith,", "Smithson"));
    }

    #[test]
    fn the_pieces_are_found_where_they_stand() {
        let ranges = Pattern::new("*li*ht*").find(" nordlicht ").unwrap();
        assert_eq!(ranges, [5..7, 8..10]);
    }

    /// A `LIKE` of our own, slow and plain: `%` any, `\` escapes.
    fn like(pattern: &[char], value: &[char]) -> bool {
        match pattern {
            [] => value.is_empty(),
            ['%', rest @ ..] => (0..=value.len()).any(|skip| like(rest, &value[skip..])),
            ['\\', c, rest @ ..] | [c, rest @ ..] => {
                value.first() == Some(c) && like(rest, &value[1..])
            }
        }
    }

    proptest! {
        #[test]
        fn the_condition_in_the_database_misses_nothing(
            pattern in r"[ab%_\\. *]{0,7}", value in r"[ab%_\\. ]{0,9}"
        ) {
            let pattern = Pattern::new(&pattern);
            let value = format!(" {} ", fold(&value));
            if pattern.is_in(&value) {
                let condition: Vec<char> = pattern.like(None).chars().collect();
                prop_assert!(like(&condition, &value.chars().collect::<Vec<_>>()));
            }
            prop_assert_eq!(pattern.find(&value).is_some(), pattern.is_in(&value));
        }

        #[test]
        fn a_star_at_the_end_loses_nothing(term in "[a-c.]{1,4}", value in "[a-c. ]{0,9}") {
            if finds(&term, &value) && !term.ends_with('.') {
                let starred = format!("{term}*");
                prop_assert!(finds(&starred, &value));
            }
        }
    }
}
