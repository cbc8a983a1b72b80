//! The payment gateway: keeps card numbers and bank accounts so that Canopy never does (ACC-2).

mod sandbox;

use std::pin::Pin;

use chrono::NaiveDate;
use domain::ids::OperationId;
use domain::payment_methods::{NewPaymentMethod, PaymentMethodKind, method_label};

pub use sandbox::Sandbox;

/// What a gateway answers for a method that it keeps: a token to charge it by, and what a person
/// recognizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMethod {
    /// The gateway's name for the method; no other method has it.
    pub token: String,
    /// Card or direct debit.
    pub kind: PaymentMethodKind,
    /// The card's brand, or the country of the bank.
    pub brand: String,
    /// The last four characters.
    pub last_four: String,
    /// The last day on which a card is good; none for direct debit.
    pub expires_on: Option<NaiveDate>,
    /// Whose it is.
    pub holder: String,
}

impl StoredMethod {
    /// What people call it: "Visa ending 4242".
    #[must_use]
    pub fn label(&self) -> String {
        method_label(self.kind, &self.brand, &self.last_four)
    }
}

/// Why a gateway did not keep a method.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The token was never given out, or has been used up.
    #[error("The payment gateway does not know this token. Please enter the card again.")]
    UnknownToken,
    /// The card is refused.
    #[error("The payment gateway refuses this card. Please use another.")]
    Declined,
    /// No answer. Trying again with the same operation is safe.
    #[error("The payment gateway does not answer. Please try again in a moment.")]
    Unavailable,
}

/// What a call to a gateway gives, once it is awaited.
pub type GatewayAnswer<'a, T> = Pin<Box<dyn Future<Output = Result<T, GatewayError>> + Send + 'a>>;

/// A payment gateway.
pub trait Gateway: Send + Sync {
    /// Keeps a method for later. The same operation and method give the same answer, however often
    /// it is asked: a call is repeated where the transaction around it was not.
    fn method_store<'a>(
        &'a self,
        method: &'a NewPaymentMethod,
        operation: OperationId,
        today: NaiveDate,
    ) -> GatewayAnswer<'a, StoredMethod>;
}

/// The gateway of this installation: the built-in sandbox, the only one there is so far.
#[must_use]
pub fn gateway() -> &'static dyn Gateway {
    &Sandbox
}

/// The field of the form at which a refusal of the gateway is said.
#[must_use]
pub(crate) const fn method_field(method: &NewPaymentMethod) -> &'static str {
    match method {
        NewPaymentMethod::Card { .. } => "gateway_token",
        NewPaymentMethod::DirectDebit { .. } => "iban",
    }
}
