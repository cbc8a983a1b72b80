//! Moving on a day to come: what a preview of that day showed becomes a deferred action (ORG-2).

use domain::access::{Action, Actor};
use domain::accounts::AccountNumber;
use domain::actions::{ActionRequest, DeferredAction};
use domain::hierarchy::{Effective, MoveConfirm, ScheduleOutcome};
use sqlx::PgConnection;

use super::facts::{Plan, Situation, refused, structure_lock};
use super::payers::handover_check;
use super::preview::{action_of, moving_roots, outline_of, preview_of};
use crate::Store;
use crate::actions::{NewAction, action_add};
use crate::error::Result;
use crate::operations::{Operation, invalid};

/// Schedules what a preview of a day to come showed. It is decided by the rule of a move over the tree
/// of that day, and once more when the day has come; so is its handover of payers, over who pays for
/// whom today and then (HIER-2). Where something relevant changed since the
/// preview, nothing is scheduled and the answer says what the move would do now. The same operation
/// id with the same request answers with what was scheduled.
///
/// # Errors
/// When the actor may not make this move; when the day is not after today; the refusal of the rule
/// with its code at its field (ORG-5); when the operation id was used for other input; when the
/// database fails.
pub async fn move_schedule(
    store: &Store,
    actor: &Actor,
    confirm: &MoveConfirm,
) -> Result<ScheduleOutcome> {
    actor.require(Action::AssociateAccount)?;
    let request = &confirm.request;
    let Effective::On { date } = request.effective else {
        let sentence = "This move is for now. Please choose a later day to schedule it.";
        return Err(invalid("effective", "now", sentence));
    };
    let input = (request, confirm.handover);
    let operation = Operation::new(actor, &confirm.operation_id, &input)?;
    let mut tx = store.pool().begin().await?;
    if let Some(action) = operation.begin::<DeferredAction>(&mut tx).await? {
        let action = Box::new(action);
        return Ok(ScheduleOutcome::Scheduled { action });
    }
    structure_lock(&mut tx).await?;
    let situation = Situation::read(&mut tx, request).await?;
    actor.require(action_of(&request.form, &situation))?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let outline = outline_of(&mut tx, actor, request, &situation, &plan).await?;
    if outline.fingerprint != confirm.fingerprint {
        let now = preview_of(&mut tx, actor, request, &situation).await?;
        return Ok(ScheduleOutcome::Stale { now: Box::new(now) });
    }
    let then = handover_words(&mut tx, actor, &plan, confirm.handover).await?;
    let new = NewAction {
        actor,
        operation: operation.id,
        account: request.account,
        due_on: date,
        request: ActionRequest::Move {
            request: request.clone(),
            handover: confirm.handover,
        },
        sentence: &(outline.deed() + &then),
    };
    let action = Box::new(action_add(&mut tx, new).await?);
    operation.finish(&mut tx, &action).await?;
    tx.commit().await?;
    Ok(ScheduleOutcome::Scheduled { action })
}

/// What the sentence of the action says of its handover; nothing where there is none.
async fn handover_words(
    conn: &mut PgConnection,
    actor: &Actor,
    plan: &Plan,
    to: Option<AccountNumber>,
) -> Result<String> {
    let Some(to) = to else {
        return Ok(String::new());
    };
    let payer = handover_check(conn, actor, &moving_roots(plan), to).await?;
    Ok(format!(
        " What then stays while its payer moves is paid by {payer}."
    ))
}
