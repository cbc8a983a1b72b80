//! Forms over accounts: what they hold, what changed, whose change counts, what survives a reload.

mod contacts;
mod keep;
mod leave;
mod state;
mod values;

pub use contacts::*;
pub use keep::*;
pub use leave::*;
pub use state::*;
pub use values::*;
