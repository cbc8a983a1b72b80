//! A step of a draft: what it does, and what makes it stale (ORG-9).

use serde::{Deserialize, Serialize};

use crate::accounts::AccountRef;
use crate::bill_units::PayerRefusal;
use crate::fields::FieldProblem;
use crate::hierarchy::refusal::words;
use crate::hierarchy::{HandoverTo, MoveForm, MoveRefusal, Tense};
use crate::ids::{AccountId, BoardStepId};
use crate::text::ended;

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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// All that a deed names, by name.
#[derive(Clone, Copy, Debug)]
pub struct DeedNames<'a> {
    /// The account that moves or leaves, or whose children move.
    pub account: &'a AccountRef,
    /// The parent that it was planned from.
    pub from: Option<&'a AccountRef>,
    /// The new parent.
    pub to: Option<&'a AccountRef>,
    /// Who is to pay for what stays while its payer moves.
    pub payer: Option<&'a AccountRef>,
}

/// What a deed does, or did, in one sentence.
#[must_use]
pub fn deed_sentence(deed: &Deed, names: DeedNames<'_>, tense: Tense) -> String {
    let DeedNames {
        account,
        from,
        to,
        payer,
    } = names;
    let name = &account.name;
    let to = to.map_or("", |to| to.name.as_str());
    let way = match from {
        Some(from) => format!("from {} to {to}", from.name),
        None => format!("under {to}"),
    };
    let sentence = match deed {
        Deed::Remove { .. } => {
            let leaves = tense.say("leaves", "left");
            let is = tense.say("is", "was");
            ended(match from {
                Some(from) => format!(
                    "{name} {leaves} its organization; it {is} under {}",
                    from.name
                ),
                None => format!("{name} {leaves} its organization"),
            })
        }
        Deed::Move { form, .. } => ended(move_words(form, name, &way, to, tense)),
    };
    sentence + &handover_words(payer, tense)
}

fn handover_words(payer: Option<&AccountRef>, tense: Tense) -> String {
    let Some(payer) = payer.map(words) else {
        return String::new();
    };
    match tense {
        Tense::Ahead => {
            format!(" What stays while its payer moves is handed over to {payer}.")
        }
        Tense::Done => format!(" What stayed while its payer moved was handed over to {payer}."),
    }
}

fn move_words(form: &MoveForm, name: &str, way: &str, to: &str, tense: Tense) -> String {
    let (moves, moving) = (tense.say("moves", "moved"), tense.say("move", "moved"));
    let (go, stays) = (tense.say("go", "went"), tense.say("stays", "stayed"));
    match form {
        MoveForm::WholeSubtree => format!("{name} with everything below it {moves} {way}"),
        MoveForm::AloneChildrenToOldParent => {
            format!("{name} {moves} alone {way}; its children {go} to its old parent")
        }
        MoveForm::WithSome { children } => format!(
            "{name} {moves} with {} of its children {way}; the others {go} to its old parent",
            children.len()
        ),
        MoveForm::OnlyChildren { children: None } => {
            format!("All children of {name} {moving} from it to {to}; {name} {stays}")
        }
        MoveForm::OnlyChildren {
            children: Some(children),
        } => format!(
            "{} of the children of {name} {moving} from it to {to}; {name} {stays}",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountNumber;
    use crate::bill_units::testing::unit;

    /// What a deed with Sales, which is under EMEA Ltd., is called before and after it is made.
    fn told(deed: &Deed) -> [String; 2] {
        let named = |number: u8, name: &str| unit(number, name).account;
        let (sales, emea, acme) = (
            named(7, "Sales"),
            named(8, "EMEA Ltd."),
            named(9, "Acme Inc."),
        );
        let head = named(42, "Head");
        let names = DeedNames {
            account: &sales,
            from: Some(&emea),
            to: deed.to().map(|_| &acme),
            payer: deed.handover().map(|_| &head),
        };
        [Tense::Ahead, Tense::Done].map(|tense| deed_sentence(deed, names, tense))
    }

    #[test]
    fn a_step_is_told_as_what_it_does_and_once_it_is_made_as_what_it_did() {
        let sales = unit(7, "Sales").account.id;
        let moved = |form, handover| Deed::Move {
            account: sales,
            to: unit(9, "Acme Inc.").account.id,
            form,
            handover,
        };
        assert_eq!(
            told(&moved(MoveForm::WholeSubtree, None)),
            [
                "Sales with everything below it moves from EMEA Ltd. to Acme Inc.",
                "Sales with everything below it moved from EMEA Ltd. to Acme Inc.",
            ]
        );
        let payer = HandoverTo::from(AccountNumber::new(42).unwrap());
        let only_children = MoveForm::OnlyChildren { children: None };
        assert_eq!(
            told(&moved(only_children, Some(payer))),
            [
                "All children of Sales move from it to Acme Inc.; Sales stays. What stays while its payer \
                 moves is handed over to Head (A-00000042).",
                "All children of Sales moved from it to Acme Inc.; Sales stayed. What stayed while its payer \
                 moved was handed over to Head (A-00000042).",
            ]
        );
        let removed = Deed::Remove {
            account: sales,
            handover: None,
        };
        assert_eq!(
            told(&removed),
            [
                "Sales leaves its organization; it is under EMEA Ltd.",
                "Sales left its organization; it was under EMEA Ltd.",
            ]
        );
    }
}
