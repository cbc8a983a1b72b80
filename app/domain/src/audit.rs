//! What the history says: who changed what, with before and after (NEWS-1).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::AuditEntryId;

/// One value that a change touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's words on the screen: "Last name (Ana Fox)".
    pub field: String,
    /// The value before; none where it was not there.
    pub before: Option<String>,
    /// The value after; none where it is gone.
    pub after: Option<String>,
}

impl Change {
    /// A change of a field, unless nothing changed.
    #[must_use]
    pub fn between(field: impl Into<String>, before: &str, after: &str) -> Option<Self> {
        let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (before != after).then(|| Self {
            field: field.into(),
            before: value(before),
            after: value(after),
        })
    }
}

/// One entry of the history as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Its id; later entries have greater ones.
    pub id: AuditEntryId,
    /// What kind of change it was.
    pub kind: ChangeKind,
    /// When it was made, by the wall clock.
    pub at: DateTime<Utc>,
    /// The business date on which it was made.
    pub business_date: NaiveDate,
    /// Who made it.
    pub actor: String,
    /// A line of its own where the changes alone do not say it; empty otherwise.
    pub note: String,
    /// Every value that it touched, before and after.
    pub changes: Vec<Change>,
}

/// A page of the history, the latest entry first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The entries.
    pub entries: Vec<HistoryEntry>,
    /// Where the next page begins: hand it over as `before`. None at the end.
    pub next: Option<AuditEntryId>,
}

/// The kinds of change that the history tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// An account was made.
    AccountCreated,
    /// An account came in from a file.
    AccountImported,
    /// Profile or contacts changed.
    ProfileChanged,
    /// A bill unit was added or changed.
    BillUnitChanged,
    /// A payment method was added, its expiry changed, or it was retired.
    PaymentMethodChanged,
    /// A staff user was made, changed, disabled.
    StaffUserChanged,
    /// Accounts were taken out in bulk (SEC-4).
    AccountsExported,
    /// A configurable list changed.
    ListChanged,
    /// A caller gave the security answer (SEC-4).
    CallerVerified,
    /// A caller gave another answer (SEC-4).
    CallerRefused,
    /// An account got a parent, or another one (ORG-2).
    AccountMoved,
    /// An account left its organization (ORG-4).
    AccountRemoved,
    /// A move or a removal was undone.
    MoveUndone,
    /// A change was scheduled for a day to come (OPS-1).
    ActionScheduled,
    /// A scheduled change was cancelled.
    ActionCancelled,
    /// A scheduled change could not be done.
    ActionFailed,
    /// A what-if board was made, changed, approved, discarded (ORG-9).
    BoardChanged,
    /// All steps of a what-if board were made at once.
    BoardApplied,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::AccountCreated,
        Self::AccountImported,
        Self::ProfileChanged,
        Self::BillUnitChanged,
        Self::PaymentMethodChanged,
        Self::StaffUserChanged,
        Self::AccountsExported,
        Self::ListChanged,
        Self::CallerVerified,
        Self::CallerRefused,
        Self::AccountMoved,
        Self::AccountRemoved,
        Self::MoveUndone,
        Self::ActionScheduled,
        Self::ActionCancelled,
        Self::ActionFailed,
        Self::BoardChanged,
        Self::BoardApplied,
    ];

    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AccountCreated => "account_created",
            Self::AccountImported => "account_imported",
            Self::ProfileChanged => "profile_changed",
            Self::BillUnitChanged => "bill_unit_changed",
            Self::PaymentMethodChanged => "payment_method_changed",
            Self::StaffUserChanged => "staff_user_changed",
            Self::AccountsExported => "accounts_exported",
            Self::ListChanged => "list_changed",
            Self::CallerVerified => "caller_verified",
            Self::CallerRefused => "caller_refused",
            Self::AccountMoved => "account_moved",
            Self::AccountRemoved => "account_removed",
            Self::MoveUndone => "move_undone",
            Self::ActionScheduled => "action_scheduled",
            Self::ActionCancelled => "action_cancelled",
            Self::ActionFailed => "action_failed",
            Self::BoardChanged => "board_changed",
            Self::BoardApplied => "board_applied",
        }
    }

    /// The words on the screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::AccountCreated => "Account created",
            Self::AccountImported => "Account imported",
            Self::ProfileChanged => "Profile changed",
            Self::BillUnitChanged => "Bill unit changed",
            Self::PaymentMethodChanged => "Payment method changed",
            Self::StaffUserChanged => "Staff user changed",
            Self::AccountsExported => "Accounts exported",
            Self::ListChanged => "List changed",
            Self::CallerVerified => "Caller verified",
            Self::CallerRefused => "Caller gave a wrong answer",
            Self::AccountMoved => "Account moved in the organization",
            Self::AccountRemoved => "Account removed from the organization",
            Self::MoveUndone => "Move undone",
            Self::ActionScheduled => "Change scheduled",
            Self::ActionCancelled => "Scheduled change cancelled",
            Self::ActionFailed => "Scheduled change failed",
            Self::BoardChanged => "What-if board changed",
            Self::BoardApplied => "What-if board applied",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
