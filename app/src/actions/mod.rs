//! Deferred actions: what is scheduled for a day to come, and what may be done with it (OPS-1).

pub mod api;
mod list;
mod perform;

pub use list::ScheduledBlock;
