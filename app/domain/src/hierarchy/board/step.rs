//! A step of a draft: what it does, and what makes it stale (ORG-9).

use serde::{Deserialize, Serialize};

use crate::accounts::AccountRef;
use crate::bill_units::PayerRefusal;
use crate::fields::FieldProblem;
use crate::hierarchy::refusal::words;
use crate::hierarchy::{HandoverTo, MoveForm, MoveRefusal};
use crate::ids::{AccountId, BoardStepId};

/// The most steps of one board.
pub const STEPS_LIMIT: usize = 10_000;

/// A change of places, as a person plans it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A move in one of its four forms (ORG-2).
    Move {
        /// The account that moves, or whose children do.
        account: AccountId,
        /// The new parent.
        to: AccountId,
        /// In which form.
        form: MoveForm,
        /// Who is to pay for all that then stays while its payer moves; none: nobody's payer changes
        /// (HIER-2).
        #[serde(default)]
        handover: Option<HandoverTo>,
    },
    /// A removal from the organization (ORG-4).
    Remove {
        /// The account that leaves.
        account: AccountId,
        /// Who is to pay for all that it pays for; none: nobody's payer changes (HIER-2).
        #[serde(default)]
        handover: Option<HandoverTo>,
    },
}

impl Deed {
    /// The account that moves or leaves, or whose children move.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        match self {
            Self::Move { account, .. } | Self::Remove { account, .. } => *account,
        }
    }

    /// Who is to pay for what stays while its payer moves.
    #[must_use]
    pub const fn handover(&self) -> Option<HandoverTo> {
        match self {
            Self::Move { handover, .. } | Self::Remove { handover, .. } => *handover,
        }
    }

    /// The new parent; none for a removal.
    #[must_use]
    pub const fn to(&self) -> Option<AccountId> {
        match self {
            Self::Move { to, .. } => Some(*to),
            Self::Remove { .. } => None,
        }
    }

    /// Whether its rule asks for the children of the account.
    #[must_use]
    pub fn asks_children(&self) -> bool {
        !matches!(
            self,
            Self::Move {
                form: MoveForm::WholeSubtree,
                ..
            }
        )
    }
}

/// A step of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardStep {
    /// Which.
    pub id: BoardStepId,
    /// What it does.
    pub deed: Deed,
    /// The parent that the account had in the draft's tree when the step was planned: under another
    /// one by its turn, the step is stale.
    pub from: Option<AccountId>,
}

/// Why a step cannot be made when its turn comes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepProblem {
    /// The account is under another parent than the step was planned from.
    #[error(
        "{} is {} when its turn comes, and was planned to be {}.",
        words(account), place_words(now.as_deref()), place_words(planned.as_deref())
    )]
    Elsewhere {
        /// The account.
        account: AccountRef,
        /// The parent that it had when the step was planned.
        planned: Option<Box<AccountRef>>,
        /// The parent that it has when the step's turn comes.
        now: Option<Box<AccountRef>>,
    },
    /// The rule of a move or a removal refuses it.
    #[error(transparent)]
    Refused(#[from] MoveRefusal),
    /// What stays while its payer moves cannot be handed over as the step says.
    #[error(transparent)]
    Handover(#[from] Box<PayerRefusal>),
}

impl FieldProblem for StepProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Elsewhere { .. } => "elsewhere",
            Self::Refused(refusal) => refusal.code(),
            Self::Handover(refusal) => refusal.code(),
        }
    }
}

/// A step that is stale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Step {number}: {problem}")]
pub struct StepConflict {
    /// The step's number, from 1.
    pub number: i64,
    /// The step.
    pub step: BoardStepId,
    /// Why.
    pub problem: StepProblem,
}

impl FieldProblem for StepConflict {
    fn code(&self) -> &'static str {
        self.problem.code()
    }
}

/// What a deed does, in one sentence.
#[must_use]
pub fn deed_sentence(
    deed: &Deed,
    account: &AccountRef,
    from: Option<&AccountRef>,
    to: Option<&AccountRef>,
) -> String {
    let name = &account.name;
    let to = to.map_or("", |to| to.name.as_str());
    let way = match from {
        Some(from) => format!("from {} to {to}", from.name),
        None => format!("under {to}"),
    };
    let sentence = match deed {
        Deed::Remove { .. } => match from {
            Some(from) => format!("{name} leaves its organization; it is under {}.", from.name),
            None => format!("{name} leaves its organization."),
        },
        Deed::Move { form, .. } => move_sentence(form, name, &way, to),
    };
    sentence + &handover_words(deed.handover())
}

fn handover_words(handover: Option<HandoverTo>) -> String {
    handover.map_or(String::new(), |to| {
        let payer = to.account;
        format!(" What stays while its payer moves is handed over to {payer}.")
    })
}

fn move_sentence(form: &MoveForm, name: &str, way: &str, to: &str) -> String {
    match form {
        MoveForm::WholeSubtree => format!("{name} with everything below it moves {way}."),
        MoveForm::AloneChildrenToOldParent => {
            format!("{name} moves alone {way}; its children go to its old parent.")
        }
        MoveForm::WithSome { children } => format!(
            "{name} moves with {} of its children {way}; the others go to its old parent.",
            children.len()
        ),
        MoveForm::OnlyChildren { children: None } => {
            format!("All children of {name} move from it to {to}; {name} stays.")
        }
        MoveForm::OnlyChildren {
            children: Some(children),
        } => format!(
            "{} of the children of {name} move from it to {to}; {name} stays.",
            children.len()
        ),
    }
}

fn place_words(parent: Option<&AccountRef>) -> String {
    match parent {
        Some(parent) => format!("under {}", words(parent)),
        None => "under no other account".to_owned(),
    }
}
