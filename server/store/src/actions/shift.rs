//! Giving what was scheduled another day (OPS-1).

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::{ActionRequest, ActionShown, ActionTie, DeedShown, DeferredAction, due_day};
use domain::audit::{Change, ChangeKind};
use domain::dates::date_words;
use domain::fields::FieldProblem;
use domain::hierarchy::Effective;
use domain::ids::DeferredActionId;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::perform::{board_tie, overtaken};
use super::planned::Until;
use super::rows::{DUE, action_find, action_hold, action_open, still_open};
use crate::Store;
use crate::audit::AuditEntry;
use crate::error::Result;
use crate::hierarchy::{
    Seen, board_shift_plan, board_shown, move_shift_plan, move_shown, removal_shift_plan,
    removal_shown,
};
use crate::installation::business_date;
use crate::operations::{Operation, invalid};

/// What is scheduled would do on another day (decision 19).
///
/// # Errors
/// When the actor may not see organizations; when there is no such action, or it was done or cancelled; when
/// the day is not after today; the refusal of its rule.
pub async fn action_shift_preview(
    store: &Store,
    actor: &Actor,
    id: DeferredActionId,
    to: NaiveDate,
) -> Result<ActionShown> {
    actor.require(Action::ReadHierarchy)?;
    let action = action_find(store, actor, id).await?;
    still_open(&action)?;
    match &action.request {
        ActionRequest::Move {
            request, handover, ..
        } => {
            let then = request.planned_for(to);
            move_shown(store, actor, (&then, *handover), id).await
        }
        ActionRequest::Removal {
            account, handover, ..
        } => {
            let when = (Effective::On { date: to }, id);
            removal_shown(store, actor, (*account, *handover), when).await
        }
        ActionRequest::Board { board } => {
            let until = Until {
                day: to,
                except: Some(id),
            };
            let shown = board_shown(store, actor, *board, Some(until)).await?;
            Ok(ActionShown {
                deed: DeedShown::Board(Box::new(shown)),
                handover: None,
            })
        }
    }
}

/// Gives what was scheduled another day, as [`action_shift_preview`] showed it with its handover of payers, and
/// by the fingerprints of that (decision 19). It is then the last of its day, and one that failed is pending
/// again. Where it could not be done on that day nothing changes. The same operation id answers with what was
/// saved.
///
/// # Errors
/// When the actor may not do what it does; when there is no such action, or it was done or cancelled; when
/// the day is not after today; with the code `stale` where something relevant changed since the preview; the
/// refusal of its rule with its code; when the operation id was used for something else; when the database
/// fails.
pub async fn action_shift(
    store: &Store,
    actor: &Actor,
    operation_id: &str,
    (id, to): (DeferredActionId, NaiveDate),
    shown: Option<&ActionTie>,
) -> Result<DeferredAction> {
    actor.require(Action::AssociateAccount)?;
    let operation = Operation::new(actor, operation_id, &("shift", id, to))?;
    let mut tx = store.begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(done);
    }
    let action = action_open(&mut tx, actor, id).await?;
    if !action.may_shift {
        actor.require(Action::MoveAccounts)?;
    }
    let to = due_day(to, business_date(&mut tx).await?)
        .map_err(|refusal| invalid("date", refusal.code(), refusal.to_string()))?;
    if to == action.due_on {
        let sentence = format!("It is scheduled for {} already.", date_words(to));
        return Err(invalid("date", "same", sentence));
    }
    let until = Until {
        day: to,
        except: Some(id),
    };
    let Shifted {
        tied,
        seen,
        request,
        sentence,
    } = shifted(&mut tx, actor, &action, until).await?;
    if !shown.is_some_and(|shown| shown.is_as(&tied)) {
        return Err(overtaken(&mut tx, "the day is as it was", &seen, shown).await?);
    }
    shift_write(&mut tx, (id, to), &request, &sentence).await?;
    let entry = AuditEntry {
        account: Some(action.account.id),
        object: Some(id.uuid()),
        operation: Some(operation.id),
        note: &sentence,
        changes: vec![Change {
            field: DUE.to_owned(),
            before: Some(date_words(action.due_on)),
            after: Some(date_words(to)),
        }],
        ..AuditEntry::new(actor, ChangeKind::ActionShifted)
    };
    entry.write(&mut tx).await?;
    let action = action_hold(&mut tx, actor, id).await?;
    operation.finish(&mut tx, &action).await?;
    tx.commit().await?;
    Ok(action)
}

/// What an action would be on another day.
struct Shifted {
    /// What it is tied by.
    tied: ActionTie,
    /// What a look at it stands for.
    seen: Seen,
    /// What it does then.
    request: ActionRequest,
    /// The same in one sentence.
    sentence: String,
}

/// Decides by the rule of the action over the tree of its new day.
async fn shifted(
    conn: &mut PgConnection,
    actor: &Actor,
    action: &DeferredAction,
    until: Until,
) -> Result<Shifted> {
    match &action.request {
        ActionRequest::Move {
            request,
            handover,
            associates,
            ..
        } => {
            let (request, handover) = (request.planned_for(until.day), *handover);
            let plan = move_shift_plan(conn, actor, (&request, handover), action.id).await?;
            Ok(Shifted {
                request: ActionRequest::Move {
                    request,
                    handover,
                    from: plan.from,
                    // Whoever may do more has seen what it is by now.
                    associates: *associates && !actor.may(Action::MoveAccounts),
                },
                sentence: plan.sentence,
                tied: plan.tied,
                seen: plan.seen,
            })
        }
        ActionRequest::Removal {
            account, handover, ..
        } => {
            let (account, handover) = (*account, *handover);
            let when = (Effective::On { date: until.day }, action.id);
            let plan = removal_shift_plan(conn, actor, (account, handover), when).await?;
            Ok(Shifted {
                request: ActionRequest::Removal {
                    account,
                    handover,
                    from: plan.from,
                },
                sentence: plan.sentence,
                tied: plan.tied,
                seen: plan.seen,
            })
        }
        ActionRequest::Board { board } => {
            let (deed, seen) = board_shift_plan(conn, actor, *board, until).await?;
            Ok(Shifted {
                tied: board_tie(deed),
                seen,
                request: action.request.clone(),
                sentence: action.sentence.clone(),
            })
        }
    }
}

/// Writes the day, behind all else that is scheduled for it.
async fn shift_write(
    conn: &mut PgConnection,
    (id, to): (DeferredActionId, NaiveDate),
    request: &ActionRequest,
    sentence: &str,
) -> Result<()> {
    sqlx::query(
        "UPDATE deferred_action
         SET due_on = $2, number = DEFAULT, request = $3, sentence = $4, state = 'pending',
             failures = 0, failed_on = NULL, failure_code = NULL, failure_sentence = NULL
         WHERE id = $1",
    )
    .bind(id.uuid())
    .bind(to)
    .bind(Json(request))
    .bind(sentence)
    .execute(conn)
    .await?;
    Ok(())
}
