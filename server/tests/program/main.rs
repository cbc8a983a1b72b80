//! The program as people start it.

// A test that cannot get what it needs has failed; saying so is what `expect` is for.
#![allow(missing_docs, clippy::unwrap_used)]

mod due;
mod export;
mod first_steps;
mod given_database;
mod import;
mod private_database;
mod search;
mod support;
mod usage;
