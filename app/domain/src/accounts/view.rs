//! An account as its page shows it (ACC-7).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AccountNumber, AccountStatus, Alert, OrganizationType};
use crate::bill_units::BillUnitView;
use crate::contacts::ContactDraft;
use crate::ids::AccountId;
use crate::lists::Choice;
use crate::money::{Currency, Money};
use crate::payment_methods::PaymentMethodView;

/// An account as others name it: in a path, in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRef {
    /// Its id.
    pub id: AccountId,
    /// Its number.
    pub number: AccountNumber,
    /// Its name.
    pub name: String,
}

/// Everything that the header and Home of an account say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its id.
    pub id: AccountId,
    /// Its number.
    pub number: AccountNumber,
    /// Its name.
    pub name: String,
    /// Active, inactive, closed.
    pub status: AccountStatus,
    /// The first day of that status.
    pub status_since: NaiveDate,
    /// What it is in an organization; informs only.
    pub organization_type: Option<OrganizationType>,
    /// Customer type, with its words.
    pub customer_type: Choice,
    /// Language, with its words.
    pub language: Choice,
    /// The currency of what it owes.
    #[serde(with = "crate::money::currency_code")]
    pub currency: Currency,
    /// The day on which it was opened.
    pub opened_on: NaiveDate,
    /// The accounts above it in its organization, the root first and then the nearest; empty where it has no
    /// parent.
    pub path: Vec<AccountRef>,
    /// How many accounts behind the root are left out of [`Self::path`].
    pub path_omitted: usize,
    /// The primary contact as it is typed, with the country's code.
    pub primary_contact: ContactDraft,
    /// The country of the primary contact in words; empty where there is none.
    pub country: String,
    /// How many contacts it has, the primary one included.
    pub contact_count: i64,
    /// The primary contact has no company name: a note offers to add it (ORG-7).
    pub is_company_missing: bool,
    /// What it owes and what it has.
    pub balances: Balances,
    /// Its bill units in their order.
    pub bill_units: Vec<BillUnitView>,
    /// Its payment methods, the retired ones last.
    pub payment_methods: Vec<PaymentMethodView>,
    /// What needs attention, the most pressing first.
    pub alerts: Vec<Alert>,
    /// The business date on which all this was said.
    pub today: NaiveDate,
    /// Counts every change of the account, its contacts and settings.
    pub version: i32,
}

impl AccountView {
    /// The bill unit that is billed next, and when; none for a closed account.
    #[must_use]
    pub fn next_bill(&self) -> Option<(&BillUnitView, NaiveDate)> {
        let bills = (self.bill_units.iter())
            .filter_map(|unit| Some((unit, unit.next_bill_on(self.status)?)));
        bills.min_by_key(|(_, day)| *day)
    }
}

/// What an account owes and what it has, per currency: one currency, as long as the account's
/// currency is fixed at its first event (decision 13).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balances {
    /// All that is owed, due today or later; never negative.
    pub due: Vec<Money>,
    /// The part of it whose day has passed.
    pub past_due: Vec<Money>,
    /// The day since which something is past due.
    pub past_due_since: Option<NaiveDate>,
    /// What the customer has with us, not yet set against anything; never negative.
    pub credit: Vec<Money>,
}
