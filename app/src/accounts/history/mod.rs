//! History: every change with who, when, before and after (NEWS-1, as far as changes exist).

mod filter;
mod list;
mod page;

pub use filter::HistoryFilter;
pub use list::HistoryList;
pub use page::{AccountHistoryPage, FilterForm, filter_after};
