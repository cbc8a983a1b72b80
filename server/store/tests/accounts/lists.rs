//! The configurable list of customer types, and what forms offer (ACC-4).

use domain::edits::EditOutcome;
use store::StoreError;
use store::lists::{
    customer_type_add, customer_type_rename, customer_type_restore, customer_type_retire,
    customer_types_list, form_lists,
};

use crate::support::{House, acme, administrator, conflict, csr, errors, operation};

async fn offered(house: &House) -> Vec<String> {
    let lists = form_lists(house.store(), &csr()).await.expect("the lists");
    lists
        .customer_types
        .into_iter()
        .map(|choice| choice.name)
        .collect()
}

#[tokio::test]
async fn a_new_customer_type_is_offered_last() {
    let house = House::new().await;
    let code = customer_type_add(
        house.store(),
        &administrator(),
        &operation(),
        " Gold  Plus ",
    )
    .await
    .expect("added");
    assert_eq!(code, "gold_plus");
    assert_eq!(
        offered(&house).await,
        ["Platinum", "Gold", "Silver", "Standard", "Gold Plus"]
    );
}

#[tokio::test]
async fn a_name_is_given_once_and_not_empty() {
    let house = House::new().await;
    for name in ["Gold", "gold", "", "\u{202E}x"] {
        let wrong =
            errors(customer_type_add(house.store(), &administrator(), &operation(), name).await);
        assert!(wrong.sentence("name").is_some(), "{name:?}");
    }
    let wrong = errors(
        customer_type_rename(
            house.store(),
            &administrator(),
            "gold",
            &operation(),
            ("Gold", "Silver"),
        )
        .await,
    );
    assert!(
        wrong
            .sentence("name")
            .expect("a sentence")
            .contains("already")
    );
}

/// Gold is called Premium from now on.
async fn gold_rename(house: &House) {
    let names = ("Gold", "Premium");
    customer_type_rename(house.store(), &administrator(), "gold", &operation(), names)
        .await
        .expect("renamed");
}

#[tokio::test]
async fn a_renamed_type_shows_its_new_name_on_accounts() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    gold_rename(&house).await;
    assert_eq!(house.view(account).await.customer_type.name, "Premium");
}

#[tokio::test]
async fn a_retired_type_stays_with_its_accounts_and_can_come_back() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    customer_type_retire(
        house.store(),
        &administrator(),
        "gold",
        &operation(),
        "Gold",
    )
    .await
    .expect("retired");
    customer_type_retire(
        house.store(),
        &administrator(),
        "gold",
        &operation(),
        "Gold",
    )
    .await
    .expect("a repeat is a success");
    assert_eq!(offered(&house).await, ["Platinum", "Silver", "Standard"]);
    assert_eq!(house.view(account).await.customer_type.name, "Gold");
    let types = customer_types_list(house.store(), &administrator())
        .await
        .expect("the list");
    let gold = types
        .iter()
        .find(|known| known.code == "gold")
        .expect("gold");
    assert!(gold.is_retired && gold.is_used);
    customer_type_restore(
        house.store(),
        &administrator(),
        "gold",
        &operation(),
        "Gold",
    )
    .await
    .expect("restored");
    assert_eq!(offered(&house).await.len(), 4);
    let noted = "SELECT count(*) FROM audit_entry WHERE kind = 'list_changed'";
    assert_eq!(house.count(noted).await, 2);
}

#[tokio::test]
async fn the_last_customer_type_is_not_retired() {
    let house = House::new().await;
    for (code, name) in [
        ("platinum", "Platinum"),
        ("gold", "Gold"),
        ("silver", "Silver"),
    ] {
        customer_type_retire(house.store(), &administrator(), code, &operation(), name)
            .await
            .expect("retired");
    }
    let last = customer_type_retire(
        house.store(),
        &administrator(),
        "standard",
        &operation(),
        "Standard",
    )
    .await;
    assert_eq!(conflict(last), "last_one");
}

#[tokio::test]
async fn of_two_who_rename_the_same_type_the_second_is_told_and_goes_on() {
    let house = House::new().await;
    let rename = async |was: &str, name: &str| {
        customer_type_rename(
            house.store(),
            &administrator(),
            "gold",
            &operation(),
            (was, name),
        )
        .await
    };
    let saved = EditOutcome::Saved { saved: () };
    assert_eq!(rename("Gold", "Premium").await.expect("renamed"), saved);
    let late = rename("Gold", "Golden").await.expect("an answer");
    let EditOutcome::Stale { now, differences } = late else {
        panic!("the other name was overwritten")
    };
    assert_eq!(now, "Premium");
    assert!(differences[0].is_conflict);
    assert!(offered(&house).await.contains(&"Premium".to_owned()));
    assert_eq!(rename("Premium", "Golden").await.expect("renamed"), saved);
    // Both typed the same: nothing is left to decide.
    assert_eq!(rename("Gold", "Golden").await.expect("as it is"), saved);
}

#[tokio::test]
async fn a_type_that_was_renamed_meanwhile_is_not_retired_by_its_old_name() {
    let house = House::new().await;
    gold_rename(&house).await;
    let retired = customer_type_retire(
        house.store(),
        &administrator(),
        "gold",
        &operation(),
        "Gold",
    )
    .await;
    let sentence = retired.as_ref().err().map(ToString::to_string);
    let sentence = sentence.expect("it was retired");
    assert!(sentence.contains("renamed Gold to Premium"), "{sentence}");
    assert_eq!(conflict(retired), "stale");
    assert!(offered(&house).await.contains(&"Premium".to_owned()));
}

#[tokio::test]
async fn a_change_of_the_list_whose_answer_was_lost_is_made_once() {
    let house = House::new().await;
    let (store, actor) = (house.store(), administrator());
    let [added, renamed, retired] = [operation(), operation(), operation()];
    let add = async |name| customer_type_add(store, &actor, &added, name).await;
    assert_eq!(add("Bronze").await.expect("added"), "bronze");
    assert_eq!(add("Bronze").await.expect("the first answer"), "bronze");
    assert_eq!(conflict(add("Iron").await), "operation_reused");

    let rename = async |name| {
        customer_type_rename(store, &actor, "bronze", &renamed, ("Bronze", name)).await
    };
    let saved = EditOutcome::Saved { saved: () };
    assert_eq!(rename("Copper").await.expect("renamed"), saved);
    let other = ("Copper", "Tin");
    customer_type_rename(store, &actor, "bronze", &operation(), other)
        .await
        .expect("renamed by somebody else");
    assert_eq!(rename("Copper").await.expect("the first answer"), saved);
    assert_eq!(conflict(rename("Zinc").await), "operation_reused");
    assert!(offered(&house).await.contains(&"Tin".to_owned()));

    let retire = async || customer_type_retire(store, &actor, "bronze", &retired, "Tin").await;
    retire().await.expect("retired");
    customer_type_restore(store, &actor, "bronze", &operation(), "Tin")
        .await
        .expect("put back by somebody else");
    retire().await.expect("the first answer");
    assert!(offered(&house).await.contains(&"Tin".to_owned()));
    let other = customer_type_restore(store, &actor, "bronze", &retired, "Tin").await;
    assert_eq!(conflict(other), "operation_reused");
}

#[tokio::test]
async fn only_an_administrator_keeps_the_list() {
    let house = House::new().await;
    let refused = customer_type_add(house.store(), &csr(), &operation(), "Bronze").await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}
