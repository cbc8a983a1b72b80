//! A what-if board of ten thousand steps (ORG-9).

use std::time::Instant;

use domain::fields::FieldErrors;
use domain::hierarchy::{BoardChange, Deed, MoveForm, STEPS_LIMIT};
use domain::ids::AccountId;
use store::StoreError;
use uuid::Uuid;

use crate::drafting::{applied, approved, begun, edited, effect, page};
use crate::support::{Town, csr, refusal};

/// The accounts under "East", in order.
async fn members(town: &Town, count: usize) -> Vec<AccountId> {
    sqlx::query(
        "WITH made AS (
             INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
             SELECT gen_random_uuid(), 'Member ' || n, '2026-01-01', 'gold', 'en', 'EUR', '2026-01-01'
             FROM generate_series(1, $2) AS n RETURNING id)
         INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT id, $1, '[2026-01-01,)' FROM made",
    )
    .bind(town.id("East").uuid())
    .bind(i32::try_from(count).expect("a count"))
    .execute(town.store().pool())
    .await
    .expect("members");
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT child_id FROM organization_child WHERE parent_id = $1 ORDER BY number",
    )
    .bind(town.id("East").uuid())
    .fetch_all(town.store().pool())
    .await
    .expect("members");
    ids.into_iter().map(AccountId::from_uuid).collect()
}

async fn below(town: &Town, name: &str) -> i64 {
    sqlx::query_scalar(
        "SELECT coalesce((SELECT accounts_below FROM organization_total WHERE account_id = $1), 0)",
    )
    .bind(town.id(name).uuid())
    .fetch_one(town.store().pool())
    .await
    .expect("a count")
}

#[tokio::test]
async fn of_ten_thousand_steps_with_one_stale_nothing_is_applied_and_the_step_is_named() {
    let town = Town::new("Acme\n  East\n  West\n").await;
    let members = members(&town, STEPS_LIMIT).await;
    let deeds: Vec<Deed> = (members.iter())
        .map(|member| Deed::Move {
            account: *member,
            to: town.id("West"),
            form: MoveForm::WholeSubtree,
            handover: None,
        })
        .collect();
    let begin = Instant::now();
    let board = approved(&town, deeds).await;
    println!("collected and approved in {:?}", begin.elapsed());

    // One of them leaves in the meantime.
    sqlx::query(
        "UPDATE organization_link SET superseded_at = now()
         WHERE child_id = $1 AND superseded_at IS NULL",
    )
    .bind(members[7_776].uuid())
    .execute(town.store().pool())
    .await
    .expect("gone");
    let begin = Instant::now();
    let (code, sentence) = refusal(applied(&town, &board).await);
    println!("refused in {:?}", begin.elapsed());
    assert_eq!(code, "elsewhere");
    assert!(
        sentence.starts_with("Step 7777: Member 7777 (A-"),
        "{sentence}"
    );
    assert!(sentence.contains("is under no other account"), "{sentence}");
    assert_eq!(
        (below(&town, "East").await, below(&town, "West").await),
        (9_999, 0)
    );
    let shown = page(&town, board.id).await;
    assert_eq!((shown.stale, shown.has_more), (1, true));

    let step = store::hierarchy::board_page(town.store(), &csr(), board.id, 7_776)
        .await
        .expect("a page")
        .rows[0]
        .id;
    let mended = edited(&town, &board, BoardChange::RemoveStep { step }).await;
    let board = edited(&town, &mended.expect("mended"), BoardChange::Approve).await;
    let board = board.expect("approved");
    let begin = Instant::now();
    let effect = effect(&town, &board).await;
    println!("effect in {:?}", begin.elapsed());
    assert_eq!((effect.steps, effect.moving), (9_999, 9_999));
    let begin = Instant::now();
    let done = applied(&town, &board).await.expect("applied");
    println!("applied in {:?}", begin.elapsed());
    assert_eq!(done.moved, 9_999);
    assert_eq!(
        (below(&town, "East").await, below(&town, "West").await),
        (0, 9_999)
    );
    assert_eq!(below(&town, "Acme").await, 10_001);
}

#[tokio::test]
async fn a_board_holds_no_more_than_ten_thousand_steps() {
    let town = Town::new("Acme\n  East\n  West\n").await;
    let members = members(&town, STEPS_LIMIT + 1).await;
    let deed = |member: &AccountId| Deed::Move {
        account: *member,
        to: town.id("West"),
        form: MoveForm::WholeSubtree,
        handover: None,
    };
    let board = begun(&town, vec![deed(&members[0])]).await;
    let more = BoardChange::AddSteps {
        deeds: members.iter().skip(1).map(deed).collect(),
        at: None,
    };
    let sentence = match edited(&town, &board, more).await {
        Err(StoreError::Invalid(FieldErrors(errors))) => errors[0].sentence.clone(),
        other => panic!("not refused: {other:?}"),
    };
    assert!(sentence.contains("at most 10,000 steps"), "{sentence}");
    assert_eq!(page(&town, board.id).await.rows.len(), 1);
}
