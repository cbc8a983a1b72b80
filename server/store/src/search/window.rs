//! Windows: the short pieces of a pattern by which the trigram index is asked.
//!
//! A long pattern has dozens of trigrams, and each costs a descent in the index of every slice. The
//! few rarest lead to the same accounts; the whole pattern is then compared on what they find. Where a
//! long word begins, the tag of its beginning says more than any of them.

use std::ops::Range as Span;

use domain::search::{BEGINNINGS, beginning_tags};

use crate::search::{found::Found, knowledge::Knowledge};

/// Three characters that stand side by side: letters or digits, a space at either end for the edge
/// of a word. The third is `\0` where a piece ends behind the first letter of a word.
pub(super) type Window = [char; 3];

/// The windows of a text with their places. A document counts the first letters of its words too
/// (`first_letters`), a piece only where nothing follows them.
pub(super) fn windows(text: &str, first_letters: bool) -> impl Iterator<Item = (usize, Window)> {
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).flat_map(move |at| {
        let (a, b) = (chars[at], chars.get(at + 1).copied());
        let c = chars.get(at + 2).copied();
        let edge = |c: char| c == ' ' || c.is_alphanumeric();
        let b = b.filter(|b| b.is_alphanumeric() && edge(a));
        let three = b.zip(c.filter(|c| edge(*c))).map(|(b, c)| (at, [a, b, c]));
        let begun = b.filter(|_| a == ' ' && (first_letters || c.is_none()));
        three.into_iter().chain(begun.map(|b| (at, [' ', b, '\0'])))
    })
}

/// The condition for `LIKE` that finds a window, served by the trigram index.
fn like(window: &Window) -> String {
    let letters: String = window.iter().filter(|c| **c != '\0').collect();
    format!("%{letters}%")
}

/// By what the index is asked for a piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A condition for `LIKE`.
    Window(String),
    /// The tag of a word's beginning: it is exact where three letters are common.
    Beginning(i32),
}

/// One that could be asked for.
struct Choice<'k> {
    piece: usize,
    /// The letters of the piece that it says something about.
    letters: Span<usize>,
    asked: Asked,
    /// Where in the sample it stands.
    places: &'k [usize],
}

/// Asked for at most.
const MOST: usize = 4;

/// What things cost about, in nanoseconds: reading a document and comparing it.
const READING: u64 = 4_000;

/// The same of asking the indexes of all slices for one more list.
const ASKING: u64 = 240_000;

/// The same of looking a document up in a long list, of which a page is unpacked for it.
const LOOKING_UP: u64 = 10_000;

/// The same of unpacking one entry of a list that is read whole.
const UNPACKING: u64 = 2;

/// The windows and beginnings of these pieces by which the index finds the fewest documents. `found`: what
/// is found without them; then what is found with them. Words that go together (`ciudad de mexico`) do so
/// in the sample too, so it is asked for each further one.
pub(super) fn windows_choose(
    pieces: &[String],
    knowledge: &Knowledge,
    found: &mut Found,
) -> Vec<Asked> {
    let mut choices = choices(pieces, knowledge);
    let sample = knowledge.sample.len().max(1);
    let mut chosen: Vec<Choice<'_>> = Vec::new();
    while chosen.len() < MOST {
        let cost = |choice: &Choice<'_>| {
            let guessed = share(choice, &chosen, sample);
            (found.share(choice.places).unwrap_or(guessed), guessed)
        };
        let is_worth = |choice: &Choice<'_>| {
            found.places().is_none() || is_worth(found, cost(choice).0, choice, knowledge)
        };
        let best = choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| is_worth(choice))
            .min_by_key(|(_, choice)| (cost(choice), choice.letters.start));
        let Some((index, best)) = best else { break };
        let (left, guessed) = cost(best);
        // What most of the rest holds anyway is not worth a list.
        if found.places().is_some() && left > 600 {
            break;
        }
        let choice = choices.swap_remove(index);
        found.guess(guessed);
        found.narrow(choice.places, knowledge);
        chosen.push(choice);
    }
    chosen.into_iter().map(|choice| choice.asked).collect()
}

/// Whether one more list saves more than it costs, where it leaves so many of a thousand documents. A list that
/// is much longer than what is found is looked into once for each of that, and saves little.
fn is_worth(found: &Found, left: u64, choice: &Choice<'_>, knowledge: &Knowledge) -> bool {
    let documents = found.thousandths().div_ceil(1_000);
    let saved = documents.saturating_mul(1_000_u64.saturating_sub(left)) / 1_000 * READING;
    let entries = knowledge.scaled(choice.places.len()).unsigned_abs();
    let read = (documents.saturating_mul(LOOKING_UP)).min(entries.saturating_mul(UNPACKING));
    saved > ASKING + read
}

fn choices<'k>(pieces: &[String], knowledge: &'k Knowledge) -> Vec<Choice<'k>> {
    let mut choices = Vec::new();
    for (piece, text) in pieces.iter().enumerate() {
        choices.extend(beginnings(text).map(|(letters, tag)| Choice {
            piece,
            letters,
            asked: Asked::Beginning(tag),
            places: knowledge.tag_places(tag),
        }));
        for (at, window) in windows(text, false) {
            // The index has what stands before the numbers and phones: it knows where there is a letter.
            if !window
                .iter()
                .any(|c| c.is_alphanumeric() && !c.is_ascii_digit())
            {
                continue;
            }
            choices.push(Choice {
                piece,
                letters: at..at + window.len(),
                asked: Asked::Window(like(&window)),
                places: knowledge.window_places(&window),
            });
        }
    }
    choices
}

/// The words that begin in a piece: where each stands with the space before it, and the tag of the longest
/// beginning that it has.
fn beginnings(piece: &str) -> impl Iterator<Item = (Span<usize>, i32)> {
    let mut at = 0;
    piece
        .split(' ')
        .enumerate()
        .filter_map(move |(index, word)| {
            let begins = at;
            at += word.chars().count() + 1;
            let mut tags = Vec::new();
            beginning_tags(word, &mut tags);
            // Before the first space a word goes on that began elsewhere.
            let tag = tags.last().copied().filter(|_| index > 0)?;
            let letters = BEGINNINGS.get(tags.len() - 1)?;
            Some((begins.saturating_sub(1)..begins + letters, tag))
        })
}

/// Of a thousand documents with what is chosen, how many have this one too, as if what shares no letter had
/// nothing to do with each other: letters that are shared with a chosen one say nothing new.
fn share(choice: &Choice<'_>, chosen: &[Choice<'_>], sample: usize) -> u64 {
    let Span { start, end } = choice.letters;
    let shared = chosen
        .iter()
        .filter(|other| other.piece == choice.piece)
        .map(|other| {
            end.min(other.letters.end)
                .saturating_sub(start.max(other.letters.start))
        })
        .max()
        .unwrap_or(0);
    let alone = u64::try_from((2 * choice.places.len() + 1) * 500 / sample).unwrap_or(1_000);
    match shared {
        0 => alone.min(1_000),
        1 => (alone * 1_000).isqrt().min(1_000),
        all if all == end - start => 1_000,
        // The cube root, nearly enough: the root of the root, times a third more.
        _ => ((alone * 1_000).isqrt() * 1_000).isqrt().min(1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::knowledge::SampleRow;

    fn asked(pieces: &[String], knowledge: &Knowledge) -> Vec<Asked> {
        windows_choose(pieces, knowledge, &mut Found::everything(knowledge))
    }

    /// The windows alone.
    fn chosen(pieces: &[String], knowledge: &Knowledge) -> Vec<String> {
        let window = |asked| match asked {
            Asked::Window(like) => Some(like),
            Asked::Beginning(_) => None,
        };
        asked(pieces, knowledge)
            .into_iter()
            .filter_map(window)
            .collect()
    }

    fn of(text: &str) -> Vec<String> {
        windows(text, false)
            .map(|(_, window)| window.iter().filter(|c| **c != '\0').collect())
            .collect()
    }

    #[test]
    fn windows_are_three_letters_or_two_at_the_edge_of_a_word() {
        assert_eq!(of(" ab cde "), [" ab", "ab ", " cd", "cde", "de "]);
        assert_eq!(of("abc"), ["abc"]);
    }

    #[test]
    fn the_first_letter_of_a_word_is_one_where_nothing_follows() {
        assert_eq!(of(" q"), [" q"]);
        assert_eq!(of("x "), Vec::<String>::new());
        assert_eq!(of("%a%"), Vec::<String>::new());
    }

    #[test]
    fn digits_alone_are_no_window_to_ask_for() {
        let asked = |text: &str| chosen(&[text.to_owned()], &Knowledge::default());
        assert!(asked(" 123 45").is_empty());
        assert_eq!(asked("1a2"), ["%1a2%"]);
    }

    #[test]
    fn every_pattern_with_three_letters_asks_the_index_even_where_nothing_is_known() {
        let pieces = [" nordlicht ".to_owned()];
        assert!(!asked(&pieces, &Knowledge::default()).is_empty());
    }

    /// The tags of a word's beginnings.
    fn begun(word: &str) -> Vec<i32> {
        let mut tags = Vec::new();
        beginning_tags(word, &mut tags);
        tags
    }

    /// A sample in which three of a hundred documents stand for each of these names.
    fn sample(names: &[&str]) -> Knowledge {
        sample_of(names, 1_000_000)
    }

    /// The same of so many documents.
    fn sample_of(names: &[&str], documents: i64) -> Knowledge {
        let row = |name: &str| SampleRow {
            status: "active".to_owned(),
            organization_type: String::new(),
            customer_type: "gold".to_owned(),
            name: name.to_owned(),
            body: format!("= {name} "),
            tags: name.split(' ').flat_map(begun).collect(),
            slice: 0,
        };
        let others = 100 - 3 * names.len();
        let named = names.iter().flat_map(|name| [*name; 3]);
        let rows = named.chain(std::iter::repeat_n("bbb", others)).map(row);
        Knowledge::of_sample(rows.collect(), documents)
    }

    #[test]
    fn of_words_that_go_together_the_one_that_says_more_is_asked_for_too() {
        let knowledge = sample(&[
            "ciudad mexico",
            "ciudad mexico norte",
            "ciudad mexico castro",
        ]);
        let pieces = [" ciudad ", " mexico ", " castro "].map(str::to_owned);
        assert_eq!(
            asked(&pieces, &knowledge),
            [Asked::Beginning(begun("castro")[0])],
            "castro leads to all that is there"
        );
    }

    #[test]
    fn a_long_word_is_asked_for_by_its_beginning_and_no_window_within_it() {
        let pieces = [" dimitriou".to_owned()];
        let asked = asked(&pieces, &Knowledge::default());
        assert_eq!(asked, [Asked::Beginning(begun("dimitriou")[1])]);
    }

    #[test]
    fn letters_behind_a_star_begin_no_word() {
        assert_eq!(beginnings("dimitriou").count(), 0);
        let found: Vec<_> = beginnings("os dimitriou ab karalis").collect();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].0.clone(), found[1].0.clone()), (2..12, 15..22));
    }

    #[test]
    fn a_few_documents_are_compared_sooner_than_one_more_list_is_asked_for() {
        let names = ["castro nord", "castro sud", "kiel nord"];
        let pieces = [" castro ", " nord "].map(str::to_owned);
        let lists = |documents| asked(&pieces, &sample_of(&names, documents)).len();
        assert_eq!((lists(1_000), lists(1_000_000)), (1, 2));
    }

    #[test]
    fn a_list_far_longer_than_what_is_found_is_not_looked_into() {
        let knowledge = sample_of(&["castro"], 10_000_000);
        let mut found = Found::everything(&knowledge);
        found.narrow(&[], &knowledge);
        found.guess(20);
        assert_eq!(found.thousandths(), 1_000_000, "a thousand documents");
        let of = |places| Choice {
            piece: 0,
            letters: 0..3,
            asked: Asked::Window(String::new()),
            places,
        };
        let (short, long): (&[usize], Vec<usize>) = (&[1], (0..30).collect());
        assert!(is_worth(&found, 300, &of(short), &knowledge));
        assert!(!is_worth(&found, 300, &of(&long), &knowledge));
    }

    #[test]
    fn what_is_in_the_rest_anyway_is_not_asked_for() {
        let knowledge = sample(&["ciudad mexico"]);
        let pieces = [" ciudad ", " mexico "].map(str::to_owned);
        assert_eq!(asked(&pieces, &knowledge).len(), 1);
    }
}
