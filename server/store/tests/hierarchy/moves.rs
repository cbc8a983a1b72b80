//! Preview Move and Move: the four forms, refusals, staleness (ORG-2, ORG-3, ORG-5).

use domain::accounts::AccountNumber;
use domain::hierarchy::{BoardChange, Effective, MoveConfirm, MoveForm, MoveOutcome, MoveRequest};
use domain::ids::AccountId;
use store::StoreError;
use store::audit::history_list;
use store::hierarchy::{move_effect, move_preview, move_run, parent_find};
use store::installation::business_date_today;
use uuid::Uuid;

use crate::drafting::{begun, edited, moving, subtree};
use crate::planning::{day_in, on};
use crate::support::{ACME, Town, confirm, csr, manager, refusal};

const WHOLE: MoveForm = MoveForm::WholeSubtree;

#[tokio::test]
async fn a_whole_subtree_moves_and_the_sentence_says_so() {
    let town = Town::new(ACME).await;
    let done = town.moved("Sales", "Americas", WHOLE).await;
    assert_eq!(
        done.sentence,
        "Sales with the 3 accounts below it moved from EMEA to Americas."
    );
    assert_eq!(done.moved, 4);
    let after =
        "Acme\n  Americas\n    Sales\n      Kiel\n      Oslo\n        Depot\n  EMEA\n    Support\n";
    assert_eq!(town.picture().await, after);
}

#[tokio::test]
async fn an_account_moves_alone_and_its_children_go_to_its_old_parent() {
    let town = Town::new(ACME).await;
    let form = MoveForm::AloneChildrenToOldParent;
    let preview = town
        .preview("Sales", "Americas", form.clone())
        .await
        .expect("a preview");
    assert_eq!(
        preview.sentence(),
        "Sales alone moves from EMEA to Americas; 2 children go to EMEA, 3 accounts in all."
    );
    assert_eq!((preview.moving, preview.to_old_parent), (1, 3));
    town.moved("Sales", "Americas", form).await;
    let after =
        "Acme\n  Americas\n    Sales\n  EMEA\n    Kiel\n    Oslo\n      Depot\n    Support\n";
    assert_eq!(town.picture().await, after);
}

#[tokio::test]
async fn an_account_moves_with_some_of_its_children() {
    let town = Town::new(ACME).await;
    let form = MoveForm::WithSome {
        children: vec![town.id("Oslo")],
    };
    let done = town.moved("Sales", "Americas", form).await;
    assert_eq!(done.moved, 3);
    let after =
        "Acme\n  Americas\n    Sales\n      Oslo\n        Depot\n  EMEA\n    Kiel\n    Support\n";
    assert_eq!(town.picture().await, after);
}

#[tokio::test]
async fn only_children_move_and_the_account_stays() {
    let town = Town::new(ACME).await;
    let form = MoveForm::OnlyChildren { children: None };
    let done = town.moved("Sales", "Americas", form).await;
    assert_eq!(
        done.sentence,
        "2 children of Sales moved from it to Americas, 3 accounts in all; Sales stayed."
    );
    let after =
        "Acme\n  Americas\n    Kiel\n    Oslo\n      Depot\n  EMEA\n    Sales\n    Support\n";
    assert_eq!(town.picture().await, after);
}

#[tokio::test]
async fn an_account_can_go_alone_under_its_own_child() {
    let town = Town::new(ACME).await;
    let form = MoveForm::AloneChildrenToOldParent;
    town.moved("Sales", "Depot", form).await;
    let after =
        "Acme\n  Americas\n  EMEA\n    Kiel\n    Oslo\n      Depot\n        Sales\n    Support\n";
    assert_eq!(town.picture().await, after);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_name() {
    let town = Town::new(ACME).await;
    let refused = async |account: &str, to: &str, form: MoveForm| {
        refusal(town.preview(account, to, form).await).0
    };
    let alone = MoveForm::AloneChildrenToOldParent;
    let all = MoveForm::OnlyChildren { children: None };
    assert_eq!(refused("Sales", "Sales", WHOLE).await, "under_itself");
    assert_eq!(refused("Sales", "Depot", WHOLE).await, "under_descendant");
    assert_eq!(refused("Sales", "EMEA", WHOLE).await, "already_there");
    assert_eq!(refused("Acme", "Sales", alone).await, "old_parent_missing");
    assert_eq!(
        refused("Sales", "Depot", all.clone()).await,
        "under_descendant"
    );
    assert_eq!(refused("Sales", "Oslo", all.clone()).await, "under_itself");
    assert_eq!(
        refused("Sales", "Sales", all.clone()).await,
        "already_there"
    );
    assert_eq!(refused("Depot", "EMEA", all).await, "no_children");
    let sentence = refusal(town.preview("EMEA", "Depot", WHOLE).await).1;
    assert!(sentence.starts_with("Depot (A-"), "{sentence}");
    assert!(sentence.contains("is below EMEA (A-"), "{sentence}");
}

#[tokio::test]
async fn a_closed_parent_and_an_unknown_one_are_refused() {
    let town = Town::new(ACME).await;
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'Americas'")
        .await;
    let closed = refusal(town.preview("Sales", "Americas", WHOLE).await);
    assert_eq!(closed.0, "closed_parent");
    assert!(closed.1.starts_with("Americas (A-"), "{}", closed.1);
    let unknown = MoveRequest {
        to: AccountId::from_uuid(Uuid::nil()),
        ..town.request("Sales", "Americas", WHOLE)
    };
    let unknown = refusal(move_preview(town.store(), &manager(), &unknown).await);
    assert_eq!(unknown.0, "unknown_parent");
    assert!(unknown.1.contains("that Sales (A-"), "{}", unknown.1);
    let sales = town.id("Sales");
    let typed = AccountNumber::new(7_777).expect("a number");
    let unknown = refusal(parent_find(town.store(), &manager(), sales, typed).await);
    assert_eq!(unknown.0, "unknown_parent");
    assert!(
        unknown
            .1
            .starts_with("There is no account A-00007777 that Sales (A-"),
        "{}",
        unknown.1
    );
}

#[tokio::test]
async fn who_is_no_child_is_named_now_on_a_day_to_come_and_on_a_board() {
    let town = Town::new(ACME).await;
    let form = MoveForm::WithSome {
        children: vec![town.id("Oslo"), town.id("Depot"), town.id("Support")],
    };
    let named = |first: &str, others: &str, (code, sentence): (String, String)| {
        assert_eq!(code, "not_its_child");
        assert!(sentence.contains(&format!("{first} (A-")), "{sentence}");
        let words = format!(" and {others} are not among the children of Sales (A-");
        assert!(sentence.contains(&words), "{sentence}");
    };
    let now = town.preview("Sales", "Americas", form.clone()).await;
    named("Depot", "1 other", refusal(now));
    let day = day_in(&town, 3).await;
    let later = on(&town, "Sales", "Americas", form.clone(), day);
    let later = move_preview(town.store(), &manager(), &later).await;
    named("Depot", "1 other", refusal(later));
    // On the board Oslo has left before.
    let board = begun(&town, vec![subtree(&town, "Oslo", "Americas")]).await;
    let deeds = vec![moving(&town, "Sales", "Americas", form)];
    let add = BoardChange::AddSteps { deeds, at: None };
    named(
        "Oslo",
        "2 others",
        refusal(edited(&town, &board, add).await),
    );
}

#[tokio::test]
async fn a_preview_that_the_world_has_overtaken_moves_nothing_and_is_shown_anew() {
    let town = Town::new(ACME).await;
    let preview = town
        .preview("Sales", "Americas", WHOLE)
        .await
        .expect("a preview");
    town.moved("Depot", "Kiel", WHOLE).await;
    let before = town.picture().await;
    let outcome = move_run(town.store(), &manager(), &confirm(&preview)).await;
    let Ok(MoveOutcome::Stale { now, .. }) = outcome else {
        panic!("moved over a change: {outcome:?}");
    };
    assert_eq!(town.picture().await, before);
    let outcome = move_run(town.store(), &manager(), &confirm(&now)).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Done { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn what_changes_elsewhere_does_not_make_a_preview_stale() {
    let town = Town::new(ACME).await;
    let preview = town
        .preview("Sales", "Americas", WHOLE)
        .await
        .expect("a preview");
    town.moved("Support", "Americas", WHOLE).await;
    let outcome = move_run(town.store(), &manager(), &confirm(&preview)).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Done { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_closed_account_among_what_moves_makes_a_preview_stale() {
    let town = Town::new(ACME).await;
    let preview = town
        .preview("Sales", "Americas", WHOLE)
        .await
        .expect("a preview");
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'Depot'")
        .await;
    let outcome = move_run(town.store(), &manager(), &confirm(&preview)).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Stale { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_double_click_moves_once() {
    let town = Town::new(ACME).await;
    let preview = town
        .preview("Sales", "Americas", WHOLE)
        .await
        .expect("a preview");
    let confirm = confirm(&preview);
    let (second, manager) = (town.second(), manager());
    let (one, two) = tokio::join!(
        move_run(town.store(), &manager, &confirm),
        move_run(&second, &manager, &confirm)
    );
    assert_eq!(one.expect("moved"), two.expect("the first answer"));
}

#[tokio::test]
async fn a_csr_associates_one_account_and_moves_nothing_else() {
    let mut town = Town::new(ACME).await;
    town.account("Bergen").await;
    let preview = move_preview(
        town.store(),
        &csr(),
        &town.request("Bergen", "Sales", WHOLE),
    )
    .await
    .expect("a preview");
    assert!(preview.may_move);
    assert_eq!(preview.sentence(), "Bergen moves under Sales.");
    let done = move_run(town.store(), &csr(), &confirm(&preview)).await;
    assert!(matches!(done, Ok(MoveOutcome::Done { .. })), "{done:?}");
    let preview = move_preview(town.store(), &csr(), &town.request("Bergen", "EMEA", WHOLE))
        .await
        .expect("a preview");
    assert!(!preview.may_move);
    let refused = move_run(town.store(), &csr(), &confirm(&preview)).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_history_says_from_where_to_where_also_for_children_that_went_elsewhere() {
    let town = Town::new(ACME).await;
    town.moved("Sales", "Americas", MoveForm::AloneChildrenToOldParent)
        .await;
    let entry = async |name: &str| {
        let page = history_list(town.store(), &manager(), town.id(name), None, 1).await;
        let change = page.expect("a history").entries.remove(0).changes.remove(0);
        (
            change.before.unwrap_or_default(),
            change.after.unwrap_or_default(),
        )
    };
    let sales = (
        "Acme ▸ EMEA ▸ Sales".to_owned(),
        "Acme ▸ Americas ▸ Sales".to_owned(),
    );
    assert_eq!(entry("Sales").await, sales);
    let kiel = ("Acme ▸ EMEA ▸ Sales".to_owned(), "Acme ▸ EMEA".to_owned());
    assert_eq!(entry("Kiel").await, kiel);
}

#[tokio::test]
async fn what_is_owed_and_unallocated_moves_along_by_currency() {
    let town = Town::new(ACME).await;
    town.item("Depot", "EUR", 12_000).await;
    town.item("Sales", "USD", -700).await;
    town.item("Kiel", "EUR", 50).await;
    let effect = async |form: MoveForm| {
        let request = town.request("Sales", "Americas", form);
        let effect = move_effect(town.store(), &manager(), &request)
            .await
            .expect("an effect");
        let words = effect.due.iter().chain(&effect.unallocated);
        words.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(effect(WHOLE).await, ["120.50 EUR", "7.00 USD"]);
    let alone = MoveForm::AloneChildrenToOldParent;
    assert_eq!(effect(alone).await, ["7.00 USD"]);
    let children = MoveForm::OnlyChildren {
        children: Some(vec![town.id("Oslo")]),
    };
    assert_eq!(effect(children).await, ["120.00 EUR"]);
}

#[tokio::test]
async fn moved_twice_in_a_day_only_the_last_parent_has_the_day() {
    let town = Town::new(ACME).await;
    town.moved("Sales", "Americas", WHOLE).await;
    town.moved("Sales", "Support", WHOLE).await;
    let rows: Vec<(String, bool)> = sqlx::query_as(
        "SELECT p.name, upper_inf(l.valid) FROM organization_link l JOIN account p ON p.id = l.parent_id
         WHERE l.child_id = $1 AND l.superseded_at IS NULL ORDER BY lower(l.valid)",
    )
    .bind(town.id("Sales").uuid())
    .fetch_all(town.store().pool())
    .await
    .expect("links");
    let expected = [("EMEA".to_owned(), false), ("Support".to_owned(), true)];
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn a_fingerprint_of_another_request_moves_nothing() {
    let town = Town::new(ACME).await;
    let preview = town
        .preview("Sales", "Americas", WHOLE)
        .await
        .expect("a preview");
    let other = MoveConfirm {
        request: town.request("Support", "Americas", WHOLE),
        ..confirm(&preview)
    };
    let outcome = move_run(town.store(), &manager(), &other).await;
    assert!(
        matches!(outcome, Ok(MoveOutcome::Stale { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_move_of_a_later_day_is_not_made_now() {
    let town = Town::new(ACME).await;
    let today = business_date_today(town.store()).await.expect("today");
    let request = MoveRequest {
        effective: Effective::On {
            date: today.succ_opt().expect("a day"),
        },
        ..town.request("Sales", "Americas", WHOLE)
    };
    let preview = move_preview(town.store(), &manager(), &request).await;
    let confirm = confirm(&preview.expect("a preview"));
    let moved = move_run(town.store(), &manager(), &confirm).await;
    assert_eq!(refusal(moved).0, "not_now");
}
