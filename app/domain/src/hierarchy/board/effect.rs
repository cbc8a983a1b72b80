//! What a board comes to in all (ORG-9).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::hierarchy::preview::{accounts_words, count_words};
use crate::hierarchy::{Fingerprint, PayerCrossings, Tense, units_words};
use crate::money::Money;

/// What all steps of a board come to, as far as they can be made; or came to when they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardEffect {
    /// Steps.
    pub steps: i64,
    /// Accounts that get another place, on all levels: exact.
    pub moving: i64,
    /// Accounts that get another parent, or none: what the steps come to link by link.
    pub links: i64,
    /// What the accounts that move owe, an amount per currency.
    pub due: Vec<Money>,
    /// What their customers have with us, not yet set against anything.
    pub unallocated: Vec<Money>,
    /// Bill units that its steps hand over to another payer (HIER-2).
    pub handed: i64,
    /// The moment at which all of this was true (decision 20).
    pub stamp: DateTime<Utc>,
}

/// The effect of a board, as it can be told in its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardEffectShown {
    /// What its steps would come to now.
    Now {
        /// That.
        effect: BoardEffect,
        /// Who pays across the border of what moves when its steps have handed over what they hand over
        /// (HIER-2).
        payers: PayerCrossings,
        /// Stands for all that decides about it: to be handed over with the word to apply (decision 19).
        fingerprint: Fingerprint,
    },
    /// What its steps came to when it was applied.
    Applied {
        /// That.
        effect: BoardEffect,
    },
    /// It is over, and nobody knows: it was discarded, or applied before this was kept.
    Unknown,
}

impl BoardEffect {
    /// What the board comes to, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match (self.steps, self.links) {
            (0, _) => "Nothing is planned on this board yet.".to_owned(),
            (_, 0) => format!(
                "{}, after which everything is where it is today.",
                self.steps_words()
            ),
            (_, links) => format!(
                "{}: {}; {} another parent or none.",
                self.steps_words(),
                verb(self.moving, "moves", "move"),
                verb(links, "gets", "get")
            ),
        }
    }

    /// What it came to when it was applied, in one sentence.
    #[must_use]
    pub fn sentence_applied(&self) -> String {
        match self.links {
            0 => format!(
                "{}, after which everything was where it had been.",
                self.steps_words()
            ),
            links => format!(
                "{}: {} moved; {} got another parent or none.",
                self.steps_words(),
                accounts_words(self.moving),
                accounts_words(links)
            ),
        }
    }

    /// Who pays for whom after it: what its steps hand over, and who pays across the border of what moves all
    /// the same (HIER-2).
    #[must_use]
    pub fn payers_sentence(&self, payers: &PayerCrossings) -> String {
        const MOVES: &str = "what moves";
        let Some(handed) = self.handed_sentence(Tense::Ahead) else {
            return payers.sentence(MOVES);
        };
        match payers.not_handed_sentence(MOVES) {
            None => handed,
            Some(others) => format!("{handed} {others}"),
        }
    }

    /// What it did to who pays for whom, when it was applied.
    #[must_use]
    pub fn payers_sentence_applied(&self) -> String {
        let handed = self.handed_sentence(Tense::Done);
        handed.unwrap_or_else(|| "No payer was changed.".to_owned())
    }

    /// What its steps hand over; nothing where they hand nothing over.
    fn handed_sentence(&self, tense: Tense) -> Option<String> {
        let to = match self.handed {
            0 => return None,
            1 => "another payer by a step",
            _ => "other payers by steps",
        };
        let are = match self.handed {
            1 => tense.say("is", "was"),
            _ => tense.say("are", "were"),
        };
        let units = units_words(self.handed);
        Some(format!("{units} {are} handed over to {to}."))
    }

    fn steps_words(&self) -> String {
        match self.steps {
            1 => "1 step".to_owned(),
            steps => format!("{} steps", count_words(steps)),
        }
    }
}

/// "1 account moves", "3 accounts move".
fn verb(count: i64, of_one: &str, of_many: &str) -> String {
    let verb = if count == 1 { of_one } else { of_many };
    format!("{} {verb}", accounts_words(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn effect(steps: i64, moving: i64, links: i64) -> BoardEffect {
        BoardEffect {
            steps,
            moving,
            links,
            due: Vec::new(),
            unallocated: Vec::new(),
            handed: 0,
            stamp: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_a_board_comes_to_is_said_of_one_and_of_many() {
        assert_eq!(
            effect(1, 1, 1).sentence(),
            "1 step: 1 account moves; 1 account gets another parent or none."
        );
        assert_eq!(
            effect(4, 1_204, 3).sentence(),
            "4 steps: 1,204 accounts move; 3 accounts get another parent or none."
        );
        assert_eq!(
            effect(2, 0, 0).sentence(),
            "2 steps, after which everything is where it is today."
        );
    }

    #[test]
    fn a_handover_hides_nobody_else_who_pays_across_the_border() {
        let handing = BoardEffect {
            handed: 2,
            ..effect(1, 1, 1)
        };
        let nobody = PayerCrossings::default();
        let said = "2 bill units are handed over to other payers by steps.";
        assert_eq!(handing.payers_sentence(&nobody), said);
        let others = PayerCrossings {
            taken_along: 1,
            ..nobody
        };
        assert_eq!(
            handing.payers_sentence(&others),
            format!(
                "{said} After that, 1 bill unit in it is paid from outside. No step changes that."
            )
        );
    }

    #[test]
    fn of_an_applied_board_it_is_said_what_was_handed_over() {
        let handed = |handed| BoardEffect {
            handed,
            ..effect(1, 1, 1)
        };
        let said = |count| handed(count).payers_sentence_applied();
        assert_eq!(said(0), "No payer was changed.");
        assert_eq!(
            said(1),
            "1 bill unit was handed over to another payer by a step."
        );
        assert_eq!(
            said(1_204),
            "1,204 bill units were handed over to other payers by steps."
        );
    }

    #[test]
    fn of_an_applied_board_it_is_said_what_happened() {
        assert_eq!(
            effect(4, 8, 1).sentence_applied(),
            "4 steps: 8 accounts moved; 1 account got another parent or none."
        );
        assert_eq!(
            effect(2, 0, 0).sentence_applied(),
            "2 steps, after which everything was where it had been."
        );
    }
}
