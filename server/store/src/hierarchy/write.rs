//! Writing changes of structure: links are superseded and written anew, never edited (decision 1).

use chrono::{DateTime, NaiveDate, Utc};
use domain::accounts::AccountRef;
use domain::hierarchy::LinkChange;
use domain::ids::{AccountId, AuditEntryId};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::nodes::account_ref;
use crate::error::{Result, StoreError};
use crate::installation::BUSINESS_DATE;
use crate::two_axes::TwoAxes;

/// The most accounts of a path that the history writes out.
const PATH_WORDS: usize = 8;

const LINKS: TwoAxes = TwoAxes {
    table: "organization_link",
    subject: "child_id",
    object: "parent_id",
};

/// Makes changes of links count from `today` on. The caller holds the lock of structure changes, and the accounts
/// ([`changes_hold`]), and has decided under it.
///
/// # Errors
/// When an account is not under the parent any more that its change names, or the database fails.
pub(super) async fn links_write(
    conn: &mut PgConnection,
    changes: &[LinkChange],
    today: NaiveDate,
) -> Result<()> {
    let ending: Vec<Uuid> = (changes.iter())
        .filter(|change| change.from.is_some())
        .map(|change| change.child.uuid())
        .collect();
    let begun: Vec<(Uuid, Uuid)> = (changes.iter())
        .filter_map(|change| Some((change.child.uuid(), change.to?.uuid())))
        .collect();
    let had = LINKS.write(conn, &ending, &begun, today).await?;
    let is_stale = |change: &LinkChange| {
        had.get(&change.child.uuid()).copied() != change.from.map(AccountId::uuid)
    };
    let Some(change) = changes.iter().find(|change| is_stale(change)) else {
        return Ok(());
    };
    let row = sqlx::query("SELECT id, number, name FROM account WHERE id = $1")
        .bind(change.child.uuid())
        .fetch_one(conn)
        .await?;
    let AccountRef { name, number, .. } = account_ref(&row)?;
    Err(stale(&format!(
        "{name} ({number}) does not stand where it was any more."
    )))
}

/// Waits for whoever edits an account that changes its place or gets another one below it, beside those that are
/// `held` already: they have the account and may want its place among its siblings or the organizations next, which
/// this change is about to take. Called before whatever else the change writes.
pub(super) async fn changes_hold(
    conn: &mut PgConnection,
    changes: &[LinkChange],
    held: &[AccountId],
) -> Result<()> {
    let accounts: Vec<Uuid> = (changes.iter())
        .flat_map(|change| [Some(change.child), change.to])
        .flatten()
        .filter(|account| !held.contains(account))
        .map(AccountId::uuid)
        .collect();
    if accounts.is_empty() {
        return Ok(());
    }
    sqlx::query("SELECT FROM account WHERE id = ANY($1) ORDER BY id FOR SHARE")
        .bind(&accounts)
        .execute(conn)
        .await?;
    Ok(())
}

/// Holds the accounts that must not be closed before the change stands, and answers today's business date
/// and the moment.
pub(super) async fn accounts_hold(
    conn: &mut PgConnection,
    accounts: &[AccountId],
) -> Result<(NaiveDate, DateTime<Utc>)> {
    let accounts: Vec<Uuid> = accounts.iter().map(|id| id.uuid()).collect();
    let statement = format!(
        "WITH held AS MATERIALIZED (
             SELECT FROM account WHERE id = ANY($1) ORDER BY id FOR SHARE
         )
         SELECT {BUSINESS_DATE}, now() FROM installation, (SELECT count(*) FROM held) AS held"
    );
    sqlx::query_as(AssertSqlSafe(statement))
        .bind(&accounts)
        .fetch_one(conn)
        .await
        .map_err(StoreError::from)
}

/// Keeps which links an entry of the history changed, so that it can be undone.
pub(super) async fn changes_keep(
    conn: &mut PgConnection,
    entry: AuditEntryId,
    changes: &[LinkChange],
) -> Result<()> {
    let ids = |part: fn(&LinkChange) -> Option<AccountId>| -> Vec<Option<Uuid>> {
        changes
            .iter()
            .map(|change| part(change).map(AccountId::uuid))
            .collect()
    };
    sqlx::query(
        "INSERT INTO organization_move_link (entry_id, child_id, from_id, to_id)
         SELECT $1, l.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS l",
    )
    .bind(entry.uuid())
    .bind(ids(|change| Some(change.child)))
    .bind(ids(|change| change.from))
    .bind(ids(|change| change.to))
    .execute(conn)
    .await?;
    Ok(())
}

/// The same for many entries at once.
pub(super) async fn changes_keep_all(
    conn: &mut PgConnection,
    changes: &[(AuditEntryId, LinkChange)],
) -> Result<()> {
    sqlx::query(
        "INSERT INTO organization_move_link (entry_id, child_id, from_id, to_id)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])",
    )
    .bind(changes.iter().map(|c| c.0.uuid()).collect::<Vec<_>>())
    .bind(changes.iter().map(|c| c.1.child.uuid()).collect::<Vec<_>>())
    .bind(
        changes
            .iter()
            .map(|c| c.1.from.map(AccountId::uuid))
            .collect::<Vec<_>>(),
    )
    .bind(
        changes
            .iter()
            .map(|c| c.1.to.map(AccountId::uuid))
            .collect::<Vec<_>>(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A path as the history says it, the root first: "Acme Group ▸ EMEA ▸ Sales".
pub(super) fn path_words(path: &[AccountRef]) -> Option<String> {
    let names: Vec<&str> = path.iter().map(|account| account.name.as_str()).collect();
    match &names[..] {
        [] => None,
        [root, .., _] if names.len() > PATH_WORDS => {
            let near = names
                .get(names.len() + 2 - PATH_WORDS..)
                .unwrap_or_default();
            Some(format!("{root} ▸ … ▸ {}", near.join(" ▸ ")))
        }
        names => Some(names.join(" ▸ ")),
    }
}

/// Somebody changed what the person saw.
pub(super) fn stale(sentence: &str) -> StoreError {
    StoreError::Conflict {
        code: "stale",
        sentence: format!("{sentence} Please look at it again."),
    }
}
