//! Accounts: who the customer is, and the words for what kind of customer.

mod number;
mod terms;

pub use number::{AccountNumber, AccountNumberError};
pub use terms::{AccountStatus, AccountingType, OrganizationType};
