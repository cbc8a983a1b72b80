//! The list of deferred actions across accounts: which are wanted, and a page of them (OPS-1).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ActionState, DeferredAction};
use crate::accounts::{AccountNumber, AccountRef};
use crate::ids::DeferredActionId;

/// What an action does, as far as a list tells it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// A move in an organization (ORG-2).
    Move,
    /// A removal from an organization (ORG-4).
    Removal,
    /// All steps of a what-if board (ORG-9).
    Board,
}

impl ActionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Move, Self::Removal, Self::Board];

    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Removal => "removal",
            Self::Board => "board",
        }
    }

    /// The words on the screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Removal => "Removal",
            Self::Board => "What-if board",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which actions are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionsWanted {
    /// In this state; none: all that are still to be done, pending or failed.
    pub state: Option<ActionState>,
    /// Of this kind only.
    pub kind: Option<ActionKind>,
    /// For this day only.
    pub on: Option<NaiveDate>,
    /// At or below this account only, or what brings something there.
    pub below: Option<AccountNumber>,
    /// Behind this one; none: from the first.
    pub after: Option<DeferredActionId>,
}

impl ActionsWanted {
    /// The states that are wanted.
    #[must_use]
    pub fn states(&self) -> Vec<ActionState> {
        match self.state {
            Some(state) => vec![state],
            None => (ActionState::ALL.into_iter())
                .filter(|state| state.is_open())
                .collect(),
        }
    }

    /// Whether the latest day comes first: of what is over, the newest matters most.
    #[must_use]
    pub fn is_latest_first(&self) -> bool {
        self.state.is_some_and(|state| !state.is_open())
    }
}

/// Some actions in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionsPage {
    /// The actions.
    pub rows: Vec<DeferredAction>,
    /// The account that they are at or below; none where that was not asked for, or there is no such account.
    pub below: Option<AccountRef>,
    /// Whether there are more behind the last one.
    pub has_more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_still_to_be_done_comes_by_day_and_what_is_over_the_latest_first() {
        let open = ActionsWanted::default();
        assert_eq!(open.states(), [ActionState::Pending, ActionState::Failed]);
        assert!(!open.is_latest_first());
        let done = ActionsWanted {
            state: Some(ActionState::Done),
            ..open
        };
        assert_eq!(done.states(), [ActionState::Done]);
        assert!(done.is_latest_first());
    }
}
