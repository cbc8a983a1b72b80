//! Contacts: the people on an account, one of them primary (ACC-3).

mod contact;
mod draft;
mod email;
mod phone;

pub use contact::{Contact, primary_of};
pub use draft::{ContactDraft, ContactField, contacts_parse};
pub use email::{Email, EmailError};
pub use phone::{Phone, PhoneError};

/// The most contacts of one account.
pub const CONTACTS_LIMIT: usize = 100;
