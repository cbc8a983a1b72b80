//! Why something cannot be moved: a sentence that names the accounts, a code for programs (ORG-5).

use chrono::NaiveDate;

use super::preview::accounts_words;
use crate::accounts::{AccountNumber, AccountRef};
use crate::bill_units::{BillUnitRef, PayerRefusal};
use crate::dates::date_words;
use crate::fields::FieldProblem;
use crate::ids::AccountId;

/// An account that somebody named, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// It is known.
    Known(AccountRef),
    /// No account has this number.
    Number(AccountNumber),
    /// No account has this id.
    Id(AccountId),
}

impl Named {
    /// What was named by its id: the account where it is known.
    #[must_use]
    pub fn of(id: AccountId, known: Option<AccountRef>) -> Self {
        known.map_or(Self::Id(id), Self::Known)
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(account) => f.write_str(&words(account)),
            Self::Number(number) => write!(f, "{number}"),
            Self::Id(id) => write!(f, "{id}"),
        }
    }
}

/// Why a move or a removal is refused. Nothing is half moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefusal {
    /// The account to move is unknown.
    #[error("There is no account {0}. Please search for it again.")]
    UnknownAccount(Named),
    /// The new parent is unknown.
    #[error(
        "There is no account {to} that {} could be under. Please search for the new parent again.",
        words(.account)
    )]
    UnknownParent {
        /// What would move.
        account: AccountRef,
        /// What was named as its new parent.
        to: Named,
    },
    /// The new parent is the account itself.
    #[error("{} cannot be under itself.", words(.0))]
    UnderItself(AccountRef),
    /// The new parent is below what would move.
    #[error("{} is below {}, and would be above it at the same time.", words(.to), words(.account))]
    UnderDescendant {
        /// What would move.
        account: AccountRef,
        /// The new parent.
        to: AccountRef,
    },
    /// Nothing would change.
    #[error("{} is under {} already.", words(.account), words(.to))]
    AlreadyThere {
        /// What would move.
        account: AccountRef,
        /// The parent, old and new.
        to: AccountRef,
    },
    /// Nothing would change: the children are asked for where they are.
    #[error("The children of {} are under it already.", words(.0))]
    ChildrenAlreadyThere(AccountRef),
    /// A closed account gets no children.
    #[error("{} is closed. A closed account cannot be a parent.", words(.0))]
    ClosedParent(AccountRef),
    /// The children that stay would need the account's old parent, and it has none.
    #[error(
        "{} is at the top of its organization: there is no parent that its other children could go \
         to. Please move the whole subtree, or only its children.",
        words(.0)
    )]
    OldParentMissing(AccountRef),
    /// Only children were to move, and there are none.
    #[error("{} has no children that could move.", words(.0))]
    NoChildren(AccountRef),
    /// Accounts were named as children and are none (any more).
    #[error(
        "{child}{} not among the children of {} any more. Please look at them again.",
        others_words(*.others), words(.account)
    )]
    NotItsChild {
        /// Whose children were asked for.
        account: AccountRef,
        /// The first that is none.
        child: Named,
        /// How many more there are.
        others: i64,
    },
    /// It was undone before.
    #[error("{by} has undone this already.")]
    UndoneAlready {
        /// Who did.
        by: String,
    },
    /// What is to be undone was followed by another move.
    #[error("{} was moved again since. Please undo that first.", words(.0))]
    MovedSince(AccountRef),
    /// A bill unit whose payer was changed by what is to be undone got another one since.
    #[error(
        "{unit} got another payer in this step, and {} by now. Please change that first.",
        payer_words(.payer.as_deref())
    )]
    PayerSince {
        /// What got another payer.
        unit: Box<BillUnitRef>,
        /// Who pays for it now; none: it pays for itself.
        payer: Option<Box<BillUnitRef>>,
    },
    /// A bill unit whose payer was changed by what is to be undone cannot be given back.
    #[error("{unit} got another payer in this step and cannot be given back. {reason}")]
    PayerBack {
        /// What got another payer.
        unit: Box<BillUnitRef>,
        /// Why its old payer cannot pay for it any more.
        reason: Box<PayerRefusal>,
    },
    /// A move or a removal that is made late would count from a day before the last change of a place.
    #[error(
        "Where {} stands was changed after {}, the day for which this was scheduled. Please perform it \
         now, which counts from today, or cancel it.",
        words(.account), date_words(*.date)
    )]
    ChangedAfter {
        /// What would move, or leave.
        account: AccountRef,
        /// The day from which on it would count.
        date: NaiveDate,
    },
    /// A handover that is made late would count from a day before the last change of a payer.
    #[error(
        "Who pays for {unit} was changed after {}, the day for which this was scheduled. Please perform \
         it now, which counts from today, or cancel it.",
        date_words(*.date)
    )]
    PayerChangedAfter {
        /// What would get another payer, or would pay.
        unit: Box<BillUnitRef>,
        /// The day from which on it would count.
        date: NaiveDate,
    },
    /// There is nothing to take it out of.
    #[error("{} is not under another account.", words(.0))]
    NoParent(AccountRef),
    /// What is removed may have no children (ORG-4).
    #[error(
        "{} has {} below it, {} first among them. Please give them a new parent first.",
        words(.account), children_words(*.count), words(.first)
    )]
    HasChildren {
        /// What would be removed.
        account: AccountRef,
        /// Its first child.
        first: AccountRef,
        /// How many children it has.
        count: i64,
    },
    /// It was scheduled as a single account by somebody who may not move more, and has others below it (SEC-1).
    #[error(
        "{} has {} below it by now and was scheduled alone. Somebody who may rearrange organizations can perform \
         it.",
        words(.account), children_words(*.count)
    )]
    GrownSince {
        /// What was to be associated.
        account: AccountRef,
        /// How many children it has by now.
        count: i64,
    },
    /// Accounts came below it after what is to be undone, which would take it out of its organization (ORG-4).
    #[error(
        "Since then {} came below {}, {} first among them, and would leave the organization with it. Please give \
         them a new parent first.",
        accounts_words(*.count), words(.account), words(.first)
    )]
    ArrivedSince {
        /// What would leave.
        account: AccountRef,
        /// The first that came.
        first: AccountRef,
        /// How many came directly below it.
        count: i64,
    },
}

impl FieldProblem for MoveRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownAccount(_) => "unknown_account",
            Self::UnknownParent { .. } => "unknown_parent",
            Self::UnderItself(_) => "under_itself",
            Self::UnderDescendant { .. } => "under_descendant",
            Self::AlreadyThere { .. } | Self::ChildrenAlreadyThere(_) => "already_there",
            Self::ClosedParent(_) => "closed_parent",
            Self::OldParentMissing(_) => "old_parent_missing",
            Self::NoChildren(_) => "no_children",
            Self::NotItsChild { .. } => "not_its_child",
            Self::UndoneAlready { .. } => "undone",
            Self::MovedSince(_) => "moved_since",
            Self::PayerSince { .. } => "payer_since",
            Self::PayerBack { reason, .. } => reason.code(),
            Self::ChangedAfter { .. } | Self::PayerChangedAfter { .. } => "changed_after",
            Self::NoParent(_) => "no_parent",
            Self::HasChildren { .. } => "has_children",
            Self::GrownSince { .. } => "grown_since",
            Self::ArrivedSince { .. } => "arrived_since",
        }
    }
}

impl MoveRefusal {
    /// The field of the form that the sentence belongs to: `account`, `to`, `form`.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::UnknownAccount(_)
            | Self::UndoneAlready { .. }
            | Self::MovedSince(_)
            | Self::PayerSince { .. }
            | Self::PayerBack { .. }
            | Self::ChangedAfter { .. }
            | Self::PayerChangedAfter { .. }
            | Self::NoParent(_)
            | Self::HasChildren { .. }
            | Self::GrownSince { .. }
            | Self::ArrivedSince { .. } => "account",
            Self::OldParentMissing(_) | Self::NoChildren(_) | Self::NotItsChild { .. } => "form",
            Self::UnknownParent { .. }
            | Self::UnderItself(_)
            | Self::UnderDescendant { .. }
            | Self::AlreadyThere { .. }
            | Self::ChildrenAlreadyThere(_)
            | Self::ClosedParent(_) => "to",
        }
    }
}

/// An account as a sentence names it: "Sales (A-00000107)".
pub(super) fn words(account: &AccountRef) -> String {
    format!("{} ({})", account.name, account.number)
}

fn payer_words(payer: Option<&BillUnitRef>) -> String {
    match payer {
        Some(payer) => format!("is paid by {payer}"),
        None => "pays for itself".to_owned(),
    }
}

fn others_words(others: i64) -> String {
    match others {
        0 => " is".to_owned(),
        1 => " and 1 other are".to_owned(),
        others => format!(" and {} others are", super::preview::count_words(others)),
    }
}

fn children_words(count: i64) -> String {
    match count {
        1 => "1 account right".to_owned(),
        count => format!("{} accounts right", super::preview::count_words(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: i64, name: &str) -> AccountRef {
        AccountRef {
            id: AccountId::from_uuid(uuid::Uuid::from_u128(number.unsigned_abs().into())),
            number: AccountNumber::new(number).unwrap(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn what_runs_late_is_called_neither_a_move_nor_a_removal() {
        let late = MoveRefusal::ChangedAfter {
            account: account(7, "Sales"),
            date: "2026-12-01".parse().unwrap(),
        };
        assert_eq!(
            late.to_string(),
            "Where Sales (A-00000007) stands was changed after 1 Dec 2026, the day for which this was \
             scheduled. Please perform it now, which counts from today, or cancel it."
        );
    }

    #[test]
    fn what_is_no_account_or_no_child_is_named_as_it_was_asked_for() {
        let (sales, depot) = (account(7, "Sales"), account(8, "Depot"));
        let number = AccountNumber::new(99).unwrap();
        let unknown = MoveRefusal::UnknownAccount(Named::Number(number));
        assert_eq!(
            unknown.to_string(),
            "There is no account A-00000099. Please search for it again."
        );
        let parent = MoveRefusal::UnknownParent {
            account: sales.clone(),
            to: Named::of(depot.id, None),
        };
        assert_eq!(
            parent.to_string(),
            "There is no account acc_00000000000000000000000000000008 that Sales (A-00000007) could be \
             under. Please search for the new parent again."
        );
        let child = |others| MoveRefusal::NotItsChild {
            account: sales.clone(),
            child: Named::of(depot.id, Some(depot.clone())),
            others,
        };
        assert_eq!(
            child(0).to_string(),
            "Depot (A-00000008) is not among the children of Sales (A-00000007) any more. Please look at \
             them again."
        );
        let of_many = child(1_204).to_string();
        assert!(
            of_many.starts_with("Depot (A-00000008) and 1,204 others are not among"),
            "{of_many}"
        );
    }
}
