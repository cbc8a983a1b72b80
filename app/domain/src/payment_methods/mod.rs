//! Payment methods: what a gateway lets us keep of a card or a bank account (ACC-2).

mod draft;
mod expiry;
mod iban;
mod view;

pub use draft::{FormToken, NewPaymentMethod, PaymentMethodDraft, PaymentMethodError};
pub use expiry::{ExpiryError, ExpiryState, expiry_parse, expiry_state};
pub use iban::{Iban, IbanError};
pub use view::{PaymentMethodEdit, PaymentMethodKind, PaymentMethodView, method_label};

/// The most characters of the holder's name.
pub const HOLDER_LIMIT: usize = 120;
