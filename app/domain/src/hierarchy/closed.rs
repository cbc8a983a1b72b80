//! Closed accounts above a new parent. They put no limit on a move: only a closed parent does (ORG-5, decision
//! 17). Whoever moves something there is told (ORG-3).

use serde::{Deserialize, Serialize};

use super::preview::count_words;
use super::refusal::words;
use crate::accounts::AccountRef;
use crate::text::list_words;

/// How many of them are named; the others are counted.
const NAMED: usize = 3;

/// The closed accounts above a new parent that is not closed itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedAbove {
    /// The first of them, the nearest first.
    first: Vec<AccountRef>,
    /// How many there are: exact.
    count: i64,
}

impl ClosedAbove {
    /// Those on the way up from a new parent, the nearest first.
    pub fn of(closed: impl IntoIterator<Item = AccountRef>) -> Self {
        let mut above = Self::default();
        for account in closed {
            above.count += 1;
            if above.first.len() < NAMED {
                above.first.push(account);
            }
        }
        above
    }

    /// What is to be known before something moves under `to`; nothing where no account above it is closed.
    #[must_use]
    pub fn sentence(&self, to: &AccountRef) -> Option<String> {
        let mut names: Vec<String> = self.first.iter().map(words).collect();
        let more = self.count - i64::try_from(names.len()).unwrap_or(i64::MAX);
        if more > 0 {
            names.push(format!("{} more", count_words(more)));
        }
        let names = list_words(&names)?;
        let are = if self.count == 1 { "is" } else { "are" };
        Some(format!(
            "{names}, above {}, {are} closed. {} itself is not: the move can be made all the same.",
            words(to),
            to.name
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill_units::testing::unit;

    fn sentence(closed: &[&str]) -> Option<String> {
        let closed = (1..).zip(closed).map(|(nth, name)| unit(nth, name).account);
        ClosedAbove::of(closed).sentence(&unit(9, "Kiel").account)
    }

    #[test]
    fn closed_accounts_above_a_new_parent_are_named_the_nearest_first() {
        assert_eq!(
            sentence(&["Acme"]).as_deref(),
            Some(
                "Acme (A-00000001), above Kiel (A-00000009), is closed. Kiel itself is not: the move can be \
                 made all the same."
            )
        );
        let several = sentence(&["Sales", "EMEA", "Acme"]).unwrap();
        assert!(
            several.starts_with(
                "Sales (A-00000001), EMEA (A-00000002) and Acme (A-00000003), above Kiel (A-00000009), are \
                 closed."
            ),
            "{several}"
        );
        let many = sentence(&["A", "B", "C", "D", "E"]).unwrap();
        assert!(many.contains("C (A-00000003) and 2 more, above"), "{many}");
        assert_eq!(sentence(&[]), None);
    }
}
