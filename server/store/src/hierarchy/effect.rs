//! What a move comes to beside the structure: what is owed, who pays, what is scheduled (ORG-3).

use std::collections::BTreeMap;

use domain::access::{Action, Actor};
use domain::hierarchy::{Deed, MoveEffect, MoveRequest};
use domain::ids::{AccountId, DeferredActionId};
use domain::money::Money;
use sqlx::PgConnection;

use super::breaking::{Looked, scheduled_read};
use super::facts::{Plan, Situation, refused};
use super::nodes::currency_read;
use super::payers::{Moving, crossings_read};
use super::plans::Future;
use super::preview::picture;
use crate::Store;
use crate::error::Result;

/// What the accounts that would move owe and have: read from totals, so that it costs the same
/// however many they are; who pays across the border of them, and what is scheduled for them.
///
/// # Errors
/// When the actor may not see organizations; the refusal of the rule with its code at its field
/// (ORG-5); when the database fails.
pub async fn move_effect(
    store: &Store,
    actor: &Actor,
    request: &MoveRequest,
) -> Result<MoveEffect> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let situation = Situation::read(&mut tx, request).await?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    effect_of(&mut tx, actor, request, (&situation, &plan), None).await
}

/// The effect of a move in a situation that was read in this transaction; of what is scheduled it leaves out
/// the action that makes this move.
pub(super) async fn effect_of(
    conn: &mut PgConnection,
    actor: &Actor,
    request: &MoveRequest,
    (situation, plan): (&Situation, &Plan),
    action: Option<DeferredActionId>,
) -> Result<MoveEffect> {
    let moving = Moving::plan(plan, situation);
    let touching = situation.future.touching(request.account);
    let moved = [moving.roots.as_slice(), &moving.except].concat();
    let looked = Looked {
        deed: &Deed::Move {
            account: request.account,
            to: request.to,
            form: request.form.clone(),
            handover: None,
        },
        effective: request.effective,
        action,
    };
    let which = (moved.as_slice(), touching.as_slice());
    let (scheduled, more_scheduled) = scheduled_read(conn, actor, &looked, which).await?;
    let (due, unallocated) = amounts_read(conn, &moving, &situation.future).await?;
    Ok(MoveEffect {
        fingerprint: situation.fingerprint(request)?,
        due,
        unallocated,
        payers: crossings_read(conn, &moving).await?,
        scheduled,
        more_scheduled,
        stamp: sqlx::query_scalar("SELECT now()").fetch_one(conn).await?,
    })
}

/// What is owed by what moves, and what is unallocated there, an amount for each currency.
async fn amounts_read(
    conn: &mut PgConnection,
    moving: &Moving,
    future: &Future,
) -> Result<(Vec<Money>, Vec<Money>)> {
    let (plus, minus) = (&moving.roots, &moving.except);
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT currency::text, sum(sign * due_minor)::bigint, sum(sign * credit_minor)::bigint
         FROM (SELECT unnest($1::uuid[]) AS id, 1 AS sign
               UNION ALL SELECT unnest($2::uuid[]), -1) AS roots
         JOIN organization_due d ON d.account_id = roots.id
         GROUP BY currency ORDER BY currency",
    )
    .bind(plus)
    .bind(minus)
    .fetch_all(conn)
    .await?;
    let mut sums: BTreeMap<String, (i64, i64)> = (rows.into_iter())
        .map(|(code, due, credit)| (code, (due, credit)))
        .collect();
    for (roots, sign) in [(plus, 1), (minus, -1)] {
        for root in roots {
            for (code, amounts) in future.amounts(AccountId::from_uuid(*root)) {
                let sum = sums.entry(code.to_owned()).or_default();
                *sum = (sum.0 + sign * amounts.due, sum.1 + sign * amounts.credit);
            }
        }
    }
    let (mut dues, mut credits) = (Vec::new(), Vec::new());
    for (code, (due, credit)) in sums {
        let currency = currency_read(&code)?;
        for (list, minor) in [(&mut dues, due), (&mut credits, credit)] {
            if minor != 0 {
                list.push(Money { minor, currency });
            }
        }
    }
    Ok((dues, credits))
}
