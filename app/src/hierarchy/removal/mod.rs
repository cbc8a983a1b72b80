//! Remove From Hierarchy: an account without children leaves its organization, now or on a day to come
//! (ORG-4).

mod dialog;
mod state;

pub use dialog::RemovalDialog;
pub use state::Removal;
