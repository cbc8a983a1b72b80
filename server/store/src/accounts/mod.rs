//! Accounts: making one with everything on it, and reading it (ACC-1, ACC-7).

mod create;
mod create_rows;
mod lock;
mod number;
mod path;
mod view;

pub use create::account_create;
pub(crate) use create::answer_hash;
pub(crate) use lock::{account_changed, account_lock};
pub(crate) use number::number_sql;
pub use view::{account_find, account_view};
