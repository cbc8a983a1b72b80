//! Undoing a move, a removal, a what-if board or a change of payers from its entry in the history, as
//! long as nothing later depends on it.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{LinkChange, MoveNode, MoveRefusal, Named};
use crate::accounts::AccountRef;
use crate::bill_units::{PayerChange, PayerNode, payer_decide};
use crate::ids::{AccountId, AuditEntryId};

/// The word to undo what an entry of the history did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoRequest {
    /// The form's operation id.
    pub operation_id: String,
    /// The entry of the history that did it.
    pub entry: AuditEntryId,
}

/// What was undone.
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
    /// What came below a child later that had no parent before: the first of it, and how many came.
    pub arrived: HashMap<AccountId, (AccountRef, i64)>,
}

/// The changes that undo other changes, or why it is refused.
///
/// # Errors
/// When an account was moved again since; when it would leave its organization with what came below it later,
/// which nobody who undoes it has looked at (ORG-4); when an old parent is closed by now, or is now below what would
/// return to it.
pub fn undo_decide(facts: &UndoFacts) -> Result<Vec<LinkChange>, MoveRefusal> {
    let node = |id: AccountId| {
        let node = facts.accounts.get(&id);
        node.ok_or(MoveRefusal::UnknownAccount(Named::Id(id)))
    };
    let mut parents = facts.parents.clone();
    for change in &facts.changes {
        if parents.remove(&change.child) != change.to {
            return Err(MoveRefusal::MovedSince(node(change.child)?.account.clone()));
        }
        if let Some((first, count)) = facts.arrived.get(&change.child)
            && change.from.is_none()
        {
            return Err(MoveRefusal::ArrivedSince {
                account: node(change.child)?.account.clone(),
                first: first.clone(),
                count: *count,
            });
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
    let mut ending = HashSet::new();
    for change in &facts.changes {
        let Some(from) = change.from else {
            continue;
        };
        if !ends(from, &parents, &mut ending) {
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

/// Whether the way up from an account ends at a root and does not go round in circles. The accounts on ways
/// that end are kept in `ending`: a board has up to thousands of old parents, one above the other, and each
/// account is met once.
fn ends(
    from: AccountId,
    parents: &HashMap<AccountId, AccountId>,
    ending: &mut HashSet<AccountId>,
) -> bool {
    let mut way = HashSet::new();
    let mut at = Some(from);
    while let Some(account) = at.filter(|at| !ending.contains(at)) {
        if !way.insert(account) {
            return false;
        }
        at = parents.get(&account).copied();
    }
    ending.extend(way);
    true
}

/// A change of payers, with what is true of both sides at the moment of the decision.
#[derive(Clone, Debug)]
pub struct PayerUndo {
    /// The change as it was made then.
    pub change: PayerChange,
    /// What got another payer, as it is now.
    pub unit: PayerNode,
    /// Who paid for it before, as it is now; none: it paid for itself.
    pub payer: Option<PayerNode>,
}

/// The changes of payers that undo others, or why it is refused: all or none (HIER-2).
///
/// # Errors
/// When a bill unit got another payer since; when its old one cannot pay for it any more.
pub fn payers_undo_decide(undos: &[PayerUndo]) -> Result<Vec<PayerChange>, MoveRefusal> {
    let back = |undo: &PayerUndo| {
        let paid_by = undo.unit.paid_by.as_ref();
        if paid_by.map(|payer| payer.id) != undo.change.to.as_ref().map(|to| to.id) {
            return Err(MoveRefusal::PayerSince {
                unit: Box::new(undo.unit.unit.clone()),
                payer: paid_by.cloned().map(Box::new),
            });
        }
        let payer = undo.payer.as_ref();
        payer
            .map_or(Ok(()), |payer| payer_decide(&undo.unit, payer))
            .map_err(|reason| MoveRefusal::PayerBack {
                unit: Box::new(undo.unit.unit.clone()),
                reason,
            })?;
        Ok(undo.change.reversed(&undo.unit))
    };
    undos.iter().map(back).collect()
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
            arrived: HashMap::new(),
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

    /// Undoing what took each account of a chain of so many out of it: 2 from 1, 3 from 2 and so on. The first
    /// is below this one by now.
    fn undo_chain(count: u128, above_first: Option<u128>) -> Result<usize, &'static str> {
        let number = |number: u128| AccountNumber::new(i64::try_from(number).unwrap()).unwrap();
        let node = |of: u128| MoveNode {
            account: AccountRef {
                id: id(of),
                number: number(of),
                name: of.to_string(),
            },
            is_closed: false,
        };
        let facts = UndoFacts {
            changes: (2..=count)
                .map(|child| LinkChange {
                    child: id(child),
                    from: Some(id(child - 1)),
                    to: None,
                })
                .collect(),
            accounts: (1..=count)
                .map(|number| (id(number), node(number)))
                .collect(),
            parents: above_first
                .map(|above| (id(1), id(above)))
                .into_iter()
                .collect(),
            arrived: HashMap::new(),
        };
        let undone = undo_decide(&facts).map_err(|refusal| refusal.code())?;
        Ok(undone.len())
    }

    // Walked anew for each old parent, these would be some ten thousand million steps.
    #[test]
    fn a_board_with_a_hundred_thousand_old_parents_is_decided_by_looking_at_each_once() {
        let count = 100_000;
        assert_eq!(undo_chain(count, None), Ok(99_999));
        assert_eq!(undo_chain(count, Some(count)), Err("under_descendant"));
    }

    fn payer_node(number: u128, paid_by: Option<u128>) -> PayerNode {
        let unit = |number: u128| crate::bill_units::BillUnitRef {
            id: crate::ids::BillUnitId::from_uuid(uuid::Uuid::from_u128(number)),
            name: "Main".to_owned(),
            account: AccountRef {
                id: id(number),
                number: AccountNumber::new(i64::try_from(number).unwrap()).unwrap(),
                name: number.to_string(),
            },
        };
        PayerNode {
            unit: unit(number),
            currency: crate::money::Currency::EUR,
            is_closed: false,
            billing_day: 1,
            frequency_months: 1,
            paid_by: paid_by.map(unit),
            pays_for: None,
        }
    }

    /// Bill unit 2 was handed over from 1 to 3; this one pays for it now, and this one for 1.
    fn payer_undo(now: Option<u128>, above_old: Option<u128>) -> Result<(), (String, String)> {
        let undo = PayerUndo {
            change: PayerChange {
                unit: payer_node(2, None).unit,
                from: Some(payer_node(1, None).unit),
                to: Some(payer_node(3, None).unit),
                own_rhythm: None,
            },
            unit: payer_node(2, now),
            payer: Some(payer_node(1, above_old)),
        };
        let back = vec![undo.change.reversed(&undo.unit)];
        match payers_undo_decide(&[undo]) {
            Ok(changes) => {
                assert_eq!(changes, back);
                Ok(())
            }
            Err(refusal) => Err((refusal.code().to_owned(), refusal.to_string())),
        }
    }

    #[test]
    fn what_was_handed_over_is_given_back_unless_it_has_another_payer_by_now() {
        assert_eq!(payer_undo(Some(3), None), Ok(()));
        for (now, words) in [
            (
                Some(4),
                "in this step, and is paid by 4 (A-00000004), Main by now.",
            ),
            (None, "in this step, and pays for itself by now."),
        ] {
            let (code, sentence) = payer_undo(now, None).unwrap_err();
            assert_eq!(code, "payer_since");
            assert!(sentence.contains(words), "{sentence}");
        }
    }

    #[test]
    fn who_paid_for_itself_does_so_again_on_its_own_billing_day() {
        let change = PayerChange {
            unit: payer_node(2, None).unit,
            from: None,
            to: Some(payer_node(3, None).unit),
            own_rhythm: Some((15, 3)),
        };
        let undo = PayerUndo {
            unit: payer_node(2, Some(3)),
            payer: None,
            change,
        };
        let back = payers_undo_decide(std::slice::from_ref(&undo)).unwrap();
        let own = |changes: &[PayerChange]| {
            let [change] = changes else { panic!("one") };
            (change.to.is_none(), change.own_rhythm)
        };
        assert_eq!(own(&back), (true, Some((15, 3))));
    }

    #[test]
    fn nothing_is_given_back_to_who_is_paid_for_by_now() {
        let (code, sentence) = payer_undo(Some(3), Some(5)).unwrap_err();
        assert_eq!(code, "paid_for");
        assert!(sentence.contains("cannot be given back"), "{sentence}");
    }
}
