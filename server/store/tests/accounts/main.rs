//! Accounts on a real PostgreSQL: making them, reading them, editing them, two people at once.

mod audit_log;
mod bill_units;
mod callers;
mod create;
mod customer;
mod found;
mod lists;
mod payer_race;
mod payer_undo;
mod payers;
mod payment_methods;
mod profile;
mod support;
mod view;
