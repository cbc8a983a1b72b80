//! Searching accounts (FIND-1 to FIND-6).
//!
//! - `documents` keeps the row of each account that searches read ([`documents_write`] in the
//!   transaction of every change, [`documents_copy`] for bulk loads);
//! - `bulk` prepares and ends a bulk load ([`bulk_begin`], [`statistics_refresh`]).

mod bulk;
mod documents;

pub use bulk::{bulk_begin, statistics_refresh};
pub use documents::{documents_copy, documents_write};
