//! Deferred actions: what is scheduled for a day to come, and what may be done with it (OPS-1).

pub mod api;
mod asked;
mod cancel;
mod deed;
mod list;
mod page;
mod perform;
mod shift;

pub use list::ScheduledBlock;
pub use page::ScheduledPage;
