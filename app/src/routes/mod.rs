//! Every address of the application. Nothing else writes a path.
//!
//! Constants are what the router matches; functions make the addresses that links lead to.

mod accounts;
mod hierarchy;
mod query;
mod search;

use leptos_router::StaticSegment;

pub use accounts::*;
pub use hierarchy::*;
pub use query::query_value;
pub use search::*;

use query::{said, said_without_card, with_query};

/// The start page, and the frame around all console pages.
pub const ROOT: StaticSegment<&str> = StaticSegment("");
/// The design system, shown part by part.
pub const UI: StaticSegment<&str> = StaticSegment("ui");

/// Address of the start page.
pub const fn home() -> &'static str {
    "/"
}

/// Address of the page that shows every part of the design system.
pub fn ui() -> &'static str {
    "/ui"
}

/// The page to sign in on, outside the frame.
pub const SIGN_IN: StaticSegment<&str> = StaticSegment("sign-in");

/// Where the server says that it is alive.
#[must_use]
pub const fn health() -> &'static str {
    "/healthz"
}

/// Where the server says that it can answer.
#[must_use]
pub const fn readiness() -> &'static str {
    "/readyz"
}

/// Address of the page to sign in on; its form posts to the same.
pub const fn sign_in() -> &'static str {
    "/sign-in"
}

/// Address of the page to sign in on, which leads to this address afterwards. The server judges whether it may.
pub fn sign_in_before(next: &str) -> String {
    with_query(sign_in(), &[("next", next)], said)
}

/// Whether an address is one of signing in or out: nobody is led back to those.
#[must_use]
pub fn is_of_signing(address: &str) -> bool {
    address.starts_with("/sign-")
}

/// One's own password and sessions.
pub const OWN_SIGN_IN: StaticSegment<&str> = StaticSegment("me");

/// Address of one's own password and sessions.
pub fn own_sign_in() -> &'static str {
    "/me"
}

/// Where the form that ends the session posts to.
pub const fn sign_out() -> &'static str {
    "/sign-out"
}

/// Where the form that ends all sessions of a person posts to.
pub const fn sign_out_everywhere() -> &'static str {
    "/sign-out-everywhere"
}

/// The staff users, for administrators.
pub const STAFF: StaticSegment<&str> = StaticSegment("staff");

/// Address of the staff users.
pub fn staff() -> &'static str {
    "/staff"
}

/// Address of the staff users whose name or login has this in it, behind the one with this id; where one
/// is empty, of all of them. Without card numbers, as [`search_for`].
pub fn staff_page(find: &str, after: &str) -> String {
    let pairs = [("find", find), ("after", after)];
    with_query(staff(), &pairs, said_without_card)
}

/// The audit log of the installation.
pub const AUDIT_LOG: StaticSegment<&str> = StaticSegment("audit-log");

/// Address of the audit log.
pub fn audit_log() -> &'static str {
    "/audit-log"
}

/// The configurable list of customer types.
pub const CUSTOMER_TYPES: (StaticSegment<&str>, StaticSegment<&str>) =
    (StaticSegment("lists"), StaticSegment("customer-types"));

/// Address of the list of customer types.
pub fn customer_types() -> &'static str {
    "/lists/customer-types"
}

/// What is scheduled across accounts.
pub const SCHEDULED: (StaticSegment<&str>, StaticSegment<&str>) =
    (StaticSegment("operations"), StaticSegment("scheduled"));

/// Address of what is scheduled across accounts.
pub fn scheduled() -> &'static str {
    "/operations/scheduled"
}

/// What of all that is scheduled a page shows; where one of these is empty, all of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScheduledFilter<'a> {
    /// In this state.
    pub state: &'a str,
    /// Of this kind.
    pub kind: &'a str,
    /// For this day.
    pub on: &'a str,
    /// At or below the account of this number.
    pub below: &'a str,
    /// Behind the action with this id.
    pub after: &'a str,
}

/// Address of what is scheduled across accounts.
pub fn scheduled_page(filter: ScheduledFilter<'_>) -> String {
    let pairs = [
        ("state", filter.state),
        ("kind", filter.kind),
        ("on", filter.on),
        ("below", filter.below),
        ("after", filter.after),
    ];
    with_query(scheduled(), &pairs, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signs_in_from_a_page_is_led_back_to_it_with_its_query() {
        assert_eq!(
            sign_in_before("/accounts/A-1/billing?panel=new"),
            "/sign-in?next=%2Faccounts%2FA-1%2Fbilling%3Fpanel%3Dnew"
        );
        assert_eq!(sign_in_before(""), sign_in());
    }

    #[test]
    fn a_card_number_stands_in_no_address_of_the_staff_users() {
        assert_eq!(staff_page("4111111111111111", ""), "/staff");
        assert_eq!(
            staff_page("Reyes", "usr_1"),
            "/staff?find=Reyes&after=usr_1"
        );
    }

    #[test]
    fn the_address_of_what_is_scheduled_names_what_is_filtered() {
        assert_eq!(
            scheduled_page(ScheduledFilter {
                state: "failed",
                on: "2026-12-01",
                ..ScheduledFilter::default()
            }),
            "/operations/scheduled?state=failed&on=2026-12-01"
        );
        assert_eq!(
            scheduled_page(ScheduledFilter::default()),
            "/operations/scheduled"
        );
    }
}
