//! The place in a list where the next page begins, as it stands in the address bar.

use std::fmt;

use domain::{
    fields::FieldErrors,
    search::{Query, QueryError, Rank, SortKey},
};

use crate::{
    error::{Result, StoreError},
    search::candidates::Candidate,
};

/// A hit's place in the default order; after it comes the next page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cursor {
    pub(super) rank: Rank,
    pub(super) name: String,
    pub(super) number: i64,
}

impl Cursor {
    /// The place of a hit. By name alone all hits are of one rank.
    pub(super) fn of(hit: &Candidate, query: &Query) -> Self {
        let rank = if query.sort.key == SortKey::Best {
            hit.rank
        } else {
            Rank::Other
        };
        Self {
            rank,
            name: hit.name.clone(),
            number: hit.number.get(),
        }
    }

    /// Reads a place; none for the beginning.
    pub(super) fn parse(text: &str) -> Result<Option<Self>> {
        if text.is_empty() {
            return Ok(None);
        }
        let unknown = || {
            let mut errors = FieldErrors::default();
            errors.push("after", "unknown_page", QueryError::UnknownPage.to_string());
            StoreError::Invalid(errors)
        };
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or_else(unknown);
        let rank = match part()? {
            "0" => Rank::Whole,
            "1" => Rank::Begins,
            "2" => Rank::Other,
            "3" => Rank::Together,
            _ => return Err(unknown()),
        };
        let number = part()?.parse().map_err(|_| unknown())?;
        let name = part()?.to_owned();
        if name.contains('\0') {
            return Err(unknown());
        }
        Ok(Some(Self { rank, name, number }))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rank = match self.rank {
            Rank::Whole => 0,
            Rank::Begins => 1,
            Rank::Other => 2,
            Rank::Together => 3,
        };
        write!(f, "{rank}.{}.{}", self.number, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_from_the_address_bar() {
        for rank in [Rank::Whole, Rank::Together, Rank::Begins, Rank::Other] {
            let cursor = Cursor {
                rank,
                name: "a. b".to_owned(),
                number: 42,
            };
            assert_eq!(Cursor::parse(&cursor.to_string()).unwrap(), Some(cursor));
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["4.1.a", "1.x.a", "1", "1.2", "1.2.\0"] {
            assert!(Cursor::parse(text).is_err(), "{text:?}");
        }
    }
}
