//! The settings of a bill unit, every one of which holds (BIL-1).

use serde::{Deserialize, Serialize};

use super::view::rhythm_words;
use super::{BillUnitDraft, PayerChoice};
use crate::accounts::AccountingType;
use crate::ids::{BillUnitId, PaymentMethodId};

/// By what a bill unit's bills are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PaymentChoice {
    /// An invoice is sent and waited for.
    Invoice,
    /// The payment method that is given in the same form.
    New,
    /// A stored payment method of the same account.
    Stored(PaymentMethodId),
}

impl PaymentChoice {
    /// The choice as a form carries it.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Invoice => "invoice".to_owned(),
            Self::New => "new".to_owned(),
            Self::Stored(id) => id.to_string(),
        }
    }
}

/// A bill unit whose every setting holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillUnit {
    /// None for a bill unit that is not stored yet.
    pub id: Option<BillUnitId>,
    /// What it is called.
    pub name: String,
    /// Billing day of month, 1 to 31.
    pub billing_day: u8,
    /// Months from bill to bill, 1 to 24.
    pub frequency_months: u8,
    /// How payments meet what is owed.
    pub accounting_type: AccountingType,
    /// Days from the bill to the day it is due, 0 to 365.
    pub payment_terms_days: u16,
    /// By what it is paid, as long as it pays for itself.
    pub payment: PaymentChoice,
    /// Who pays (HIER-1).
    pub payer: PayerChoice,
}

impl BillUnit {
    /// The settings in one line: "every month on the 1st, open item, due after 14 days, Invoice".
    #[must_use]
    pub fn words(&self, payment: &str) -> String {
        format!(
            "{}, {}, due after {} days, {payment}",
            rhythm_words(self.billing_day, self.frequency_months),
            self.accounting_type.label().to_lowercase(),
            self.payment_terms_days
        )
    }

    /// The settings as they would be typed.
    #[must_use]
    pub fn to_draft(&self) -> BillUnitDraft {
        BillUnitDraft {
            id: self.id.map(|id| id.to_string()).unwrap_or_default(),
            name: self.name.clone(),
            billing_day: self.billing_day.to_string(),
            frequency_months: self.frequency_months.to_string(),
            accounting_type: self.accounting_type.code().to_owned(),
            payment_terms_days: self.payment_terms_days.to_string(),
            payment: self.payment.code(),
            payer: self.payer.number_words(),
            payer_unit: self.payer.unit_words(),
        }
    }
}
