//! A payment method as it is shown, and the one thing about it that can change.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::dates::month_and_year;
use crate::ids::PaymentMethodId;

/// What a stored payment method is. Invoice is none: nothing is stored for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethodKind {
    /// A card.
    CreditCard,
    /// A mandate on a bank account.
    DirectDebit,
}

impl PaymentMethodKind {
    /// Both kinds, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::CreditCard, Self::DirectDebit];

    /// The code that is stored and typed.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CreditCard => "credit_card",
            Self::DirectDebit => "direct_debit",
        }
    }

    /// The words on the screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::CreditCard => "Credit card",
            Self::DirectDebit => "Direct debit",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A stored payment method: what a person recognizes, never what could be charged elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethodView {
    /// Its id.
    pub id: PaymentMethodId,
    /// Card or direct debit.
    pub kind: PaymentMethodKind,
    /// The card's brand, "Visa"; the bank's country for direct debit, "DE".
    pub brand: String,
    /// The last four characters.
    pub last_four: String,
    /// The last day on which a card is good; none for direct debit.
    pub expires_on: Option<NaiveDate>,
    /// Whose card or bank account it is.
    pub holder: String,
    /// Whether it is no longer offered for payment.
    pub is_retired: bool,
    /// The names of the bill units that it pays.
    pub pays: Vec<String>,
}

impl PaymentMethodView {
    /// What people call it: "Visa ending 4242", "Direct debit ending 3000".
    #[must_use]
    pub fn label(&self) -> String {
        method_label(self.kind, &self.brand, &self.last_four)
    }

    /// The expiry in words, "Mar 2027"; empty for direct debit.
    #[must_use]
    pub fn expiry(&self) -> String {
        self.expires_on.map(month_and_year).unwrap_or_default()
    }
}

/// What people call a payment method of this kind, brand and ending.
#[must_use]
pub fn method_label(kind: PaymentMethodKind, brand: &str, last_four: &str) -> String {
    match kind {
        PaymentMethodKind::CreditCard => format!("{brand} ending {last_four}"),
        PaymentMethodKind::DirectDebit => format!("Direct debit ending {last_four}"),
    }
}

/// A new expiry of a stored card, as typed (ACC-2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentMethodEdit {
    /// The form's operation id (`op_…`).
    pub operation_id: String,
    /// The expiry that the form began with: the last day on which the card was good.
    pub base: Option<NaiveDate>,
    /// The expiry as typed, `03/2027`.
    pub expiry: String,
}
