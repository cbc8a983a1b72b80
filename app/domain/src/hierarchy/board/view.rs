//! A board as it is shown, and what is asked of it (ORG-9).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{BoardState, BoardStep, Deed};
use crate::accounts::AccountRef;
use crate::hierarchy::Fingerprint;
use crate::ids::{AuditEntryId, BoardId, BoardStepId, DeferredActionId};
use crate::text::ended;

/// A board without its steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Which.
    pub id: BoardId,
    /// Its name.
    pub name: String,
    /// What has become of it.
    pub state: BoardState,
    /// Counts its changes: who changes it says which one they saw.
    pub version: i64,
    /// How many steps it has.
    pub steps: i64,
    /// Who made it.
    pub owner: String,
    /// Who changed it last.
    pub changed_by: String,
    /// When, by the wall clock.
    pub changed_at: DateTime<Utc>,
    /// Who approved it as it is.
    pub approved_by: Option<String>,
    /// The day for which it is scheduled, or on which it counts since it was applied.
    pub due_on: Option<NaiveDate>,
    /// The deferred action that will apply it, or did.
    pub action: Option<DeferredActionId>,
    /// The entry of the history that applied it, from which all of it can be undone.
    pub entry: Option<AuditEntryId>,
    /// Who undid all of it from that entry, where that holds.
    #[serde(default)]
    pub undone: Option<BoardUndone>,
    /// Why it could not be applied when its day had come, where it is still scheduled.
    #[serde(default)]
    pub failure: Option<String>,
    /// Whether the person who asks may change and apply it, and approve it where it is not their own.
    pub may_change: bool,
    /// Whether the person who asks began it or planned steps of it: somebody else approves it (SEC-1).
    pub is_own: bool,
}

/// Who undid a board that was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardUndone {
    /// By name.
    pub by: String,
    /// When, by the wall clock.
    pub at: DateTime<Utc>,
}

impl Board {
    /// What has become of it, on the screen: what was applied may be undone.
    #[must_use]
    pub const fn state_label(&self) -> &'static str {
        match (&self.undone, &self.failure) {
            (Some(_), _) => "Undone",
            (None, Some(_)) => "Failed",
            (None, None) => self.state.label(),
        }
    }

    /// The day to come over whose tree it is looked at: its own where it is scheduled.
    #[must_use]
    pub fn day_ahead(&self, today: NaiveDate) -> Option<NaiveDate> {
        let is_scheduled = self.state == BoardState::Scheduled;
        self.due_on.filter(|day| is_scheduled && *day > today)
    }

    /// What a further step takes from it, in one sentence: an approval holds for the steps as they are.
    #[must_use]
    pub fn approval_taken_back(&self) -> Option<String> {
        let name = &self.name;
        match (self.state, &self.approved_by) {
            (BoardState::Approved, Some(by)) => Some(format!(
                "“{name}” is approved by {} Adding this move takes the approval back.",
                ended(by.as_str())
            )),
            (BoardState::Approved, None) => Some(format!(
                "“{name}” is approved. Adding this move takes the approval back."
            )),
            _ => None,
        }
    }
}

/// Some boards, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardList {
    /// The boards.
    pub rows: Vec<Board>,
    /// Whether there are more behind the last one.
    pub has_more: bool,
}

impl BoardList {
    /// The newest board that the person who asks works on and nobody has approved: what a further move goes
    /// onto unless another one is chosen.
    #[must_use]
    pub fn own_open(&self) -> Option<&Board> {
        let mut rows = self.rows.iter();
        rows.find(|board| board.state == BoardState::Open && board.is_own)
    }
}

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardStepRow {
    /// Which.
    pub id: BoardStepId,
    /// Its number, from 1.
    pub number: i64,
    /// What it does.
    pub deed: Deed,
    /// The account that moves or leaves, or whose children move.
    pub account: AccountRef,
    /// The parent that it was planned from.
    pub from: Option<AccountRef>,
    /// The new parent.
    pub to: Option<AccountRef>,
    /// What it does, in one sentence.
    pub sentence: String,
    /// Why it is stale; none where it can be made.
    pub conflict: Option<String>,
    /// Which bill units it hands over, with what is open on them, in words; none where it changes nobody's
    /// payer, is stale, or the board is over (HIER-2).
    pub handed: Option<String>,
}

impl BoardStepRow {
    /// The step without its words.
    #[must_use]
    pub fn step(&self) -> BoardStep {
        BoardStep {
            id: self.id,
            deed: self.deed.clone(),
            from: self.from.as_ref().map(|from| from.id),
        }
    }
}

/// A board with some of its steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardPage {
    /// The board.
    pub board: Board,
    /// The steps, in their order.
    pub rows: Vec<BoardStepRow>,
    /// Whether there are more behind the last one.
    pub has_more: bool,
    /// How many steps are stale, on this page or not.
    pub stale: i64,
    /// The first stale step with its number and sentence, on this page or not.
    pub first_stale: Option<String>,
    /// The organizations that its steps touch, by their roots in the tree after those that can be made, of a
    /// board that is over in that of today: in the order of the steps, of many the first.
    pub organizations: Vec<AccountRef>,
    /// Today's business date.
    pub today: NaiveDate,
}

/// The word to begin a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardNew {
    /// The form's operation id (decision 26).
    pub operation_id: String,
    /// Its name, as typed.
    pub name: String,
    /// Its first steps.
    pub deeds: Vec<Deed>,
}

/// The word to change a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardEdit {
    /// The form's operation id.
    pub operation_id: String,
    /// Which board.
    pub board: BoardId,
    /// The version that the person saw; none where an added step may follow whatever is there.
    pub version: Option<i64>,
    /// What to change.
    pub change: BoardChange,
}

/// A change of a board.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardChange {
    /// Another name.
    Rename {
        /// As typed.
        name: String,
    },
    /// More steps, planned from where their accounts stand in the draft's tree by then.
    AddSteps {
        /// What they do.
        deeds: Vec<Deed>,
        /// The number of the first of them; none: behind the last.
        at: Option<i64>,
    },
    /// A step is taken out.
    RemoveStep {
        /// Which.
        step: BoardStepId,
    },
    /// A step that was taken out stands on the board again as it was, stale or not.
    PutBack {
        /// The step, planned from where it was.
        step: BoardStep,
        /// Its number; those from there on follow.
        number: i64,
    },
    /// A step gets another number.
    ShiftStep {
        /// Which.
        step: BoardStepId,
        /// Its new number; those between follow up.
        number: i64,
    },
    /// A step is planned anew, from where its account stands when its turn comes.
    ReplanStep {
        /// Which.
        step: BoardStepId,
    },
    /// A manager says yes to the steps as they are.
    Approve,
    /// It is given up.
    Discard,
}

/// Which board is to be applied, now or on a day to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardConfirm {
    /// The form's operation id.
    pub operation_id: String,
    /// Which board.
    pub board: BoardId,
    /// The version that the person saw.
    pub version: i64,
}

/// The word to apply a board at once, as it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardAsShown {
    /// Which board.
    pub confirm: BoardConfirm,
    /// What stands for the effect that was shown: what has changed since is not applied over (decision 19).
    pub fingerprint: Fingerprint,
    /// The moment of that effect: what changed since explains why it does not hold any more.
    pub seen_at: DateTime<Utc>,
}

/// A board that was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardDone {
    /// Its entry in the history, from which all of it can be undone.
    pub entry: AuditEntryId,
    /// What it did, in one sentence.
    pub sentence: String,
    /// The account of its first step.
    pub account: AccountRef,
    /// How many accounts got another place.
    pub moved: i64,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn board(name: &str, is_own: bool, state: BoardState) -> Board {
        let owner = if is_own { "Ida Reyes" } else { "Ana Fox" };
        Board {
            id: BoardId::from_uuid(Uuid::nil()),
            name: name.to_owned(),
            state,
            version: 1,
            steps: 1,
            owner: owner.to_owned(),
            changed_by: owner.to_owned(),
            changed_at: DateTime::default(),
            approved_by: (state == BoardState::Approved).then(|| "Ida Reyes".to_owned()),
            due_on: None,
            action: None,
            entry: None,
            undone: None,
            failure: None,
            may_change: true,
            is_own,
        }
    }

    #[test]
    fn a_further_move_goes_onto_the_newest_open_board_of_ones_own() {
        let list = |rows| BoardList {
            rows,
            has_more: false,
        };
        let others = board("Autumn", false, BoardState::Open);
        let own = list(vec![
            others.clone(),
            board("Summer", true, BoardState::Approved),
            board("Spring", true, BoardState::Open),
            board("Winter", true, BoardState::Open),
        ]);
        let chosen = |list: &BoardList| list.own_open().map(|board| board.name.clone());
        assert_eq!(chosen(&own).as_deref(), Some("Spring"));
        assert_eq!(chosen(&list(vec![others])), None);
    }

    #[test]
    fn a_board_that_was_undone_says_so_and_not_that_it_is_applied() {
        let applied = board("Spring", true, BoardState::Applied);
        assert_eq!(applied.state_label(), "Applied");
        let undone = Board {
            undone: Some(BoardUndone {
                by: "Ana Fox".to_owned(),
                at: DateTime::default(),
            }),
            ..applied
        };
        assert_eq!(undone.state_label(), "Undone");
    }

    #[test]
    fn an_approved_board_says_that_a_further_move_takes_the_approval_back() {
        assert_eq!(
            board("Summer", false, BoardState::Approved).approval_taken_back(),
            Some(
                "“Summer” is approved by Ida Reyes. Adding this move takes the approval back."
                    .to_owned()
            )
        );
        let open = board("Spring", false, BoardState::Open);
        assert_eq!(open.approval_taken_back(), None);
    }
}
