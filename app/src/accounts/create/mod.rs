//! Create account: one page with sections that remembers what was typed (ACC-1).

mod page;
mod sections;
mod values;

pub use page::AccountCreatePage;
#[cfg(feature = "ssr")]
pub(super) use values::payment_settle;
