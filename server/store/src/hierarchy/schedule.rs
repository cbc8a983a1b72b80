//! Moving on a day to come: what a preview of that day showed becomes a deferred action (ORG-2).

use domain::access::{Action, Actor};
use domain::actions::{ActionRequest, ActionShown, ActionTie, DeedShown, DeferredAction};
use domain::hierarchy::{
    Effective, HandoverTo, MoveConfirm, MovePreview, MoveRequest, PlannedFrom, ScheduleOutcome,
};
use domain::ids::DeferredActionId;
use domain::text::ended;
use sqlx::PgConnection;

use super::effect::effect_of;
use super::facts::{Situation, refused};
use super::handing::{Handing, handing_fingerprint, handing_preview};
use super::meanwhile::{Seen, ways_of};
use super::payers::Moving;
use super::preview::{action_of, outline_of, picture, preview_of};
use super::run::{Confirmed, confirmed};
use crate::Store;
use crate::actions::{NewAction, action_add};
use crate::bill_units::HandoverBy;
use crate::error::Result;
use crate::installation::business_moment;
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
    let mut tx = store.begin().await?;
    if let Some(action) = operation
        .begin_structural::<DeferredAction>(&mut tx)
        .await?
    {
        let action = Box::new(action);
        return Ok(ScheduleOutcome::Scheduled { action });
    }
    let situation = Situation::read(&mut tx, request).await?;
    let action = action_of(&request.form, &situation);
    actor.require(action)?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let moment = business_moment(&mut tx).await?;
    let outline = outline_of(actor, request, &situation, &plan, moment)?;
    let by = HandoverBy {
        actor,
        operation: Some(operation.id),
        since: date,
    };
    let now = (&situation, &plan, &outline);
    let handing = match confirmed(&mut tx, &by, confirm, now).await? {
        Confirmed::AsShown(handing) => handing,
        Confirmed::Stale { now, meanwhile } => {
            return Ok(ScheduleOutcome::Stale { now, meanwhile });
        }
    };
    let (then, handover) = handover_told(&mut tx, actor, handing.as_ref()).await?;
    let new = NewAction {
        actor,
        operation: operation.id,
        account: request.account,
        due_on: date,
        request: ActionRequest::Move {
            request: request.clone(),
            handover,
            from: planned_from(request, &outline),
            associates: action == Action::AssociateAccount && !actor.may(Action::MoveAccounts),
        },
        sentence: &(outline.deed() + &then),
    };
    let scheduled = Box::new(action_add(&mut tx, new).await?);
    operation.finish(&mut tx, &scheduled).await?;
    tx.commit().await?;
    Ok(ScheduleOutcome::Scheduled { action: scheduled })
}

/// What a scheduled move, with its handover, would do on another day, or now.
///
/// # Errors
/// When the actor may not see organizations; when the day is not after today; the refusal of the rule.
pub(crate) async fn move_shown(
    store: &Store,
    actor: &Actor,
    (request, handover): (&MoveRequest, Option<HandoverTo>),
    action: DeferredActionId,
) -> Result<ActionShown> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let situation = Situation::read_with(&mut tx, request, None, Some(action)).await?;
    let preview = preview_of(&mut tx, actor, request, &situation).await?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let now = (&situation, &plan);
    let effect = effect_of(&mut tx, actor, request, now, Some(action)).await?;
    let handing = Handing::chosen(&mut tx, &Moving::plan(&plan, &situation), handover).await?;
    let since = request.effective.since(preview.today);
    Ok(ActionShown {
        deed: DeedShown::Move {
            preview: Box::new(preview),
            effect: Box::new(effect),
        },
        handover: handing_preview(&mut tx, actor, since, handing.as_ref()).await?,
    })
}

/// What something that is scheduled is on another day, or now.
pub(crate) struct ShiftPlan {
    /// What it is tied by.
    pub(crate) tied: ActionTie,
    /// Where the account has to stand by then.
    pub(crate) from: Option<PlannedFrom>,
    /// What it does, in one sentence.
    pub(crate) sentence: String,
    /// What its preview stands for, to be asked what changed since.
    pub(crate) seen: Seen,
}

/// What a scheduled move is tied to that did what this preview shows.
fn planned_from(request: &MoveRequest, outline: &MovePreview) -> Option<PlannedFrom> {
    let parent = outline.from.as_ref().map(|from| from.id);
    PlannedFrom::of_move(&request.form, parent)
}

/// What a scheduled move is on another day, or now. The caller holds the lock of structure changes.
///
/// # Errors
/// When the actor may not make this move; the refusal of the rule, of its handover too.
pub(crate) async fn move_shift_plan(
    conn: &mut PgConnection,
    actor: &Actor,
    (request, handover): (&MoveRequest, Option<HandoverTo>),
    action: DeferredActionId,
) -> Result<ShiftPlan> {
    let situation = Situation::read_with(conn, request, None, Some(action)).await?;
    actor.require(action_of(&request.form, &situation))?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let moment = business_moment(conn).await?;
    let outline = outline_of(actor, request, &situation, &plan, moment)?;
    let handing = Handing::chosen(conn, &Moving::plan(&plan, &situation), handover).await?;
    let since = request.effective.since(outline.today);
    let (then, _) = handover_told(conn, actor, handing.as_ref()).await?;
    let sentence = outline.deed() + &then;
    Ok(ShiftPlan {
        from: planned_from(request, &outline),
        tied: ActionTie {
            deed: outline.fingerprint,
            handover: handing_fingerprint(conn, actor, since, handing.as_ref()).await?,
            seen_at: None,
        },
        seen: Seen {
            at: None,
            accounts: vec![request.account],
            ways: ways_of([&situation.account_path, &situation.to_path]),
            effective: request.effective,
            payers: handover.into_iter().collect(),
        },
        sentence,
    })
}

/// What the sentence of the action says of its handover, and the bill unit that it goes to: the one that was shown,
/// whichever others the account has on its day. Nothing where there is none.
pub(super) async fn handover_told(
    conn: &mut PgConnection,
    actor: &Actor,
    handing: Option<&Handing>,
) -> Result<(String, Option<HandoverTo>)> {
    let Some(handing) = handing else {
        return Ok((String::new(), None));
    };
    let payer = handing.check(conn, actor).await?;
    let to = HandoverTo {
        account: payer.account.number,
        unit: Some(payer.id),
    };
    let words = format!(" What then stays while its payer moves is paid by {payer}");
    Ok((ended(words), Some(to)))
}
