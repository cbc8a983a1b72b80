//! The orders of a list of hits, and the place in it where the next page begins (FIND-4, decision 23).

use serde::{Deserialize, Serialize};

/// By what the hits are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// Best match, then name, then number; streams through any number of hits.
    #[default]
    Best,
    /// Name, then number.
    Name,
    /// Account number.
    Number,
    /// Status, in the order active, inactive, closed.
    Status,
    /// Organization type, none last.
    OrganizationType,
    /// City of the primary contact.
    City,
    /// What is due, currency by currency.
    Due,
}

impl SortKey {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Best,
        Self::Name,
        Self::Number,
        Self::Status,
        Self::OrganizationType,
        Self::City,
        Self::Due,
    ];

    /// The code in the address bar.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Best => "",
            Self::Name => "name",
            Self::Number => "number",
            Self::Status => "status",
            Self::OrganizationType => "type",
            Self::City => "city",
            Self::Due => "due",
        }
    }
}

/// An order: a key and its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Whether from the end.
    pub descending: bool,
}

impl Sort {
    /// The order with this code: the key's, after `-` where it is descending.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (code, descending) = code
            .strip_prefix('-')
            .map_or((code, false), |code| (code, true));
        let key = SortKey::ALL.into_iter().find(|key| key.code() == code)?;
        (key != SortKey::Best || !descending).then_some(Self { key, descending })
    }

    /// The code in the address bar.
    #[must_use]
    pub fn code(self) -> String {
        format!(
            "{}{}",
            if self.descending { "-" } else { "" },
            self.key.code()
        )
    }

    /// Whether the hits come in this order by themselves, however many there are. The other orders
    /// hold up to 1,000 candidates (decision 23).
    #[must_use]
    pub fn streams(self) -> bool {
        matches!(self.key, SortKey::Best | SortKey::Name) && !self.descending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_back_from_its_code() {
        for key in SortKey::ALL {
            for descending in [false, true] {
                let sort = Sort { key, descending };
                if key != SortKey::Best || !descending {
                    assert_eq!(Sort::from_code(&sort.code()), Some(sort));
                }
            }
        }
        assert_eq!(Sort::from_code("-"), None);
        assert_eq!(Sort::from_code("name; DROP TABLE account"), None);
    }
}
