//! What a person asks for: to move this account, in this form, under that one, and who is then to pay for what
//! stays (ORG-2, HIER-2).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Fingerprint;
use crate::accounts::AccountNumber;
use crate::ids::{AccountId, BillUnitId};

/// The four forms of a move (ORG-2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveForm {
    /// The account with everything below it.
    WholeSubtree,
    /// The account alone; its children go to its old parent.
    AloneChildrenToOldParent,
    /// The account with these of its children; the others go to its old parent.
    WithSome {
        /// The children that go along, each with everything below it.
        children: Vec<AccountId>,
    },
    /// Children only, each with everything below it; the account stays where it is.
    OnlyChildren {
        /// Which of its children; none: all of them.
        children: Option<Vec<AccountId>>,
    },
}

impl MoveForm {
    /// The children that are named one by one.
    #[must_use]
    pub fn named(&self) -> &[AccountId] {
        match self {
            Self::WholeSubtree | Self::AloneChildrenToOldParent => &[],
            Self::WithSome { children } => children,
            Self::OnlyChildren { children } => children.as_deref().unwrap_or_default(),
        }
    }
}

/// From when a change of structure counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effective {
    /// From today's business date on, at once.
    #[default]
    Now,
    /// From the beginning of a later day on, as a deferred action (decision 2).
    On {
        /// The day.
        date: NaiveDate,
    },
}

impl Effective {
    /// The first day on which it counts.
    #[must_use]
    pub const fn since(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Now => today,
            Self::On { date } => date,
        }
    }
}

/// A move that is asked for: to see what it would do, or to do it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MoveRequest {
    /// The account that moves, or whose children do.
    pub account: AccountId,
    /// The new parent.
    pub to: AccountId,
    /// In which form.
    pub form: MoveForm,
    /// From when.
    pub effective: Effective,
}

impl MoveRequest {
    /// The same move, made at once: for what was scheduled and is performed before its day.
    #[must_use]
    pub fn performed_now(&self) -> Self {
        Self {
            effective: Effective::Now,
            ..self.clone()
        }
    }

    /// The same move on a day to come.
    #[must_use]
    pub fn planned_for(&self, date: NaiveDate) -> Self {
        Self {
            effective: Effective::On { date },
            ..self.clone()
        }
    }
}

/// Where an account stood in what was shown when a change of its place was scheduled. Under another parent by
/// then the change would be another one, and is not made before somebody has looked again (ORG-3, decision 19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlannedFrom {
    /// Its parent in the tree of that day; none: it was under no other account.
    pub parent: Option<AccountId>,
}

impl PlannedFrom {
    /// What a move of this form is tied to; nothing where the account itself stays, wherever it is.
    #[must_use]
    pub fn of_move(form: &MoveForm, parent: Option<AccountId>) -> Option<Self> {
        (!matches!(form, MoveForm::OnlyChildren { .. })).then_some(Self { parent })
    }
}

/// To whom payers are handed over: an account, and which of its bill units pays (decision 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HandoverTo {
    /// The paying account.
    pub account: AccountNumber,
    /// Which of its bill units; none: the first that pays for itself.
    pub unit: Option<BillUnitId>,
}

impl From<AccountNumber> for HandoverTo {
    fn from(account: AccountNumber) -> Self {
        Self {
            account,
            unit: None,
        }
    }
}

/// What goes: who pays across its border, and to whom all is handed over that stays while its payer goes, is
/// asked of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Going {
    /// Of a move, in the tree of its day.
    Move {
        /// The move.
        request: MoveRequest,
    },
    /// Of an account that leaves its organization.
    Removal {
        /// The account.
        account: AccountId,
        /// From when.
        effective: Effective,
    },
}

/// The word to do what a preview showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveConfirm {
    /// The form's operation id: a repeat gets the first answer (decision 26).
    pub operation_id: String,
    /// What was previewed.
    pub request: MoveRequest,
    /// The preview's fingerprint: what has changed since is not moved over (decision 19).
    pub fingerprint: Fingerprint,
    /// The moment of that preview: what changed since explains why it does not hold any more.
    #[serde(default)]
    pub seen_at: Option<DateTime<Utc>>,
    /// Who is to pay from the move on for all that stays while its payer moves; none: nobody's payer
    /// changes (HIER-2, decision 21).
    #[serde(default)]
    pub handover: Option<HandoverTo>,
    /// The fingerprint of what the preview of that handover showed: where anything stays while its payer
    /// goes, and what becomes of it changed since, nothing is done.
    #[serde(default)]
    pub handover_shown: Option<Fingerprint>,
}
