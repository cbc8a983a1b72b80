//! Remove From Hierarchy: an account without children leaves its organization, now or on a day to come
//! (ORG-4).

mod dialog;
mod said;
mod state;

pub use dialog::RemovalDialog;
pub use said::removal_said;
pub use state::Removal;
