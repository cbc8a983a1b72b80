//! What a draft comes to in all: accounts, money, payers (ORG-9).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Actor};
use domain::actions::due_day;
use domain::bill_units::BillUnitRef;
use domain::fields::FieldProblem;
use domain::hierarchy::{BoardEffect, BoardEffectShown, BoardStep, Deed, Effective, Fingerprint};
use domain::ids::{AccountId, BoardId};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::draft::{Before, Draft};
use super::super::effect::amounts_read;
use super::super::facts::{fingerprint_of, today};
use super::super::meanwhile::Seen;
use super::super::payers::{Moving, crossings_read};
use super::super::plans::{differences_read, payers_reaching};
use super::super::preview::picture;
use super::rows::{board_get, conflicts_check, steps_read, until_of};
use crate::Store;
use crate::actions::Until;
use crate::error::Result;
use crate::operations::invalid;

/// What the steps of a board come to, as far as they can be made: read from totals, so that it costs by
/// the steps and not by what moves; who pays across the border costs by those who pay or by what moves,
/// whichever is less. Of a board that is scheduled, what it comes to on its day; of one that was applied, what it came
/// to then.
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
    let until = until_of(&mut tx, &board).await?;
    let steps = steps_read(&mut tx, board.id).await?;
    let mut stepped = Stepped::begin(&mut tx, steps, until).await?;
    // Those that are stale are told with the steps.
    let _stale = stepped.draft.fold(&stepped.steps);
    effect_shown(&mut tx, &stepped).await
}

/// What the steps of a board would come to on a day to come, all of them, beside what else is planned until then.
///
/// # Errors
/// When the actor may not see organizations or there is no such board; when the day is not after today; a sentence
/// for each step that is stale by then; when the database fails.
pub async fn board_effect_on(
    store: &Store,
    actor: &Actor,
    board: BoardId,
    date: NaiveDate,
) -> Result<BoardEffectShown> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let board = board_get(&mut tx, actor, board).await?;
    day_check(&mut tx, date).await?;
    let stepped = Stepped::whole(&mut tx, board.id, Some(date.into())).await?;
    effect_shown(&mut tx, &stepped).await
}

/// Looks that a board can be scheduled for a day.
///
/// # Errors
/// When the day is not after today, or the database fails.
pub(super) async fn day_check(conn: &mut PgConnection, date: NaiveDate) -> Result<()> {
    due_day(date, today(conn).await?)
        .map(drop)
        .map_err(|refusal| invalid("effective", refusal.code(), refusal.to_string()))
}

/// What the steps of a scheduled board would come to if all of them were made now, or on another day to come.
///
/// # Errors
/// When the actor may not see organizations or there is no such board; a sentence for each step that is stale;
/// when the database fails.
pub(crate) async fn board_shown(
    store: &Store,
    actor: &Actor,
    board: BoardId,
    until: Option<Until>,
) -> Result<BoardEffectShown> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let stepped = Stepped::whole(&mut tx, board, until).await?;
    effect_shown(&mut tx, &stepped).await
}

/// Stands for what [`board_shown`] shows, beside what that is, to be asked what changed since. The caller holds the
/// lock of structure changes, or has the action change nothing but its day.
///
/// # Errors
/// A sentence for each step that is stale; when the database fails.
pub(crate) async fn board_fingerprint(
    conn: &mut PgConnection,
    board: BoardId,
    until: Option<Until>,
) -> Result<(Fingerprint, Seen)> {
    let stepped = Stepped::whole(conn, board, until).await?;
    let effective = until.map_or(Effective::Now, |until| Effective::On { date: until.day });
    let fingerprint = effect_fingerprint(conn, &stepped).await?;
    Ok((fingerprint, stepped.seen(None, effective)))
}

/// A draft after its steps, beside what was before them.
pub(super) struct Stepped {
    pub(super) steps: Vec<BoardStep>,
    pub(super) before: Before,
    pub(super) draft: Draft,
}

impl Stepped {
    /// Before the first of these steps, over the present or the tree of a day to come.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn begin(
        conn: &mut PgConnection,
        steps: Vec<BoardStep>,
        until: Option<Until>,
    ) -> Result<Self> {
        let draft = Draft::begin(conn, &steps, until, &[]).await?;
        Ok(Self {
            before: draft.before(),
            steps,
            draft,
        })
    }

    /// After all steps of a board.
    ///
    /// # Errors
    /// A sentence for each step that is stale; when the database fails.
    pub(super) async fn whole(
        conn: &mut PgConnection,
        board: BoardId,
        until: Option<Until>,
    ) -> Result<Self> {
        let steps = steps_read(conn, board).await?;
        let mut stepped = Self::begin(conn, steps, until).await?;
        conflicts_check(&stepped.draft.fold(&stepped.steps).conflicts)?;
        Ok(stepped)
    }

    /// The ways up from all that the steps name, before the first of them: each account there with its parent.
    fn ways(&self) -> BTreeMap<AccountId, Option<AccountId>> {
        let mut ways = BTreeMap::new();
        for step in &self.steps {
            let named = [Some(step.deed.account()), step.deed.to(), step.from];
            for mut account in named.into_iter().flatten() {
                let parent = |account| self.before.tree.parent(account);
                while ways.insert(account, parent(account)).is_none()
                    && let Some(above) = parent(account)
                {
                    account = above;
                }
            }
        }
        ways
    }

    /// What a look of that moment at what the steps come to stands for.
    pub(super) fn seen(&self, at: Option<DateTime<Utc>>, effective: Effective) -> Seen {
        let deeds = || self.steps.iter().map(|step| &step.deed);
        Seen {
            at,
            accounts: deeds().map(Deed::account).collect(),
            ways: self.ways().into_keys().collect(),
            effective,
            payers: deeds().filter_map(Deed::handover).collect(),
        }
    }

    /// The uppermost of what gets another place by the steps.
    fn roots(&self) -> Vec<AccountId> {
        self.draft.tree.moving_roots_since(&self.before.tree)
    }
}

/// What a draft comes to after its steps, with who then pays across the border of what moves.
async fn effect_shown(conn: &mut PgConnection, stepped: &Stepped) -> Result<BoardEffectShown> {
    // What a step hands over crosses no more; all else that crosses is told beside it.
    let moving = Moving {
        links: stepped.before.tree.changes(),
        payers: stepped.draft.payer_changes(),
        ..Moving::roots(uuids(&stepped.roots()))
    };
    Ok(BoardEffectShown::Now {
        effect: effect_read(conn, stepped).await?,
        payers: crossings_read(conn, &moving).await?,
        fingerprint: effect_fingerprint(conn, stepped).await?,
    })
}

/// What a draft comes to after its steps. Money is that of today.
pub(super) async fn effect_read(conn: &mut PgConnection, stepped: &Stepped) -> Result<BoardEffect> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let roots = stepped.roots();
    // What is planned until then takes from what is below them today, or brings something there.
    let planned = differences_read(conn, &stepped.before.tree).await?;
    let more: i64 = (roots.iter().filter_map(|root| planned.get(root)))
        .map(|weight| weight.accounts)
        .sum();
    let roots = uuids(&roots);
    let (due, unallocated) = amounts_read(conn, &roots, &[], &planned).await?;
    let stamp = sqlx::query_scalar("SELECT now()")
        .fetch_one(&mut *conn)
        .await?;
    let changes = stepped.draft.tree.changes_since(&stepped.before.tree);
    Ok(BoardEffect {
        steps: count(stepped.steps.len()),
        moving: moving_count(conn, &roots).await? + more,
        links: count(changes.len()),
        due,
        unallocated,
        handed: count(stepped.draft.payer_changes_since(&stepped.before).len()),
        stamp,
    })
}

/// Stands for all that decides what a draft comes to after its steps (decision 19): the steps, what is planned
/// before them that reaches what they move, whose payers that changes, the ways up from all that they name, what they hand over, and a
/// version for what is at and below each account that moves, however much that is. What is planned elsewhere
/// leaves it alone.
pub(super) async fn effect_fingerprint(
    conn: &mut PgConnection,
    stepped: &Stepped,
) -> Result<Fingerprint> {
    let steps = &stepped.steps;
    let moving = steps.iter().map(|step| step.deed.account()).collect();
    let planned = stepped.before.tree.changes_reaching(&moving);
    let ways: Vec<_> = stepped.ways().into_iter().collect();
    let unit = |unit: &BillUnitRef| unit.id;
    let handed: Vec<_> = (stepped.draft.payer_changes_since(&stepped.before).iter())
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
    .fetch_all(&mut *conn)
    .await?;
    let before = &stepped.before;
    let payers = payers_reaching(conn, &before.payers, &before.tree, &moving).await?;
    fingerprint_of(&(steps, planned, payers, ways, handed, accounts))
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

fn uuids(accounts: &[AccountId]) -> Vec<Uuid> {
    accounts.iter().map(|account| account.uuid()).collect()
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
