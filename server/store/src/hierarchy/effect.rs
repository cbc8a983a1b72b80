//! What a move comes to beside the structure: what is owed, who pays, what is scheduled (ORG-3).

use std::collections::{BTreeMap, HashMap};

use domain::access::{Action, Actor};
use domain::hierarchy::{Deed, MoveEffect, MoveRequest, Weight};
use domain::ids::{AccountId, DeferredActionId};
use domain::money::Money;
use sqlx::PgConnection;
use uuid::Uuid;

use super::breaking::{Looked, scheduled_read};
use super::facts::{Plan, Situation, refused};
use super::nodes::currency_read;
use super::payers::{Moving, crossings_read};
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
            // Whoever is handed to is not paid for, and so never among those whom something scheduled hands over:
            // a handover breaks none of it.
            handover: None,
        },
        effective: request.effective,
        action,
    };
    let which = (moved.as_slice(), touching.as_slice());
    let (scheduled, more_scheduled) = scheduled_read(conn, actor, &looked, which).await?;
    let differences = situation.future.differences();
    let (due, unallocated) = amounts_read(conn, &moving.roots, &moving.except, differences).await?;
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

/// What these subtrees less those owe today, and what their customers have with us, an amount for each currency:
/// with what is planned for each of them.
///
/// # Errors
/// When the database fails, or names a currency that is not known.
pub(super) async fn amounts_read(
    conn: &mut PgConnection,
    plus: &[Uuid],
    minus: &[Uuid],
    differences: &HashMap<AccountId, Weight>,
) -> Result<(Vec<Money>, Vec<Money>)> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT currency::text, sum(sign * due_minor)::bigint, sum(sign * credit_minor)::bigint
         FROM (SELECT unnest($1::uuid[]) AS id, 1 AS sign
               UNION ALL SELECT unnest($2::uuid[]), -1) AS roots
         JOIN organization_due d ON d.account_id = roots.id
         GROUP BY currency",
    )
    .bind(plus)
    .bind(minus)
    .fetch_all(conn)
    .await?;
    let mut sums: BTreeMap<String, (i64, i64)> = (rows.into_iter())
        .map(|(code, due, credit)| (code, (due, credit)))
        .collect();
    let roots = (plus.iter().map(|root| (root, 1))).chain(minus.iter().map(|root| (root, -1)));
    for (root, sign) in roots {
        let weight = differences.get(&AccountId::from_uuid(*root));
        for (code, amounts) in weight.into_iter().flat_map(|weight| &weight.amounts) {
            let sum = sums.entry((*code).to_owned()).or_default();
            *sum = (sum.0 + sign * amounts.due, sum.1 + sign * amounts.credit);
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
