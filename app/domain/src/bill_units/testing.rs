//! Bill units for tests: each of an account of its own, called Main, in euros, billed on the 1st; and their rhythms.

use chrono::NaiveDate;
use uuid::Uuid;

use super::rhythm::{Billed, Rhythm};
use super::{BillUnitRef, PayerNode};
use crate::accounts::{AccountNumber, AccountRef};
use crate::ids::{AccountId, BillUnitId};
use crate::money::Currency;

/// The bill unit of the account of this number and name.
pub(crate) fn unit(number: u8, name: &str) -> BillUnitRef {
    BillUnitRef {
        id: BillUnitId::from_uuid(Uuid::from_u128(u128::from(number))),
        name: "Main".to_owned(),
        account: AccountRef {
            id: AccountId::from_uuid(Uuid::from_u128(u128::from(number))),
            number: AccountNumber::new(i64::from(number)).unwrap(),
            name: name.to_owned(),
        },
    }
}

/// The same, that pays for itself and for nobody else.
pub(crate) fn node(number: u8, name: &str) -> PayerNode {
    PayerNode {
        unit: unit(number, name),
        currency: Currency::EUR,
        is_closed: false,
        billing_day: 1,
        frequency_months: 1,
        paid_by: None,
        pays_for: None,
    }
}

/// A day as tests write it: "2026-03-14".
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// So many months from bill to bill, each on this day.
pub(crate) const fn rhythm(billing_day: u8, frequency_months: u8) -> Rhythm {
    Rhythm {
        billing_day,
        frequency_months,
    }
}

/// A bill unit that began on a day and never changed its rhythm.
pub(crate) fn billed(begins_on: &str, rhythm: Rhythm) -> Billed {
    Billed {
        begins_on: day(begins_on),
        rhythm,
        turn: None,
    }
}
