//! A deferred action as it is shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ActionKind;
use crate::accounts::AccountRef;
use crate::hierarchy::{
    Effective, Fingerprint, Going, HandoverTo, MovePreview, MoveRequest, PlannedFrom,
    RemovalPreview,
};
use crate::ids::{AccountId, AuditEntryId, BoardId, DeferredActionId};

/// What becomes of a deferred action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    /// Its day has not come, or it is about to be performed.
    Pending,
    /// It was performed.
    Done,
    /// On its day it could not be done. It is tried again on every later day.
    Failed,
    /// A person took it back before it was done.
    Cancelled,
}

impl ActionState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Done, Self::Failed, Self::Cancelled];

    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The word on the screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Done => "Done",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it is still to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Failed)
    }
}

/// What a deferred action does on its day, as it was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionRequest {
    /// A move in an organization (ORG-2).
    Move {
        /// Which.
        request: MoveRequest,
        /// Who is to pay from that day on for all that then stays while its payer moves; none:
        /// nobody's payer changes (HIER-2).
        #[serde(default)]
        handover: Option<HandoverTo>,
        /// Where the account has to stand by then; none: wherever it does, as all did that were scheduled
        /// before this was kept.
        #[serde(default)]
        from: Option<PlannedFrom>,
    },
    /// A removal from an organization (ORG-4).
    Removal {
        /// The account that leaves.
        account: AccountId,
        /// Who is to pay from that day on for all that it pays for; none: nobody's payer changes (HIER-2).
        #[serde(default)]
        handover: Option<HandoverTo>,
        /// Where the account has to stand by then; none: wherever it does, as above.
        #[serde(default)]
        from: Option<PlannedFrom>,
    },
    /// All steps of a what-if board, or none (ORG-9).
    Board {
        /// Which.
        board: BoardId,
    },
}

impl ActionRequest {
    /// Who is to pay for what stays while its payer goes, and of what that is to be asked where it is done
    /// now; none where nobody's payer changes, or a board says it step by step.
    #[must_use]
    pub fn handover(&self) -> Option<(Going, HandoverTo)> {
        match self {
            Self::Move {
                request, handover, ..
            } => {
                let request = request.performed_now();
                Some((Going::Move { request }, (*handover)?))
            }
            Self::Removal {
                account, handover, ..
            } => {
                let ask = Going::Removal {
                    account: *account,
                    effective: Effective::Now,
                };
                Some((ask, (*handover)?))
            }
            Self::Board { .. } => None,
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Move { .. } => ActionKind::Move,
            Self::Removal { .. } => ActionKind::Removal,
            Self::Board { .. } => ActionKind::Board,
        }
    }
}

/// What an action would do on another day than its own, to be seen before it is done (decision 19).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionShown {
    /// A move.
    Move(Box<MovePreview>),
    /// A removal that its rule allows.
    Removal(Box<RemovalPreview>),
    /// A what-if board has a page of its own to look at.
    Board,
}

impl ActionShown {
    /// To be handed over with the word to do it; none where nothing ties it.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        match self {
            Self::Move(preview) => Some(preview.fingerprint.clone()),
            Self::Removal(preview) => Some(preview.fingerprint.clone()),
            Self::Board => None,
        }
    }

    /// What it would do, in one sentence; none where its page says it.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::Move(preview) => Some(preview.sentence()),
            Self::Removal(preview) => preview.sentence(),
            Self::Board => None,
        }
    }

    /// The word on the button that does it.
    #[must_use]
    pub fn verb(&self) -> String {
        match self {
            Self::Move(preview) => preview.verb(),
            Self::Removal(_) | Self::Board => "Perform now".to_owned(),
        }
    }
}

/// Why an action could not be done when it was tried last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFailure {
    /// A stable code for programs: that of the refusal.
    pub code: String,
    /// The sentence for the person.
    pub sentence: String,
    /// The business date of the last try.
    pub on: NaiveDate,
    /// How often it was tried.
    pub tries: i32,
}

/// A change that is, or was, scheduled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeferredAction {
    /// Its id.
    pub id: DeferredActionId,
    /// The account that it is about.
    pub account: AccountRef,
    /// What it does.
    pub request: ActionRequest,
    /// The same in one sentence, without its day.
    pub sentence: String,
    /// The business date on which it takes effect.
    pub due_on: NaiveDate,
    /// What has become of it.
    pub state: ActionState,
    /// Why it could not be done when it was tried last; also where it was done later.
    pub failure: Option<ActionFailure>,
    /// Why it could not be made on its day, as things stand and by what is scheduled before it; none where it
    /// could, is over, or that was not asked.
    #[serde(default)]
    pub conflict: Option<String>,
    /// Who scheduled it.
    pub by: String,
    /// When, by the wall clock.
    pub scheduled_at: DateTime<Utc>,
    /// The entry of the history that did it or cancelled it.
    pub entry: Option<AuditEntryId>,
    /// Whether the person who asks may cancel it.
    pub may_cancel: bool,
    /// Whether the person who asks may perform it now.
    pub may_perform: bool,
    /// Whether the person who asks may give it another day.
    #[serde(default)]
    pub may_shift: bool,
}

/// An action that was performed before its day, or after it failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionPerformed {
    /// The entry of the history of what was done, from which it can be undone.
    pub entry: AuditEntryId,
    /// What it did, in one sentence.
    pub sentence: String,
    /// The account that it is about.
    pub account: AccountRef,
}
