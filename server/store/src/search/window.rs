//! Windows: the short pieces of a pattern by which the trigram index is asked.
//!
//! A long pattern has dozens of trigrams, and each costs a descent in the index of every slice. The
//! few rarest lead to the same accounts; the whole pattern is then compared on what they find.

use crate::search::knowledge::Knowledge;

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

/// One that could be asked for.
struct Choice {
    piece: usize,
    at: usize,
    window: Window,
    /// Documents of the sample that hold it.
    count: usize,
}

/// Windows asked for at most: each further one costs more than it saves.
const MOST: usize = 4;

/// The windows of these pieces by which the index finds the fewest documents, as conditions for
/// `LIKE`. `expected`: documents that are found without them, in thousandths; none where nothing is
/// asked for yet.
pub(super) fn windows_choose(
    pieces: &[String],
    knowledge: &Knowledge,
    expected: Option<u64>,
) -> Vec<String> {
    let mut choices = choices(pieces, knowledge);
    let sample = knowledge.sample.len().max(1);
    let mut chosen: Vec<Choice> = Vec::new();
    let mut needed = expected.is_none();
    let mut expected = expected.unwrap_or_else(|| thousandths(knowledge));
    while chosen.len() < MOST && (needed || expected > ENOUGH) {
        // As if windows that share no letter had nothing to do with each other.
        let best = choices
            .iter()
            .enumerate()
            .min_by_key(|(_, choice)| (share(choice, &chosen, sample), choice.at));
        let Some((index, _)) = best else { break };
        let choice = choices.swap_remove(index);
        let share = share(&choice, &chosen, sample);
        // What most of the rest holds anyway is not worth a list.
        if !needed && share > 600 {
            break;
        }
        needed = false;
        expected = expected.saturating_mul(share.max(1)) / 1_000;
        chosen.push(choice);
    }
    chosen.iter().map(|choice| like(&choice.window)).collect()
}

/// So few documents, in thousandths, are compared sooner than one more list is read.
const ENOUGH: u64 = 20_000;

/// All documents, in thousandths.
pub(super) fn thousandths(knowledge: &Knowledge) -> u64 {
    knowledge.documents.max(1).unsigned_abs() * 1_000
}

fn choices(pieces: &[String], knowledge: &Knowledge) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (piece, text) in pieces.iter().enumerate() {
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
                at,
                window,
                count: knowledge.window_count(&window),
            });
        }
    }
    choices
}

/// Of a thousand documents with what is chosen, how many have this one too: letters that are shared
/// with a chosen window say nothing new.
fn share(choice: &Choice, chosen: &[Choice], sample: usize) -> u64 {
    let shared = chosen
        .iter()
        .filter(|other| other.piece == choice.piece)
        .map(|other| 3_usize.saturating_sub(other.at.abs_diff(choice.at)))
        .max()
        .unwrap_or(0);
    let alone = u64::try_from((2 * choice.count + 1) * 500 / sample).unwrap_or(1_000);
    match shared {
        0 => alone.min(1_000),
        1 => (alone * 1_000).isqrt().min(1_000),
        // The cube root, nearly enough: the root of the root, times a third more.
        _ => ((alone * 1_000).isqrt() * 1_000).isqrt().min(1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let asked = |text: &str| windows_choose(&[text.to_owned()], &Knowledge::default(), None);
        assert!(asked(" 123 45").is_empty());
        assert_eq!(asked("1a2"), ["%1a2%"]);
    }

    #[test]
    fn every_pattern_with_three_letters_asks_the_index_even_where_nothing_is_known() {
        let pieces = [" nordlicht ".to_owned()];
        assert!(!windows_choose(&pieces, &Knowledge::default(), None).is_empty());
    }
}
