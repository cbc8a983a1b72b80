//! The tables as SeaORM reads them. The written migrations are the truth; a test compares the two.

pub(crate) mod account;
pub(crate) mod audit_change;
pub(crate) mod audit_entry;
pub(crate) mod customer_type;

#[cfg(test)]
mod tests;
