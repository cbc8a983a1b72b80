//! Bill units: when, how often and by whom an account's bills are paid (BIL-1, HIER-1).

mod candidate;
mod compare;
mod counted;
mod cycle;
mod draft;
mod payer;
mod payer_node;
mod payer_refusal;
mod payer_turn;
mod rhythm;
mod settings;
#[cfg(test)]
pub(crate) mod testing;
mod view;

pub use candidate::{
    PayerCandidate, PayerFor, PayerHit, PayerHits, PayerOption, payer_offer, payers_refusal,
};
pub use compare::{bill_unit_changes, payment_words};
pub use draft::{
    BillUnitDraft, BillUnitEdit, BillUnitError, BillUnitSaved, BillUnitUndo, bill_units_parse,
};
pub use payer::{BillUnitRef, PayerChange, PayerChoice, payer_align, payer_decide};
pub use payer_node::{PayerNode, payer_among};
pub use payer_refusal::PayerRefusal;
pub use payer_turn::{PayerTurn, RunningCycle};
pub use rhythm::{Billed, BilledCycle, CycleKind, Rhythm, RhythmChange, Turn};
pub use settings::{BillUnit, PaymentChoice};
pub use view::{BillUnitView, PaidFor};

/// The most bill units of one account.
pub const BILL_UNITS_LIMIT: usize = 100;
/// The most characters of a bill unit's name.
pub const NAME_LIMIT: usize = 80;
