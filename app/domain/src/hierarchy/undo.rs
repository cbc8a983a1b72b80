//! Undoing a move or a removal from its entry in the history, as long as nothing later depends on it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{LinkChange, MoveNode, MoveRefusal};
use crate::accounts::AccountRef;
use crate::ids::{AccountId, AuditEntryId};

/// The word to undo a move or a removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoRequest {
    /// The form's operation id.
    pub operation_id: String,
    /// The entry of the history that did it.
    pub entry: AuditEntryId,
}

/// A move or a removal that was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoDone {
    /// The undo's own entry in the history; it can be undone in its turn.
    pub entry: AuditEntryId,
    /// What it did, in one sentence.
    pub sentence: String,
    /// The account that the entry names.
    pub account: AccountRef,
}

/// What is true at the moment of the decision.
#[derive(Clone, Debug, Default)]
pub struct UndoFacts {
    /// The links that were changed, as they were changed then.
    pub changes: Vec<LinkChange>,
    /// The accounts of these links, children and old parents.
    pub accounts: HashMap<AccountId, MoveNode>,
    /// The parent that each of the children has now, and each account above an old parent.
    pub parents: HashMap<AccountId, AccountId>,
}

/// The changes that undo other changes, or why it is refused.
///
/// # Errors
/// When an account was moved again since; when an old parent is closed by now, or is now below what
/// would return to it.
pub fn undo_decide(facts: &UndoFacts) -> Result<Vec<LinkChange>, MoveRefusal> {
    let node = |id: AccountId| facts.accounts.get(&id).ok_or(MoveRefusal::UnknownAccount);
    let mut parents = facts.parents.clone();
    for change in &facts.changes {
        if parents.remove(&change.child) != change.to {
            return Err(MoveRefusal::MovedSince(node(change.child)?.account.clone()));
        }
        if let Some(parent) = change
            .from
            .map(node)
            .transpose()?
            .filter(|parent| parent.is_closed)
        {
            return Err(MoveRefusal::ClosedParent(parent.account.clone()));
        }
    }
    parents.extend(
        facts
            .changes
            .iter()
            .filter_map(|change| Some((change.child, change.from?))),
    );
    // All changes of one move together have one or two old parents: few ways up.
    let mut walked: Vec<AccountId> = Vec::new();
    for change in &facts.changes {
        let Some(from) = change.from.filter(|from| !walked.contains(from)) else {
            continue;
        };
        walked.push(from);
        let mut above = Some(from);
        for _ in 0..=parents.len() {
            above = above.and_then(|at| parents.get(&at).copied());
        }
        // Who is still on the way after so many steps goes round in circles.
        if above.is_some() {
            return Err(MoveRefusal::UnderDescendant {
                account: node(change.child)?.account.clone(),
                to: node(from)?.account.clone(),
            });
        }
    }
    let undone = facts.changes.iter().map(|change| LinkChange {
        child: change.child,
        from: change.to,
        to: change.from,
    });
    Ok(undone.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountNumber;
    use crate::fields::FieldProblem;

    fn id(number: u128) -> AccountId {
        AccountId::from_uuid(uuid::Uuid::from_u128(number))
    }

    /// Account 2 was moved from 1 to 3; these are the parents now, and 1 is closed or not.
    fn undo(parents: &[(u128, u128)], is_closed: bool) -> Result<Vec<LinkChange>, &'static str> {
        let node = |number: u128| MoveNode {
            account: AccountRef {
                id: id(number),
                number: AccountNumber::new(i64::try_from(number).unwrap()).unwrap(),
                name: number.to_string(),
            },
            is_closed: is_closed && number == 1,
        };
        let facts = UndoFacts {
            changes: vec![LinkChange {
                child: id(2),
                from: Some(id(1)),
                to: Some(id(3)),
            }],
            accounts: (1..=3).map(|number| (id(number), node(number))).collect(),
            parents: parents
                .iter()
                .map(|(child, parent)| (id(*child), id(*parent)))
                .collect(),
        };
        undo_decide(&facts).map_err(|refusal| refusal.code())
    }

    #[test]
    fn what_was_moved_goes_back() {
        let back = LinkChange {
            child: id(2),
            from: Some(id(3)),
            to: Some(id(1)),
        };
        assert_eq!(undo(&[(2, 3)], false), Ok(vec![back]));
    }

    #[test]
    fn what_was_moved_again_stays() {
        assert_eq!(undo(&[(2, 4)], false), Err("moved_since"));
        assert_eq!(undo(&[], false), Err("moved_since"));
    }

    #[test]
    fn nothing_goes_back_under_a_closed_parent_or_under_itself() {
        assert_eq!(undo(&[(2, 3)], true), Err("closed_parent"));
        assert_eq!(
            undo(&[(2, 3), (1, 5), (5, 2)], false),
            Err("under_descendant")
        );
    }
}
