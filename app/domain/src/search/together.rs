//! Words that stand in one value as they were typed: the best hit of several (decision 23).

use super::document::body_values;
use super::pattern::Pattern;
use super::query::{Query, Term};

/// All words of a search in one value, in their order. Only the last may be the beginning of a word,
/// which somebody is still typing: `4 harbour view` is at *4 Harbour View* and not at *44*.
#[derive(Clone, Debug)]
pub struct Together(Pattern);

impl Together {
    /// Whether a value of the body has them.
    #[must_use]
    pub fn is_in(&self, body: &str) -> bool {
        body_values(body).any(|(_, value)| self.0.is_in(value))
    }
}

impl Query {
    /// The words that are sought anywhere, to be found together; none where there are not two of them.
    #[must_use]
    pub fn together(&self) -> Option<Together> {
        let anywhere = |term: &&Term| term.field.is_none();
        let words: Vec<&Term> = self.terms.iter().filter(anywhere).collect();
        let last = words.len().checked_sub(1).filter(|last| *last > 0)?;
        let words = (words.into_iter().enumerate())
            .map(|(at, term)| (&term.pattern, at < last && term.whole.is_some()));
        Some(Together(Pattern::in_order(words)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::SearchRequest;

    /// Somebody of 4 Harbour View, whose name and phone have words of it too.
    const BODY: &str = "= smith builders inc & ann view : 4 harbour view 24103 kiel # 42 + 4470 ";

    fn stand_together(q: &str) -> bool {
        let request = SearchRequest {
            q: q.to_owned(),
            ..SearchRequest::default()
        };
        let together = Query::parse(&request).unwrap().together();
        together.is_some_and(|together| together.is_in(BODY))
    }

    #[test]
    fn words_that_one_value_has_in_their_order_stand_together() {
        for q in [
            "4 harbour view",
            "4 Harbour Vi",
            "harbour view kiel",
            "smith builders",
            "4 harb* view",
            "\"4 harbour\" view",
            "company:x 4 harbour view",
            "4 harbour status:active view",
        ] {
            assert!(stand_together(q), "{q}");
        }
    }

    #[test]
    fn words_of_several_values_or_in_another_order_do_not() {
        for q in [
            "harbour view 4",
            "smith kiel",
            "ann harbour",
            "inc ann",
            "2 harbour view",
        ] {
            assert!(!stand_together(q), "{q}");
        }
    }

    #[test]
    fn only_the_last_word_may_be_the_beginning_of_one() {
        assert!(stand_together("harbour vi"));
        assert!(!stand_together("harb view"));
        let at_44 = BODY.replace(": 4 ", ": 44 ");
        let request = SearchRequest {
            q: "4 harbour view".to_owned(),
            ..SearchRequest::default()
        };
        let together = Query::parse(&request).unwrap().together().unwrap();
        assert!(!together.is_in(&at_44));
    }

    #[test]
    fn one_word_alone_stands_together_with_nothing() {
        assert!(!stand_together("smith"));
        assert!(!stand_together("smith status:active"));
        assert!(!stand_together("\"smith builders\""));
    }
}
