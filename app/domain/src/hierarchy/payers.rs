//! Who pays across the border of what moves (ORG-3, HIER-2).

use serde::{Deserialize, Serialize};

use super::preview::count_words;
use crate::bill_units::{BillUnitRef, PayerChange};

/// A bill unit and its payer of which one moves and the other stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerCrossing {
    /// What is paid for.
    pub unit: BillUnitRef,
    /// Who pays for it.
    pub payer: BillUnitRef,
    /// Whether the payer moves and the paid-for stays; otherwise it is the other way round.
    pub payer_moves: bool,
}

/// The payers across the border of what moves. A move changes none of them by itself (decision 21).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerCrossings {
    /// The first of them: those whose payer moves, then the others, by the paid-for account's name.
    pub rows: Vec<PayerCrossing>,
    /// How many bill units stay while their payer moves: exact.
    pub left_behind: i64,
    /// How many bill units move while their payer stays: exact.
    pub taken_along: i64,
}

impl PayerCrossings {
    /// What they come to in one sentence for a move, where `name` stands for what moves.
    #[must_use]
    pub fn sentence(&self, name: &str) -> String {
        self.sentence_of(name, "move")
    }

    /// The same for a removal; nothing where nobody pays across the border (HIER-2).
    #[must_use]
    pub fn removal_sentence(&self) -> Option<String> {
        let is_any = self.left_behind > 0 || self.taken_along > 0;
        is_any.then(|| self.sentence_of("what leaves", "removal"))
    }

    fn sentence_of(&self, name: &str, step: &str) -> String {
        let mut parts = Vec::new();
        if self.left_behind > 0 {
            parts.push(format!(
                "{} outside {name} {} paid by accounts in it",
                units_words(self.left_behind),
                are(self.left_behind)
            ));
        }
        if self.taken_along > 0 {
            parts.push(format!(
                "{} in it {} paid from outside",
                units_words(self.taken_along),
                are(self.taken_along)
            ));
        }
        match parts.is_empty() {
            true => format!(
                "Unchanged: a {step} changes no payer, and nobody in it pays for anybody outside or \
                 is paid from there."
            ),
            false => format!("{}. A {step} changes no payer by itself.", parts.join("; ")),
        }
    }
}

/// What a handover did: "3 bill units are now paid by Acme (A-00000042), Main."
#[must_use]
pub fn handed_over_sentence(count: i64, payer: &BillUnitRef) -> String {
    format!("{} {} now paid by {payer}.", units_words(count), are(count))
}

/// What the undo of a handover did: "3 bill units are paid again by Acme (A-00000042), Main."
#[must_use]
pub fn given_back_sentence(changes: &[PayerChange]) -> String {
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let units = units_words(count);
    let first = changes.first().and_then(|change| change.to.as_ref());
    if changes.iter().any(|change| change.to.as_ref() != first) {
        return format!("{units} are paid again by who paid for them before.");
    }
    match (first, count) {
        (Some(payer), _) => format!("{units} {} paid again by {payer}.", are(count)),
        (None, 1) => format!("{units} pays for itself again."),
        (None, _) => format!("{units} pay for themselves again."),
    }
}

/// A number of bill units in words: "1 bill unit", "1,204 bill units".
#[must_use]
pub fn units_words(count: i64) -> String {
    match count {
        1 => "1 bill unit".to_owned(),
        count => format!("{} bill units", count_words(count)),
    }
}

const fn are(count: i64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(left_behind: i64, taken_along: i64) -> String {
        let crossings = PayerCrossings {
            left_behind,
            taken_along,
            ..PayerCrossings::default()
        };
        crossings.sentence("Sales")
    }

    #[test]
    fn who_pays_across_the_border_is_counted_in_both_directions() {
        assert_eq!(
            sentence(1204, 1),
            "1,204 bill units outside Sales are paid by accounts in it; 1 bill unit in it is paid \
             from outside. A move changes no payer by itself."
        );
        assert!(sentence(0, 0).starts_with("Unchanged: a move changes no payer"));
    }

    #[test]
    fn a_removal_says_for_how_many_others_pay_or_are_paid_and_nothing_where_there_are_none() {
        let sentence = |left_behind| {
            let crossings = PayerCrossings {
                left_behind,
                ..PayerCrossings::default()
            };
            crossings.removal_sentence()
        };
        assert_eq!(
            sentence(3).as_deref(),
            Some(
                "3 bill units outside what leaves are paid by accounts in it. A removal changes no payer by \
                 itself."
            )
        );
        assert_eq!(sentence(0), None);
    }
}
