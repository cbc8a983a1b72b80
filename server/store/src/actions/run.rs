//! The runner: performs whatever is due, exactly once, however many servers run it (OPS-1).

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::actions::is_due;
use domain::dates::date_words;
use domain::ids::DeferredActionId;
use sqlx::Connection;
use uuid::Uuid;

use super::perform::action_do;
use super::rows::{action_fail, action_hold};
use crate::Store;
use crate::error::{Result, StoreError};
use crate::hierarchy::structure_lock;
use crate::installation::{business_date, business_date_today};
use crate::operations::invalid;

/// How many due actions are looked up at once.
const BATCH: i64 = 100;

/// What became of a due action.
#[derive(Debug)]
pub enum ActionRun {
    /// It was performed.
    Done,
    /// It could not be done; why is kept with it.
    Failed,
    /// It could not be done for a reason that no person can mend, which belongs into the log.
    Broken(StoreError),
    /// There was nothing to do any more: another server was quicker, or it was cancelled.
    NotDue,
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ActionsRun {
    /// Actions that were performed.
    pub done: u64,
    /// Actions that could not be done.
    pub failed: u64,
    /// Actions that nothing is to be said against: the database was too busy for them. The next run tries
    /// them again.
    pub waiting: u64,
}

/// Performs everything that is due today or was before, by day and in order within the day. Each is tried
/// once, and one that fails or waits does not hold up those after it. `told` hears what became of each, and
/// says whether to go on.
///
/// # Errors
/// When the actor may not run jobs, or the database is away. What was done by then stays done.
pub async fn actions_run(
    store: &Store,
    actor: &Actor,
    told: impl FnMut(DeferredActionId, &Result<ActionRun>) -> bool,
) -> Result<ActionsRun> {
    actor.require(Action::RunJobs)?;
    let today = business_date_today(store).await?;
    actions_run_until(store, actor, today, told).await
}

/// The same for what was due by the end of a day alone, which may be past: what came due since waits
/// for the next run.
///
/// # Errors
/// As [`actions_run`]; when the day is to come: nothing takes effect before its day (decision 2).
pub async fn actions_run_until(
    store: &Store,
    actor: &Actor,
    until: NaiveDate,
    mut told: impl FnMut(DeferredActionId, &Result<ActionRun>) -> bool,
) -> Result<ActionsRun> {
    actor.require(Action::RunJobs)?;
    let today = business_date_today(store).await?;
    if until > today {
        let sentence = format!(
            "{} is to come: today is {}. Nothing is done before its day.",
            date_words(until),
            date_words(today)
        );
        return Err(invalid("as_of", "to_come", sentence));
    }
    let mut run = ActionsRun::default();
    // What a try has left as it was, so that it does not come up again before all others.
    let mut left = Vec::new();
    loop {
        let due = due_read(store, until, today, &left).await?;
        if due.is_empty() {
            return Ok(run);
        }
        for id in due {
            let outcome = action_run(store, actor, id).await;
            let goes_on = told(id, &outcome);
            match outcome {
                Ok(ActionRun::Done) => run.done += 1,
                Ok(ActionRun::Failed | ActionRun::Broken(_)) => run.failed += 1,
                Ok(ActionRun::NotDue) => left.push(id.uuid()),
                Err(error) if error.is_unavailable() => return Err(error),
                Err(error) => {
                    left.push(id.uuid());
                    match is_passing(&error) {
                        true => run.waiting += 1,
                        // Why could not even be kept.
                        false => run.failed += 1,
                    }
                }
            }
            if !goes_on {
                return Ok(run);
            }
        }
    }
}

/// Some of the actions that are due, in the order in which they are to be performed.
///
/// # Errors
/// When the actor may not run jobs, or the database fails.
pub async fn actions_due(store: &Store, actor: &Actor) -> Result<Vec<DeferredActionId>> {
    actor.require(Action::RunJobs)?;
    let today = business_date_today(store).await?;
    due_read(store, today, today, &[]).await
}

/// Some of what is due by the end of a day, but none of those that are `left` as they are.
async fn due_read(
    store: &Store,
    until: NaiveDate,
    today: NaiveDate,
    left: &[Uuid],
) -> Result<Vec<DeferredActionId>> {
    let due: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM deferred_action
         WHERE state IN ('pending', 'failed') AND due_on <= $1
           AND (failed_on IS NULL OR failed_on < $2) AND id <> ALL($3)
         ORDER BY due_on, number LIMIT $4",
    )
    .bind(until)
    .bind(today)
    .bind(left)
    .bind(BATCH)
    .fetch_all(store.pool())
    .await?;
    Ok(due.into_iter().map(DeferredActionId::from_uuid).collect())
}

/// Performs one action that is due, with effect from its own day on (decision 3). Effect and mark are
/// one transaction. Where it cannot be done, nothing is changed but that this is kept with it.
///
/// # Errors
/// When the actor may not run jobs or there is no such action; when the database is away or busy, or why
/// it failed cannot be kept: then it is tried again by the next run.
pub async fn action_run(store: &Store, actor: &Actor, id: DeferredActionId) -> Result<ActionRun> {
    actor.require(Action::RunJobs)?;
    let mut tx = store.begin().await?;
    structure_lock(&mut tx).await?;
    let action = action_hold(&mut tx, actor, id).await?;
    let today = business_date(&mut tx).await?;
    let failed_on = action.failure.as_ref().map(|failure| failure.on);
    if !is_due(action.state, action.due_on, failed_on, today) {
        return Ok(ActionRun::NotDue);
    }
    let mut attempt = tx.begin().await?;
    let run = match action_do(&mut attempt, actor, &action, None, action.due_on).await {
        Ok(_) => {
            attempt.commit().await?;
            ActionRun::Done
        }
        Err(error) => {
            let (code, sentence) = match failure_of(&error) {
                Some(failure) => failure,
                None => return Err(error),
            };
            attempt.rollback().await?;
            action_fail(&mut tx, actor, &action, (&code, &sentence), today).await?;
            match code == UNEXPECTED {
                true => ActionRun::Broken(error),
                false => ActionRun::Failed,
            }
        }
    };
    tx.commit().await?;
    Ok(run)
}

/// What to keep of a failure; none where the database is away or busy, and the same may succeed a moment
/// later.
fn failure_of(error: &StoreError) -> Option<(String, String)> {
    let said = |code: &str| Some((code.to_owned(), error.to_string()));
    match error {
        StoreError::Invalid(errors) => match errors.0.first() {
            Some(first) => Some((first.code.clone(), first.sentence.clone())),
            None => Some(unexpected()),
        },
        StoreError::Conflict { code, .. } => said(code),
        StoreError::NotFound(_) => said("not_found"),
        StoreError::Refused(_) => said("refused"),
        // Nobody foresaw it: kept, or it would be tried for ever without anybody knowing.
        _ => (!is_passing(error)).then(unexpected),
    }
}

/// What the database says where the same may succeed a moment later: a connection that broke, somebody in
/// the way, no room, a server that stops, a lock that is held too long. By the beginning of the code.
const PASSING: [&str; 5] = ["08", "40", "53", "57P0", "55P03"];

/// Whether the action itself is not to blame.
fn is_passing(error: &StoreError) -> bool {
    let is_told = match error {
        StoreError::Database(sqlx::Error::Database(error)) => (error.code())
            .is_some_and(|code| PASSING.iter().any(|beginning| code.starts_with(beginning))),
        _ => false,
    };
    is_told || error.is_unavailable()
}

const UNEXPECTED: &str = "unexpected";

fn unexpected() -> (String, String) {
    let sentence = "Something went wrong here. The cause is in the log of the program.";
    (UNEXPECTED.to_owned(), sentence.to_owned())
}
