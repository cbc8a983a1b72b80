//! Remove From Hierarchy: an account without children leaves its organization, now or on a day to come
//! (ORG-4).

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::{ActionRequest, ActionShown, ActionTie, DeedShown, DeferredAction};
use domain::audit::{Change, ChangeKind};
use domain::dates::date_words;
use domain::hierarchy::{
    Effective, HandoverTo, LinkChange, PlannedFrom, RemovalDone, RemovalOutcome, RemovalPreview,
    RemovalRequest, Tense, removal_sentence,
};
use domain::ids::{AccountId, AuditEntryId, DeferredActionId, OperationId};
use sqlx::PgConnection;

use super::facts::today;
use super::handing::{
    HANDED_OVER, Handing, hand_over, handed_words, handing_as_shown, handing_fingerprint,
    handing_preview,
};
use super::leaving::Leaving;
use super::perform::{place_check, stayed_check};
use super::preview::picture;
use super::run::PLACE;
use super::schedule::{ShiftPlan, handover_told};
use super::write::{changes_hold, changes_keep, links_write, path_words};
use crate::Store;
use crate::actions::{NewAction, action_add};
use crate::audit::AuditEntry;
use crate::bill_units::{HandoverBy, payers_keep};
use crate::error::{Result, StoreError};
use crate::operations::Operation;

/// What is to be known before an account leaves its organization, now or on a day to come: its parent, for
/// whom it pays and who pays for it (HIER-2). Of an account with children, which is not removed, the first of
/// these instead.
///
/// # Errors
/// When the actor may not see organizations, there is no such account, the day cannot be chosen, or the
/// database fails.
pub async fn removal_preview(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    effective: Effective,
) -> Result<RemovalPreview> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let leaving = Leaving::read(&mut tx, account, effective, None).await?;
    leaving.preview(&mut tx, actor, None).await
}

/// Takes an account out of its organization, or schedules that for a day to come: it is then decided over the
/// tree of that day, and once more when the day has come. Where anything relevant changed since the preview,
/// nothing is done and the answer says what is to be known now. The same operation id with the same request
/// answers with what was done.
///
/// # Errors
/// When the actor may not rearrange organizations; when it has children, the first of which is named,
/// or is under no other account; when the operation id was used for other input; when the database
/// fails.
pub async fn hierarchy_remove(
    store: &Store,
    actor: &Actor,
    request: &RemovalRequest,
) -> Result<RemovalOutcome> {
    actor.require(Action::MoveAccounts)?;
    let input = (
        request.account,
        request.effective,
        &request.fingerprint,
        request.handover,
    );
    let operation = Operation::new(actor, &request.operation_id, &input)?;
    let mut tx = store.begin().await?;
    if let Some(outcome) = operation.begin_structural(&mut tx).await? {
        return Ok(outcome);
    }
    let leaving = Leaving::read(&mut tx, request.account, request.effective, None).await?;
    let change = leaving.decide()?;
    let by = HandoverBy {
        actor,
        operation: Some(operation.id),
        since: request.effective.since(today(&mut tx).await?),
    };
    let handing = Handing::chosen(&mut tx, &leaving.moving(), request.handover).await?;
    let (handing, shown) = (handing.as_ref(), request.handover_shown.as_ref());
    if leaving.fingerprint()? != request.fingerprint
        || !handing_as_shown(&mut tx, &by, handing, shown).await?
    {
        let meanwhile = leaving.meanwhile(&mut tx, request).await?;
        // Nobody waits while all that is scheduled is read for what is to be known now.
        tx.rollback().await?;
        let now = removal_preview(store, actor, request.account, request.effective).await?;
        let now = Box::new(now);
        return Ok(RemovalOutcome::Stale { now, meanwhile });
    }
    let outcome = match request.effective {
        Effective::Now => {
            let done = leave(&mut tx, &by, &leaving, change, (handing, None)).await?;
            RemovalOutcome::Done { done }
        }
        Effective::On { date } => {
            let due = (operation.id, date);
            let action = plan(&mut tx, actor, due, &leaving, handing).await?;
            let action = Box::new(action);
            RemovalOutcome::Scheduled { action }
        }
    };
    operation.finish(&mut tx, &outcome).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Keeps the removal for its day.
async fn plan(
    conn: &mut PgConnection,
    actor: &Actor,
    (operation, due_on): (OperationId, NaiveDate),
    leaving: &Leaving,
    handing: Option<&Handing>,
) -> Result<DeferredAction> {
    let account = leaving.account().id;
    let (sentence, shown) = sentence_with(conn, actor, leaving, handing).await?;
    let new = NewAction {
        actor,
        operation,
        account,
        due_on,
        request: ActionRequest::Removal {
            account,
            handover: shown,
            from: Some(planned_from(leaving)),
        },
        sentence: &sentence,
    };
    action_add(conn, new).await
}

/// What a scheduled removal is tied to.
fn planned_from(leaving: &Leaving) -> PlannedFrom {
    let parent = leaving.from().map(|from| from.id);
    PlannedFrom { parent }
}

/// What a scheduled removal does, with its handover, which is decided as things stand, and the bill unit that it
/// goes to.
async fn sentence_with(
    conn: &mut PgConnection,
    actor: &Actor,
    leaving: &Leaving,
    handing: Option<&Handing>,
) -> Result<(String, Option<HandoverTo>)> {
    let (then, to) = handover_told(conn, actor, handing).await?;
    let leaves = leaving
        .from()
        .map(|from| removal_sentence(leaving.account(), from, Tense::Ahead));
    Ok((leaves.unwrap_or_default() + &then, to))
}

/// What a scheduled removal, with its handover, would do on another day, or now.
///
/// # Errors
/// When the actor may not see organizations; the refusal of the rule.
pub(crate) async fn removal_shown(
    store: &Store,
    actor: &Actor,
    (account, handover): (AccountId, Option<HandoverTo>),
    (effective, action): (Effective, DeferredActionId),
) -> Result<ActionShown> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let leaving = Leaving::read(&mut tx, account, effective, Some(action)).await?;
    leaving.decide()?;
    let handing = Handing::chosen(&mut tx, &leaving.moving(), handover).await?;
    let since = effective.since(today(&mut tx).await?);
    let preview = leaving.preview(&mut tx, actor, Some(action)).await?;
    Ok(ActionShown {
        deed: DeedShown::Removal(Box::new(preview)),
        handover: handing_preview(&mut tx, actor, since, handing.as_ref()).await?,
    })
}

/// What a scheduled removal is on another day, or now. The caller holds the lock of structure changes.
///
/// # Errors
/// When the actor may not rearrange organizations; the refusal of the rule, of its handover too.
pub(crate) async fn removal_shift_plan(
    conn: &mut PgConnection,
    actor: &Actor,
    (account, handover): (AccountId, Option<HandoverTo>),
    (effective, action): (Effective, DeferredActionId),
) -> Result<ShiftPlan> {
    actor.require(Action::MoveAccounts)?;
    let leaving = Leaving::read(conn, account, effective, Some(action)).await?;
    leaving.decide()?;
    let handing = Handing::chosen(conn, &leaving.moving(), handover).await?;
    let (sentence, _) = sentence_with(conn, actor, &leaving, handing.as_ref()).await?;
    let since = effective.since(today(conn).await?);
    Ok(ShiftPlan {
        tied: ActionTie {
            deed: leaving.fingerprint()?,
            handover: handing_fingerprint(conn, actor, since, handing.as_ref()).await?,
            seen_at: None,
        },
        seen: leaving.seen(None, handover),
        from: Some(planned_from(&leaving)),
        sentence,
    })
}

/// Makes a removal that was scheduled, with its handover of payers, in the caller's transaction, which holds
/// the lock of structure changes.
///
/// # Errors
/// When the actor may not rearrange organizations; the refusal of the rule with its code; when its place
/// changed after the day from which on it counts, or is not the one it was planned from; when the database
/// fails.
pub(crate) async fn removal_perform(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    action: &DeferredAction,
    (account, handover, from): (AccountId, Option<HandoverTo>, Option<PlannedFrom>),
) -> Result<RemovalDone> {
    by.actor.require(Action::MoveAccounts)?;
    let leaving = Leaving::read(conn, account, Effective::Now, None).await?;
    let change = leaving.decide()?;
    if by.since < today(conn).await? {
        stayed_check(conn, &[change], by.since).await?;
    }
    place_check(conn, (leaving.account(), leaving.from()), from).await?;
    let handing = Handing::chosen(conn, &leaving.moving(), handover).await?;
    leave(conn, by, &leaving, change, (handing.as_ref(), Some(action))).await
}

/// Takes the account out, as it was decided, with its handover.
async fn leave(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    leaving: &Leaving,
    change: LinkChange,
    (handing, action): (Option<&Handing>, Option<&DeferredAction>),
) -> Result<RemovalDone> {
    let account = leaving.account().clone();
    let from = (leaving.from().cloned())
        .ok_or_else(|| StoreError::Internal(format!("{} leaves nothing", account.number)))?;
    changes_hold(conn, &[change], &[]).await?;
    let handed = hand_over(conn, by, handing).await?;
    links_write(conn, &[change], by.since).await?;
    let entry = history_write(conn, by, leaving, action).await?;
    changes_keep(conn, entry, &[change]).await?;
    payers_keep(conn, by, (entry, HANDED_OVER), &handed).await?;
    Ok(RemovalDone {
        entry,
        sentence: removal_sentence(&account, &from, Tense::Done) + &handed_words(&handed),
        account,
        from,
    })
}

async fn history_write(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    leaving: &Leaving,
    action: Option<&DeferredAction>,
) -> Result<AuditEntryId> {
    let note = action.map_or(String::new(), |action| {
        let day = date_words(action.due_on);
        format!("Scheduled for {day} by {}", action.by)
    });
    let entry = AuditEntry {
        account: Some(leaving.account().id),
        object: action.map(|action| action.id.uuid()),
        operation: by.operation,
        note: &note,
        changes: vec![Change {
            field: PLACE.to_owned(),
            before: path_words(&leaving.path()),
            after: None,
        }],
        ..AuditEntry::new(by.actor, ChangeKind::AccountRemoved)
    };
    entry.write(conn).await
}
