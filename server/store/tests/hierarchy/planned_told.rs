//! What is scheduled for whoever moves, told before the move (ORG-3).

use domain::accounts::AccountNumber;
use domain::actions::{ActionsPage, ActionsWanted};
use domain::hierarchy::MoveForm;
use store::actions::actions_list;
use store::hierarchy::move_effect;

use crate::payers::number;
use crate::planning::{day_in, on, subtree_on};
use crate::support::{ACME, Town, csr};

#[tokio::test]
async fn a_preview_names_what_is_scheduled_for_what_moves() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Kiel", "Support", 5).await;
    subtree_on(&town, "Depot", "Sales", 4).await;
    subtree_on(&town, "Support", "Acme", 3).await;
    let scheduled = async |form: MoveForm| -> Vec<String> {
        let request = town.request("Sales", "Americas", form);
        let effect = move_effect(town.store(), &csr(), &request).await;
        let scheduled = effect.expect("an effect").scheduled.into_iter();
        scheduled.map(|action| action.account.name).collect()
    };
    assert_eq!(scheduled(MoveForm::WholeSubtree).await, ["Depot", "Kiel"]);
    let children = vec![town.id("Oslo")];
    // Those too that go to the old parent.
    let some = MoveForm::WithSome { children };
    assert_eq!(scheduled(some).await, ["Depot", "Kiel"]);
    let alone = MoveForm::AloneChildrenToOldParent;
    assert_eq!(scheduled(alone).await, ["Depot", "Kiel"]);
    let children = Some(vec![town.id("Oslo")]);
    assert_eq!(
        scheduled(MoveForm::OnlyChildren { children }).await,
        ["Depot"]
    );
    // The move of Depot out of what moves is named for a later day as well, and what comes there.
    let later = on(
        &town,
        "Support",
        "Americas",
        MoveForm::WholeSubtree,
        day_in(&town, 6).await,
    );
    let effect = move_effect(town.store(), &csr(), &later)
        .await
        .expect("an effect");
    let named: Vec<String> = (effect.scheduled.into_iter())
        .map(|action| action.account.name)
        .collect();
    assert_eq!(named, ["Support", "Kiel"]);
}

#[tokio::test]
async fn a_preview_counts_what_it_does_not_name_of_what_is_scheduled() {
    let shops: Vec<String> = (1..=23).map(|nth| format!("Shop {nth:02}")).collect();
    let town = Town::new(&format!(
        "Acme\n  West\n  East\n    {}",
        shops.join("\n    ")
    ))
    .await;
    for shop in &shops {
        subtree_on(&town, shop, "Acme", 4).await;
    }
    let request = town.request("East", "West", MoveForm::WholeSubtree);
    let effect = move_effect(town.store(), &csr(), &request).await;
    let effect = effect.expect("an effect");
    assert_eq!((effect.scheduled.len(), effect.more_scheduled), (20, 3));
    let wanted = ActionsWanted {
        after: effect.scheduled.last().map(|last| last.id),
        below: Some(number(&town, "East").await),
        ..ActionsWanted::default()
    };
    let page = actions_list(town.store(), &csr(), &wanted).await;
    let others = page.expect("a page").rows.into_iter();
    let others: Vec<String> = others.map(|action| action.account.name).collect();
    assert_eq!(others, shops[20..]);
}

#[tokio::test]
async fn what_is_scheduled_is_listed_of_a_part_of_an_organization() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Kiel", "Support", 5).await;
    subtree_on(&town, "Depot", "Sales", 4).await;
    subtree_on(&town, "Support", "Acme", 3).await;
    let listed = async |name: &str| -> Vec<String> {
        let wanted = ActionsWanted {
            below: Some(number(&town, name).await),
            ..ActionsWanted::default()
        };
        let page = actions_list(town.store(), &csr(), &wanted).await;
        let page = page.expect("a page");
        assert_eq!(page.below.expect("the account").name, name);
        let actions = page.rows.into_iter();
        actions.map(|action| action.account.name).collect()
    };
    // What stands there, and what comes there.
    assert_eq!(listed("Acme").await, ["Support", "Depot", "Kiel"]);
    assert_eq!(listed("Sales").await, ["Depot", "Kiel"]);
    assert_eq!(listed("Support").await, ["Support", "Kiel"]);
    assert_eq!(listed("Oslo").await, ["Depot"]);
    assert_eq!(listed("Americas").await, Vec::<String>::new());
    let wanted = ActionsWanted {
        below: AccountNumber::new(99_999_999).ok(),
        ..ActionsWanted::default()
    };
    let page = actions_list(town.store(), &csr(), &wanted).await;
    assert_eq!(
        page.expect("a page"),
        ActionsPage::default(),
        "of none nothing"
    );
}
