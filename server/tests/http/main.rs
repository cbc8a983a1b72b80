//! The whole router over HTTP, on a real database.

mod access;
mod addresses;
mod export;
mod forms;
mod functions;
mod guards;
mod search;
mod sign_in;
mod support;
mod what_if;
mod wire;
