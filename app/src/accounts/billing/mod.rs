//! Financial Setup: bill units and payment methods (BIL-1, HIER-1, ACC-2).

pub mod api;
mod method_panel;
mod page;
mod panels;
mod payer_fields;
mod pays;
mod rhythm;
mod unit_panel;

pub use page::AccountBillingPage;
