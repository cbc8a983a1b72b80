//! Who pays for whom: the billing hierarchy, one level deep (HIER-1, decisions 14 and 15).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{BillUnit, PayerNode, PayerRefusal};
use crate::accounts::{AccountNumber, AccountNumberError, AccountRef};
use crate::fields::FieldProblem;
use crate::ids::BillUnitId;

/// A bill unit as others name it: "Acme Group (A-00000042), Main".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillUnitRef {
    /// Its id.
    pub id: BillUnitId,
    /// What it is called.
    pub name: String,
    /// The account that it belongs to.
    pub account: AccountRef,
}

impl fmt::Display for BillUnitRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AccountRef { name, number, .. } = &self.account;
        write!(f, "{name} ({number}), {}", self.name)
    }
}

/// Who pays for a bill unit, as a form says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PayerChoice {
    /// It pays for itself.
    #[default]
    Itself,
    /// A bill unit of the account of this number.
    Account {
        /// The paying account.
        number: AccountNumber,
        /// Which of its bill units; none: the only one that it has.
        unit: Option<BillUnitId>,
    },
}

/// Why a paying account cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayerChoiceError {
    /// No account number.
    #[error(transparent)]
    Number(#[from] AccountNumberError),
    /// No bill unit.
    #[error("Please choose which bill unit of the paying account pays.")]
    Unit,
}

impl FieldProblem for PayerChoiceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Number(error) => error.code(),
            Self::Unit => "unknown",
        }
    }
}

impl PayerChoice {
    /// Reads the paying account's number and its bill unit's id; without a number there is no payer.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn parse(number: &str, unit: &str) -> Result<Self, PayerChoiceError> {
        if number.trim().is_empty() {
            return Ok(Self::Itself);
        }
        let unit = match unit.trim() {
            "" => None,
            id => Some(id.parse().map_err(|_| PayerChoiceError::Unit)?),
        };
        Ok(Self::Account {
            number: number.parse()?,
            unit,
        })
    }

    /// The paying account's number as a form carries it; empty where there is none.
    #[must_use]
    pub fn number_words(self) -> String {
        match self {
            Self::Itself => String::new(),
            Self::Account { number, .. } => number.to_string(),
        }
    }

    /// The id of the bill unit that pays, as a form carries it; empty where none is named.
    #[must_use]
    pub fn unit_words(self) -> String {
        match self {
            Self::Itself | Self::Account { unit: None, .. } => String::new(),
            Self::Account { unit: Some(id), .. } => id.to_string(),
        }
    }
}

/// Whether `payer` can pay for `unit`. That it pays already is no reason against it.
///
/// # Errors
/// The refusal (HIER-1).
pub fn payer_decide(unit: &PayerNode, payer: &PayerNode) -> Result<(), Box<PayerRefusal>> {
    if unit.unit.id == payer.unit.id {
        return Err(Box::new(PayerRefusal::Itself(unit.unit.clone())));
    }
    if payer.is_closed {
        return Err(Box::new(PayerRefusal::Closed(payer.unit.account.clone())));
    }
    if unit.currency != payer.currency {
        return Err(Box::new(PayerRefusal::Currency {
            unit: unit.unit.clone(),
            currency: unit.currency,
            payer: payer.unit.clone(),
            payer_currency: payer.currency,
        }));
    }
    if let Some(top) = &payer.paid_by {
        return Err(Box::new(PayerRefusal::PaidFor {
            unit: unit.unit.clone(),
            payer: payer.unit.clone(),
            top: top.clone(),
        }));
    }
    match &unit.pays_for {
        Some((first, count)) => Err(Box::new(PayerRefusal::PaysForOthers {
            unit: unit.unit.clone(),
            first: first.clone(),
            count: *count,
            payer: payer.unit.clone(),
        })),
        None => Ok(()),
    }
}

/// Bills a bill unit together with its payer: a new payer's billing day and frequency take the place
/// of its own; under a payer that it had before they cannot be changed (HIER-1, decision 15).
///
/// # Errors
/// When another billing day or frequency is asked for than that of the payer it keeps.
pub fn payer_align(
    unit: &mut BillUnit,
    payer: &PayerNode,
    keeps_payer: bool,
) -> Result<(), Box<PayerRefusal>> {
    let payers = (payer.billing_day, payer.frequency_months);
    if keeps_payer && (unit.billing_day, unit.frequency_months) != payers {
        return Err(Box::new(PayerRefusal::Rhythm {
            payer: payer.unit.clone(),
            rhythm: payer.rhythm().to_string(),
        }));
    }
    (unit.billing_day, unit.frequency_months) = payers;
    Ok(())
}

/// A bill unit that gets another payer than it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerChange {
    /// What is paid for.
    pub unit: BillUnitRef,
    /// Who pays for it until then; none: it pays for itself.
    pub from: Option<BillUnitRef>,
    /// Who pays for it from then on; none: it pays for itself.
    pub to: Option<BillUnitRef>,
    /// Its own billing day and frequency, from when it pays for itself, where they are known: those of
    /// a payer take their place, and give it back (decision 15).
    pub own_rhythm: Option<(u8, u8)>,
}

impl PayerChange {
    /// The change that takes this one back, of a bill unit that is as `now`.
    #[must_use]
    pub fn reversed(&self, now: &PayerNode) -> Self {
        let own_rhythm = match self.to {
            None => Some((now.billing_day, now.frequency_months)),
            Some(_) => self.own_rhythm,
        };
        Self {
            unit: self.unit.clone(),
            from: self.to.clone(),
            to: self.from.clone(),
            own_rhythm,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{node, unit};
    use super::*;
    use crate::money::Currency;

    fn sentence(unit: &PayerNode, payer: &PayerNode) -> String {
        payer_decide(unit, payer).unwrap_err().to_string()
    }

    #[test]
    fn a_payer_that_is_paid_for_is_refused_with_the_chain_and_its_top() {
        let payer = PayerNode {
            paid_by: Some(unit(3, "Acme")),
            ..node(2, "Sales")
        };
        assert_eq!(
            sentence(&node(1, "Oslo"), &payer),
            "Sales (A-00000002), Main is itself paid for: Oslo (A-00000001), Main → Sales \
             (A-00000002), Main → Acme (A-00000003), Main. There is one level only; please choose \
             Acme (A-00000003) instead."
        );
    }

    #[test]
    fn who_pays_for_others_gets_no_payer_and_the_chain_is_shown() {
        let sales = PayerNode {
            pays_for: Some((unit(1, "Oslo"), 2)),
            ..node(2, "Sales")
        };
        let sentence = sentence(&sales, &node(3, "Acme"));
        assert!(
            sentence.starts_with("Sales (A-00000002), Main pays for 2 other bill units: Oslo"),
            "{sentence}"
        );
        assert!(
            sentence.contains("→ Acme (A-00000003), Main."),
            "{sentence}"
        );
    }

    #[test]
    fn another_currency_is_refused_with_both() {
        let payer = PayerNode {
            currency: Currency::USD,
            ..node(2, "Sales")
        };
        assert_eq!(
            sentence(&node(1, "Oslo"), &payer),
            "Sales (A-00000002), Main is billed in USD, Oslo (A-00000001), Main in EUR. A bill unit \
             is paid in its own currency."
        );
    }

    #[test]
    fn a_closed_account_and_the_bill_unit_itself_do_not_pay() {
        let closed = PayerNode {
            is_closed: true,
            ..node(2, "Sales")
        };
        assert!(sentence(&node(1, "Oslo"), &closed).starts_with("Sales (A-00000002) is closed."));
        let oslo = node(1, "Oslo");
        assert!(sentence(&oslo, &oslo).contains("cannot be its own payer"));
    }

    #[test]
    fn without_an_account_a_bill_unit_pays_for_itself() {
        assert_eq!(PayerChoice::parse(" ", "bun_x"), Ok(PayerChoice::Itself));
        assert!(PayerChoice::parse("Acme", "").is_err());
        assert!(PayerChoice::parse("A-1", "bun_x").is_err());
    }

    #[test]
    fn what_gets_a_payer_is_billed_with_it_from_then_on() {
        let payer = PayerNode {
            billing_day: 15,
            frequency_months: 3,
            ..node(2, "Sales")
        };
        let mut errors = crate::fields::FieldErrors::default();
        let usual = crate::bill_units::BillUnitDraft::usual("Main");
        let mut unit = usual.parse("", false, &mut errors).unwrap();
        payer_align(&mut unit, &payer, false).unwrap();
        assert_eq!((unit.billing_day, unit.frequency_months), (15, 3));
        unit.billing_day = 1;
        assert_eq!(
            payer_align(&mut unit, &payer, true)
                .unwrap_err()
                .to_string(),
            "It is billed with its payer, Sales (A-00000002), Main: every 3 months on the 15th. \
             Please change it there."
        );
    }

    /// What the rule is told of a bill unit, given who pays for whom.
    fn told(payers: &[Option<u8>], number: u8) -> PayerNode {
        let mut paid = (0_u8..)
            .zip(payers)
            .filter(|(_, payer)| **payer == Some(number));
        let first = paid.next().map(|(first, _)| unit(first + 1, "x"));
        let count = i64::try_from(paid.count()).unwrap() + 1;
        PayerNode {
            paid_by: payers[usize::from(number)].map(|payer| unit(payer + 1, "x")),
            pays_for: first.map(|first| (first, count)),
            ..node(number + 1, "x")
        }
    }

    proptest! {
        #[test]
        fn no_history_of_changes_makes_a_chain(
            wishes in prop::collection::vec((0_u8..6, prop::option::of(0_u8..6)), 0..60),
        ) {
            let mut payers = [None; 6];
            for (child, payer) in wishes {
                let holds = payer.is_none_or(|payer| {
                    payer_decide(&told(&payers, child), &told(&payers, payer)).is_ok()
                });
                if holds {
                    payers[usize::from(child)] = payer;
                }
                for payer in payers.into_iter().flatten() {
                    prop_assert_eq!(payers[usize::from(payer)], None);
                }
            }
        }
    }
}
