//! The demo company's customers (decision 38), made by the product's own import and generator:
//! some organizations that can be told about, and enough others for a search to have to look.

mod payments;

use domain::access::{Action, Actor};
use uuid::Uuid;

use self::payments::payment_methods_make;
use crate::Store;
use crate::error::{Result, StoreError};
use crate::generate::{GenerateOptions, accounts_generate};
use crate::import::{ImportMode, ImportOptions, accounts_import};
use crate::installation::{InstallationKind, business_date_today, installation_kind};

/// The organizations, as a file that anybody could import.
const COMPANY: &str = include_str!("company.csv");

/// How many accounts are generated beside them.
const OTHERS: u64 = 3_000;

/// The seed of those, so that every demo shows the same customers.
const SEED: u64 = 2026;

/// Fills a database that was begun as a demo or a test one and has no accounts yet, and gives the
/// number of accounts made; 0 where there are some. Takes a few seconds.
///
/// # Errors
/// When the actor may not import accounts, the installation is a production one, or the database
/// fails.
pub async fn company_create(store: &Store, actor: &Actor) -> Result<u64> {
    actor.require(Action::ImportAccounts)?;
    let kind = installation_kind(store).await?;
    if !matches!(kind, Some(InstallationKind::Demo | InstallationKind::Test)) {
        return Err(StoreError::Conflict {
            code: "not_a_demo",
            sentence: "Demo customers exist only in a database that was made as a demo.".to_owned(),
        });
    }
    let filled: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM account)")
        .fetch_one(store.pool())
        .await?;
    if filled {
        return Ok(0);
    }
    let imported = organizations_import(store, actor).await?;
    let today = business_date_today(store).await?;
    payment_methods_make(store, actor, today).await?;
    let options = GenerateOptions {
        accounts: OTHERS,
        seed: SEED,
        today,
    };
    Ok(imported + accounts_generate(store, actor, options, |_| {}).await?)
}

async fn organizations_import(store: &Store, actor: &Actor) -> Result<u64> {
    let io_error =
        |error: std::io::Error| StoreError::Internal(format!("the demo company: {error}"));
    let folder = std::env::temp_dir().join(format!("canopy-demo-{}", Uuid::now_v7().simple()));
    std::fs::create_dir(&folder).map_err(io_error)?;
    let file = folder.join("demo-company.csv");
    let written = std::fs::write(&file, COMPANY).map_err(io_error);
    let options = ImportOptions {
        file,
        mode: ImportMode::AllOrNothing,
        report: folder.join("report.csv"),
    };
    let imported = match written {
        Ok(()) => accounts_import(store, actor, &options, |_| {})
            .await
            .map_err(|error| StoreError::Internal(format!("the demo company: {error}"))),
        Err(error) => Err(error),
    };
    std::fs::remove_dir_all(&folder).map_err(io_error)?;
    let summary = imported?;
    match summary.first.first() {
        None => Ok(summary.imported),
        Some(problem) => Err(StoreError::Internal(format!(
            "the demo company, line {}, {}: {}",
            problem.line, problem.column, problem.reason
        ))),
    }
}
