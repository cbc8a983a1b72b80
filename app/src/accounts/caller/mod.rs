//! Verify Caller: whoever calls is asked for the account's security answer (SEC-4).

#[allow(missing_docs)] // A server function's struct repeats its arguments.
mod api;
mod panel;
mod part;

pub use part::CallerPart;
