//! What a draft comes to in all: accounts, money, payers (ORG-9).

use std::collections::BTreeMap;

use domain::access::{Action, Actor};
use domain::bill_units::BillUnitRef;
use domain::hierarchy::{BoardEffect, BoardEffectShown, BoardStep, Fingerprint, FutureTree};
use domain::ids::{AccountId, BoardId};
use domain::money::{Currency, Money};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::draft::Draft;
use super::super::facts::fingerprint_of;
use super::super::payers::{Moving, crossings_read};
use super::super::preview::picture;
use super::rows::{board_get, conflicts_check, steps_read};
use crate::Store;
use crate::error::{Result, StoreError};

/// What the steps of a board come to, as far as they can be made: read from totals, so that it costs by
/// the steps and not by what moves; who pays across the border costs by those who pay or by what moves,
/// whichever is less. Of a board that was applied, what it came to then.
///
/// # Errors
/// When the actor may not see organizations, there is no such board, or the database fails.
pub async fn board_effect(
    store: &Store,
    actor: &Actor,
    board: BoardId,
) -> Result<BoardEffectShown> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let board = board_get(&mut tx, actor, board).await?;
    if board.state.is_over() {
        let kept = effect_kept(&mut tx, board.id).await?;
        return Ok(kept.map_or(BoardEffectShown::Unknown, |effect| {
            BoardEffectShown::Applied { effect }
        }));
    }
    let steps = steps_read(&mut tx, board.id).await?;
    let mut draft = Draft::begin(&mut tx, &steps, None, &[]).await?;
    draft.fold(&mut tx, &steps).await?;
    effect_now(&mut tx, &steps, &draft).await
}

/// What the steps of a scheduled board would come to if they were made now, all of them.
///
/// # Errors
/// When the actor may not see organizations or there is no such board; a sentence for each step that is stale;
/// when the database fails.
pub(crate) async fn board_shown(
    store: &Store,
    actor: &Actor,
    board: BoardId,
) -> Result<BoardEffectShown> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let (steps, draft) = made_now(&mut tx, board).await?;
    effect_now(&mut tx, &steps, &draft).await
}

/// Stands for what [`board_shown`] shows now. The caller holds the lock of structure changes.
///
/// # Errors
/// A sentence for each step that is stale; when the database fails.
pub(crate) async fn board_fingerprint(
    conn: &mut PgConnection,
    board: BoardId,
) -> Result<Fingerprint> {
    let (steps, draft) = made_now(conn, board).await?;
    effect_fingerprint(conn, &steps, &draft).await
}

/// The steps of a board, and the present after all of them.
async fn made_now(conn: &mut PgConnection, board: BoardId) -> Result<(Vec<BoardStep>, Draft)> {
    let steps = steps_read(conn, board).await?;
    let mut draft = Draft::begin(conn, &steps, None, &[]).await?;
    conflicts_check(&draft.fold(conn, &steps).await?.conflicts)?;
    Ok((steps, draft))
}

/// What a draft over the present comes to after its steps, with who then pays across the border of what moves.
async fn effect_now(
    conn: &mut PgConnection,
    steps: &[BoardStep],
    draft: &Draft,
) -> Result<BoardEffectShown> {
    // What a step hands over crosses no more; all else that crosses is told beside it.
    let moving = Moving {
        payers: draft.payer_changes(),
        ..Moving::roots(roots_of(&draft.tree))
    };
    Ok(BoardEffectShown::Now {
        effect: effect_read(conn, steps, draft).await?,
        payers: crossings_read(conn, &moving).await?,
        fingerprint: effect_fingerprint(conn, steps, draft).await?,
    })
}

/// What a draft over the present comes to after its steps.
pub(super) async fn effect_read(
    conn: &mut PgConnection,
    steps: &[BoardStep],
    draft: &Draft,
) -> Result<BoardEffect> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let roots = roots_of(&draft.tree);
    let (due, unallocated) = money_read(conn, &roots).await?;
    let stamp = sqlx::query_scalar("SELECT now()")
        .fetch_one(&mut *conn)
        .await?;
    Ok(BoardEffect {
        steps: count(steps.len()),
        moving: moving_count(conn, &roots).await?,
        links: count(draft.tree.changes().len()),
        due,
        unallocated,
        handed: count(draft.payer_changes().len()),
        stamp,
    })
}

/// Stands for all that decides what a draft over the present comes to after its steps (decision 19): the steps,
/// the ways up from all that they name, what they hand over, and a version for what is at and below each
/// account that moves, however much that is.
pub(super) async fn effect_fingerprint(
    conn: &mut PgConnection,
    steps: &[BoardStep],
    draft: &Draft,
) -> Result<Fingerprint> {
    let mut ways: Vec<(&AccountId, &AccountId)> = draft.tree.present_parents().iter().collect();
    ways.sort_unstable();
    let unit = |unit: &BillUnitRef| unit.id;
    let handed: Vec<_> = (draft.payer_changes().iter())
        .map(|change| {
            let (from, to) = (change.from.as_ref(), change.to.as_ref());
            (change.unit.id, from.map(unit), to.map(unit))
        })
        .collect();
    let (named, moves): (Vec<Uuid>, Vec<bool>) = (steps.iter())
        .flat_map(|step| {
            let to = step.deed.to().map(|to| (to, false));
            std::iter::once((step.deed.account(), true)).chain(to)
        })
        .map(|(account, moves)| (account.uuid(), moves))
        .unzip();
    let accounts: Vec<(Uuid, String, Option<i64>)> = sqlx::query_as(
        "SELECT DISTINCT a.id, a.status, o.version
         FROM unnest($1::uuid[], $2::boolean[]) AS named (id, moves) JOIN account a USING (id)
         LEFT JOIN organization_total o ON named.moves AND o.account_id = a.id
         ORDER BY a.id, o.version",
    )
    .bind(named)
    .bind(moves)
    .fetch_all(conn)
    .await?;
    fingerprint_of(&(steps, ways, handed, accounts))
}

/// What a board came to when it was applied; none where that was not kept.
async fn effect_kept(conn: &mut PgConnection, board: BoardId) -> Result<Option<BoardEffect>> {
    let kept: Option<Json<BoardEffect>> =
        sqlx::query_scalar("SELECT effect FROM what_if_board WHERE id = $1")
            .bind(board.uuid())
            .fetch_one(conn)
            .await?;
    Ok(kept.map(|Json(effect)| effect))
}

/// The uppermost of what gets another place in a tree.
fn roots_of(tree: &FutureTree) -> Vec<Uuid> {
    let roots = tree.moving_roots().into_iter();
    roots.map(AccountId::uuid).collect()
}

/// How many accounts get another place: what is at and below the uppermost of what changes.
async fn moving_count(conn: &mut PgConnection, roots: &[Uuid]) -> Result<i64> {
    let count = sqlx::query_scalar(
        "SELECT coalesce(sum(1 + coalesce(o.accounts_below, 0)), 0)::bigint
         FROM unnest($1::uuid[]) AS roots (id)
         LEFT JOIN organization_total o ON o.account_id = roots.id",
    )
    .bind(roots)
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
