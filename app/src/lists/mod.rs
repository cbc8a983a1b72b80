//! Configurable lists, kept by administrators (ACC-4).

#[allow(missing_docs)] // A server function's struct repeats its arguments.
mod api;
mod customer_types;
mod retiring;

pub use api::*;
pub use customer_types::CustomerTypesPage;
