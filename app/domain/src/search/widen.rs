//! What a search that found nothing can be widened to (FIND-2, FIND-3).

use super::fold::fold;
use super::parse::{Piece, number_digits, pieces};
use super::pattern::Pattern;
use super::query::{QUERY_LIMIT, SearchRequest};

impl SearchRequest {
    /// The same search with each word found anywhere and not only from the beginning of a word; the
    /// filters stay. None where it is as wide already, or would be too long.
    #[must_use]
    pub fn widened(&self) -> Option<Self> {
        let words: Vec<String> = pieces(&self.q).iter().map(starred).collect();
        let q = words.join(" ");
        let is_wider = pieces(&self.q).iter().any(is_narrow);
        (is_wider && q.chars().count() <= QUERY_LIMIT).then(|| Self {
            q,
            after: String::new(),
            ..self.clone()
        })
    }

    /// The same search without its filters, chosen ones and typed ones. None where it has none, or
    /// nothing else.
    #[must_use]
    pub fn without_filters(&self) -> Option<Self> {
        let pieces = pieces(&self.q);
        let words: Vec<String> = (pieces.iter())
            .filter(|piece| !matches!(piece, Piece::Filter(..)))
            .map(as_typed)
            .collect();
        let is_chosen = [
            &self.status,
            &self.organization_type,
            &self.customer,
            &self.company,
        ]
        .into_iter()
        .any(|filter| !filter.trim().is_empty());
        let is_filtered = is_chosen || words.len() < pieces.len();
        (is_filtered && !words.is_empty()).then(|| Self {
            q: words.join(" "),
            sort: self.sort.clone(),
            ..Self::default()
        })
    }
}

/// Whether stars around it would find more.
fn is_narrow(piece: &Piece<'_>) -> bool {
    let text = match piece {
        Piece::Filter(..) => return false,
        Piece::Phrase(text) | Piece::Phone(text, _) => text.as_str(),
        Piece::Word(text) => text,
    };
    !text.contains('*') && !Pattern::new(text).is_everything()
}

fn starred(piece: &Piece<'_>) -> String {
    if !is_narrow(piece) {
        return as_typed(piece);
    }
    match piece {
        Piece::Phrase(text) => format!("\"*{text}*\""),
        // Phones stand in the documents as digits alone.
        Piece::Phone(text, _) => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            format!("*{digits}*")
        }
        Piece::Word(text) => match number_digits(text) {
            Some(digits) => format!("A-*{digits}*"),
            // A star beside punctuation would ask for the gap between two words.
            None => format!("*{}*", text.trim_matches(is_gap)),
        },
        Piece::Filter(..) => as_typed(piece),
    }
}

fn is_gap(c: char) -> bool {
    fold(c.encode_utf8(&mut [0; 4])).is_empty()
}

/// The piece as it stands in the box.
pub(super) fn as_typed(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Filter(_, _, typed) => (*typed).to_owned(),
        Piece::Phrase(text) => format!("\"{text}\""),
        Piece::Phone(text, _) => text.clone(),
        Piece::Word(text) => (*text).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(q: &str) -> SearchRequest {
        SearchRequest {
            q: q.to_owned(),
            ..SearchRequest::default()
        }
    }

    #[test]
    fn each_word_gets_its_stars_and_the_filters_stay() {
        for (q, wider) in [
            ("lich", "*lich*"),
            ("lich kiel", "*lich* *kiel*"),
            ("lich status:active", "*lich* status:active"),
            (
                "customer:\"Gold Plus\" lich",
                "customer:\"Gold Plus\" *lich*",
            ),
            ("\"acme hol\"", "\"*acme hol*\""),
            ("lich* kiel", "lich* *kiel*"),
            ("0170 555", "*0170555*"),
            ("a-42", "A-*42*"),
            ("(kiel)", "*kiel*"),
        ] {
            assert_eq!(
                request(q).widened().map(|wider| wider.q).as_deref(),
                Some(wider),
                "{q}"
            );
        }
    }

    #[test]
    fn what_cannot_be_wider_is_not_offered() {
        for q in ["", "*lich*", "status:closed", "& *", "lich*"] {
            assert_eq!(request(q).widened(), None, "{q}");
        }
        assert_eq!(request(&"x".repeat(200)).widened(), None);
    }

    #[test]
    fn chosen_filters_stay_with_the_wider_words_and_go_with_the_typed_ones() {
        let chosen = SearchRequest {
            status: "closed".to_owned(),
            after: "2.7.x".to_owned(),
            ..request("lich type:site")
        };
        let wider = chosen.widened().unwrap();
        assert_eq!(
            (wider.status.as_str(), wider.after.as_str()),
            ("closed", "")
        );
        let without = chosen.without_filters().unwrap();
        assert_eq!(without, request("lich"));
        assert_eq!(request("lich").without_filters(), None);
        assert_eq!(request("status:closed").without_filters(), None);
    }
}
