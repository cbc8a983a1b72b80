//! Typed ids: a UUID v7 behind a prefix that says what it names, so that an account's id can never
//! be handed over as a contact's. They are made in `store`, where there is a clock.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// Why a text is not the id that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id of the kind {expected}_…")]
pub struct IdError {
    expected: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The prefix of this kind of id in its text form.
            pub const PREFIX: &'static str = $prefix;

            /// The id with this UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID, as the database stores it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(IdError { expected: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// An account.
    AccountId = "acc";
    /// A contact of an account.
    ContactId = "con";
    /// A bill unit of an account.
    BillUnitId = "bun";
    /// A stored payment method.
    PaymentMethodId = "pay";
    /// A person of the staff.
    StaffUserId = "usr";
    /// A session of a person, safe to show (not the token).
    SessionId = "ses";
    /// A change that is scheduled for a day to come.
    DeferredActionId = "act";
    /// A what-if board.
    BoardId = "brd";
    /// A step of a what-if board.
    BoardStepId = "stp";
    /// One entry of the audit log.
    AuditEntryId = "aud";
    /// A customer's sign-in to the portal.
    CustomerLoginId = "log";
    /// An item of a bill, or of an opening balance.
    ItemId = "itm";
    /// An entry of the journal.
    JournalEntryId = "jou";
    /// One submission of a form: a repeat gets the first answer (decision 26).
    OperationId = "op";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_its_text() {
        let id = AccountId::from_uuid(Uuid::from_u128(42));
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn a_contact_id_is_no_account_id() {
        let contact = ContactId::from_uuid(Uuid::from_u128(42)).to_string();
        assert!(contact.parse::<AccountId>().is_err());
    }
}
