//! `canopy run-job`: a daily job, run once by hand.

use clap::{Args, ValueEnum};
use domain::access::Actor;
use domain::ids::DeferredActionId;
use store::actions::{ActionRun, ActionsRun, actions_run};
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
}

/// Runs the job and says what it did.
///
/// # Errors
/// [`Failure`] where the database cannot be had, or something that is due could not be done.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    let Job::DeferredActions = arguments.name;
    let database = Database::open(&config, Purpose::Once).await?;
    let ran = async {
        database.ensure_schema().await?;
        Ok::<_, Failure>(due_perform(&database.store).await?)
    };
    let ran = ran.await;
    database.close().await;
    let ActionsRun { done, failed } = ran?;
    println!("{done} scheduled changes were made.");
    match failed {
        0 => Ok(()),
        failed => Err(Failure::refused(format!(
            "{failed} scheduled changes could not be made. Why is said on their accounts."
        ))),
    }
}

/// Performs what is due, with a line in the log for what fails.
///
/// # Errors
/// Where the database is away.
pub async fn due_perform(store: &Store) -> Result<ActionsRun, StoreError> {
    let told = |id, outcome: &_| {
        log(id, outcome);
        true
    };
    actions_run(store, &actor(), told).await
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
