//! What the history says: who changed what, with before and after (NEWS-1).

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::accounts::AccountRef;
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
    /// Which staff user or what-if board it is about, by name; empty where the changes say it, or it is
    /// about the account in whose history it stands.
    pub about: String,
    /// A line of its own where the changes alone do not say it; empty otherwise.
    pub note: String,
    /// Every value that it touched, before and after.
    pub changes: Vec<Change>,
    /// Whether it can be undone, and the entries that belong to it.
    pub ties: EntryTies,
}

/// How an entry of the history stands to others (NEWS-1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryTies {
    /// Whether the person who asks can undo it from here.
    pub undo: EntryUndo,
    /// What undid it, and holds.
    pub undone_by: Option<EntryLink>,
    /// What it undid.
    pub undoes: Option<EntryLink>,
    /// The entry of the whole that it is a part of: of a move, a what-if board, a change of payers.
    pub part_of: Option<EntryLink>,
}

/// Whether an entry can be undone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryUndo {
    /// It is not offered: it is no such change, was undone, or the role may not.
    #[default]
    NotOffered,
    /// It can.
    Offered,
    /// Something depends on it: the sentence names what.
    Refused(String),
}

/// Another entry, as an entry names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLink {
    /// Which.
    pub entry: AuditEntryId,
    /// The entry that it is about in its turn: what it undid.
    pub object: Option<AuditEntryId>,
    /// The account in whose history it stands.
    pub account: Option<AccountRef>,
    /// What kind of change it was.
    pub kind: ChangeKind,
    /// When it was made, by the wall clock.
    pub at: DateTime<Utc>,
    /// Who made it.
    pub actor: String,
}

/// Of some undos, in any order, those that hold: an undo that was undone in its turn does not, unless
/// that was undone too. Each by what it undid.
#[must_use]
pub fn undos_standing(mut undos: Vec<EntryLink>) -> HashMap<AuditEntryId, EntryLink> {
    // What undoes an undo comes after it.
    undos.sort_unstable_by_key(|undo| Reverse(undo.entry));
    let mut standing: HashMap<AuditEntryId, EntryLink> = HashMap::new();
    for undo in undos {
        if let Some(object) = undo.object.filter(|_| !standing.contains_key(&undo.entry)) {
            standing.insert(object, undo);
        }
    }
    standing
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
    /// A change of payers was undone (HIER-1).
    PayerUndone,
    /// A change was scheduled for a day to come (OPS-1).
    ActionScheduled,
    /// A scheduled change got another day.
    ActionShifted,
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
    pub const ALL: [Self; 20] = [
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
        Self::PayerUndone,
        Self::ActionScheduled,
        Self::ActionShifted,
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
            Self::PayerUndone => "payer_undone",
            Self::ActionScheduled => "action_scheduled",
            Self::ActionShifted => "action_shifted",
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
            Self::PayerUndone => "Payer change undone",
            Self::ActionScheduled => "Change scheduled",
            Self::ActionShifted => "Scheduled change got another day",
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

    /// Whether it takes back what another entry did.
    #[must_use]
    pub const fn is_undo(self) -> bool {
        matches!(self, Self::MoveUndone | Self::PayerUndone)
    }

    /// Whether an entry of this kind may be undone, or be a part of what may.
    #[must_use]
    pub const fn has_ties(self) -> bool {
        self.is_undo()
            || matches!(
                self,
                Self::AccountMoved
                    | Self::AccountRemoved
                    | Self::BoardApplied
                    | Self::BillUnitChanged
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> AuditEntryId {
        AuditEntryId::from_uuid(uuid::Uuid::from_u128(number))
    }

    /// What is undone when these entries undid those.
    fn undone(undos: &[(u128, u128)]) -> Vec<(u128, u128)> {
        let link = |(entry, object): &(u128, u128)| EntryLink {
            entry: id(*entry),
            object: Some(id(*object)),
            account: None,
            kind: ChangeKind::MoveUndone,
            at: DateTime::UNIX_EPOCH,
            actor: "D. Reyes".to_owned(),
        };
        let standing = undos_standing(undos.iter().map(link).collect());
        let number = |id: AuditEntryId| id.uuid().as_u128();
        let mut undone: Vec<(u128, u128)> = (standing.iter())
            .map(|(object, undo)| (number(*object), number(undo.entry)))
            .collect();
        undone.sort_unstable();
        undone
    }

    #[test]
    fn an_undo_that_was_undone_does_not_hold_unless_that_was_undone_too() {
        assert_eq!(undone(&[(2, 1)]), [(1, 2)]);
        assert_eq!(undone(&[(2, 1), (3, 2)]), [(2, 3)]);
        assert_eq!(undone(&[(4, 3), (2, 1), (3, 2)]), [(1, 2), (3, 4)]);
    }

    #[test]
    fn what_was_done_again_can_be_undone_again() {
        assert_eq!(undone(&[(2, 1), (3, 2), (4, 1)]), [(1, 4), (2, 3)]);
    }

    #[test]
    fn a_kind_is_read_back_from_its_code() {
        for kind in ChangeKind::ALL {
            assert_eq!(ChangeKind::from_code(kind.code()), Some(kind));
        }
    }
}
