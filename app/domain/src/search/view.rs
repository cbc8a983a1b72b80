//! What a search answers with, as the screen shows it (FIND-4).

use serde::{Deserialize, Serialize};

use crate::{
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::AccountId,
    money::Money,
    search::{Marked, Sort},
};

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SearchHit {
    /// The account.
    pub id: AccountId,
    /// Its number.
    pub number: AccountNumber,
    /// The number as shown, what was found marked.
    pub number_marked: Marked,
    /// Its name.
    pub name: Marked,
    /// Company of the primary contact where it is not the name.
    pub company: Marked,
    /// Status.
    pub status: AccountStatus,
    /// Organization type.
    pub organization_type: Option<OrganizationType>,
    /// Name of the customer type.
    pub customer_type: String,
    /// Street of the primary contact.
    pub street: Marked,
    /// Postal code and city of the primary contact.
    pub place: Marked,
    /// What holds the terms that none of the above holds, with the word for what it is.
    pub found_in: Vec<(String, Marked)>,
    /// What is due, one amount per currency; zero of the account's own where nothing is.
    pub due: Vec<Money>,
}

impl SearchHit {
    /// Whether its name or number has what was looked for.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.name.is_hit() || self.number_marked.is_hit()
    }
}

/// How many accounts there are (T2: never exact above 1,000).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Just so many.
    Exactly(u32),
    /// More than 1,000.
    Many,
    /// So many so far: the pattern says too little to look all of them up at once.
    AtLeast(u32),
}

impl Count {
    /// The words on the screen: "1 account", "1,000 accounts", "1,000+ accounts", "12+ accounts".
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Many => "1,000+ accounts".to_owned(),
            Self::AtLeast(0) => "No account so far".to_owned(),
            Self::AtLeast(count) => format!("{count}+ accounts"),
            Self::Exactly(1) => "1 account".to_owned(),
            Self::Exactly(1_000) => "1,000 accounts".to_owned(),
            Self::Exactly(count) => format!("{count} accounts"),
        }
    }

    /// What a short list of the first hits leaves out, in words: "8 of 23", "8 of 1,000 and more"; none where it
    /// has all of them.
    #[must_use]
    pub fn beyond(self, listed: usize) -> Option<String> {
        let listed = u32::try_from(listed).unwrap_or(u32::MAX);
        match self {
            Self::Exactly(count) if count <= listed => None,
            Self::Exactly(1_000) => Some(format!("{listed} of 1,000")),
            Self::Exactly(count) => Some(format!("{listed} of {count}")),
            Self::Many => Some(format!("{listed} of 1,000 and more")),
            Self::AtLeast(_) if listed == 0 => Some("None so far".to_owned()),
            Self::AtLeast(count) if count <= listed => Some(format!("{listed} and more")),
            Self::AtLeast(count) => Some(format!("{listed} of {count} and more")),
        }
    }
}

/// A page of hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// The hits in order.
    pub hits: Vec<SearchHit>,
    /// How many there are on all pages together.
    pub count: Count,
    /// Where the next page begins; none on the last. A page may have fewer hits than there is room for,
    /// or none, and yet be followed by more: a search of little meaning is answered in parts.
    pub next: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Whether the order asked for was left out, since it holds up to 1,000 accounts (decision 23):
    /// then there are no hits and the person is asked to narrow.
    pub too_many_to_sort: bool,
}

/// What tells an account from others without opening it: the pane beside the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPreview {
    /// The account as in the list.
    pub hit: SearchHit,
    /// The first contacts.
    pub contacts: Vec<PreviewContact>,
    /// Whether there are more contacts.
    pub more_contacts: bool,
    /// Region and country of the primary contact, as one line.
    pub region: String,
    /// The accounts above it, from the root down; empty where it is in no organization.
    pub path: Vec<PreviewParent>,
    /// Billing days of its bill units.
    pub billing_days: Vec<u8>,
}

/// A contact in the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewContact {
    /// Salutation left out: first, middle, last name, or the company.
    pub name: String,
    /// Job title.
    pub job_title: String,
    /// Whether it is the primary one.
    pub is_primary: bool,
    /// E-mail address.
    pub email: String,
    /// The first phone there is: work, mobile, home.
    pub phone: String,
}

/// An account above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewParent {
    /// Its number, by which it is opened.
    pub number: AccountNumber,
    /// Its name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn a_short_list_of_all_hits_leaves_nothing_out() {
        assert_eq!(Count::Exactly(8).beyond(8), None);
        assert_eq!(Count::Exactly(0).beyond(0), None);
    }

    #[test]
    fn a_short_list_says_of_how_many_it_has_the_first() {
        let beyond = |count: Count| count.beyond(8).unwrap_or_default();
        assert_eq!(beyond(Count::Exactly(23)), "8 of 23");
        assert_eq!(beyond(Count::Exactly(1_000)), "8 of 1,000");
        assert_eq!(beyond(Count::Many), "8 of 1,000 and more");
        assert_eq!(beyond(Count::AtLeast(12)), "8 of 12 and more");
    }

    #[test]
    fn a_search_answered_in_parts_is_not_said_to_have_found_nothing() {
        assert_eq!(Count::AtLeast(0).beyond(0).as_deref(), Some("None so far"));
        assert_eq!(Count::AtLeast(3).beyond(3).as_deref(), Some("3 and more"));
    }
}
