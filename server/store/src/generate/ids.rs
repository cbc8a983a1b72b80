//! Ids of generated rows: UUID v7 as elsewhere, with the row's index where a library would put
//! chance, so that a parent's id is known before its row is written and every index grows at its end.

use uuid::Uuid;

/// The ids of one load.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    millis: u64,
    salt: u64,
}

/// What a row is of an account; at most sixteen kinds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Account,
    Contact(u8),
    BillUnit(u8),
    PaymentMethod,
    Item,
    JournalEntry,
    AuditEntry,
}

impl Part {
    const fn number(self) -> u64 {
        match self {
            Self::Account => 0,
            Self::Contact(position) => 1 + (position & 3) as u64,
            Self::BillUnit(position) => 5 + (position & 3) as u64,
            Self::PaymentMethod => 9,
            Self::Item => 10,
            Self::JournalEntry => 11,
            Self::AuditEntry => 12,
        }
    }
}

impl Ids {
    /// Ids that no other load has: of this moment (Unix milliseconds) and this chance.
    pub(super) const fn new(millis: u64, salt: u64) -> Self {
        Self {
            millis,
            salt: salt & 0x3FFF_FFFF,
        }
    }

    /// The id of a part of the account with this index. 48 bits of time, 40 of index, 30 of chance,
    /// 4 of part: the layout of RFC 9562 with a counter (method 1 of its section 6.2).
    pub(super) fn id(self, index: u64, part: Part) -> Uuid {
        let counter = index & 0xFF_FFFF_FFFF;
        let high = (self.millis << 16) | 0x7000 | (counter >> 28);
        let low = (0b10 << 62) | ((counter & 0x0FFF_FFFF) << 34) | (self.salt << 4) | part.number();
        Uuid::from_u64_pair(high, low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_of_version_seven_and_grow_with_the_index() {
        let ids = Ids::new(1_790_000_000_000, 99);
        let mut last = Uuid::nil();
        for index in [0, 1, 2, 0x0FFF_FFFF, 0x1000_0000, 9_999_999_999] {
            let id = ids.id(index, Part::Account);
            assert_eq!(id.get_version_num(), 7);
            assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
            assert!(id > last);
            last = id;
        }
    }

    #[test]
    fn parts_of_an_account_have_ids_of_their_own() {
        let ids = Ids::new(1, 2);
        let parts = [
            Part::Account,
            Part::Contact(0),
            Part::Contact(3),
            Part::BillUnit(0),
            Part::BillUnit(3),
            Part::PaymentMethod,
            Part::Item,
            Part::JournalEntry,
            Part::AuditEntry,
        ];
        let ids: std::collections::HashSet<Uuid> =
            parts.iter().map(|part| ids.id(7, *part)).collect();
        assert_eq!(ids.len(), parts.len());
    }
}
