//! Making a move that was scheduled: by the rule of a move now, over the tree as it is by then.

use chrono::NaiveDate;
use domain::access::Actor;
use domain::accounts::AccountRef;
use domain::actions::DeferredAction;
use domain::dates::date_words;
use domain::fields::FieldProblem;
use domain::hierarchy::{
    HandoverTo, LinkChange, MoveDone, MoveRefusal, MoveRequest, PlannedFrom, StepProblem,
};
use domain::ids::{AccountId, OperationId};
use sqlx::PgConnection;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::facts::{Situation, refused};
use super::handing::{HANDED_OVER, Handing, hand_over, handed_words};
use super::nodes::account_ref;
use super::payers::Moving;
use super::preview::{action_of, outline_of};
use super::run::{History, form_words};
use super::write::{accounts_hold, changes_hold, changes_keep, links_write};
use crate::bill_units::{HandoverBy, payers_keep};
use crate::error::Result;
use crate::operations::invalid;

/// The order to make a move that was scheduled.
pub(crate) struct MoveOrder<'a> {
    /// Who makes it.
    pub(crate) actor: &'a Actor,
    /// The submission that brought the order; none where its day has come.
    pub(crate) operation: Option<OperationId>,
    /// What was scheduled.
    pub(crate) action: &'a DeferredAction,
    /// The move in it.
    pub(crate) request: &'a MoveRequest,
    /// To whom what stays while its payer moves is handed over with it.
    pub(crate) handover: Option<HandoverTo>,
    /// Where the account has to stand; none: wherever it does.
    pub(crate) from: Option<PlannedFrom>,
    /// Whether it was scheduled as the association of a single account, and is made as nothing else.
    pub(crate) associates: bool,
    /// From which day on it counts: today, or its own day where that is past (decision 3).
    pub(crate) since: NaiveDate,
}

/// Makes the move with its handover of payers, in the caller's transaction, which holds the lock of
/// structure changes.
///
/// # Errors
/// When the actor may not make this move; the refusal of the rule with its code; when places changed
/// after the day from which on it counts, or the account is not where it was planned from; when the database
/// fails.
pub(crate) async fn move_perform(
    conn: &mut PgConnection,
    order: &MoveOrder<'_>,
) -> Result<MoveDone> {
    let request = order.request.performed_now();
    let held = [request.account, request.to];
    let moment = accounts_hold(conn, &held).await?;
    let situation = Situation::read(conn, &request).await?;
    order.actor.require(action_of(&request.form, &situation))?;
    if let Some(account) = situation.account_path.first()
        && order.associates
        && account.children > 0
    {
        return Err(refused(&MoveRefusal::GrownSince {
            account: account.account.clone(),
            count: account.children,
        }));
    }
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let outline = outline_of(order.actor, &request, &situation, &plan, moment)?;
    let is_late = order.since < outline.today;
    if is_late {
        stayed_check(conn, &plan.changes, order.since).await?;
    }
    place_check(conn, (&plan.account, plan.from.as_ref()), order.from).await?;
    if is_late {
        no_cycle_check(conn, &plan.changes, order.since).await?;
    }
    let by = HandoverBy {
        actor: order.actor,
        operation: order.operation,
        since: order.since,
    };
    let moving = Moving::plan(&plan, &situation);
    let handing = Handing::chosen(conn, &moving, order.handover).await?;
    changes_hold(conn, &plan.changes, &held).await?;
    let handed = hand_over(conn, &by, handing.as_ref()).await?;
    links_write(conn, &plan.changes, order.since).await?;
    let history = History {
        actor: order.actor,
        operation: order.operation,
        object: Some(order.action.id.uuid()),
        note: format!(
            "{}; scheduled for {} by {}",
            form_words(&request.form),
            date_words(order.action.due_on),
            order.action.by
        ),
        situation: &situation,
        plan: &plan,
    };
    let entry = history.write(conn, &request.form).await?;
    changes_keep(conn, entry, &plan.changes).await?;
    payers_keep(conn, &by, (entry, HANDED_OVER), &handed).await?;
    Ok(MoveDone {
        entry,
        sentence: outline.done() + &handed_words(&handed),
        account: plan.account,
        from: plan.from,
        to: plan.to,
        moved: plan.moving,
    })
}

/// The account must stand where it stood in what was shown when this was scheduled: from anywhere else it would
/// be another change, which nobody has seen (ORG-3, decision 19).
pub(super) async fn place_check(
    conn: &mut PgConnection,
    (account, now): (&AccountRef, Option<&AccountRef>),
    from: Option<PlannedFrom>,
) -> Result<()> {
    let Some(from) = from.filter(|from| from.parent != now.map(|now| now.id)) else {
        return Ok(());
    };
    let planned = sqlx::query("SELECT id, number, name FROM account WHERE id = $1")
        .bind(from.parent.map(AccountId::uuid))
        .fetch_optional(conn)
        .await?;
    let planned = planned.map(|row| account_ref(&row)).transpose()?;
    let problem = StepProblem::Elsewhere {
        account: account.clone(),
        planned: planned.map(Box::new),
        now: now.cloned().map(Box::new),
    };
    Err(invalid("account", problem.code(), problem.to_string()))
}

/// What moves must not have changed its place after the day from which on the move counts: that day
/// would have two parents, or the history of the days since would be lost.
pub(super) async fn stayed_check(
    conn: &mut PgConnection,
    changes: &[LinkChange],
    since: NaiveDate,
) -> Result<()> {
    let moved = sqlx::query(
        "SELECT a.id, a.number, a.name
         FROM organization_link l JOIN account a ON a.id = l.child_id
         WHERE l.child_id = ANY($1) AND l.superseded_at IS NULL
           AND (lower(l.valid) > $2 OR upper(l.valid) > $2)
         ORDER BY a.number LIMIT 1",
    )
    .bind(children(changes))
    .bind(since)
    .fetch_optional(conn)
    .await?;
    changed_since(moved, since)
}

/// On no day since then may anything come above itself by these changes, which are not written yet: what is above
/// the new parents today was perhaps below what moves for some days. The database's own guard would refuse it
/// without a sentence.
pub(super) async fn no_cycle_check(
    conn: &mut PgConnection,
    changes: &[LinkChange],
    since: NaiveDate,
) -> Result<()> {
    let parents: Vec<Option<Uuid>> = (changes.iter())
        .map(|change| change.to.map(AccountId::uuid))
        .collect();
    let crossed = sqlx::query(
        "WITH RECURSIVE change (child_id, to_id) AS MATERIALIZED (
             SELECT * FROM unnest($1::uuid[], $2::uuid[])
         ), up (start, id, days) AS (
             SELECT DISTINCT to_id, to_id, daterange($3, NULL) FROM change WHERE to_id IS NOT NULL
             UNION
             SELECT up.start, above.parent_id, above.valid * up.days
             FROM up LEFT JOIN change ON change.child_id = up.id CROSS JOIN LATERAL (
                 SELECT l.parent_id, l.valid FROM organization_link l
                 WHERE change.child_id IS NULL AND l.child_id = up.id AND l.superseded_at IS NULL
                   AND upper_inf(l.valid) AND l.valid && up.days
                 UNION ALL
                 SELECT l.parent_id, l.valid FROM organization_link l
                 WHERE change.child_id IS NULL AND l.child_id = up.id AND l.superseded_at IS NULL
                   AND NOT upper_inf(l.valid) AND upper(l.valid) > $3 AND l.valid && up.days
                 UNION ALL
                 SELECT change.to_id, daterange($3, NULL) WHERE change.to_id IS NOT NULL) AS above
         )
         SELECT a.id, a.number, a.name
         FROM change c JOIN up ON up.start = c.to_id AND up.id = c.child_id
         JOIN account a ON a.id = c.child_id
         ORDER BY a.number LIMIT 1",
    )
    .bind(children(changes))
    .bind(parents)
    .bind(since)
    .fetch_optional(conn)
    .await?;
    changed_since(crossed, since)
}

fn children(changes: &[LinkChange]) -> Vec<Uuid> {
    changes.iter().map(|change| change.child.uuid()).collect()
}

fn changed_since(found: Option<PgRow>, since: NaiveDate) -> Result<()> {
    match found {
        None => Ok(()),
        Some(row) => Err(refused(&MoveRefusal::ChangedAfter {
            account: account_ref(&row)?,
            date: since,
        })),
    }
}
