//! Everything of Canopy that speaks SeaORM or SQL.
//!
//! A [`Store`] is the one door to the database. Every public function that touches customers' data
//! takes the [`domain::access::Actor`] first and asks it before its first query. Entities never
//! leave this crate.

pub mod accounts;
pub mod actions;
pub mod audit;
pub mod bill_units;
pub mod callers;
pub mod clock;
mod contacts;
pub mod copy;
pub mod demo;
mod entity;
pub mod error;
pub mod export;
pub mod gateway;
pub mod generate;
pub mod hierarchy;
pub mod import;
pub mod installation;
pub mod journal;
pub mod lists;
pub mod operations;
mod password;
pub mod payment_methods;
pub mod pool;
pub mod postgres;
pub mod profile;
pub mod requirements;
pub mod search;
pub mod session;
pub mod staff;
#[cfg(feature = "testing")]
pub mod testing;
pub mod throttle;
mod two_axes;

pub use error::{Result, StoreError};
pub use pool::{Store, StoreOptions};
