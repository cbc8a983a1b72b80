//! Accounts: who the customer is, and the words for what kind of customer.

mod alert;
mod draft;
mod number;
mod terms;
mod view;

pub use alert::{Alert, alerts_of};
pub use draft::{
    ACCOUNT_NAME_LIMIT, AccountDraft, NewAccount, NewLogin, account_name, company_note,
    is_company_blank, is_company_missing, operation_parse, organization_type_parse,
};
pub use number::{AccountNumber, AccountNumberError};
pub use terms::{AccountStatus, AccountingType, OrganizationType};
pub use view::{AccountRef, AccountView, Balances};
