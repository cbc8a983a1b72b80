//! Shared types and pure rules of Canopy.
//!
//! Nothing in here reads a clock, awaits, logs or touches a file: today's business date is an
//! argument wherever a rule needs it, so that every rule can be read and tested in one place.

pub mod access;
pub mod accounts;
pub mod audit;
pub mod fields;
pub mod ids;
pub mod money;
pub mod search;
pub mod staff;
pub mod text;
