//! Shared types and pure rules of Canopy.
//!
//! Nothing in here reads a clock, awaits, logs or touches a file: today's business date is an
//! argument wherever a rule needs it, so that every rule can be read and tested in one place.

pub mod access;
pub mod accounts;
pub mod actions;
pub mod audit;
pub mod bill_units;
pub mod card;
pub mod clock;
pub mod contacts;
pub mod dates;
pub mod edits;
pub mod fields;
pub mod hierarchy;
pub mod ids;
pub mod import;
pub mod lists;
pub mod money;
pub mod payment_methods;
pub mod profile;
pub mod search;
pub mod secret;
pub mod security;
pub mod staff;
pub mod text;
