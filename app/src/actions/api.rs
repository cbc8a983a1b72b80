//! Server functions of deferred actions: who asks, read, one call of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use chrono::NaiveDate;
use domain::{
    accounts::AccountRef,
    actions::{
        ActionFailure, ActionPerformed, ActionShown, ActionState, ActionTie, ActionsWanted,
        DeferredAction,
    },
    hierarchy::{MoveConfirm, ScheduleOutcome},
    ids::{BoardId, DeferredActionId},
};
#[cfg(feature = "ssr")]
use domain::{actions::ActionRequest, ids::AccountId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::server::{RequestContext, account_called, operation_new, request};
use crate::{errors::AppResult, hierarchy::api::Undoable, wire::Wire};

/// What is scheduled, as a list shows it, with what is needed to change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledRow {
    /// Its id.
    pub id: DeferredActionId,
    /// The account that it is about.
    pub account: AccountRef,
    /// What it does, in one sentence, without its day.
    pub sentence: String,
    /// The what-if board whose steps it makes; none where it is one change.
    pub board: Option<BoardId>,
    /// The business date on which it takes effect.
    pub due_on: NaiveDate,
    /// What has become of it.
    pub state: ActionState,
    /// Why it could not be done when it was tried last.
    pub failure: Option<ActionFailure>,
    /// Why it could not be made on its day, as things stand.
    pub conflict: Option<String>,
    /// Who scheduled it.
    pub by: String,
    /// What has become of it, when and by whom, in words.
    pub state_words: String,
    /// Whether the reader may cancel it.
    pub may_cancel: bool,
    /// Whether the reader may perform it now.
    pub may_perform: bool,
    /// Whether the reader may give it another day.
    pub may_shift: bool,
    /// The operation id of its cancellation, or of performing it now (decision 26).
    pub operation_id: String,
}

#[cfg(feature = "ssr")]
impl ScheduledRow {
    fn of(action: DeferredAction) -> Self {
        ScheduledRow {
            state_words: action.state_words(),
            id: action.id,
            account: action.account,
            board: match action.request {
                ActionRequest::Board { board } => Some(board),
                ActionRequest::Move { .. } | ActionRequest::Removal { .. } => None,
            },
            sentence: action.sentence,
            due_on: action.due_on,
            state: action.state,
            failure: action.failure,
            conflict: action.conflict,
            by: action.by,
            may_cancel: action.may_cancel,
            may_perform: action.may_perform,
            may_shift: action.may_shift,
            operation_id: operation_new(),
        }
    }
}

/// What is scheduled for an account and still to be done.
///
/// # Errors
/// When nobody is signed in, the role may not open accounts, or there is no such account.
#[server(endpoint = "actions/list", protocol = Wire)]
pub async fn account_actions(number: String) -> AppResult<Vec<ScheduledRow>> {
    let request = request()?;
    let account = account_called(&request, &number).await?;
    scheduled_of(&request, account.id).await
}

/// The same for an account that is known.
///
/// # Errors
/// When the role may not open accounts.
#[cfg(feature = "ssr")]
pub(crate) async fn scheduled_of(
    request: &RequestContext,
    account: AccountId,
) -> AppResult<Vec<ScheduledRow>> {
    let read = store::actions::account_actions;
    let actions = read(&request.store, &request.actor, account).await?;
    Ok(actions.into_iter().map(ScheduledRow::of).collect())
}

/// Some of what is scheduled across accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledOpened {
    /// The actions in their order.
    pub rows: Vec<ScheduledRow>,
    /// The account that they are at or below; none where that was not asked for, or there is no such account.
    pub below: Option<AccountRef>,
    /// Whether there are more behind the last one.
    pub has_more: bool,
}

/// What is scheduled across accounts, by day, in pages.
///
/// # Errors
/// When nobody is signed in, or the role may not open accounts.
#[server(endpoint = "actions/all", protocol = Wire)]
pub async fn scheduled_read(wanted: ActionsWanted) -> AppResult<ScheduledOpened> {
    let request = request()?;
    let page = store::actions::actions_list(&request.store, &request.actor, &wanted).await?;
    Ok(ScheduledOpened {
        rows: page.rows.into_iter().map(ScheduledRow::of).collect(),
        below: page.below,
        has_more: page.has_more,
    })
}

/// What is scheduled would do on another day (decision 19).
///
/// # Errors
/// When the role may not see organizations; with a sentence where the day cannot be chosen, or it cannot be
/// done then.
#[server(endpoint = "actions/shift/preview", protocol = Wire)]
pub async fn action_shift_preview(
    action: DeferredActionId,
    to: NaiveDate,
) -> AppResult<ActionShown> {
    let request = request()?;
    let preview = store::actions::action_shift_preview;
    Ok(preview(&request.store, &request.actor, action, to).await?)
}

/// Gives what is scheduled another day, as its preview showed it.
///
/// # Errors
/// As [`action_shift_preview`]; with the code `stale` at `action` where something relevant changed since.
#[server(endpoint = "actions/shift", protocol = Wire)]
pub async fn action_shift(
    action: DeferredActionId,
    operation_id: String,
    to: NaiveDate,
    shown: Option<ActionTie>,
) -> AppResult<Undoable<DeferredAction>> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let shift = store::actions::action_shift;
    Ok(Undoable::of(
        shift(store, actor, &operation_id, (action, to), shown.as_ref()).await?,
    ))
}

/// Schedules what a preview of a day to come showed, or says what it would do now (ORG-2, decision 19).
///
/// # Errors
/// When the role may not move; with a sentence at the field `account`, `to`, `form` or `effective`
/// where the move would be refused.
#[server(endpoint = "hierarchy/move/schedule", protocol = Wire)]
pub async fn move_schedule(confirm: MoveConfirm) -> AppResult<Undoable<ScheduleOutcome>> {
    let request = request()?;
    let schedule = store::hierarchy::move_schedule;
    Ok(Undoable::of(
        schedule(&request.store, &request.actor, &confirm).await?,
    ))
}

/// Takes back what was scheduled.
///
/// # Errors
/// When the role may not; with a sentence at the field `action` where it was done or cancelled.
#[server(endpoint = "actions/cancel", protocol = Wire)]
pub async fn action_cancel(
    action: DeferredActionId,
    operation_id: String,
) -> AppResult<DeferredAction> {
    let request = request()?;
    let cancel = store::actions::action_cancel;
    Ok(cancel(&request.store, &request.actor, &operation_id, action).await?)
}

/// What is scheduled would do if it were performed now (decision 19).
///
/// # Errors
/// When the role may not see organizations; with the sentence of the rule where it cannot be done now.
#[server(endpoint = "actions/preview", protocol = Wire)]
pub async fn action_preview(action: DeferredActionId) -> AppResult<ActionShown> {
    let request = request()?;
    Ok(store::actions::action_preview(&request.store, &request.actor, action).await?)
}

/// Does at once what was scheduled for another day, as its preview showed it.
///
/// # Errors
/// As [`action_cancel`]; with the sentence of the rule where it cannot be done now; with the code `stale`
/// at `action` where something relevant changed since the preview.
#[server(endpoint = "actions/perform", protocol = Wire)]
pub async fn action_perform(
    action: DeferredActionId,
    operation_id: String,
    shown: Option<ActionTie>,
) -> AppResult<Undoable<ActionPerformed>> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let perform = store::actions::action_perform;
    Ok(Undoable::of(
        perform(store, actor, &operation_id, action, shown.as_ref()).await?,
    ))
}
