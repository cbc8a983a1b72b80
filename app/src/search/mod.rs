//! Search: finding any account, and choosing one in a form (FIND-1 to FIND-6).

pub mod api;
mod filters;
mod hits;
mod keys;
mod page;
mod picker;
mod preview;
mod request;

pub use page::SearchPage;
pub use picker::{AccountPicker, account_source};
