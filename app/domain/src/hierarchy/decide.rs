//! What a move is made of, or why it is refused: pure, so that the preview and the move itself ask
//! the same rule (ORG-2 to ORG-5).

use std::collections::HashSet;

use super::{MoveForm, MoveRefusal, Named};
use crate::accounts::AccountRef;
use crate::ids::AccountId;

/// One account that gets another parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkChange {
    /// The account.
    pub child: AccountId,
    /// The parent that it has; none: it was in no organization, or at the top of one.
    pub from: Option<AccountId>,
    /// The parent that it gets; none: it leaves its organization.
    pub to: Option<AccountId>,
}

/// An account, as far as the rules ask about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveNode {
    /// Which.
    pub account: AccountRef,
    /// Whether it is closed: then it gets no children.
    pub is_closed: bool,
}

/// What is true at the moment of the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveFacts {
    /// The account that moves, or whose children do.
    pub account: MoveNode,
    /// Its parent.
    pub old_parent: Option<MoveNode>,
    /// The new parent.
    pub to: MoveNode,
    /// The accounts above the new parent, the nearest first, the root last.
    pub above_to: Vec<AccountRef>,
    /// The account's children in their order. May be left empty for the form that moves the whole
    /// subtree; where children alone move by name, those that are not named may be left out.
    pub children: Vec<AccountId>,
    /// Accounts that the form names as children and that are none, as far as they are known.
    pub strangers: Vec<AccountRef>,
}

/// The links that a move changes, or why it is refused.
///
/// # Errors
/// When the move would put something under itself, where it is already, or under a closed parent;
/// when who was named as a child is none; when children would need a parent that is not there.
pub fn move_decide(form: &MoveForm, facts: &MoveFacts) -> Result<Vec<LinkChange>, MoveRefusal> {
    let (account, to) = (&facts.account, &facts.to);
    if to.is_closed {
        return Err(MoveRefusal::ClosedParent(to.account.clone()));
    }
    let account = &account.account;
    match form {
        MoveForm::WholeSubtree => {
            under_itself_check(account, &to.account)?;
            if facts.above_to.iter().any(|above| above.id == account.id) {
                return Err(MoveRefusal::UnderDescendant {
                    account: account.clone(),
                    to: to.account.clone(),
                });
            }
            Ok(vec![account_change(account, facts, &to.account)?])
        }
        MoveForm::AloneChildrenToOldParent => with_some_decide(account, facts, &to.account, &[]),
        MoveForm::WithSome { children } => with_some_decide(account, facts, &to.account, children),
        MoveForm::OnlyChildren { children } => {
            only_children_decide(account, facts, &to.account, children.as_deref())
        }
    }
}

/// The change that takes an account out of its organization, or why it is refused (ORG-4).
/// `first_child` is the first of its children in order, with their number.
///
/// # Errors
/// When it is not under another account, or has children.
pub fn removal_decide(
    account: &AccountRef,
    parent: Option<AccountId>,
    first_child: Option<(AccountRef, i64)>,
) -> Result<LinkChange, MoveRefusal> {
    if let Some((first, count)) = first_child {
        return Err(MoveRefusal::HasChildren {
            account: account.clone(),
            first,
            count,
        });
    }
    match parent {
        None => Err(MoveRefusal::NoParent(account.clone())),
        Some(parent) => Ok(LinkChange {
            child: account.id,
            from: Some(parent),
            to: None,
        }),
    }
}

fn under_itself_check(account: &AccountRef, to: &AccountRef) -> Result<(), MoveRefusal> {
    match account.id == to.id {
        true => Err(MoveRefusal::UnderItself(account.clone())),
        false => Ok(()),
    }
}

/// The account's own change.
fn account_change(
    account: &AccountRef,
    facts: &MoveFacts,
    to: &AccountRef,
) -> Result<LinkChange, MoveRefusal> {
    let from = facts.old_parent.as_ref().map(|parent| parent.account.id);
    if from == Some(to.id) {
        return Err(MoveRefusal::AlreadyThere {
            account: account.clone(),
            to: to.clone(),
        });
    }
    Ok(LinkChange {
        child: account.id,
        from,
        to: Some(to.id),
    })
}

/// The child of the account through which the way from the new parent up to the account leads; none
/// where the new parent is not below the account.
fn way_down<'a>(
    account: &AccountRef,
    facts: &'a MoveFacts,
    to: &'a AccountRef,
) -> Option<&'a AccountRef> {
    let position = facts
        .above_to
        .iter()
        .position(|above| above.id == account.id)?;
    match position.checked_sub(1) {
        None => Some(to),
        Some(below) => facts.above_to.get(below),
    }
}

/// The account moves with these children; the others go to its old parent. The new parent may be
/// below a child that does not go along: that child has left by then.
fn with_some_decide(
    account: &AccountRef,
    facts: &MoveFacts,
    to: &AccountRef,
    along: &[AccountId],
) -> Result<Vec<LinkChange>, MoveRefusal> {
    under_itself_check(account, to)?;
    let along = children_named(account, facts, along)?;
    if way_down(account, facts, to).is_some_and(|child| along.contains(&child.id)) {
        return Err(MoveRefusal::UnderDescendant {
            account: account.clone(),
            to: to.clone(),
        });
    }
    let mut changes = vec![account_change(account, facts, to)?];
    let left = facts.children.iter().filter(|child| !along.contains(child));
    let mut left = left.peekable();
    if left.peek().is_some() {
        let parent = facts
            .old_parent
            .as_ref()
            .ok_or_else(|| MoveRefusal::OldParentMissing(account.clone()))?;
        if parent.is_closed {
            return Err(MoveRefusal::ClosedParent(parent.account.clone()));
        }
        changes.extend(left.map(|child| LinkChange {
            child: *child,
            from: Some(account.id),
            to: Some(parent.account.id),
        }));
    }
    Ok(changes)
}

fn only_children_decide(
    account: &AccountRef,
    facts: &MoveFacts,
    to: &AccountRef,
    chosen: Option<&[AccountId]>,
) -> Result<Vec<LinkChange>, MoveRefusal> {
    if account.id == to.id {
        return Err(MoveRefusal::ChildrenAlreadyThere(account.clone()));
    }
    let moving = match chosen {
        Some(chosen) => children_named(account, facts, chosen)?,
        None => facts.children.iter().copied().collect(),
    };
    if moving.is_empty() {
        return Err(MoveRefusal::NoChildren(account.clone()));
    }
    if let Some(child) = way_down(account, facts, to).filter(|child| moving.contains(&child.id)) {
        under_itself_check(child, to)?;
        return Err(MoveRefusal::UnderDescendant {
            account: child.clone(),
            to: to.clone(),
        });
    }
    let moving = facts
        .children
        .iter()
        .filter(|child| moving.contains(child))
        .map(|child| LinkChange {
            child: *child,
            from: Some(account.id),
            to: Some(to.id),
        });
    Ok(moving.collect())
}

/// The accounts that were named, after a look that each is a child of the account.
fn children_named(
    account: &AccountRef,
    facts: &MoveFacts,
    named: &[AccountId],
) -> Result<HashSet<AccountId>, MoveRefusal> {
    let strangers = strangers(named, &facts.children);
    let Some((first, others)) = strangers.split_first() else {
        return Ok(named.iter().copied().collect());
    };
    let known = facts.strangers.iter().find(|known| known.id == *first);
    Err(MoveRefusal::NotItsChild {
        account: account.clone(),
        child: Named::of(*first, known.cloned()),
        others: i64::try_from(others.len()).unwrap_or(i64::MAX),
    })
}

/// Those that were named and are not among the children, each once, in the order they were named in.
#[must_use]
pub fn strangers(named: &[AccountId], children: &[AccountId]) -> Vec<AccountId> {
    if named.is_empty() {
        return Vec::new();
    }
    let mut seen: HashSet<AccountId> = children.iter().copied().collect();
    let named = named.iter().copied();
    named.filter(|named| seen.insert(*named)).collect()
}
