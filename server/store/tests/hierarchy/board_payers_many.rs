//! Many steps that hand payers over are decided over what was read once (ORG-9, HIER-2, decision 18).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::hierarchy::{BoardChange, Deed, MoveForm};
use domain::ids::AccountId;
use store::actions::{account_actions, action_cancel};
use store::hierarchy::{board_apply, board_effect, board_page};
use tracing::span;
use uuid::Uuid;

use crate::board_dates::scheduled;
use crate::drafting::{apply_word, approved, edited, page};
use crate::payers::{number, payers};
use crate::support::{Town, csr, manager, operation};

/// Counts the statements of this thread as long as it is asked.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

impl tracing::Subscriber for Statements {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// How many statements this takes.
async fn statements<T>(asked: impl Future<Output = T>) -> (T, usize) {
    let counted = Statements::default();
    let count = Arc::clone(&counted.0);
    let guard = tracing::subscriber::set_default(counted);
    let answer = asked.await;
    drop(guard);
    (answer, count.load(Ordering::Relaxed))
}

/// East with pairs of accounts, of which the first pays for the second; West; and Head, which pays for nobody.
async fn pairs(count: i32) -> (Town, Vec<AccountId>) {
    let mut town = Town::new("Acme\n  East\n  West\n").await;
    town.account("Head").await;
    sqlx::query(
        "WITH made AS (
             INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
             SELECT gen_random_uuid(), side || ' ' || lpad(n::text, 5, '0'), '2026-01-01', 'gold', 'en',
                    'EUR', '2026-01-01'
             FROM generate_series(1, $2) AS n, unnest(ARRAY['Payer', 'Shop']) AS side RETURNING id)
         INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT id, $1, '[2026-01-01,)' FROM made",
    )
    .bind(town.id("East").uuid())
    .bind(count)
    .execute(town.store().pool())
    .await
    .expect("pairs");
    town.bill_units().await;
    town.execute(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT u.id, v.id, '[2026-01-01,)'
         FROM account shop JOIN account payer ON payer.name = replace(shop.name, 'Shop', 'Payer')
         JOIN bill_unit u ON u.account_id = shop.id JOIN bill_unit v ON v.account_id = payer.id
         WHERE shop.name LIKE 'Shop%'",
    )
    .await;
    let ids: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM account WHERE name LIKE 'Payer%' ORDER BY name")
            .fetch_all(town.store().pool())
            .await
            .expect("payers");
    (town, ids.into_iter().map(AccountId::from_uuid).collect())
}

/// Every payer of [`pairs`] goes to West and hands over the shop that stays.
async fn handing(town: &Town, payers: &[AccountId]) -> Vec<Deed> {
    let head = number(town, "Head").await;
    let deed = |account: &AccountId| Deed::Move {
        account: *account,
        to: town.id("West"),
        form: MoveForm::WholeSubtree,
        handover: Some(head.into()),
    };
    payers.iter().map(deed).collect()
}

/// How many statements it takes to look at what a board of so many handovers comes to and at its steps, to apply
/// it as that, and to look at an account for which it is scheduled.
async fn counted(count: i32) -> [usize; 4] {
    let (town, accounts) = pairs(count).await;
    let store = town.store();
    let board = approved(&town, handing(&town, &accounts).await).await;
    let (shown, effect) = statements(board_effect(store, &csr(), board.id)).await;
    shown.expect("an effect");
    let (shown, steps) = statements(board_page(store, &csr(), board.id, 0)).await;
    shown.expect("a page");
    let action = scheduled(&town, &board, 3).await;
    let first = accounts.first().expect("a payer");
    let (listed, list) = statements(account_actions(store, &csr(), *first)).await;
    let conflicts: Vec<_> = (listed.expect("a list").into_iter())
        .map(|action| action.conflict)
        .collect();
    assert_eq!(conflicts, [None]);
    action_cancel(store, &manager(), &operation(), action.id)
        .await
        .expect("cancelled");
    let again = page(&town, board.id).await.board;
    let board = edited(&town, &again, BoardChange::Approve).await;
    let word = apply_word(&town, &board.expect("approved")).await;
    let (done, apply) = statements(board_apply(store, &manager(), &word)).await;
    done.expect("applied");
    let handed = payers(&town).await;
    assert_eq!(handed.len(), accounts.len());
    assert!(
        handed.iter().all(|pair| pair.ends_with(" by Head")),
        "{handed:?}"
    );
    [effect, steps, list, apply]
}

#[tokio::test]
async fn many_handovers_take_as_many_statements_as_one() {
    let one = counted(1).await;
    assert!(one.iter().all(|count| *count > 5), "not counted: {one:?}");
    assert_eq!(counted(1_000).await, one);
}
