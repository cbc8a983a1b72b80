//! The audit log of the installation: what was changed in no account, for administrators (NEWS-2).

pub mod api;
mod page;

pub use page::AuditLogPage;
