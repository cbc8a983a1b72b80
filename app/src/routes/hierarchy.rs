//! Addresses of organizations and what-if boards.

use chrono::NaiveDate;
use domain::accounts::AccountNumber;
use leptos_router::{ParamSegment, StaticSegment};

use super::query::{any, query_value, said, with_query};

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
    let pairs = [
        row.map(|row| ("row", row)),
        to.map(|to| ("move", to)),
        on.as_deref().map(|on| ("on", on)),
        payers.then_some(("payers", "1")),
    ];
    let pairs: Vec<_> = pairs.into_iter().flatten().collect();
    with_query(&hierarchy_of(root), &pairs, any)
}

/// Address of the list of organizations, behind that of the account of this number.
pub fn organizations_after(number: AccountNumber) -> String {
    format!("{}?after={number}", hierarchy())
}

/// Address of the organization that holds an account, with Preview Move open for it.
pub fn hierarchy_move(number: AccountNumber) -> String {
    hierarchy_row(&number.to_string(), "", Some(""), None)
}

/// Address of the organization that holds an account, with Remove From Hierarchy open for it.
pub fn hierarchy_remove(number: AccountNumber) -> String {
    removal_shown(&hierarchy_of(&number.to_string()))
}

/// An address of an organization with Remove From Hierarchy open for the chosen account.
pub fn removal_shown(href: &str) -> String {
    let sign = if href.contains('?') { '&' } else { '?' };
    format!("{href}{sign}remove=1")
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
    let over = if is_over { "1" } else { "0" };
    with_query(boards(), &[("over", over), ("after", after)], said)
}

/// Address of a what-if board: the link that is shared.
pub fn board(id: &str) -> String {
    format!("{}/{}", boards(), query_value(id))
}

/// Address of a what-if board with the steps behind a number, and the draft's tree around the account of
/// a number (empty: around that of the first step).
pub fn board_steps(id: &str, after: i64, row: &str) -> String {
    let after = after.to_string();
    with_query(&board(id), &[("after", &after), ("row", row)], said)
}

/// Where a form asks for the accounts that a move takes along, as a file.
pub const MOVING_EXPORT: &str = "/export/moving-accounts";

#[cfg(test)]
mod tests {
    use super::*;

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
