//! A bill unit as the rules of paying see it (HIER-1).

use uuid::Uuid;

use super::{BillUnitRef, PayerChange, PayerRefusal, Rhythm};
use crate::accounts::AccountNumber;
use crate::ids::BillUnitId;
use crate::money::Currency;

/// A bill unit with all that decides whether it can pay or be paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayerNode {
    /// The bill unit.
    pub unit: BillUnitRef,
    /// The currency of its account.
    pub currency: Currency,
    /// Whether its account is closed.
    pub is_closed: bool,
    /// Billing day of month, 1 to 31.
    pub billing_day: u8,
    /// Months from bill to bill, 1 to 24.
    pub frequency_months: u8,
    /// Who pays for it; none where it pays for itself.
    pub paid_by: Option<BillUnitRef>,
    /// The first of those that it pays for, and how many they are.
    pub pays_for: Option<(BillUnitRef, i64)>,
}

impl PayerNode {
    /// How often it is billed.
    #[must_use]
    pub const fn rhythm(&self) -> Rhythm {
        Rhythm {
            billing_day: self.billing_day,
            frequency_months: self.frequency_months,
        }
    }

    /// A bill unit that is about to be added to the same account.
    #[must_use]
    pub fn new_beside(&self) -> Self {
        let mut new = self.clone();
        new.unit.id = BillUnitId::from_uuid(Uuid::nil());
        "new bill unit".clone_into(&mut new.unit.name);
        new.paid_by = None;
        new.pays_for = None;
        new
    }

    /// The same after these changes of payers, which are planned or earlier steps of a draft.
    #[must_use]
    pub fn after(mut self, changes: &[PayerChange]) -> Self {
        let id = self.unit.id;
        let is_it = |side: &Option<BillUnitRef>| side.as_ref().is_some_and(|side| side.id == id);
        for change in changes {
            if change.unit.id == id {
                self.paid_by.clone_from(&change.to);
            }
            match (is_it(&change.from), is_it(&change.to)) {
                (true, false) => self.pays_for_less(),
                (false, true) => self.pays_for_also(&change.unit),
                _ => {}
            }
        }
        self
    }

    /// It pays for one bill unit less from now on.
    pub fn pays_for_less(&mut self) {
        let more = self.pays_for.take().filter(|(_, count)| *count > 1);
        self.pays_for = more.map(|(first, count)| (first, count - 1));
    }

    /// It pays for this bill unit too from now on.
    pub fn pays_for_also(&mut self, unit: &BillUnitRef) {
        let count = self.pays_for.as_ref().map_or(0, |(_, count)| *count);
        self.pays_for = Some((unit.clone(), count + 1));
    }
}

/// Which bill unit of an account pays, of all that it has in their order: the one that is chosen, else the first
/// that pays for itself, since no other can (HIER-1, decision 14).
///
/// # Errors
/// When the account has no bill unit, so that there is no such account, or the chosen one is not among them.
pub fn payer_among(
    account: AccountNumber,
    units: Vec<PayerNode>,
    chosen: Option<BillUnitId>,
) -> Result<PayerNode, Box<PayerRefusal>> {
    let account = match units.first() {
        Some(first) => first.unit.account.clone(),
        None => return Err(Box::new(PayerRefusal::UnknownAccount(account))),
    };
    let at = match chosen {
        Some(id) => units.iter().position(|unit| unit.unit.id == id),
        None => (units.iter().position(|unit| unit.paid_by.is_none())).or(Some(0)),
    };
    let unit = at.and_then(|at| units.into_iter().nth(at));
    unit.ok_or_else(|| Box::new(PayerRefusal::ChooseUnit(account)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{node, unit};
    use super::*;
    use crate::fields::FieldProblem;

    /// What Sales's bill units are, of which the first is paid for by Acme.
    fn sales() -> Vec<PayerNode> {
        let paid = PayerNode {
            paid_by: Some(unit(3, "Acme")),
            ..node(1, "Sales")
        };
        let own = PayerNode {
            unit: BillUnitRef {
                name: "Travel".to_owned(),
                ..unit(2, "Sales")
            },
            ..node(2, "Sales")
        };
        vec![paid, own]
    }

    fn among(units: Vec<PayerNode>, chosen: Option<BillUnitId>) -> Result<String, &'static str> {
        let sales = unit(1, "Sales").account.number;
        let payer = payer_among(sales, units, chosen);
        payer
            .map(|node| node.unit.name)
            .map_err(|refusal| refusal.code())
    }

    #[test]
    fn where_no_bill_unit_is_chosen_the_first_that_pays_for_itself_pays() {
        assert_eq!(among(sales(), None), Ok("Travel".to_owned()));
        let paid = sales().drain(..1).collect();
        assert_eq!(among(paid, None), Ok("Main".to_owned()));
        assert_eq!(among(Vec::new(), None), Err("unknown_account"));
    }

    #[test]
    fn the_bill_unit_that_is_chosen_pays_and_no_other_accounts_one() {
        let chosen = |number| Some(unit(number, "Sales").id);
        assert_eq!(among(sales(), chosen(1)), Ok("Main".to_owned()));
        assert_eq!(among(sales(), chosen(2)), Ok("Travel".to_owned()));
        assert_eq!(among(sales(), chosen(9)), Err("choose_unit"));
    }

    #[test]
    fn after_a_handover_the_old_payer_pays_for_nobody_and_the_new_one_for_others() {
        let handed = PayerChange {
            unit: unit(1, "Oslo"),
            from: Some(unit(2, "Sales")),
            to: Some(unit(3, "Acme")),
            own_rhythm: None,
        };
        let sales = PayerNode {
            pays_for: Some((unit(1, "Oslo"), 1)),
            ..node(2, "Sales")
        };
        let changes = std::slice::from_ref(&handed);
        assert_eq!(sales.after(changes).pays_for, None);
        let acme = node(3, "Acme").after(changes);
        assert_eq!(acme.pays_for, Some((unit(1, "Oslo"), 1)));
        assert_eq!(node(1, "Oslo").after(changes).paid_by, handed.to);
    }
}
