//! Bill units: the settings by which an account is billed, and who pays for whom (BIL-1, HIER-1).
//! The engine comes later.

mod candidates;
mod handover;
mod payer_history;
mod payer_rows;
mod payers;
mod rhythm;
mod rows;
mod running;
mod save;

pub use candidates::{payer_candidate, payers_search, paying_units};
pub(crate) use handover::{
    handover_fingerprint, handover_preview_read, payers_change, payers_hand_over,
    payers_hand_over_check,
};
pub(crate) use payer_history::{
    HandoverBy, payer_changes_keep, payer_keep, payers_keep, payers_keep_all,
};
pub(crate) use payer_rows::{nodes_read, unit_ref_of};
pub(crate) use rhythm::billed_read;
pub(crate) use rows::{bill_unit_insert, bill_units_read};
pub(crate) use running::running_read;
pub use save::bill_unit_save;
