//! The list of organizations (ORG-6).

use domain::hierarchy::{MoveForm, OrganizationPage};
use store::hierarchy::{ORGANIZATIONS_LIMIT, organizations_list};

use crate::support::{ACME, Town, csr, due_words};

async fn list(town: &Town) -> OrganizationPage {
    organizations_list(town.store(), &csr(), None)
        .await
        .expect("the organizations")
}

async fn names(town: &Town) -> Vec<String> {
    let page = list(town).await;
    page.rows.into_iter().map(|row| row.account.name).collect()
}

#[tokio::test]
async fn every_account_with_children_and_no_parent_is_listed_by_name() {
    let town = Town::new("zoo\n  Cage\nÉmile\n  Shop\nAlone\nAcme\n  EMEA\n    Sales\n").await;
    assert_eq!(names(&town).await, ["Acme", "Émile", "zoo"]);
}

#[tokio::test]
async fn an_organization_is_listed_with_what_is_below_and_owed_in_all_of_it() {
    let town = Town::new(ACME).await;
    town.item("Depot", "EUR", 12_000).await;
    let page = list(&town).await;
    let acme = &page.rows[0];
    assert_eq!((acme.children, acme.accounts_below), (2, 7));
    assert_eq!(due_words(acme), Some(vec!["120.00 EUR".to_owned()]));
}

#[tokio::test]
async fn an_organization_that_moves_under_another_is_one_no_more() {
    let town = Town::new("Acme\n  EMEA\nBolt\n  Works\n").await;
    town.moved("Bolt", "Acme", MoveForm::WholeSubtree).await;
    assert_eq!(names(&town).await, ["Acme"]);
}

#[tokio::test]
async fn an_account_is_no_organization_once_its_last_child_has_left() {
    let town = Town::new("Acme\n  EMEA\nBolt\n  Works\n").await;
    town.moved("Works", "EMEA", MoveForm::WholeSubtree).await;
    assert_eq!(names(&town).await, ["Acme"]);
}

#[tokio::test]
async fn what_leaves_its_organization_with_its_own_below_it_is_one_of_its_own() {
    let town = Town::new("Acme\n  EMEA\n    Sales\n      Kiel\n").await;
    let leave = "UPDATE organization_link SET superseded_at = now() FROM account a
                 WHERE a.id = child_id AND a.name = 'Sales'";
    town.execute(leave).await;
    assert_eq!(names(&town).await, ["Acme", "Sales"]);
}

#[tokio::test]
async fn a_renamed_organization_takes_its_new_place() {
    let town = Town::new("Acme\n  EMEA\nBolt\n  Works\n").await;
    town.execute("UPDATE account SET name = 'Zeta' WHERE name = 'Acme'")
        .await;
    assert_eq!(names(&town).await, ["Bolt", "Zeta"]);
}

#[tokio::test]
async fn organizations_come_page_by_page_each_of_them_once() {
    let count = usize::from(ORGANIZATIONS_LIMIT) + 5;
    let picture: String = (0..count)
        .map(|at| format!("Group {at:03}\n  Part {at}\n"))
        .collect();
    let town = Town::new(&picture).await;
    let first = list(&town).await;
    assert_eq!((first.rows.len(), first.has_more), (count - 5, true));
    let last = first.rows.last().map(|row| row.account.number);
    let rest = organizations_list(town.store(), &csr(), last)
        .await
        .expect("the organizations behind");
    let names: Vec<&str> = rest
        .rows
        .iter()
        .map(|row| row.account.name.as_str())
        .collect();
    let expected: Vec<String> = (count - 5..count)
        .map(|at| format!("Group {at:03}"))
        .collect();
    assert_eq!(names, expected);
    assert!(!rest.has_more);
}
