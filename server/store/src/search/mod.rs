//! Searching accounts (FIND-1 to FIND-6).
//!
//! - `documents` keeps the row of each account that searches read ([`documents_write`] in the
//!   transaction of every change, [`documents_add`] in that of every new account,
//!   [`documents_copy`] and [`documents_load`] for bulk loads);
//! - `bulk` ends a bulk load ([`statistics_refresh`]);
//! - `rebuild` makes the rows of all accounts anew ([`documents_rebuild`]);
//! - `accounts` finds a page of accounts ([`accounts_search`]): `narrow` and `window` say what the
//!   database is asked, `knowledge` holds a sample of all documents, on which `estimate` sees which
//!   way is the shorter, `candidates`, `walk` and `stream` go it, `order` and `cursor` know the place of each
//!   hit, `hits` reads the lines of the page;
//! - `recents` remembers what a person opened last; `preview` is the pane beside the list.

mod accounts;
mod bulk;
mod candidates;
mod cursor;
mod documents;
mod estimate;
mod found;
mod hits;
mod knowledge;
mod narrow;
mod order;
mod preview;
mod rebuild;
mod recents;
mod slices;
mod stream;
mod walk;
mod window;

pub(crate) use accounts::accounts_search_among;
pub use accounts::{
    COUNT_LIMIT, PAGE_SIZE, accounts_count, accounts_search, accounts_search_sized,
};
pub use bulk::statistics_refresh;
pub use documents::{documents_add, documents_copy, documents_load, documents_write};
pub(crate) use knowledge::KnowledgeCache;
pub use preview::account_preview;
pub use rebuild::{RebuildOptions, Rebuilt, documents_rebuild};
pub use recents::{
    accounts_by_ids, customer_types_list, recent_account_note, recent_accounts_list,
};

#[cfg(test)]
mod tests;
