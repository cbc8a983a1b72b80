//! Bill units: the settings by which an account is billed (BIL-1). The engine comes later.

mod rows;
mod save;

pub(crate) use rows::{bill_unit_insert, bill_units_read};
pub use save::bill_unit_save;
