//! What a change that is looked at breaks of what is scheduled (ORG-3).

use std::collections::HashSet;

use domain::access::Actor;
use domain::actions::{ActionState, DeferredAction};
use domain::hierarchy::{Deed, Effective, Planned, PlannedChange};
use domain::ids::{AccountId, DeferredActionId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::draft::changes_refused;
use crate::actions::{Until, actions_of, actions_within, changes_among};
use crate::error::Result;

/// Scheduled changes that a preview names.
const SCHEDULED: i64 = 20;

/// What is looked at.
pub(super) struct Looked<'a> {
    /// What it does.
    pub(super) deed: &'a Deed,
    /// When.
    pub(super) effective: Effective,
    /// The action that does it; none where it is not scheduled.
    pub(super) action: Option<DeferredActionId>,
}

/// What is scheduled for accounts at or below `roots`, or brings something there, and the actions `also`: by day,
/// of many the first, and how many more there are. With each that could not be made any more after what is looked
/// at it is said why; what is scheduled for the new parent is among them where it is one of these, before all
/// others. Costs by what is named, beside what [`actions_within`] does.
///
/// # Errors
/// When the database fails.
pub(super) async fn scheduled_read(
    conn: &mut PgConnection,
    actor: &Actor,
    looked: &Looked<'_>,
    (roots, also): (&[Uuid], &[DeferredActionId]),
) -> Result<(Vec<DeferredAction>, i64)> {
    let which = (roots, also, looked.action);
    let (scheduled, found) = actions_within(conn, actor, which, SCHEDULED).await?;
    let more = found - i64::try_from(scheduled.len()).unwrap_or(i64::MAX);
    let listed: HashSet<DeferredActionId> = scheduled.iter().map(|action| action.id).collect();
    let mut all = parent_actions(conn, actor, looked.deed.to()).await?;
    all.retain(|action| !listed.contains(&action.id) && Some(action.id) != looked.action);
    all.extend(scheduled);
    conflicts_tell(conn, looked, &mut all).await?;
    all.retain(|action| listed.contains(&action.id) || action.conflict.is_some());
    Ok((all, more))
}

/// What is scheduled for the new parent: who gets a child cannot be removed by then.
async fn parent_actions(
    conn: &mut PgConnection,
    actor: &Actor,
    parent: Option<AccountId>,
) -> Result<Vec<DeferredAction>> {
    match parent {
        Some(parent) => actions_of(conn, actor, parent, SCHEDULED).await,
        None => Ok(Vec::new()),
    }
}

/// Says of each of these why it cannot be made any more after what is looked at, where that is so. What could not
/// be made without it either is not its doing; of what is scheduled and gets another day, nor what could not be made
/// after it on its own day. Only these are made in thought, by day.
async fn conflicts_tell(
    conn: &mut PgConnection,
    looked: &Looked<'_>,
    actions: &mut [DeferredAction],
) -> Result<()> {
    let pending = (actions.iter()).filter(|action| action.state == ActionState::Pending);
    let Some(day) = pending.map(|action| action.due_on).max() else {
        return Ok(());
    };
    let ids: Vec<Uuid> = actions.iter().map(|action| action.id.uuid()).collect();
    let except = looked.action;
    let until = Until { day, except };
    let without = changes_among(conn, until, ids).await?;
    let before = match looked.effective {
        Effective::Now => 0,
        Effective::On { date } => {
            let pending = (actions.iter()).filter(|action| action.state == ActionState::Pending);
            let others = pending.filter(|action| Some(action.id) != except);
            others.filter(|action| action.due_on <= date).count()
        }
    };
    let mut with = without.clone();
    with.insert(
        before.min(with.len()),
        PlannedChange {
            action: DeferredActionId::from_uuid(Uuid::nil()),
            what: Planned::One {
                deed: looked.deed.clone(),
                from: None,
                alone: false,
            },
        },
    );
    // What it does today for what follows is not what it does for it on another day.
    let as_planned = match looked.action {
        Some(action) => {
            let ids = actions.iter().map(|one| one.id).chain([action]);
            changes_among(conn, day.into(), ids.map(|id| id.uuid()).collect()).await?
        }
        None => without,
    };
    let fails_anyway = changes_refused(conn, &as_planned).await?;
    let mut fails = changes_refused(conn, &with).await?;
    for action in actions {
        if !fails_anyway.contains_key(&action.id) {
            action.conflict = fails.remove(&action.id);
        }
    }
    Ok(())
}
