//! The audit log: what was changed in no account (NEWS-2, SEC-1).

use domain::access::{Actor, Role};
use domain::audit::ChangeKind;
use domain::ids::StaffUserId;
use domain::staff::StaffUserInput;
use store::StoreError;
use store::audit::{HistoryFilter, audit_log_find, audit_log_people};
use store::lists::customer_type_add;
use store::staff::{staff_user_add, staff_user_disable};
use uuid::Uuid;

use crate::support::{House, acme, administrator, operation};

/// An account, a staff user who may no longer sign in, and two customer types.
async fn busy() -> House {
    let house = House::new().await;
    house.create(&acme()).await;
    let input = StaffUserInput {
        login: "m.lind".to_owned(),
        display_name: "Maja Lind".to_owned(),
        role: "csr".to_owned(),
        password: "seven green kettles".to_owned(),
    };
    let machine = Actor::Command {
        name: "canopy user add".to_owned(),
    };
    let lind = staff_user_add(house.store(), &machine, &operation(), &input)
        .await
        .expect("a staff user");
    staff_user_disable(house.store(), &administrator(), lind, &operation())
        .await
        .expect("disabled");
    for name in ["Gold Plus", "Iron"] {
        customer_type_add(house.store(), &administrator(), &operation(), name)
            .await
            .expect("a customer type");
    }
    house
}

#[tokio::test]
async fn what_was_changed_in_no_account_is_listed_with_what_it_is_about() {
    let house = busy().await;
    let all = HistoryFilter::default();
    let page = audit_log_find(house.store(), &administrator(), &all, 10)
        .await
        .expect("a page");
    let told: Vec<_> = (page.entries.iter())
        .map(|entry| (entry.kind, entry.actor.as_str(), entry.about.as_str()))
        .collect();
    let lind = "Maja Lind (m.lind)";
    assert_eq!(
        told,
        [
            (ChangeKind::ListChanged, "Administrator", ""),
            (ChangeKind::ListChanged, "Administrator", ""),
            (ChangeKind::StaffUserChanged, "Administrator", lind),
            (ChangeKind::StaffUserChanged, "canopy user add", lind),
        ],
        "and nothing of the account"
    );
    assert_eq!(page.next, None);
    let people = audit_log_people(house.store(), &administrator()).await;
    assert_eq!(people.expect("names"), ["Administrator", "canopy user add"]);
}

#[tokio::test]
async fn the_audit_log_is_filtered_and_goes_on_page_by_page() {
    let house = busy().await;
    let mut filter = HistoryFilter {
        person: Some("Administrator".to_owned()),
        ..HistoryFilter::default()
    };
    let mut seen = Vec::new();
    loop {
        let page = audit_log_find(house.store(), &administrator(), &filter, 2)
            .await
            .expect("a page");
        assert!(page.entries.len() <= 2);
        seen.extend(page.entries.into_iter().map(|entry| entry.kind));
        filter.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    let lists = ChangeKind::ListChanged;
    assert_eq!(seen, [lists, lists, ChangeKind::StaffUserChanged]);
    let only_lists = HistoryFilter {
        kind: Some(lists),
        ..HistoryFilter::default()
    };
    let page = audit_log_find(house.store(), &administrator(), &only_lists, 10).await;
    assert_eq!(page.expect("a page").entries.len(), 2);
}

#[tokio::test]
async fn only_an_administrator_reads_the_audit_log() {
    let house = busy().await;
    for role in [Role::Csr, Role::Manager, Role::Operations] {
        let actor = Actor::Staff {
            id: StaffUserId::from_uuid(Uuid::nil()),
            name: "Somebody".to_owned(),
            role,
        };
        let all = HistoryFilter::default();
        let page = audit_log_find(house.store(), &actor, &all, 10).await;
        assert!(matches!(page, Err(StoreError::Refused(_))), "{role:?}");
        let people = audit_log_people(house.store(), &actor).await;
        assert!(matches!(people, Err(StoreError::Refused(_))), "{role:?}");
    }
}
