//! Forms over accounts: what they hold, what changed, whose change counts, what survives a reload.

mod contacts;
mod keep;
mod state;
mod values;

pub use contacts::*;
pub use keep::*;
pub use state::*;
pub use values::*;

pub use crate::leave::leave_guard;
