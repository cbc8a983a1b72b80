//! What may be done with a board in which state: pure rules (ORG-9).

use serde::{Deserialize, Serialize};

use super::STEPS_LIMIT;
use crate::fields::FieldProblem;

/// What becomes of a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardState {
    /// Steps are being collected.
    Open,
    /// A manager said yes to its steps as they are.
    Approved,
    /// It will be applied on a day to come.
    Scheduled,
    /// All of its steps were made.
    Applied,
    /// It was given up.
    Discarded,
}

impl BoardState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Approved,
        Self::Scheduled,
        Self::Applied,
        Self::Discarded,
    ];

    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Scheduled => "scheduled",
            Self::Applied => "applied",
            Self::Discarded => "discarded",
        }
    }

    /// The word on the screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Approved => "Approved",
            Self::Scheduled => "Scheduled",
            Self::Applied => "Applied",
            Self::Discarded => "Discarded",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether its steps may change.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Open | Self::Approved)
    }

    /// Whether nothing more becomes of it: what it says is then not held against the present.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Applied | Self::Discarded)
    }
}

/// What is done with a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoardAct {
    /// A step is added, taken out, put elsewhere or planned anew; then it has so many.
    ChangeSteps {
        /// Steps after the change.
        steps: usize,
    },
    /// It gets another name.
    Rename,
    /// A manager says yes.
    Approve {
        /// The steps that it has.
        steps: usize,
        /// Whether whoever says it began the board or planned steps of it.
        is_own: bool,
    },
    /// It is applied at once.
    Apply,
    /// It is to be applied on a day to come.
    Schedule,
    /// What was scheduled is taken back.
    Cancel,
    /// What was scheduled is done.
    Perform,
    /// It is given up.
    Discard,
}

/// Why something cannot be done with a board.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoardRefusal {
    /// It is over.
    #[error("This what-if board was applied already. Its changes can be undone from the history.")]
    Applied,
    /// It is over.
    #[error("This what-if board was discarded.")]
    Discarded,
    /// It waits for its day.
    #[error("This what-if board is scheduled. Please cancel that first: it is then open again.")]
    Scheduled,
    /// Nobody said yes to its steps as they are.
    #[error(
        "This what-if board is not approved. Every change of its steps takes an approval back."
    )]
    NotApproved,
    /// Somebody said yes already.
    #[error("This what-if board is approved already.")]
    AlreadyApproved,
    /// Four eyes: somebody else has to say yes (SEC-1).
    #[error(
        "You began this what-if board or planned steps of it. Please ask another manager to approve it: \
         nobody approves their own."
    )]
    Own,
    /// There is nothing to take back.
    #[error("This what-if board is not scheduled.")]
    NotScheduled,
    /// There is nothing to say yes to.
    #[error("This what-if board has no steps yet. Please add a move to it first.")]
    Empty,
    /// More than one board holds.
    #[error("A what-if board holds at most 10,000 steps. Please begin another one.")]
    TooMany,
}

impl FieldProblem for BoardRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Discarded => "discarded",
            Self::Scheduled => "scheduled",
            Self::NotApproved => "not_approved",
            Self::AlreadyApproved => "already_approved",
            Self::Own => "own_board",
            Self::NotScheduled => "not_scheduled",
            Self::Empty => "empty",
            Self::TooMany => "too_many",
        }
    }
}

/// The state that a board has after this is done with it.
///
/// # Errors
/// When it cannot be done in the state that it has.
pub const fn board_after(state: BoardState, act: BoardAct) -> Result<BoardState, BoardRefusal> {
    use BoardState as S;
    match (state, act) {
        (S::Applied, _) => Err(BoardRefusal::Applied),
        (S::Discarded, _) => Err(BoardRefusal::Discarded),
        (S::Scheduled, BoardAct::Cancel) => Ok(S::Open),
        (S::Scheduled, BoardAct::Perform) => Ok(S::Applied),
        (S::Scheduled, _) => Err(BoardRefusal::Scheduled),
        (_, BoardAct::Cancel | BoardAct::Perform) => Err(BoardRefusal::NotScheduled),
        (_, BoardAct::ChangeSteps { steps }) if steps > STEPS_LIMIT => Err(BoardRefusal::TooMany),
        // Who said yes said it to other steps.
        (_, BoardAct::ChangeSteps { .. }) => Ok(S::Open),
        (_, BoardAct::Rename) => Ok(state),
        (_, BoardAct::Discard) => Ok(S::Discarded),
        (S::Approved, BoardAct::Approve { .. }) => Err(BoardRefusal::AlreadyApproved),
        (S::Open, BoardAct::Approve { steps: 0, .. }) => Err(BoardRefusal::Empty),
        (S::Open, BoardAct::Approve { is_own: true, .. }) => Err(BoardRefusal::Own),
        (S::Open, BoardAct::Approve { .. }) => Ok(S::Approved),
        (S::Open, BoardAct::Apply | BoardAct::Schedule) => Err(BoardRefusal::NotApproved),
        (S::Approved, BoardAct::Apply) => Ok(S::Applied),
        (S::Approved, BoardAct::Schedule) => Ok(S::Scheduled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGE: BoardAct = BoardAct::ChangeSteps { steps: 2 };
    const APPROVE: BoardAct = BoardAct::Approve {
        steps: 2,
        is_own: false,
    };

    fn code(state: BoardState, act: BoardAct) -> Result<BoardState, &'static str> {
        board_after(state, act).map_err(|refusal| refusal.code())
    }

    #[test]
    fn only_what_was_approved_is_applied_or_scheduled() {
        for act in [BoardAct::Apply, BoardAct::Schedule] {
            assert_eq!(code(BoardState::Open, act), Err("not_approved"));
        }
        assert_eq!(code(BoardState::Open, APPROVE), Ok(BoardState::Approved));
        assert_eq!(
            code(BoardState::Approved, BoardAct::Apply),
            Ok(BoardState::Applied)
        );
        assert_eq!(
            code(BoardState::Approved, BoardAct::Schedule),
            Ok(BoardState::Scheduled)
        );
    }

    #[test]
    fn nobody_approves_their_own_board() {
        let own = BoardAct::Approve {
            steps: 2,
            is_own: true,
        };
        assert_eq!(code(BoardState::Open, own), Err("own_board"));
    }

    #[test]
    fn a_change_of_steps_takes_the_approval_back_and_a_new_name_does_not() {
        assert_eq!(code(BoardState::Approved, CHANGE), Ok(BoardState::Open));
        assert_eq!(
            code(BoardState::Approved, BoardAct::Rename),
            Ok(BoardState::Approved)
        );
    }

    #[test]
    fn what_is_scheduled_changes_only_after_it_was_cancelled() {
        for act in [
            CHANGE,
            APPROVE,
            BoardAct::Rename,
            BoardAct::Apply,
            BoardAct::Discard,
        ] {
            assert_eq!(
                code(BoardState::Scheduled, act),
                Err("scheduled"),
                "{act:?}"
            );
        }
        assert_eq!(
            code(BoardState::Scheduled, BoardAct::Cancel),
            Ok(BoardState::Open)
        );
    }

    #[test]
    fn what_is_over_stays_as_it_is() {
        for act in [
            CHANGE,
            APPROVE,
            BoardAct::Apply,
            BoardAct::Cancel,
            BoardAct::Perform,
        ] {
            assert_eq!(code(BoardState::Applied, act), Err("applied"));
            assert_eq!(code(BoardState::Discarded, act), Err("discarded"));
        }
    }

    #[test]
    fn nobody_approves_nothing_and_no_board_holds_more_than_ten_thousand_steps() {
        let nothing = BoardAct::Approve {
            steps: 0,
            is_own: false,
        };
        assert_eq!(code(BoardState::Open, nothing), Err("empty"));
        let change = |steps| code(BoardState::Open, BoardAct::ChangeSteps { steps });
        assert_eq!(change(STEPS_LIMIT), Ok(BoardState::Open));
        assert_eq!(change(STEPS_LIMIT + 1), Err("too_many"));
    }

    #[test]
    fn a_state_is_read_back_from_its_code() {
        for state in BoardState::ALL {
            assert_eq!(BoardState::from_code(state.code()), Some(state));
        }
    }
}
