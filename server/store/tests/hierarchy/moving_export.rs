//! The accounts that a move takes along, as a file (ORG-3).

use domain::access::Role;
use domain::hierarchy::{MoveForm, MovingSide};
use store::StoreError;
use store::hierarchy::{MovingExport, moving_export};

use crate::planning::{day_in, on, subtree_on};
use crate::support::{ACME, Town, csr, manager, staff};

/// The whole file, and the number of its parts.
pub async fn whole(mut export: MovingExport) -> (String, usize) {
    let (mut file, mut parts) = (Vec::new(), 0);
    while let Some(part) = export.next().await.expect("a part") {
        file.extend(part);
        parts += 1;
    }
    (String::from_utf8(file).expect("text"), parts)
}

/// Level and name of each row.
fn rows(file: &str) -> Vec<String> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{} {}", cells[0], cells[2])
    };
    file.lines().skip(1).map(row).collect()
}

#[tokio::test]
async fn the_file_has_each_account_below_its_own_and_no_formulas() {
    let town = Town::new(ACME).await;
    town.execute("UPDATE account SET name = '=1+1' WHERE name = 'Kiel'")
        .await;
    let request = town.request("Sales", "Americas", MoveForm::WholeSubtree);
    let export = moving_export(town.store(), &manager(), &request, MovingSide::Along).await;
    let (file, _) = whole(export.expect("an export")).await;
    assert_eq!(
        file.lines().next(),
        Some("level,number,name,organization_type,status,accounts_below")
    );
    assert_eq!(rows(&file), ["0 Sales", "1 '=1+1", "1 Oslo", "2 Depot"]);
    let noted: Vec<String> =
        sqlx::query_scalar("SELECT note FROM audit_entry WHERE kind = 'accounts_exported'")
            .fetch_all(town.store().pool())
            .await
            .expect("the history");
    assert_eq!(noted, ["The accounts that a move would take along, as CSV"]);
}

#[tokio::test]
async fn the_file_of_a_day_to_come_has_what_moves_then() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Support", "Sales", 5).await;
    let date = day_in(&town, 6).await;
    let form = MoveForm::OnlyChildren { children: None };
    let request = on(&town, "Sales", "Americas", form, date);
    let export = moving_export(town.store(), &manager(), &request, MovingSide::Along).await;
    let (file, _) = whole(export.expect("an export")).await;
    assert_eq!(rows(&file), ["1 Kiel", "1 Oslo", "2 Depot", "1 Support"]);
}

#[tokio::test]
async fn a_file_that_the_world_overtakes_is_broken_off() {
    let town = Town::new(ACME).await;
    let request = town.request("Sales", "Americas", MoveForm::WholeSubtree);
    let export = moving_export(town.store(), &manager(), &request, MovingSide::Along).await;
    let mut export = export.expect("an export");
    town.moved("Depot", "Kiel", MoveForm::WholeSubtree).await;
    match export.next().await {
        Err(StoreError::Conflict { code, sentence }) => {
            assert_eq!(code, "stale");
            let who = format!("Meanwhile {} moved Depot (A-", manager().name());
            assert!(sentence.contains("with Sales (A-"), "{sentence}");
            assert!(sentence.contains(&who), "{sentence}");
        }
        other => panic!("not stale: {other:?}"),
    }
}

#[tokio::test]
async fn who_may_not_export_gets_no_file() {
    let town = Town::new(ACME).await;
    let request = town.request("Sales", "Americas", MoveForm::WholeSubtree);
    for actor in [csr(), staff(4, "Admin", Role::Administrator)] {
        let refused = moving_export(town.store(), &actor, &request, MovingSide::Along).await;
        assert!(
            matches!(refused, Err(StoreError::Refused(_))),
            "{refused:?}"
        );
    }
}
