//! Search: finding any account, and choosing one in a form (FIND-1 to FIND-6).

pub mod api;
mod filters;
mod hits;
mod keys;
mod list;
mod memory;
mod page;
mod picker;
mod preview;
mod request;
mod results;

pub use memory::provide_search_memory;
pub use page::SearchPage;
pub use picker::{AccountPicker, account_choice, account_numbered, account_option, account_source};
