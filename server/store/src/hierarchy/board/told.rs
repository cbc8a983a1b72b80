//! Steps as they are told, by the names of all that they name.

use std::collections::HashMap;

use domain::accounts::{AccountNumber, AccountRef};
use domain::audit::Change;
use domain::hierarchy::{BoardStep, DeedNames, Tense, count_words, deed_sentence};
use domain::ids::AccountId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::nodes::account_ref;
use crate::error::{Result, StoreError};

/// The most steps of one change of a board that the history tells one by one; all are counted.
const TOLD: usize = 20;

/// What the history says of changed steps.
#[derive(Debug, Default)]
pub(super) struct StepsTold {
    /// Which, in a few words.
    pub(super) note: String,
    /// What each of them does, before and after.
    pub(super) changes: Vec<Change>,
}

/// The accounts that steps name.
pub(super) struct StepNames {
    accounts: HashMap<AccountId, AccountRef>,
    payers: HashMap<AccountNumber, AccountRef>,
}

/// Reads the names of all that these steps name.
///
/// # Errors
/// When the database fails.
pub(super) async fn names_read<'a>(
    conn: &mut PgConnection,
    steps: impl IntoIterator<Item = &'a BoardStep>,
) -> Result<StepNames> {
    let (mut ids, mut numbers) = (Vec::new(), Vec::new());
    for step in steps {
        let named = [Some(step.deed.account()), step.deed.to(), step.from];
        ids.extend(named.into_iter().flatten().map(AccountId::uuid));
        numbers.extend(step.deed.handover().map(|to| to.account.get()));
    }
    ids.sort_unstable();
    ids.dedup();
    let rows = sqlx::query(
        "SELECT id, number, name FROM account WHERE id = ANY($1)
         UNION SELECT id, number, name FROM account WHERE number = ANY($2)",
    )
    .bind::<Vec<Uuid>>(ids)
    .bind::<Vec<i64>>(numbers)
    .fetch_all(conn)
    .await?;
    let accounts: Vec<AccountRef> = rows.iter().map(account_ref).collect::<Result<_>>()?;
    Ok(StepNames {
        payers: (accounts.iter())
            .map(|account| (account.number, account.clone()))
            .collect(),
        accounts: (accounts.into_iter())
            .map(|account| (account.id, account))
            .collect(),
    })
}

impl StepNames {
    /// An account that a step names.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn account(&self, id: AccountId) -> Result<&AccountRef> {
        let account = self.accounts.get(&id);
        account.ok_or_else(|| StoreError::NotFound(format!("account {id}")))
    }

    /// What a step does, or did, in one sentence.
    ///
    /// # Errors
    /// When it names an account that there is not.
    pub(super) fn sentence(&self, step: &BoardStep, tense: Tense) -> Result<String> {
        let named = |id: Option<AccountId>| id.map(|id| self.account(id)).transpose();
        let payer = |number: AccountNumber| {
            let payer = self.payers.get(&number);
            payer.ok_or_else(|| StoreError::NotFound(format!("account {number}")))
        };
        let handover = step.deed.handover();
        let names = DeedNames {
            account: self.account(step.deed.account())?,
            from: named(step.from)?,
            to: named(step.deed.to())?,
            payer: handover.map(|to| payer(to.account)).transpose()?,
        };
        Ok(deed_sentence(&step.deed, names, tense))
    }
}

/// What a step does as the history keeps it.
///
/// # Errors
/// When it names an account that there is not, or the database fails.
pub(super) async fn step_words(conn: &mut PgConnection, step: &BoardStep) -> Result<String> {
    let names = names_read(conn, [step]).await?;
    names.sentence(step, Tense::Ahead)
}

/// Steps that are new from number `first` on.
///
/// # Errors
/// As [`step_words`].
pub(super) async fn steps_added(
    conn: &mut PgConnection,
    first: usize,
    steps: &[BoardStep],
) -> Result<Vec<Change>> {
    let shown = &steps[..steps.len().min(TOLD)];
    let names = names_read(conn, shown).await?;
    let mut changes = Vec::new();
    for (number, step) in (first..).zip(shown) {
        changes.push(Change {
            field: format!("Step {number}"),
            before: None,
            after: Some(names.sentence(step, Tense::Ahead)?),
        });
    }
    if steps.len() > TOLD {
        let more = i64::try_from(steps.len() - TOLD).unwrap_or(i64::MAX);
        changes.push(Change {
            field: "Further steps".to_owned(),
            before: None,
            after: Some(count_words(more)),
        });
    }
    Ok(changes)
}
