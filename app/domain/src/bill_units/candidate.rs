//! Who may be chosen to pay, as a form shows it (HIER-1).

use serde::{Deserialize, Serialize};

use super::{BillUnitRef, PayerNode, PayerRefusal, Rhythm, payer_decide};
use crate::accounts::{AccountNumber, AccountRef};
use crate::ids::BillUnitId;
use crate::search::{Count, SearchHit};

/// The bill unit for which a payer is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerFor {
    /// The account that it belongs to.
    pub account: AccountNumber,
    /// The bill unit; none: one that is about to be added.
    pub unit: Option<BillUnitId>,
}

/// A bill unit of an account that may be chosen as a payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerOption {
    /// The bill unit.
    pub unit: BillUnitRef,
    /// How often it is billed: what it pays for is billed with it.
    pub rhythm: Rhythm,
    /// Who pays for it itself.
    pub paid_by: Option<BillUnitRef>,
    /// Why it cannot pay, as a save would say it.
    pub refusal: Option<String>,
}

/// An account that may be chosen to pay, with its bill units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerCandidate {
    /// The account.
    pub account: AccountRef,
    /// Its bill units in their order.
    pub units: Vec<PayerOption>,
}

/// An account that a search for a payer found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerHit {
    /// The account.
    pub hit: SearchHit,
    /// Why it cannot pay, in a few words; none where one of its bill units can.
    pub cannot: Option<String>,
}

/// The first accounts that a search for a payer found, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerHits {
    /// The first of them.
    pub hits: Vec<PayerHit>,
    /// How many there are.
    pub count: Count,
}

/// Whether a bill unit may be offered to pay for `unit`: by the rule of a save, which leaves alone who pays
/// already.
///
/// # Errors
/// The refusal that a save would meet.
pub fn payer_offer(unit: &PayerNode, payer: &PayerNode) -> Result<(), Box<PayerRefusal>> {
    match &unit.paid_by {
        Some(by) if by.id == payer.unit.id => Ok(()),
        _ => payer_decide(unit, payer),
    }
}

/// Why no bill unit of an account can pay for `unit`: the refusal of the first; none where one can, or the
/// account has none.
#[must_use]
pub fn payers_refusal(unit: &PayerNode, payers: &[PayerNode]) -> Option<Box<PayerRefusal>> {
    let mut first = None;
    for payer in payers {
        match payer_offer(unit, payer) {
            Ok(()) => return None,
            Err(refusal) => first = first.or(Some(refusal)),
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::super::testing::{node, unit};
    use super::*;
    use crate::money::Currency;

    fn reason(unit: &PayerNode, payers: &[PayerNode]) -> Option<String> {
        payers_refusal(unit, payers).map(|refusal| refusal.reason())
    }

    #[test]
    fn who_cannot_pay_is_offered_with_the_reason() {
        let oslo = node(1, "Oslo");
        let closed = PayerNode {
            is_closed: true,
            ..node(2, "Shut")
        };
        let dollar = PayerNode {
            currency: Currency::USD,
            ..node(3, "Dollar")
        };
        let paid = PayerNode {
            paid_by: Some(unit(5, "Acme")),
            ..node(4, "Sales")
        };
        for (payer, words) in [
            (&closed, "it is closed"),
            (&dollar, "it is billed in USD"),
            (&paid, "it is itself paid for by Acme (A-00000005)"),
            (&oslo, "it is what is to be paid for"),
        ] {
            let reason = reason(&oslo, std::slice::from_ref(payer));
            assert_eq!(reason.as_deref(), Some(words));
        }
    }

    #[test]
    fn an_account_can_pay_where_one_of_its_bill_units_can() {
        let paid = PayerNode {
            paid_by: Some(unit(5, "Acme")),
            ..node(2, "Sales")
        };
        assert_eq!(reason(&node(1, "Oslo"), &[paid, node(3, "Sales")]), None);
    }

    #[test]
    fn who_pays_already_may_be_kept_even_if_closed_since() {
        let oslo = PayerNode {
            paid_by: Some(unit(2, "Sales")),
            ..node(1, "Oslo")
        };
        let sales = PayerNode {
            is_closed: true,
            ..node(2, "Sales")
        };
        assert_eq!(reason(&oslo, &[sales]), None);
    }

    #[test]
    fn a_new_bill_unit_can_be_paid_by_another_of_its_account() {
        let main = node(1, "Oslo");
        assert_eq!(reason(&main.new_beside(), &[main]), None);
    }
}
