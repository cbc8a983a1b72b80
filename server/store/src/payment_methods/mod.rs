//! Payment methods: stored through the gateway, known by a token and what a person recognizes
//! (ACC-2).

mod change;
mod rows;

pub use change::{
    payment_method_add, payment_method_expiry_set, payment_method_restore, payment_method_retire,
};
pub(crate) use rows::{method_insert, methods_read};
