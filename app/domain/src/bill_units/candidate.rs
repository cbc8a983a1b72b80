//! Who may be chosen to pay, as a form shows it (HIER-1).

use serde::{Deserialize, Serialize};

use super::{BillUnitRef, Rhythm};
use crate::accounts::AccountRef;

/// A bill unit of an account that may be chosen as a payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerOption {
    /// The bill unit.
    pub unit: BillUnitRef,
    /// How often it is billed: what it pays for is billed with it.
    pub rhythm: Rhythm,
    /// Who pays for it itself.
    pub paid_by: Option<BillUnitRef>,
}

/// An account that may be chosen to pay, with its bill units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerCandidate {
    /// The account.
    pub account: AccountRef,
    /// Its bill units in their order.
    pub units: Vec<PayerOption>,
}
