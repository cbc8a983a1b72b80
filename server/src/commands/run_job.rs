//! `canopy run-job`: a daily job, run once by hand.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::access::Actor;
use domain::ids::DeferredActionId;
use store::actions::{ActionRun, ActionsRun, actions_run, actions_run_until};
use store::{Store, StoreError};

use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::Failure;

/// The jobs that there are.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Job {
    /// Perform the scheduled changes that are due
    DeferredActions,
}

/// Which job.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The job's name
    name: Job,
    /// Do only what was due by this day (2026-11-30), which may be past [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
}

/// Runs the job and says what it did.
///
/// # Errors
/// [`Failure`] where the database cannot be had, or something that is due could not be done, or not yet.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    let Arguments { name, as_of } = arguments;
    let Job::DeferredActions = name;
    let database = Database::open(&config, Purpose::Once).await?;
    let ran = async {
        database.ensure_schema().await?;
        Ok::<_, Failure>(due_perform(&database.store, as_of).await?)
    };
    let ran = ran.await;
    database.close().await;
    let run = ran?;
    match run.done {
        0 => println!("No scheduled change was made."),
        done => println!("Made: {}.", changes_words(done)),
    }
    left_undone(run).map_or(Ok(()), Err)
}

/// What is to be said of what was not made: what failed is for a person to see to, what waits for another run.
fn left_undone(run: ActionsRun) -> Option<Failure> {
    let failed = format!(
        "{} could not be made. Why is said on the account.",
        changes_words(run.failed)
    );
    let waiting = format!(
        "Not yet made, since the database was busy: {}. Please run the job again.",
        changes_words(run.waiting)
    );
    match (run.failed, run.waiting) {
        (0, 0) => None,
        (0, _) => Some(Failure::unavailable(waiting)),
        (_, 0) => Some(Failure::refused(failed)),
        (_, _) => Some(Failure::refused(format!("{failed} {waiting}"))),
    }
}

/// A number of changes in words.
fn changes_words(count: u64) -> String {
    match count {
        1 => "1 scheduled change".to_owned(),
        count => format!("{count} scheduled changes"),
    }
}

/// Performs what is due by the end of a day, today where none is given, with a line in the log for what
/// fails.
///
/// # Errors
/// Where the day is to come, or the database is away.
pub async fn due_perform(
    store: &Store,
    until: Option<NaiveDate>,
) -> Result<ActionsRun, StoreError> {
    let told = |id, outcome: &_| {
        log(id, outcome);
        true
    };
    match until {
        None => actions_run(store, &actor(), told).await,
        Some(until) => actions_run_until(store, &actor(), until, told).await,
    }
}

/// The job that performs deferred actions, as the history names it.
pub fn actor() -> Actor {
    Actor::Job {
        name: "Deferred actions".to_owned(),
    }
}

/// Notes what became of an action.
pub fn log(id: DeferredActionId, outcome: &Result<ActionRun, StoreError>) {
    match outcome {
        Ok(ActionRun::Done) => tracing::info!(%id, "a scheduled change was made"),
        Ok(ActionRun::NotDue) => tracing::debug!(%id, "a scheduled change was made elsewhere"),
        Ok(ActionRun::Failed) => tracing::info!(%id, "a scheduled change could not be made"),
        Ok(ActionRun::Broken(error)) => {
            tracing::error!(%id, %error, cause = ?error, "a scheduled change broke");
        }
        Err(error) => {
            tracing::warn!(%id, %error, cause = ?error, "a scheduled change waits for another try");
        }
    }
}
