//! Server functions of deferred actions: who asks, read, one call of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

#[cfg(feature = "ssr")]
use domain::ids::AccountId;
use domain::{
    actions::{ActionPerformed, DeferredAction},
    hierarchy::{Fingerprint, MoveConfirm, MovePreview, ScheduleOutcome},
    ids::DeferredActionId,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{errors::AppResult, hierarchy::api::Undoable, wire::Wire};
#[cfg(feature = "ssr")]
use crate::{
    hierarchy::api::{account_called, operation_new},
    server::{RequestContext, request},
};

/// What is scheduled, with what is needed to change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledRow {
    /// The action.
    pub action: DeferredAction,
    /// The operation id of its cancellation, or of performing it now (decision 26).
    pub operation_id: String,
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
    let rows = actions.into_iter().map(|action| ScheduledRow {
        action,
        operation_id: operation_new(),
    });
    Ok(rows.collect())
}

/// Schedules what a preview of a day to come showed, or says what it would do now (ORG-2, decision 19).
///
/// # Errors
/// When the role may not move; with a sentence at the field `account`, `to`, `form` or `effective`
/// where the move would be refused.
#[server(endpoint = "hierarchy/move/schedule", protocol = Wire)]
pub async fn move_schedule(confirm: MoveConfirm) -> AppResult<Undoable<ScheduleOutcome>> {
    let request = request()?;
    let answer = store::hierarchy::move_schedule(&request.store, &request.actor, &confirm).await?;
    Ok(Undoable {
        answer,
        undo_id: operation_new(),
    })
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

/// What a scheduled move would do if it were performed now; none for what has a page of its own to look
/// at (decision 19).
///
/// # Errors
/// When the role may not see organizations; with the sentence of the rule where it cannot be done now.
#[server(endpoint = "actions/preview", protocol = Wire)]
pub async fn action_preview(action: DeferredActionId) -> AppResult<Option<MovePreview>> {
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
    shown: Option<Fingerprint>,
) -> AppResult<Undoable<ActionPerformed>> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let perform = store::actions::action_perform;
    Ok(Undoable {
        answer: perform(store, actor, &operation_id, action, shown.as_ref()).await?,
        undo_id: operation_new(),
    })
}
