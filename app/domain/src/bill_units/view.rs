//! A bill unit as it is shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BillUnitDraft, BillUnitRef, Billed, PayerTurn, PaymentChoice, Rhythm, Turn};
use crate::accounts::{AccountStatus, AccountingType};
use crate::fields::FieldErrors;
use crate::ids::{BillUnitId, PaymentMethodId};

/// A stored bill unit with its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillUnitView {
    /// Its id.
    pub id: BillUnitId,
    /// What it is called.
    pub name: String,
    /// Billing day of month (DOM), 1 to 31.
    pub billing_day: u8,
    /// Months from bill to bill, 1 to 24.
    pub frequency_months: u8,
    /// How payments meet what is owed.
    pub accounting_type: AccountingType,
    /// Days from the bill to the day it is due.
    pub payment_terms_days: u16,
    /// The payment method; none is by invoice.
    pub payment_method_id: Option<PaymentMethodId>,
    /// The payment method in words: "Visa ending 4242", "Invoice".
    pub payment: String,
    /// The bill unit that pays for it; none where it pays for itself (HIER-1).
    pub payer: Option<BillUnitRef>,
    /// From when on that counts; none where it does for the running cycle already (decision 15).
    pub payer_turn: Option<PayerTurn>,
    /// The bill units that it pays for.
    pub pays_for: PaidFor,
    /// The day on which its billing begins.
    pub begins_on: NaiveDate,
    /// The last change of its rhythm, with what that made of its cycles (BIL-2).
    pub turn: Option<Turn>,
    /// The day of the next bill as its rhythm has it; [`Self::next_bill_on`] says whether it comes.
    pub bills_on: NaiveDate,
}

/// The bill units that one pays for: by name as far as a page shows them, and how many they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidFor {
    /// The first of them, by the name of their account.
    pub units: Vec<BillUnitRef>,
    /// How many they are in all.
    pub count: i64,
}

impl BillUnitView {
    /// The settings as a form begins with them.
    #[must_use]
    pub fn draft(&self) -> BillUnitDraft {
        let payment = self
            .payment_method_id
            .map_or(PaymentChoice::Invoice, PaymentChoice::Stored);
        BillUnitDraft {
            id: self.id.to_string(),
            name: self.name.clone(),
            billing_day: self.billing_day.to_string(),
            frequency_months: self.frequency_months.to_string(),
            accounting_type: self.accounting_type.code().to_owned(),
            payment_terms_days: self.payment_terms_days.to_string(),
            payment: payment.code(),
            payer: (self.payer.as_ref())
                .map_or_else(String::new, |payer| payer.account.number.to_string()),
            payer_unit: (self.payer.as_ref())
                .map_or_else(String::new, |payer| payer.id.to_string()),
        }
    }

    /// The day of its next bill, by the status of its account: a closed one gets none, since all that
    /// was charged has ended with it (STA-4).
    #[must_use]
    pub const fn next_bill_on(&self, status: AccountStatus) -> Option<NaiveDate> {
        match status {
            AccountStatus::Active | AccountStatus::Inactive => Some(self.bills_on),
            AccountStatus::Closed => None,
        }
    }

    /// All that decides when it is billed.
    #[must_use]
    pub fn billed(&self) -> Billed {
        Billed {
            begins_on: self.begins_on,
            rhythm: Rhythm {
                billing_day: self.billing_day,
                frequency_months: self.frequency_months,
            },
            turn: self.turn,
        }
    }

    /// How often it is billed: "every month on the 31st".
    #[must_use]
    pub fn rhythm(&self) -> String {
        rhythm_words(self.billing_day, self.frequency_months)
    }

    /// By whom it is paid, and from when on where that is not so yet: "Invoice", "Acme Group (A-00000042),
    /// Main, from 30 Nov 2026; until then itself".
    #[must_use]
    pub fn payer_words(&self) -> String {
        let payer = match &self.payer {
            Some(payer) => payer.to_string(),
            None => self.payment.clone(),
        };
        match &self.payer_turn {
            Some(turn) => format!("{payer}, {}", turn.words()),
            None => payer,
        }
    }

    /// Whether these stored settings are those that a form began with; what is written
    /// differently and means the same counts as the same.
    #[must_use]
    pub fn is_as_in(&self, base: &BillUnitDraft) -> bool {
        let read = |draft: &BillUnitDraft| draft.parse("", false, &mut FieldErrors::default());
        read(&self.draft()) == read(base)
    }
}

/// A rhythm in words: "every 3 months on the 15th".
pub(super) fn rhythm_words(billing_day: u8, frequency_months: u8) -> String {
    let ending = match billing_day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    let months = match frequency_months {
        1 => "every month".to_owned(),
        12 => "every year".to_owned(),
        months => format!("every {months} months"),
    };
    format!("{months} on the {billing_day}{ending}")
}
