//! What several pages of accounts are made of.

mod conflict;
mod contact_fields;
mod copy;
mod failure;
mod inputs;
mod keys;
mod kind_fields;
mod locked;
mod panel;
mod payment_fields;
mod summary;
mod words;

pub use conflict::*;
pub use contact_fields::*;
pub use copy::*;
pub use failure::*;
pub use inputs::*;
pub use keys::*;
pub use kind_fields::*;
pub use locked::*;
pub use panel::*;
pub use payment_fields::*;
pub use summary::*;
pub use words::*;
