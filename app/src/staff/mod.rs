//! Staff users, for administrators (SEC-1).

pub mod api;
pub(crate) mod forms;
mod page;

pub use page::StaffPage;
