//! A deferred action as it is shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ActionKind;
use crate::accounts::AccountRef;
use crate::dates::date_words;
use crate::hierarchy::{
    BoardEffectShown, Fingerprint, HandoverPreview, HandoverTo, MoveEffect, MovePreview,
    MoveRequest, PlannedFrom, RemovalPreview,
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
        /// Whether it is the association of a single account in no organization, by somebody who may do no more
        /// (SEC-1).
        #[serde(default)]
        associates: bool,
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
pub struct ActionShown {
    /// What becomes of the structure.
    pub deed: DeedShown,
    /// What is handed over to another payer with it; none where nothing is (HIER-2).
    pub handover: Option<HandoverPreview>,
}

/// What an action would do to the structure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeedShown {
    /// A move.
    Move {
        /// What becomes of the structure.
        preview: Box<MovePreview>,
        /// What it comes to beside that: what is owed, who pays across the border of what moves.
        effect: Box<MoveEffect>,
    },
    /// A removal that its rule allows.
    Removal(Box<RemovalPreview>),
    /// A what-if board: what its steps come to then.
    Board(Box<BoardEffectShown>),
}

/// Stands for all that somebody was shown of an action, and comes with the word to do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionTie {
    /// For the move, the removal, or what a board comes to.
    pub deed: Fingerprint,
    /// For its handover; none where nothing is handed over.
    pub handover: Option<Fingerprint>,
    /// The moment at which that was true: what changed since explains why it does not hold any more.
    #[serde(default)]
    pub seen_at: Option<DateTime<Utc>>,
}

impl ActionTie {
    /// Whether both stand for the same, whenever that was seen.
    #[must_use]
    pub fn is_as(&self, other: &Self) -> bool {
        (&self.deed, &self.handover) == (&other.deed, &other.handover)
    }
}

impl ActionShown {
    /// To be handed over with the word to do it; none where nothing ties it.
    #[must_use]
    pub fn tie(&self) -> Option<ActionTie> {
        let (deed, seen_at) = match &self.deed {
            DeedShown::Move { preview, .. } => (preview.fingerprint.clone(), preview.stamp),
            DeedShown::Removal(preview) => (preview.fingerprint.clone(), preview.stamp),
            DeedShown::Board(shown) => match &**shown {
                BoardEffectShown::Now {
                    fingerprint,
                    effect,
                    ..
                } => (fingerprint.clone(), effect.stamp),
                BoardEffectShown::Applied { .. } | BoardEffectShown::Unknown => return None,
            },
        };
        let handover = self.handover.as_ref();
        Some(ActionTie {
            deed,
            handover: handover.map(|preview| preview.fingerprint.clone()),
            seen_at: Some(seen_at),
        })
    }

    /// Whether it can be done: with its handover, or not at all.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.handover
            .as_ref()
            .is_none_or(HandoverPreview::is_possible)
    }

    /// What it would do, in one sentence; none where its page says it.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        match &self.deed {
            DeedShown::Move { preview, .. } => Some(preview.sentence()),
            DeedShown::Removal(preview) => preview.sentence(),
            DeedShown::Board(_) => None,
        }
    }

    /// The word on the button that does it.
    #[must_use]
    pub fn verb(&self) -> String {
        match &self.deed {
            DeedShown::Move { preview, .. } => preview.verb(),
            DeedShown::Removal(_) | DeedShown::Board(_) => "Perform now".to_owned(),
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

/// That an action was done or cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionEnd {
    /// The business date.
    pub on: NaiveDate,
    /// Who did it: a person by name, or the program.
    pub by: String,
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
    /// When it was done or cancelled, and by whom; none while it is still to be done.
    #[serde(default)]
    pub end: Option<ActionEnd>,
    /// Who undid what it did; none where that stands, or was not asked.
    #[serde(default)]
    pub undone_by: Option<String>,
    /// Whether the person who asks may cancel it.
    pub may_cancel: bool,
    /// Whether the person who asks may perform it now.
    pub may_perform: bool,
    /// Whether the person who asks may give it another day.
    #[serde(default)]
    pub may_shift: bool,
}

impl DeferredAction {
    /// What has become of it and who scheduled it, in a few words: the day on which it was done may be another
    /// than that for which it was scheduled.
    #[must_use]
    pub fn state_words(&self) -> String {
        let Self { state, by, .. } = self;
        let state = state.label();
        let Some(end) = &self.end else {
            return format!("{state}, scheduled by {by}");
        };
        let undone = (self.undone_by.as_deref()).map(|who| format!("; undone by {who}"));
        format!(
            "{state} on {} by {}, scheduled by {by}{}",
            date_words(end.on),
            end.by,
            undone.unwrap_or_default()
        )
    }
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
    /// Whether who performed it may undo it.
    #[serde(default)]
    pub may_undo: bool,
}
