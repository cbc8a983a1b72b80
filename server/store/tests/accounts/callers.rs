//! Verifying callers against the security answer (SEC-4).

use domain::audit::ChangeKind;
use domain::ids::AccountId;
use domain::secret::Secret;
use domain::security::CallerOutcome;
use store::callers::{caller_hint, caller_verify};

use crate::support::{House, acme, csr, errors};

async fn with_answer(house: &House) -> AccountId {
    let mut draft = acme();
    draft.security_hint = "First pet".into();
    draft.security_answer = "Rex the second".into();
    house.create(&draft).await.id
}

async fn ask(house: &House, account: AccountId, answer: &str) -> CallerOutcome {
    let answer = Secret::from(answer);
    caller_verify(house.store(), &csr(), account, &answer)
        .await
        .expect("an outcome")
}

#[tokio::test]
async fn the_right_answer_verifies_however_it_is_said_and_is_recorded() {
    let house = House::new().await;
    let account = with_answer(&house).await;
    assert_eq!(
        ask(&house, account, " rex, THE second!").await,
        CallerOutcome::Verified
    );
    let entry = house.last_entry(account).await;
    assert_eq!(
        (entry.kind, entry.actor.as_str()),
        (ChangeKind::CallerVerified, "Csr One")
    );
}

#[tokio::test]
async fn after_five_wrong_answers_not_even_the_right_one_is_looked_at() {
    let house = House::new().await;
    let account = with_answer(&house).await;
    for tries_left in (0..5).rev() {
        assert_eq!(
            ask(&house, account, "Bello").await,
            CallerOutcome::Wrong { tries_left }
        );
    }
    let outcome = ask(&house, account, "Rex the second").await;
    assert!(
        matches!(outcome, CallerOutcome::Throttled { minutes: 14..=15 }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn wrong_answers_on_one_account_do_not_shut_another() {
    let house = House::new().await;
    let (account, other) = (with_answer(&house).await, with_answer(&house).await);
    for _ in 0..5 {
        ask(&house, account, "Bello").await;
    }
    assert_eq!(
        ask(&house, other, "Rex the second").await,
        CallerOutcome::Verified
    );
}

#[tokio::test]
async fn what_can_be_no_answer_is_told_and_counts_as_none() {
    let house = House::new().await;
    let account = with_answer(&house).await;
    let before = house.last_entry(account).await;
    for (said, code) in [
        ("", "too_short"),
        ("R!", "too_short"),
        ("Rex\0the second", "control_character"),
        ("Rex \u{202E}the second", "control_character"),
        (&"x".repeat(1_000_000), "too_long"),
        ("4242 4242 4242 4242", "card_number"),
    ] {
        let answer = Secret::from(said);
        let told = errors(caller_verify(house.store(), &csr(), account, &answer).await);
        assert!(told.has("answer", code), "{code}: {told:?}");
    }
    assert_eq!(house.last_entry(account).await, before);
    assert_eq!(
        ask(&house, account, "Bello").await,
        CallerOutcome::Wrong { tries_left: 4 }
    );
}

#[tokio::test]
async fn whoever_asks_sees_the_hint_and_never_the_answer() {
    let house = House::new().await;
    let account = with_answer(&house).await;
    let hint = caller_hint(house.store(), &csr(), account)
        .await
        .expect("a hint");
    assert_eq!((hint.hint.as_str(), hint.has_answer), ("First pet", true));
    assert!(!format!("{hint:?}").contains("Rex"));
}

#[tokio::test]
async fn an_account_without_answer_says_so() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    assert_eq!(ask(&house, account, "Rex").await, CallerOutcome::NoAnswer);
}

#[tokio::test]
async fn what_a_caller_said_stands_nowhere() {
    let house = House::new().await;
    let account = with_answer(&house).await;
    ask(&house, account, "Bello the third").await;
    assert!(
        !format!("{:?}", house.last_entry(account).await)
            .to_lowercase()
            .contains("bello")
    );
}
