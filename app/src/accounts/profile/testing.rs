//! A profile for tests: the account Fox, gold, with these fields.

use domain::{
    accounts::{AccountNumber, AccountStatus},
    ids::AccountId,
    lists::Choice,
    profile::{ProfileFields, ProfileView},
};

/// The profile at a version.
pub(super) fn view(version: i32, fields: ProfileFields) -> ProfileView {
    ProfileView {
        id: AccountId::from_uuid(uuid::Uuid::nil()),
        number: AccountNumber::new(1_001).unwrap(),
        name: "Fox".to_owned(),
        status: AccountStatus::Active,
        customer_type: Choice::new("gold", "Gold"),
        has_security_answer: true,
        is_company_missing: true,
        fields,
        version,
    }
}
