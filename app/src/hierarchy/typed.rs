//! Letters in the tree: those that are commands, and those of a name that somebody types to go to it.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    lines::{Lines, Run},
    model::Model,
};

/// What is typed within this time belongs to one word.
const WORD: Duration = Duration::from_millis(700);

/// The letters typed so far.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    word: String,
    /// Counts the letters, so that only a rest after the last one ends the word.
    turn: u32,
}

impl Typed {
    /// Whether a word has begun.
    pub fn is_word(&self) -> bool {
        !self.word.is_empty()
    }
}

/// What a letter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterDeed {
    /// Cuts the account.
    Cut,
    /// Pastes what was cut.
    Paste,
    /// Opens all that stands below.
    OpenBelow,
    /// Is the next of the name that is being typed.
    Word,
}

impl LetterDeed {
    /// `x` cuts where something can be moved, `p` pastes where something was cut, `*` opens all below. Once
    /// a word has begun every letter, blank and sign belongs to it; none where the key is one of the page.
    pub fn of(letter: &str, is_word: bool, may_cut: bool, is_cut: bool) -> Option<Self> {
        match letter {
            _ if is_word => Some(Self::Word),
            "x" | "X" if may_cut => Some(Self::Cut),
            "p" | "P" if is_cut => Some(Self::Paste),
            "*" => Some(Self::OpenBelow),
            _ if letter.chars().all(char::is_alphanumeric) => Some(Self::Word),
            _ => None,
        }
    }
}

/// Takes a letter as the next of the word, which ends after a rest.
pub fn letter_type(typed: StoredValue<Typed>, letter: &str) -> String {
    let Typed { mut word, turn } = typed.get_value();
    word.push_str(letter);
    let turn = turn.wrapping_add(1);
    typed.set_value(Typed {
        word: word.clone(),
        turn,
    });
    let rest = move || {
        // The page may be gone by then.
        if typed.try_with_value(|typed| typed.turn) == Some(turn) {
            typed.update_value(|typed| typed.word.clear());
        }
    };
    set_timeout(rest, WORD);
    word
}

/// A text as search reads it (FIND-2). The browser takes accents and capitals off by tables of its own: ours would
/// be a sixth of the tree's program.
#[cfg(target_arch = "wasm32")]
fn fold(text: &str) -> String {
    use wasm_bindgen_futures::js_sys::JsString;

    let plain: String = JsString::from(text)
        .normalize("NFKD")
        .to_lower_case()
        .into();
    let mut folded = String::with_capacity(plain.len());
    for letter in plain.chars() {
        match letter {
            // Marks that stood on letters; apostrophes join words.
            '\u{300}'..='\u{36f}' | '\'' | '\u{2019}' => {}
            _ if letter.is_alphanumeric() => match domain::search::spelled(letter) {
                Some(spelled) => folded.push_str(spelled),
                None => folded.push(letter),
            },
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(not(target_arch = "wasm32"))]
use domain::search::fold;

/// The next account that is known after the line at `at`, around the end, whose name begins with `word` as search reads
/// both: whatever their case and accents (FIND-2). The first letter leaves the line, further ones may stay.
pub fn name_find(model: &Model, lines: &Lines, at: usize, word: &str) -> Option<usize> {
    let from = at + usize::from(word.chars().count() == 1);
    let word = fold(word);
    if word.is_empty() {
        return None;
    }
    let begins_so = |run: &&Run| {
        let node = model.node(run.line.id).filter(|_| run.line.is_account());
        node.is_some_and(|node| fold(&node.row.account.name).starts_with(&word))
    };
    let before = lines.runs().partition_point(|run| run.first < from);
    let (above, below) = lines.runs().split_at(before);
    let found = below.iter().chain(above).find(begins_so)?;
    Some(found.first)
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{opened, page, row},
        *,
    };

    /// An organization called Group with a child of each of these names.
    fn model(names: &[&str]) -> Model {
        let called = |name: &str, number, children| {
            let mut row = row(number, children);
            name.clone_into(&mut row.account.name);
            row
        };
        let root = called("Group", 1, names.len().try_into().unwrap());
        let children: Vec<_> = (2..)
            .zip(names)
            .map(|(number, name)| called(name, number, 0))
            .collect();
        let mut model = Model::default();
        model.open(opened(
            std::slice::from_ref(&root),
            vec![page(root.clone(), &children, false)],
        ));
        model
    }

    fn found(names: &[&str], at: usize, word: &str) -> Option<usize> {
        let model = model(names);
        name_find(&model, &model.lines(), at, word)
    }

    #[test]
    fn a_name_is_found_whatever_its_case_and_accents() {
        let names = ["Oslo", "São Paulo", "Łódź", "O’Brien"];
        assert_eq!(found(&names, 0, "sao"), Some(2));
        assert_eq!(found(&names, 0, "SÃO P"), Some(2));
        assert_eq!(found(&names, 0, "lo"), Some(3));
        assert_eq!(found(&names, 0, "o'b"), Some(4));
        assert_eq!(found(&names, 0, "zürich"), None);
        assert_eq!(found(&names, 0, "\u{301}"), None, "an accent alone");
    }

    #[test]
    fn the_first_letter_leaves_the_line_and_further_ones_may_stay() {
        let names = ["Oslo", "Odense"];
        assert_eq!(found(&names, 1, "o"), Some(2));
        assert_eq!(found(&names, 2, "o"), Some(1), "around the end");
        assert_eq!(found(&names, 2, "od"), Some(2));
    }

    #[test]
    fn once_a_word_has_begun_every_letter_belongs_to_it() {
        for letter in ["x", "X", "p", "P", "*", " ", "-", "?", "/"] {
            assert_eq!(
                LetterDeed::of(letter, true, true, true),
                Some(LetterDeed::Word),
                "{letter}"
            );
        }
    }

    #[test]
    fn a_letter_is_a_command_only_where_it_can_do_something() {
        let deed = |letter, may_cut, is_cut| LetterDeed::of(letter, false, may_cut, is_cut);
        assert_eq!(deed("x", true, false), Some(LetterDeed::Cut));
        assert_eq!(deed("x", false, false), Some(LetterDeed::Word));
        assert_eq!(deed("P", true, true), Some(LetterDeed::Paste));
        assert_eq!(deed("p", true, false), Some(LetterDeed::Word));
        assert_eq!(deed("*", true, false), Some(LetterDeed::OpenBelow));
        assert_eq!(deed("?", true, false), None, "a key of the page");
    }
}
