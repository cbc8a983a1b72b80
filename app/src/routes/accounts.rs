//! Addresses of accounts and their tabs.

use domain::accounts::AccountNumber;
use leptos_router::{ParamSegment, StaticSegment};

/// One account, by its number.
pub const ACCOUNT: (StaticSegment<&str>, ParamSegment) =
    (StaticSegment("accounts"), ParamSegment("number"));
/// Home of an account, the first of its tabs.
pub const ACCOUNT_HOME: StaticSegment<&str> = StaticSegment("");
/// The profile tab of an account.
pub const ACCOUNT_PROFILE: StaticSegment<&str> = StaticSegment("profile");
/// The billing tab of an account.
pub const ACCOUNT_BILLING: StaticSegment<&str> = StaticSegment("billing");
/// The News Feed tab of an account.
pub const ACCOUNT_HISTORY: StaticSegment<&str> = StaticSegment("history");
/// Create account.
pub const ACCOUNT_CREATE: (StaticSegment<&str>, StaticSegment<&str>) =
    (StaticSegment("accounts"), StaticSegment("new"));
/// Address of Create account; its form posts to the same where there is no program.
pub const fn account_create() -> &'static str {
    "/accounts/new"
}

/// Address of an account's Home.
pub fn account(number: AccountNumber) -> String {
    format!("/accounts/{number}")
}

/// What the address of an account's Home says where Verify Caller is open.
pub const VERIFY_CALLER: &str = "verify-caller";

/// Address of Verify Caller.
pub fn account_verify_caller(number: AccountNumber) -> String {
    format!("/accounts/{number}?panel={VERIFY_CALLER}")
}

/// Address of an account's profile.
pub fn account_profile(number: AccountNumber) -> String {
    format!("/accounts/{number}/profile")
}

/// Address of an account's billing: bill units and payment methods.
pub fn account_billing(number: AccountNumber) -> String {
    format!("/accounts/{number}/billing")
}

/// Address of Bill Unit Setup.
pub fn account_bill_units(number: AccountNumber) -> String {
    format!("/accounts/{number}/billing#bill-units")
}

/// Address of Payment Methods.
pub fn account_payment_methods(number: AccountNumber) -> String {
    format!("/accounts/{number}/billing#payment-methods")
}

/// Address of an account's News Feed.
pub fn account_history(number: AccountNumber) -> String {
    format!("/accounts/{number}/history")
}

/// Address of one entry in an account's News Feed.
pub fn account_history_entry(number: AccountNumber, entry: &str) -> String {
    format!("{}#{entry}", account_history(number))
}
