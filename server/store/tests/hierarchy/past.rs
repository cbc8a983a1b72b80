//! The tree as it was (ORG-8).

use chrono::{Days, NaiveDate};
use domain::hierarchy::{MoveForm, TreeAsk, TreeFrom};
use store::hierarchy::{tree_children, tree_path_on};
use store::installation::business_date_today;

use crate::support::{ACME, Town, csr};

async fn children_on(town: &Town, parent: &str, day: NaiveDate) -> Vec<(String, i64, i64)> {
    let ask = TreeAsk {
        parent: town.id(parent),
        as_of: Some(day),
        from: TreeFrom::Start,
        limit: 10,
    };
    let page = tree_children(town.store(), &csr(), &ask)
        .await
        .expect("a page");
    let rows = page.rows.into_iter();
    rows.map(|row| (row.account.name, row.children, row.accounts_below))
        .collect()
}

#[tokio::test]
async fn yesterday_the_tree_was_as_it_was_before_todays_move() {
    let town = Town::new(ACME).await;
    let today = business_date_today(town.store()).await.expect("today");
    let yesterday = today.checked_sub_days(Days::new(1)).expect("yesterday");
    town.moved("Sales", "Americas", MoveForm::AloneChildrenToOldParent)
        .await;
    let row = |name: &str, children, below| (name.to_owned(), children, below);
    let now = [row("Kiel", 0, 0), row("Oslo", 1, 1), row("Support", 0, 0)];
    assert_eq!(children_on(&town, "EMEA", today).await, now);
    let then = [row("Sales", 2, 3), row("Support", 0, 0)];
    assert_eq!(children_on(&town, "EMEA", yesterday).await, then);
    assert_eq!(children_on(&town, "Americas", yesterday).await, []);
    let path = tree_path_on(town.store(), &csr(), town.id("Depot"), yesterday)
        .await
        .expect("a path");
    let path: Vec<_> = (path.rows.iter())
        .map(|row| (row.account.name.as_str(), row.accounts_below))
        .collect();
    assert_eq!(
        path,
        [
            ("Acme", 7),
            ("EMEA", 5),
            ("Sales", 3),
            ("Oslo", 1),
            ("Depot", 0)
        ]
    );
}

#[tokio::test]
async fn on_another_day_what_is_owed_is_not_known() {
    let town = Town::new(ACME).await;
    town.item("Depot", "EUR", 12_000).await;
    let today = business_date_today(town.store()).await.expect("today");
    let yesterday = today.checked_sub_days(Days::new(1)).expect("yesterday");
    let tomorrow = today.checked_add_days(Days::new(1)).expect("tomorrow");
    for day in [yesterday, tomorrow] {
        let path = tree_path_on(town.store(), &csr(), town.id("Depot"), day).await;
        let path = path.expect("a path");
        assert!(path.rows.iter().all(|row| row.due_within.is_none()));
    }
}

#[tokio::test]
async fn before_the_first_link_nobody_was_below_anybody() {
    let town = Town::new(ACME).await;
    let day = "2025-12-31".parse().expect("a day");
    assert_eq!(children_on(&town, "EMEA", day).await, []);
}
