//! Rows of deferred actions: read, written, brought to their next state.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::{AccountNumber, AccountRef};
use domain::actions::{
    ActionEnd, ActionFailure, ActionRequest, ActionState, DeferredAction, open_check,
};
use domain::audit::{Change, ChangeKind};
use domain::dates::date_words;
use domain::fields::FieldProblem;
use domain::ids::{AccountId, AuditEntryId, DeferredActionId, OperationId};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use crate::Store;
use crate::audit::{AuditEntry, actor_columns, changed_by};
use crate::error::{Result, StoreError};
use crate::hierarchy::structure_lock;
use crate::operations::invalid;

/// What the history calls the day of an action.
pub(super) const DUE: &str = "Scheduled for";

/// The columns that [`action_read`] reads, of actions `d` with [`JOINS`].
pub(super) const COLUMNS: &str = "
    d.id AS action_id, d.due_on, d.state, d.request, d.sentence, d.actor_id, d.actor_name,
    d.scheduled_at, d.ended_entry_id,
    ended.business_date AS ended_on, ended.actor_kind AS ended_kind, ended.actor_name AS ended_by,
    d.failures, d.failed_on, d.failure_code, d.failure_sentence,
    a.id, a.number, a.name";

/// The accounts `a` of actions `d`, and the entries `ended` that did or cancelled them.
pub(super) const JOINS: &str = "
    JOIN account a ON a.id = d.account_id
    LEFT JOIN audit_entry ended ON ended.id = d.ended_entry_id";

/// An action as `actor` sees it.
pub(super) fn action_read(row: &PgRow, actor: &Actor) -> Result<DeferredAction> {
    let state: &str = row.try_get("state")?;
    let state = ActionState::from_code(state)
        .ok_or_else(|| StoreError::unreadable("deferred_action", format!("state {state}")))?;
    let request: serde_json::Value = row.try_get("request")?;
    let request: ActionRequest = serde_json::from_value(request)
        .map_err(|error| StoreError::unreadable("deferred_action", error))?;
    let may_change = state.is_open() && may_change(actor, &request, row.try_get("actor_id")?);
    Ok(DeferredAction {
        id: DeferredActionId::from_uuid(row.try_get("action_id")?),
        account: AccountRef {
            id: AccountId::from_uuid(row.try_get("id")?),
            number: AccountNumber::new(row.try_get("number")?)
                .map_err(|error| StoreError::unreadable("account", error))?,
            name: row.try_get("name")?,
        },
        request,
        sentence: row.try_get("sentence")?,
        due_on: row.try_get("due_on")?,
        state,
        failure: failure_read(row)?,
        conflict: None,
        by: row.try_get("actor_name")?,
        scheduled_at: row.try_get("scheduled_at")?,
        entry: (row.try_get::<Option<Uuid>, _>("ended_entry_id")?).map(AuditEntryId::from_uuid),
        end: end_read(row)?,
        undone_by: None,
        may_cancel: may_change,
        may_perform: may_change,
        may_shift: may_change,
    })
}

fn end_read(row: &PgRow) -> Result<Option<ActionEnd>> {
    let on: Option<NaiveDate> = row.try_get("ended_on")?;
    let end = on.map(|on| -> Result<ActionEnd> {
        let by = changed_by(row.try_get("ended_kind")?, row.try_get("ended_by")?)?;
        Ok(ActionEnd {
            on,
            by: by.to_string(),
        })
    });
    end.transpose()
}

fn failure_read(row: &PgRow) -> Result<Option<ActionFailure>> {
    let on: Option<NaiveDate> = row.try_get("failed_on")?;
    let failure = on.map(|on| -> Result<ActionFailure> {
        Ok(ActionFailure {
            code: row.try_get("failure_code")?,
            sentence: row.try_get("failure_sentence")?,
            on,
            tries: row.try_get("failures")?,
        })
    });
    failure.transpose()
}

/// Whoever may rearrange organizations may change any action; who may only associate an account, the
/// moves that they scheduled themselves.
fn may_change(actor: &Actor, request: &ActionRequest, scheduled_by: Option<Uuid>) -> bool {
    let is_own = match actor {
        Actor::Staff { id, .. } => scheduled_by == Some(id.uuid()),
        Actor::Job { .. } | Actor::Command { .. } => false,
    };
    let is_move = matches!(request, ActionRequest::Move { .. });
    actor.may(Action::MoveAccounts) || (is_own && is_move && actor.may(Action::AssociateAccount))
}

/// An action as it is shown.
///
/// # Errors
/// When there is none, or the database fails.
pub(super) async fn action_find(
    store: &Store,
    actor: &Actor,
    id: DeferredActionId,
) -> Result<DeferredAction> {
    let statement = format!(
        "SELECT {COLUMNS} FROM deferred_action d {JOINS}
         WHERE d.id = $1"
    );
    let row = sqlx::query(AssertSqlSafe(statement))
        .bind(id.uuid())
        .fetch_optional(store.pool())
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("scheduled change {id}")))?;
    action_read(&row, actor)
}

/// The action, held until the transaction ends. The caller has the lock of structure changes.
///
/// # Errors
/// When there is no such action, or the database fails.
pub(super) async fn action_hold(
    conn: &mut PgConnection,
    actor: &Actor,
    id: DeferredActionId,
) -> Result<DeferredAction> {
    let statement = format!(
        "SELECT {COLUMNS} FROM deferred_action d {JOINS}
         WHERE d.id = $1 FOR UPDATE OF d"
    );
    let row = sqlx::query(AssertSqlSafe(statement))
        .bind(id.uuid())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("scheduled change {id}")))?;
    action_read(&row, actor)
}

/// An action that is about to change, held like that, under the lock of structure changes.
///
/// # Errors
/// When there is no such action, it was done or cancelled, or the database fails.
pub(super) async fn action_open(
    conn: &mut PgConnection,
    actor: &Actor,
    id: DeferredActionId,
) -> Result<DeferredAction> {
    structure_lock(conn).await?;
    let action = action_hold(conn, actor, id).await?;
    still_open(&action)?;
    Ok(action)
}

/// Looks that an action is still to be done.
///
/// # Errors
/// When it was done or cancelled, with when and by whom.
pub(super) fn still_open(action: &DeferredAction) -> Result<()> {
    open_check(action.state, action.end.as_ref())
        .map_err(|refusal| invalid("action", refusal.code(), refusal.to_string()))
}

/// An action that is to be kept.
pub(crate) struct NewAction<'a> {
    /// Who schedules it.
    pub(crate) actor: &'a Actor,
    /// The submission that brought it.
    pub(crate) operation: OperationId,
    /// The account that it is about.
    pub(crate) account: AccountId,
    /// The day on which it takes effect.
    pub(crate) due_on: NaiveDate,
    /// What it does.
    pub(crate) request: ActionRequest,
    /// The same in one sentence, without its day.
    pub(crate) sentence: &'a str,
}

/// Keeps an action with its entry in the history. The caller has decided that it can be done, under
/// the lock of structure changes.
///
/// # Errors
/// When the database fails.
pub(crate) async fn action_add(
    conn: &mut PgConnection,
    new: NewAction<'_>,
) -> Result<DeferredAction> {
    let id = DeferredActionId::from_uuid(Uuid::now_v7());
    let entry = AuditEntry {
        account: Some(new.account),
        object: Some(id.uuid()),
        operation: Some(new.operation),
        note: new.sentence,
        changes: vec![Change {
            field: DUE.to_owned(),
            before: None,
            after: Some(date_words(new.due_on)),
        }],
        ..AuditEntry::new(new.actor, ChangeKind::ActionScheduled)
    };
    let entry = entry.write(conn).await?;
    let (actor_kind, actor_id) = actor_columns(new.actor);
    let statement = format!(
        "WITH d AS (
             INSERT INTO deferred_action (id, kind, account_id, due_on, request, sentence, actor_kind,
                                          actor_id, actor_name, operation_id, scheduled_entry_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *)
         SELECT {COLUMNS} FROM d {JOINS}"
    );
    let row = sqlx::query(AssertSqlSafe(statement))
        .bind(id.uuid())
        .bind(new.request.kind().code())
        .bind(new.account.uuid())
        .bind(new.due_on)
        .bind(Json(&new.request))
        .bind(new.sentence)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(new.actor.name())
        .bind(new.operation.uuid())
        .bind(entry.uuid())
        .fetch_one(conn)
        .await?;
    action_read(&row, new.actor)
}

/// Marks an action as done or cancelled by this entry of the history, and says what was done where that is
/// not told by what was planned.
///
/// # Errors
/// When the database fails.
pub(super) async fn action_end(
    conn: &mut PgConnection,
    id: DeferredActionId,
    state: ActionState,
    (entry, done): (AuditEntryId, Option<&str>),
) -> Result<()> {
    sqlx::query(
        "UPDATE deferred_action
         SET state = $2, ended_entry_id = $3, sentence = coalesce($4, sentence) WHERE id = $1",
    )
    .bind(id.uuid())
    .bind(state.code())
    .bind(entry.uuid())
    .bind(done)
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps that an action was tried in vain, and why, with an entry in the history.
///
/// # Errors
/// When the database fails.
pub(super) async fn action_fail(
    conn: &mut PgConnection,
    actor: &Actor,
    action: &DeferredAction,
    failure: (&str, &str),
    today: NaiveDate,
) -> Result<()> {
    let (code, sentence) = failure;
    let entry = AuditEntry {
        account: Some(action.account.id),
        object: Some(action.id.uuid()),
        note: sentence,
        changes: Change::between("State", action.state.label(), ActionState::Failed.label())
            .into_iter()
            .collect(),
        ..AuditEntry::new(actor, ChangeKind::ActionFailed)
    };
    entry.write(conn).await?;
    sqlx::query(
        "UPDATE deferred_action
         SET state = 'failed', failures = failures + 1, failed_on = $2, failure_code = $3,
             failure_sentence = $4
         WHERE id = $1",
    )
    .bind(action.id.uuid())
    .bind(today)
    .bind(code)
    .bind(sentence)
    .execute(conn)
    .await?;
    Ok(())
}

/// The entry of the history that says that an action was cancelled.
pub(super) async fn cancel_write(
    conn: &mut PgConnection,
    actor: &Actor,
    operation: OperationId,
    action: &DeferredAction,
) -> Result<AuditEntryId> {
    let entry = AuditEntry {
        account: Some(action.account.id),
        object: Some(action.id.uuid()),
        operation: Some(operation),
        note: &action.sentence,
        changes: vec![Change {
            field: DUE.to_owned(),
            before: Some(date_words(action.due_on)),
            after: None,
        }],
        ..AuditEntry::new(actor, ChangeKind::ActionCancelled)
    };
    entry.write(conn).await
}
