//! Everything of Canopy that speaks SeaORM or SQL.
//!
//! Every public function that touches customers' data takes the [`domain::access::Actor`] first and
//! asks it before its first query. Entities never leave this crate.

pub mod error;

pub use error::{Result, StoreError};
