//! The tree as a page of it is shown (ORG-6, ORG-8).

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::accounts::{AccountRef, AccountStatus, OrganizationType};
use crate::bill_units::PayerTurn;
use crate::ids::AccountId;
use crate::money::Money;
use crate::search::SearchHit;

/// One account in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeRow {
    /// The account.
    pub account: AccountRef,
    /// What it is in the organization; informs only (ORG-1).
    pub organization_type: Option<OrganizationType>,
    /// Its status today.
    pub status: AccountStatus,
    /// The name of its customer type.
    pub customer_type: String,
    /// How many accounts are right below it.
    pub children: i64,
    /// How many accounts are below it on all levels: exact (decision 20).
    pub accounts_below: i64,
    /// What it and all accounts below it owe, an amount per currency; where nothing is owed, zero in a
    /// currency of its own. None where it is not known: in the tree of another day than today.
    pub due_within: Option<Vec<Money>>,
    /// Where it stands among its siblings: hand it over to read on behind it.
    pub place: TreePlace,
}

impl TreeRow {
    /// Whether it can be opened.
    #[must_use]
    pub const fn has_children(&self) -> bool {
        self.children > 0
    }
}

/// Who pays for an account, and for whom it pays: the second relation of the tree (HIER-1). Bill units
/// of one and the same account that pay for each other are not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreePayers {
    /// The account.
    pub account: AccountId,
    /// Who pays for a bill unit of it; of several the one with the lowest number.
    pub paid_by: Option<AccountRef>,
    /// From when on that account pays; none where it pays for a running cycle already, or on a past day.
    pub turn: Option<PayerTurn>,
    /// How many accounts pay for bill units of it.
    pub payers: i64,
    /// For how many accounts it pays.
    pub pays_for: i64,
    /// Whether there may be more than were counted.
    pub pays_for_more: bool,
}

/// Where an account stands among its siblings: by name, then number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TreePlace {
    /// Its name as it is sorted: without case and accents.
    pub name: String,
    /// Its account number.
    pub number: i64,
}

/// From where among the children of a parent a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TreeFrom {
    /// The first child.
    #[default]
    Start,
    /// The child that follows on this place.
    After {
        /// The place of the last row before.
        place: TreePlace,
    },
    /// The child with so many siblings before it: for a jump of the scroll bar. Costs more the
    /// farther it goes.
    Skip {
        /// How many siblings to leave out.
        rows: u32,
    },
    /// So far before this place that the page goes around it: for an account that was opened far behind among
    /// its siblings. Costs as [`TreeFrom::Skip`].
    Around {
        /// The place of the row that is wanted.
        place: TreePlace,
    },
}

/// Which children are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeAsk {
    /// Whose children.
    pub parent: AccountId,
    /// The tree of which day; none: of now (ORG-8).
    pub as_of: Option<NaiveDate>,
    /// From where.
    pub from: TreeFrom,
    /// At most how many; the store has a bound of its own.
    pub limit: u16,
}

/// Some children of a parent, in the order of name and number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreePage {
    /// The parent itself, with its own totals at the same moment.
    pub parent: TreeRow,
    /// The children.
    pub rows: Vec<TreeRow>,
    /// How many siblings stand before the first row; none where the page follows on a place, which does not
    /// tell.
    pub before: Option<i64>,
    /// Whether there are more behind the last row.
    pub has_more: bool,
    /// The day whose tree this is; none: of now.
    pub as_of: Option<NaiveDate>,
    /// The moment at which all of this was true (decision 20).
    pub stamp: DateTime<Utc>,
}

/// Some organizations, in the order of the name and number of their roots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationPage {
    /// The root of each: an account with children and no parent.
    pub rows: Vec<TreeRow>,
    /// Whether there are more behind the last.
    pub has_more: bool,
}

/// What stands below some accounts, as far as one answer goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeBelow {
    /// The children of each account, then those of its children, and so on: a parent before its own.
    pub pages: Vec<TreePage>,
    /// Whether these are all accounts below.
    pub is_whole: bool,
}

/// An account of an organization that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeHit {
    /// The account, with what was found marked.
    pub hit: SearchHit,
    /// The accounts above it, the root first; of a long path the root and the nearest.
    pub above: Vec<AccountRef>,
    /// How many levels between the root and the next are left out.
    pub omitted: i64,
}

/// What a search within an organization found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeHits {
    /// The accounts found: those whose name or number has what was looked for before the others, which are
    /// found by a contact or an address, and the best first among both.
    pub hits: Vec<TreeHit>,
    /// Where to search on: hand it over as `after`. None where everything was searched. There may be
    /// no further hit: the search stops after a while, however few belong to the organization. What came
    /// first for its name may come again.
    pub next: Option<String>,
}

impl TreeHits {
    /// Adds other hits of the same search, each account once, and brings all into their order.
    #[must_use]
    pub fn named_first(mut self, others: Vec<TreeHit>) -> Self {
        let known: HashSet<AccountId> = self.hits.iter().map(|found| found.hit.id).collect();
        let others = others.into_iter();
        self.hits
            .extend(others.filter(|found| !known.contains(&found.hit.id)));
        self.hits.sort_by_key(|found| !found.hit.is_named());
        self
    }
}

/// Which of the accounts that get another place by a move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovingSide {
    /// Those that it takes along under the new parent.
    #[default]
    Along,
    /// Those that go to the old parent, since their parent moves without them.
    ToOldParent,
}

/// One account among those that get another place by a move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovingRow {
    /// Which.
    pub account: AccountRef,
    /// Its status today.
    pub status: AccountStatus,
    /// What it is in the organization.
    pub organization_type: Option<OrganizationType>,
    /// How many levels it stands below the account that the move names: 0 is that account itself.
    pub level: i64,
    /// How many accounts are below it.
    pub accounts_below: i64,
}

/// Some of the accounts that get another place by a move, each followed by those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovingPage {
    /// The accounts.
    pub rows: Vec<MovingRow>,
    /// Whether there are more: read on with the last row's account.
    pub has_more: bool,
}

/// An account with all accounts above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreePath {
    /// The root first, the account itself last.
    pub rows: Vec<TreeRow>,
    /// How many levels between the root and the second row are left out, where the path is longer
    /// than is read at once.
    pub omitted: i64,
    /// The moment at which all of this was true.
    pub stamp: DateTime<Utc>,
}
