//! Every address of the application. Nothing else writes a path.
//!
//! Constants are what the router matches; functions make the addresses that links lead to.

use chrono::NaiveDate;
use domain::accounts::AccountNumber;
use domain::card::looks_like_card_number;
use domain::search::SearchRequest;
use leptos_router::{ParamSegment, StaticSegment};

/// The start page, and the frame around all console pages.
pub const ROOT: StaticSegment<&str> = StaticSegment("");
/// The design system, shown part by part.
pub const UI: StaticSegment<&str> = StaticSegment("ui");
/// One account, by its number.
pub const ACCOUNT: (StaticSegment<&str>, ParamSegment) =
    (StaticSegment("accounts"), ParamSegment("number"));
/// Home of an account, the first of its tabs.
pub const ACCOUNT_HOME: StaticSegment<&str> = StaticSegment("");
/// The profile tab of an account.
pub const ACCOUNT_PROFILE: StaticSegment<&str> = StaticSegment("profile");
/// The billing tab of an account.
pub const ACCOUNT_BILLING: StaticSegment<&str> = StaticSegment("billing");
/// The News Feed tab of an account.
pub const ACCOUNT_HISTORY: StaticSegment<&str> = StaticSegment("history");
/// Create account.
pub const ACCOUNT_CREATE: (StaticSegment<&str>, StaticSegment<&str>) =
    (StaticSegment("accounts"), StaticSegment("new"));
/// The configurable list of customer types.
pub const CUSTOMER_TYPES: (StaticSegment<&str>, StaticSegment<&str>) =
    (StaticSegment("lists"), StaticSegment("customer-types"));

/// The page to sign in on, outside the frame.
pub const SIGN_IN: StaticSegment<&str> = StaticSegment("sign-in");

/// Address of the page to sign in on; its form posts to the same.
pub fn sign_in() -> &'static str {
    "/sign-in"
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
    let query: Vec<String> = (pairs.into_iter())
        .filter(|(_, value)| !value.is_empty() && !looks_like_card_number(value))
        .map(|(name, value)| format!("{name}={}", query_value(value)))
        .collect();
    match query.is_empty() {
        true => staff().to_owned(),
        false => format!("{}?{}", staff(), query.join("&")),
    }
}

/// The audit log of the installation.
pub const AUDIT_LOG: StaticSegment<&str> = StaticSegment("audit-log");

/// Address of the audit log.
pub fn audit_log() -> &'static str {
    "/audit-log"
}

/// One's own password and sessions.
pub const OWN_SIGN_IN: StaticSegment<&str> = StaticSegment("me");

/// Address of one's own password and sessions.
pub fn own_sign_in() -> &'static str {
    "/me"
}

/// Where the form that ends the session posts to.
pub fn sign_out() -> &'static str {
    "/sign-out"
}

/// Where the form that ends all sessions of a person posts to.
pub fn sign_out_everywhere() -> &'static str {
    "/sign-out-everywhere"
}

/// Address of the start page.
pub fn home() -> &'static str {
    "/"
}

/// Address of the page that shows every part of the design system.
pub fn ui() -> &'static str {
    "/ui"
}

/// Address of Search.
pub fn search() -> &'static str {
    "/search"
}

/// Address of the results of a search. A card number is kept out of it: addresses are remembered by
/// browsers and sent along (SEC-3).
pub fn search_for(text: &str) -> String {
    match looks_like_card_number(text) {
        true => search().to_owned(),
        false => format!("/search?q={}", query_value(text)),
    }
}

/// What the address of Search says where a card number was taken out of it.
pub const REFUSED: &str = "refused";

/// Address of what is asked for by an address with a card number in it: its path, and those pairs of its
/// query that have none. Search says what it left out.
#[cfg(feature = "ssr")]
pub fn without_card_numbers(path: &str, pairs: &[(String, String)]) -> String {
    let is_plain = |text: &str| !looks_like_card_number(text);
    let mut query: Vec<String> = (pairs.iter())
        .filter(|(name, value)| is_plain(name) && is_plain(value))
        .map(|(name, value)| format!("{}={}", query_value(name), query_value(value)))
        .collect();
    if path == search() {
        query.push(format!("{REFUSED}=card-number"));
    }
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", query.join("&")),
    }
}

/// The page of Search.
pub const SEARCH: StaticSegment<&str> = StaticSegment("search");

/// Address of a search with its filters, order and page; as [`search_for`] without card numbers.
pub fn search_page(request: &SearchRequest) -> String {
    let pairs = [
        ("q", &request.q),
        ("status", &request.status),
        ("type", &request.organization_type),
        ("customer", &request.customer),
        ("company", &request.company),
        ("sort", &request.sort),
        ("after", &request.after),
    ];
    let query: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty() && !looks_like_card_number(value))
        .map(|(name, value)| format!("{name}={}", query_value(value)))
        .collect();
    match query.is_empty() {
        true => search().to_owned(),
        false => format!("{}?{}", search(), query.join("&")),
    }
}

/// Address of an account's Home.
pub fn account(number: AccountNumber) -> String {
    format!("/accounts/{number}")
}

/// What the address of an account's Home says where Verify Caller is open.
pub const VERIFY_CALLER: &str = "verify-caller";

/// Address of Verify Caller.
pub fn account_verify_caller(number: AccountNumber) -> String {
    format!("/accounts/{number}?panel={VERIFY_CALLER}")
}

/// Address of an account's profile.
pub fn account_profile(number: AccountNumber) -> String {
    format!("/accounts/{number}/profile")
}

/// Address of an account's billing: bill units and payment methods.
pub fn account_billing(number: AccountNumber) -> String {
    format!("/accounts/{number}/billing")
}

/// Address of Bill Unit Setup.
pub fn account_bill_units(number: AccountNumber) -> String {
    format!("/accounts/{number}/billing#bill-units")
}

/// Address of Payment Methods.
pub fn account_payment_methods(number: AccountNumber) -> String {
    format!("/accounts/{number}/billing#payment-methods")
}

/// Address of an account's News Feed.
pub fn account_history(number: AccountNumber) -> String {
    format!("/accounts/{number}/history")
}

/// Address of one entry in an account's News Feed.
pub fn account_history_entry(number: AccountNumber, entry: &str) -> String {
    format!("{}#{entry}", account_history(number))
}

/// The hierarchy without an account.
pub const HIERARCHY_BEGIN: StaticSegment<&str> = StaticSegment("hierarchy");
/// The organization that holds an account, by its number.
pub const HIERARCHY: (StaticSegment<&str>, ParamSegment) =
    (StaticSegment("hierarchy"), ParamSegment("number"));

/// Address of the hierarchy, where an organization is to be chosen.
pub fn hierarchy() -> &'static str {
    "/hierarchy"
}

/// Address of the organization that holds the account of this number.
pub fn hierarchy_of(number: &str) -> String {
    format!("/hierarchy/{}", query_value(number))
}

/// Address of an organization with a chosen account (empty: the root), and with Preview Move open
/// where `to` is given: the number of the new parent, empty while none is chosen. The tree is that of the
/// day `on`, where one is given.
pub fn hierarchy_row(root: &str, row: &str, to: Option<&str>, on: Option<NaiveDate>) -> String {
    hierarchy_shown(root, row, to, on, false)
}

/// The same with who pays for whom in the tree, where `payers` says so.
pub fn hierarchy_shown(
    root: &str,
    row: &str,
    to: Option<&str>,
    on: Option<NaiveDate>,
    payers: bool,
) -> String {
    let row = Some(row).filter(|row| !row.is_empty());
    let on = on.map(|on| on.to_string());
    let pairs = row.map(|row| ("row", row)).into_iter();
    let query: Vec<String> = pairs
        .chain(to.map(|to| ("move", to)))
        .chain(on.as_deref().map(|on| ("on", on)))
        .chain(payers.then_some(("payers", "1")))
        .map(|(name, value)| format!("{name}={}", query_value(value)))
        .collect();
    match query.is_empty() {
        true => hierarchy_of(root),
        false => format!("{}?{}", hierarchy_of(root), query.join("&")),
    }
}

/// Address of the list of organizations, behind that of the account of this number.
pub fn organizations_after(number: AccountNumber) -> String {
    format!("{}?after={number}", hierarchy())
}

/// Address of the organization that holds an account, with Preview Move open for it.
pub fn hierarchy_move(number: AccountNumber) -> String {
    hierarchy_row(&number.to_string(), "", Some(""), None)
}

/// The what-if boards.
pub const BOARDS: StaticSegment<&str> = StaticSegment("what-if");
/// One what-if board, by its id.
pub const BOARD: (StaticSegment<&str>, ParamSegment) =
    (StaticSegment("what-if"), ParamSegment("id"));

/// Address of the what-if boards at work.
pub fn boards() -> &'static str {
    "/what-if"
}

/// Address of the what-if boards, those that are over or the others, behind the one with this id.
pub fn boards_after(is_over: bool, after: &str) -> String {
    let over = if is_over { "?over=1" } else { "?over=0" };
    match after.is_empty() {
        true => format!("{}{over}", boards()),
        false => format!("{}{over}&after={}", boards(), query_value(after)),
    }
}

/// Address of a what-if board: the link that is shared.
pub fn board(id: &str) -> String {
    format!("{}/{}", boards(), query_value(id))
}

/// Address of a what-if board with the steps behind a number, and the draft's tree around the account of
/// a number (empty: around that of the first step).
pub fn board_steps(id: &str, after: i64, row: &str) -> String {
    let row = match row.is_empty() {
        true => String::new(),
        false => format!("&row={}", query_value(row)),
    };
    format!("{}?after={after}{row}", board(id))
}

/// What is scheduled across accounts.
pub const SCHEDULED: (StaticSegment<&str>, StaticSegment<&str>) =
    (StaticSegment("operations"), StaticSegment("scheduled"));

/// Address of what is scheduled across accounts.
pub fn scheduled() -> &'static str {
    "/operations/scheduled"
}

/// Address of what is scheduled across accounts, in a state, of a kind, for a day, behind the action with
/// this id; where one is empty, all of them.
pub fn scheduled_page(state: &str, kind: &str, on: &str, after: &str) -> String {
    let pairs = [
        ("state", state),
        ("kind", kind),
        ("on", on),
        ("after", after),
    ];
    let query: Vec<String> = (pairs.into_iter())
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", query_value(value)))
        .collect();
    match query.is_empty() {
        true => scheduled().to_owned(),
        false => format!("{}?{}", scheduled(), query.join("&")),
    }
}

/// Where a form asks for the accounts that a move takes along, as a file.
pub const MOVING_EXPORT: &str = "/export/moving-accounts";

/// Address of Create account; its form posts to the same where there is no program.
pub const fn account_create() -> &'static str {
    "/accounts/new"
}

/// Address of the list of customer types.
pub fn customer_types() -> &'static str {
    "/lists/customer-types"
}

/// Encodes a text so that it can stand as a value in an address's query.
pub fn query_value(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' | b':' => {
                encoded.push(char::from(byte));
            }
            _ => {
                encoded.push('%');
                for half in [byte >> 4, byte & 15] {
                    encoded.extend(
                        char::from_digit(half.into(), 16).map(|digit| digit.to_ascii_uppercase()),
                    );
                }
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_searched_text_survives_the_address() {
        assert_eq!(
            search_for("acme* & Söhne"),
            "/search?q=acme*%20%26%20S%C3%B6hne"
        );
        assert_eq!(search_for("100%_\\"), "/search?q=100%25_%5C");
    }

    #[test]
    fn a_card_number_stands_in_no_address_of_a_search() {
        let card = "4111 1111 1111 1111 12/28 123";
        assert_eq!(search_for(card), "/search");
        let request = SearchRequest {
            q: card.to_owned(),
            company: card.to_owned(),
            status: "active".to_owned(),
            ..SearchRequest::default()
        };
        assert_eq!(search_page(&request), "/search?status=active");
        assert_eq!(staff_page("4111111111111111", ""), "/staff");
    }

    #[test]
    fn the_address_of_a_tree_names_root_row_and_panel() {
        assert_eq!(hierarchy_row("A-1", "", None, None), "/hierarchy/A-1");
        assert_eq!(
            hierarchy_row("A-1", "A-2", Some("A-3"), None),
            "/hierarchy/A-1?row=A-2&move=A-3"
        );
        assert_eq!(
            hierarchy_row("A-1", "", Some(""), None),
            "/hierarchy/A-1?move="
        );
        assert_eq!(board_steps("brd_1", 0, ""), "/what-if/brd_1?after=0");
        assert_eq!(
            board_steps("brd_1", 200, "A-2"),
            "/what-if/brd_1?after=200&row=A-2"
        );
        assert_eq!(boards_after(true, "brd_1"), "/what-if?over=1&after=brd_1");
        assert_eq!(
            scheduled_page("failed", "", "2026-12-01", ""),
            "/operations/scheduled?state=failed&on=2026-12-01"
        );
        assert_eq!(scheduled_page("", "", "", ""), "/operations/scheduled");
        let number = AccountNumber::new(42).unwrap();
        assert_eq!(organizations_after(number), "/hierarchy?after=A-00000042");
        let day = NaiveDate::from_ymd_opt(2026, 12, 1);
        assert_eq!(
            hierarchy_row("A-1", "", None, day),
            "/hierarchy/A-1?on=2026-12-01"
        );
        assert_eq!(
            hierarchy_shown("A-1", "A-2", None, None, true),
            "/hierarchy/A-1?row=A-2&payers=1"
        );
    }
}
