//! Why a bill unit cannot be paid by another one: a sentence that names the accounts and shows the
//! chain, a code for programs (HIER-1).

use super::BillUnitRef;
use crate::accounts::{AccountNumber, AccountRef};
use crate::fields::FieldProblem;
use crate::money::Currency;
use crate::text::ended;

/// Why a bill unit cannot be paid by another one. Nothing is saved then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayerRefusal {
    /// No account has this number.
    #[error("There is no account {0}. Please search for the paying account.")]
    UnknownAccount(AccountNumber),
    /// The account has several bill units and none is chosen, or one that is not among them.
    #[error("{} has several bill units. Please choose which of them pays.", words(.0))]
    ChooseUnit(AccountRef),
    /// A bill unit that is to pay for itself through itself.
    #[error("{0} cannot be its own payer. Without a paying account it pays for itself.")]
    Itself(BillUnitRef),
    /// The payer's account is closed.
    #[error("{} is closed. A closed account cannot pay for others.", words(.0))]
    Closed(AccountRef),
    /// Payer and paid-for have different currencies.
    #[error(
        "{payer} is billed in {}, {unit} in {}. A bill unit is paid in its own currency.",
        .payer_currency.code(), .currency.code()
    )]
    Currency {
        /// What would be paid for.
        unit: BillUnitRef,
        /// Its currency.
        currency: Currency,
        /// Who would pay.
        payer: BillUnitRef,
        /// The payer's currency.
        payer_currency: Currency,
    },
    /// The payer has a payer of its own: the sentence shows the chain and names its top.
    #[error(
        "{payer} is itself paid for: {unit} → {payer} → {} There is one level only; please choose \
         {} instead.",
        ended(.top.to_string()), words(&.top.account)
    )]
    PaidFor {
        /// What would be paid for.
        unit: BillUnitRef,
        /// Who would pay.
        payer: BillUnitRef,
        /// Who pays for that.
        top: BillUnitRef,
    },
    /// What would be paid for pays for others: the sentence shows the chain.
    #[error(
        "{unit} pays for {}: {first} → {unit} → {} There is one level only; please give {} \
         another payer first.",
        units_words(*.count), ended(.payer.to_string()), if *.count == 1 { "it" } else { "them" }
    )]
    PaysForOthers {
        /// What would be paid for.
        unit: BillUnitRef,
        /// The first of those that it pays for.
        first: BillUnitRef,
        /// How many they are.
        count: i64,
        /// Who would pay.
        payer: BillUnitRef,
    },
    /// A bill unit that is paid for is billed with its payer.
    #[error("It is billed with its payer, {payer}: {rhythm}. Please change it there.")]
    Rhythm {
        /// Who pays.
        payer: BillUnitRef,
        /// How often, in words.
        rhythm: String,
    },
}

impl FieldProblem for PayerRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownAccount(_) => "unknown_account",
            Self::ChooseUnit(_) => "choose_unit",
            Self::Itself(_) => "itself",
            Self::Closed(_) => "closed_payer",
            Self::Currency { .. } => "currency",
            Self::PaidFor { .. } => "paid_for",
            Self::PaysForOthers { .. } => "pays_for_others",
            Self::Rhythm { .. } => "payers_rhythm",
        }
    }
}

impl PayerRefusal {
    /// The same in a few words, beside the account that is found: "it is billed in USD".
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Itself(_) => "it is what is to be paid for".to_owned(),
            Self::Closed(_) => "it is closed".to_owned(),
            Self::Currency { payer_currency, .. } => {
                format!("it is billed in {}", payer_currency.code())
            }
            Self::PaidFor { top, .. } => {
                format!("it is itself paid for by {}", words(&top.account))
            }
            Self::PaysForOthers { count, .. } => {
                format!("this bill unit pays for {}", units_words(*count))
            }
            Self::UnknownAccount(_) | Self::ChooseUnit(_) | Self::Rhythm { .. } => self.to_string(),
        }
    }

    /// The field of the form that the sentence belongs to: `payer`, `payer_unit`, `billing_day`.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::ChooseUnit(_) => "payer_unit",
            Self::Rhythm { .. } => "billing_day",
            _ => "payer",
        }
    }
}

fn words(account: &AccountRef) -> String {
    format!("{} ({})", account.name, account.number)
}

fn units_words(count: i64) -> String {
    match count {
        1 => "1 other bill unit".to_owned(),
        count => format!("{count} other bill units"),
    }
}
