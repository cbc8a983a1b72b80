//! What a move would do, and what it did (ORG-3).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ClosedAbove, Effective, ExcerptRow, MoveForm, MoveRequest, PayerCrossings, Tense};
use crate::accounts::AccountRef;
use crate::actions::DeferredAction;
use crate::dates::date_words;
use crate::ids::AuditEntryId;
use crate::money::Money;
use crate::text::ended;

/// Stands for everything that a preview was computed from: structure, status, and whatever else is
/// relevant of what moves. Equal fingerprints mean that the move does what was shown (decision 19).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// The part of Preview Move that is there at once: what moves, from where to where, and both trees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovePreview {
    /// What was asked for.
    pub request: MoveRequest,
    /// To be handed over with the word to move.
    pub fingerprint: Fingerprint,
    /// The account that moves, or whose children do.
    pub account: AccountRef,
    /// Its parent; none where it is in no organization, or at the top of one.
    pub from: Option<AccountRef>,
    /// The new parent.
    pub to: AccountRef,
    /// What is closed above it, as it stands then.
    pub closed_above: ClosedAbove,
    /// How many accounts come under the new parent, on all levels: exact.
    pub moving: i64,
    /// How many accounts go to the old parent instead, on all levels: exact.
    pub to_old_parent: i64,
    /// How many of the account's children come along, or move without it.
    pub children_moving: i64,
    /// How many of the account's children go to its old parent.
    pub children_to_old_parent: i64,
    /// Both trees, row beside row.
    pub rows: Vec<ExcerptRow>,
    /// Whether the person who asked may also do it (SEC-1).
    pub may_move: bool,
    /// Today's business date.
    pub today: NaiveDate,
    /// The moment at which all of this was true.
    pub stamp: DateTime<Utc>,
}

impl MovePreview {
    /// What the move does in one sentence, with its day where that is to come.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.request.effective {
            Effective::Now => self.deed(),
            Effective::On { date } => format!("On {}: {}", date_words(date), self.deed()),
        }
    }

    /// What is to be known of closed accounts above the new parent; nothing where there are none (ORG-3, ORG-5).
    #[must_use]
    pub fn closed_note(&self) -> Option<String> {
        self.closed_above.sentence(&self.to)
    }

    /// What the move does in one sentence, whenever that is.
    #[must_use]
    pub fn deed(&self) -> String {
        self.told(Tense::Ahead)
    }

    /// What the move did, in one sentence, once it is made as it was shown.
    #[must_use]
    pub fn done(&self) -> String {
        self.told(Tense::Done)
    }

    fn told(&self, tense: Tense) -> String {
        let (account, to) = (&self.account.name, &self.to.name);
        let moves = tense.say("moves", "moved");
        let way = match &self.from {
            Some(from) => format!("from {} to {to}", from.name),
            None => format!("under {to}"),
        };
        match &self.request.form {
            MoveForm::WholeSubtree if self.moving <= 1 => ended(format!("{account} {moves} {way}")),
            MoveForm::WholeSubtree => {
                let below = accounts_words(self.moving - 1);
                ended(format!("{account} with the {below} below it {moves} {way}"))
            }
            MoveForm::AloneChildrenToOldParent | MoveForm::WithSome { .. } => {
                let (along, left) = (self.along(), self.left(tense));
                ended(format!("{account} {along} {moves} {way}{left}"))
            }
            MoveForm::OnlyChildren { .. } => ended(format!(
                "{} of {account} {} from it to {to}, {} in all; {account} {}",
                children_words(self.children_moving),
                tense.say(moves_of(self.children_moving), "moved"),
                accounts_words(self.moving),
                tense.say("stays", "stayed"),
            )),
        }
    }

    fn along(&self) -> String {
        match self.children_moving {
            0 => "alone".to_owned(),
            children => format!(
                "with {} ({} in all)",
                children_words(children),
                accounts_words(self.moving)
            ),
        }
    }

    fn left(&self, tense: Tense) -> String {
        match (&self.from, self.children_to_old_parent) {
            (_, 0) | (None, _) => String::new(),
            (Some(from), children) => format!(
                "; {} {} to {}, {} in all",
                children_words(children),
                tense.say(if children == 1 { "goes" } else { "go" }, "went"),
                from.name,
                accounts_words(self.to_old_parent),
            ),
        }
    }

    /// The words of the button: "Move 1,204 accounts", "Move 1,204 accounts on 1 Dec 2026"; where others go
    /// to the old parent with them too: "Move 1 account, and 10 to the old parent".
    #[must_use]
    pub fn verb(&self) -> String {
        let accounts = accounts_words(self.moving);
        let day = match self.request.effective {
            Effective::Now => String::new(),
            Effective::On { date } => format!(" on {}", date_words(date)),
        };
        let others = match self.to_old_parent {
            0 => String::new(),
            others => format!(", and {} to the old parent", count_words(others)),
        };
        format!("Move {accounts}{day}{others}")
    }
}

/// The part of Preview Move that may take longer: what is owed by what moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveEffect {
    /// The fingerprint of the preview that it belongs to.
    pub fingerprint: Fingerprint,
    /// What the accounts that come under the new parent owe, an amount per currency. It stays with
    /// them: a move changes no payer.
    pub due: Vec<Money>,
    /// What their customers have with us, not yet set against anything; never negative.
    pub unallocated: Vec<Money>,
    /// Who pays across the border of what moves, as the organization stands today (HIER-2).
    pub payers: PayerCrossings,
    /// What is scheduled for accounts that get another place, those that go to the old parent among them, or
    /// will reach them, by day; of many the first. With each that could not be made any more after the move it
    /// is said why; what is so of the new parent's stands before all others.
    pub scheduled: Vec<DeferredAction>,
    /// How much more is scheduled than is listed.
    pub more_scheduled: i64,
    /// The moment of the amounts (decision 20).
    pub stamp: DateTime<Utc>,
}

/// What became of the word to move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveOutcome {
    /// It is done.
    Done {
        /// What was done.
        done: MoveDone,
    },
    /// Something relevant changed since the preview. Nothing is moved.
    Stale {
        /// What the move would do now.
        now: Box<MovePreview>,
        /// Who changed what meanwhile, in words; none where nothing in the history explains it.
        meanwhile: Option<String>,
    },
}

/// A move that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveDone {
    /// Its entry in the history, from which it can be undone.
    pub entry: AuditEntryId,
    /// What it did, in one sentence.
    pub sentence: String,
    /// The account that moved, or whose children did.
    pub account: AccountRef,
    /// Its old parent.
    pub from: Option<AccountRef>,
    /// The new parent.
    pub to: AccountRef,
    /// How many accounts came under the new parent.
    pub moved: i64,
}

/// What became of the word to move on a day to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleOutcome {
    /// It is scheduled.
    Scheduled {
        /// The action that will make the move.
        action: Box<DeferredAction>,
    },
    /// Something relevant changed since the preview. Nothing is scheduled.
    Stale {
        /// What the move would do on that day now.
        now: Box<MovePreview>,
        /// Who changed what meanwhile, in words; none where nothing in the history explains it.
        meanwhile: Option<String>,
    },
}

/// A number of accounts in words: "1 account", "11,110 accounts".
pub(super) fn accounts_words(count: i64) -> String {
    match count {
        1 => "1 account".to_owned(),
        count => format!("{} accounts", count_words(count)),
    }
}

fn children_words(count: i64) -> String {
    match count {
        1 => "1 child".to_owned(),
        count => format!("{} children", count_words(count)),
    }
}

const fn moves_of(count: i64) -> &'static str {
    if count == 1 { "moves" } else { "move" }
}

/// A count as people read it: "1,204".
#[must_use]
pub fn count_words(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if count < 0 {
        words.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill_units::testing::unit;

    /// Sales moves alone to EMEA, from these many below it.
    fn preview(to_old_parent: i64, effective: Effective) -> MovePreview {
        let account = unit(7, "Sales").account;
        let to = unit(8, "EMEA").account;
        MovePreview {
            request: MoveRequest {
                account: account.id,
                to: to.id,
                form: MoveForm::AloneChildrenToOldParent,
                effective,
            },
            fingerprint: Fingerprint(String::new()),
            account,
            from: None,
            to,
            closed_above: ClosedAbove::default(),
            moving: 1,
            to_old_parent,
            children_moving: 0,
            children_to_old_parent: to_old_parent,
            rows: Vec::new(),
            may_move: true,
            today: NaiveDate::default(),
            stamp: DateTime::default(),
        }
    }

    /// The words of the button of that.
    fn verb(to_old_parent: i64, effective: Effective) -> String {
        preview(to_old_parent, effective).verb()
    }

    /// A move of Sales from Acme Inc. to EMEA Ltd. in this form, before it is made and after.
    fn told(form: MoveForm, moving: i64, children_moving: i64, left: i64) -> [String; 2] {
        let mut preview = preview(left, Effective::Now);
        preview.request.form = form;
        preview.from = Some(unit(9, "Acme Inc.").account);
        preview.to.name = "EMEA Ltd.".to_owned();
        (preview.moving, preview.children_moving) = (moving, children_moving);
        [preview.sentence(), preview.done()]
    }

    #[test]
    fn what_a_move_does_is_said_before_and_what_it_did_after() {
        assert_eq!(
            told(MoveForm::WholeSubtree, 4, 0, 0),
            [
                "Sales with the 3 accounts below it moves from Acme Inc. to EMEA Ltd.",
                "Sales with the 3 accounts below it moved from Acme Inc. to EMEA Ltd.",
            ]
        );
        assert_eq!(
            told(MoveForm::AloneChildrenToOldParent, 1, 0, 2),
            [
                "Sales alone moves from Acme Inc. to EMEA Ltd.; 2 children go to Acme Inc., 2 accounts in all.",
                "Sales alone moved from Acme Inc. to EMEA Ltd.; 2 children went to Acme Inc., 2 accounts in all.",
            ]
        );
        assert_eq!(
            told(MoveForm::OnlyChildren { children: None }, 5, 2, 0),
            [
                "2 children of Sales move from it to EMEA Ltd., 5 accounts in all; Sales stays.",
                "2 children of Sales moved from it to EMEA Ltd., 5 accounts in all; Sales stayed.",
            ]
        );
    }

    #[test]
    fn a_move_under_a_name_that_ends_in_a_full_stop_is_told_with_one() {
        let [ahead, done] = told(MoveForm::WholeSubtree, 1, 0, 0);
        assert_eq!(ahead, "Sales moves from Acme Inc. to EMEA Ltd.");
        assert_eq!(done, "Sales moved from Acme Inc. to EMEA Ltd.");
    }

    #[test]
    fn counts_are_read_in_groups_of_three() {
        assert_eq!(count_words(0), "0");
        assert_eq!(count_words(1_204), "1,204");
        assert_eq!(count_words(1_111_111), "1,111,111");
        assert_eq!(count_words(-11_111), "\u{2212}11,111");
    }

    #[test]
    fn the_button_counts_those_too_that_go_to_the_old_parent() {
        assert_eq!(
            verb(1_204, Effective::Now),
            "Move 1 account, and 1,204 to the old parent"
        );
        let date = "2026-12-10".parse().unwrap();
        assert_eq!(
            verb(10, Effective::On { date }),
            "Move 1 account on 10 Dec 2026, and 10 to the old parent"
        );
        assert_eq!(verb(0, Effective::Now), "Move 1 account");
    }
}
