//! What tests of several parts show.

use domain::accounts::AccountRef;
use domain::bill_units::BillUnitRef;
use domain::ids::{AccountId, BillUnitId};
use uuid::Uuid;

/// The bill unit Main of the account A-00000007 that is called so.
pub fn bill_unit(account: &str) -> BillUnitRef {
    BillUnitRef {
        id: BillUnitId::from_uuid(Uuid::from_u128(7)),
        name: "Main".to_owned(),
        account: AccountRef {
            id: AccountId::from_uuid(Uuid::from_u128(7)),
            number: "A-7".parse().expect("a number"),
            name: account.to_owned(),
        },
    }
}
