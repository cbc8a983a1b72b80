//! Accounts: create one, read it, change it (ACC-1 to ACC-7).

#[allow(missing_docs)] // A server function's struct repeats its arguments.
mod api;
mod billing;
mod caller;
mod create;
mod form;
mod head;
pub mod history;
mod home;
mod page;
pub mod parts;
mod profile;
mod routing;
#[cfg(feature = "ssr")]
mod server_side;

pub use api::*;
pub use billing::AccountBillingPage;
pub use create::AccountCreatePage;
#[cfg(feature = "ssr")]
pub(crate) use form::DraftsGuard;
pub use history::AccountHistoryPage;
pub use home::AccountHomePage;
pub use page::AccountPage;
pub use profile::AccountProfilePage;
pub use routing::{AccountCreateRoute, AccountRoutes};
#[cfg(feature = "ssr")]
pub use server_side::account_make;
