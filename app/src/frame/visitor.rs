//! Who is at the screen, as far as the frame shows it.

use chrono::NaiveDate;
use domain::access::{Action, Role, role_may};
use domain::clock::Clock;
use domain::ids::StaffUserId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::PageCodec;

/// The signed-in person and their day, sent along with the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// Who: names what the browser keeps for this person, and for nobody else who signs in there.
    pub id: StaffUserId,
    /// As shown beside what they do.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The business date (OPS-3); none where it is not known yet.
    pub business_date: Option<NaiveDate>,
    /// The clock of the installation, by which moments are shown.
    pub clock: Clock,
}

impl Visitor {
    /// Whether the screen offers this. The store checks it again (SEC-1).
    #[must_use]
    pub const fn may(&self, action: Action) -> bool {
        role_may(self.role, action)
    }
}

/// Today's business date, as far as the page knows it.
pub fn business_date() -> Option<NaiveDate> {
    use_context::<Option<Visitor>>().flatten()?.business_date
}

/// The visitor of the page: what the server saw, also in the browser.
pub(super) fn visitor() -> Option<Visitor> {
    SharedValue::<_, PageCodec>::new_with_encoding(visitor_of_request).into_inner()
}

#[cfg(feature = "ssr")]
fn visitor_of_request() -> Option<Visitor> {
    use_context()
}

#[cfg(not(feature = "ssr"))]
fn visitor_of_request() -> Option<Visitor> {
    None
}
