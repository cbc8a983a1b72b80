//! The audit log: one entry per change, with every value before and after (NEWS-1, NEWS-2).

mod entry;
mod history;
mod log;

pub(crate) use entry::{AuditEntry, actor_columns, changed_by};
pub(crate) use history::object_history;
pub use history::{HISTORY_LIMIT, HistoryFilter, history_find, history_list, history_people};
pub use log::{audit_log_find, audit_log_people};
