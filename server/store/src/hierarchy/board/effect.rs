//! What a draft comes to in all: accounts, money, payers (ORG-9).

use std::collections::BTreeMap;

use domain::access::{Action, Actor};
use domain::hierarchy::{BoardEffect, FutureTree};
use domain::ids::{AccountId, BoardId};
use domain::money::{Currency, Money};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::draft::Draft;
use super::super::payers::{Moving, crossings_read};
use super::super::preview::picture;
use super::rows::{board_get, steps_read};
use crate::Store;
use crate::error::{Result, StoreError};

/// What the steps of a board come to, as far as they can be made: read from totals, so that it costs by
/// the steps and not by what moves; who pays across the border costs by what moves.
///
/// # Errors
/// When the actor may not see organizations, there is no such board, or the database fails.
pub async fn board_effect(store: &Store, actor: &Actor, board: BoardId) -> Result<BoardEffect> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let board = board_get(&mut tx, actor, board).await?;
    let steps = steps_read(&mut tx, board.id).await?;
    let mut draft = Draft::begin(&mut tx, &steps, None, &[]).await?;
    draft.fold(&mut tx, &steps).await?;
    let handed = i64::try_from(draft.payer_changes().len()).unwrap_or(i64::MAX);
    let tree = draft.tree;
    let roots: Vec<Uuid> = tree
        .moving_roots()
        .into_iter()
        .map(AccountId::uuid)
        .collect();
    let (due, unallocated) = money_read(&mut tx, &roots).await?;
    let stamp = sqlx::query_scalar("SELECT now()")
        .fetch_one(&mut *tx)
        .await?;
    Ok(BoardEffect {
        steps: board.steps,
        moving: moving_count(&mut tx, &tree).await?,
        links: i64::try_from(tree.changes().len()).unwrap_or(i64::MAX),
        due,
        unallocated,
        handed,
        payers: crossings_read(&mut tx, &Moving::roots(roots)).await?,
        stamp,
    })
}

/// How many accounts get another place in a tree: what is at and below the uppermost of what changes.
pub(super) async fn moving_count(conn: &mut PgConnection, tree: &FutureTree) -> Result<i64> {
    let roots = tree.moving_roots().into_iter();
    let count = sqlx::query_scalar(
        "SELECT coalesce(sum(1 + coalesce(o.accounts_below, 0)), 0)::bigint
         FROM unnest($1::uuid[]) AS roots (id)
         LEFT JOIN organization_total o ON o.account_id = roots.id",
    )
    .bind(roots.map(AccountId::uuid).collect::<Vec<_>>())
    .fetch_one(conn)
    .await?;
    Ok(count)
}

async fn money_read(conn: &mut PgConnection, roots: &[Uuid]) -> Result<(Vec<Money>, Vec<Money>)> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT currency::text, sum(due_minor)::bigint, sum(credit_minor)::bigint
         FROM organization_due WHERE account_id = ANY($1) GROUP BY currency ORDER BY currency",
    )
    .bind(roots)
    .fetch_all(conn)
    .await?;
    let mut sums: [BTreeMap<&'static str, Money>; 2] = Default::default();
    for (code, due, credit) in rows {
        let currency = Currency::from_code(&code).ok_or_else(|| {
            StoreError::unreadable("organization_due", format!("currency {code}"))
        })?;
        for (sum, minor) in sums.iter_mut().zip([due, credit]) {
            if minor != 0 {
                sum.insert(currency.code(), Money { minor, currency });
            }
        }
    }
    let [due, credit] = sums.map(|sum| sum.into_values().collect());
    Ok((due, credit))
}
