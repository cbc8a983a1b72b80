//! Writing changes of structure: links are superseded and written anew, never edited (decision 1).

use chrono::NaiveDate;
use domain::accounts::AccountRef;
use domain::hierarchy::LinkChange;
use domain::ids::{AccountId, AuditEntryId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Result, StoreError};

/// The most accounts of a path that the history writes out.
const PATH_WORDS: usize = 8;

/// Makes changes of links count from `today` on. The caller holds the lock of structure changes and
/// has decided under it.
///
/// A link that began earlier is superseded and written again with its end; one that began today is
/// superseded entirely, since no day was under it to its end.
///
/// # Errors
/// When an account is not under the parent any more that its change names, or the database fails.
pub(super) async fn links_write(
    conn: &mut PgConnection,
    changes: &[LinkChange],
    today: NaiveDate,
) -> Result<()> {
    children_hold(conn, changes).await?;
    let leaving: Vec<&LinkChange> = (changes.iter())
        .filter(|change| change.from.is_some())
        .collect();
    let gone: Vec<(Uuid, Uuid, Option<NaiveDate>)> = sqlx::query_as(
        "UPDATE organization_link l SET superseded_at = now()
         FROM unnest($1::uuid[], $2::uuid[]) AS leaving (child_id, parent_id)
         WHERE l.child_id = leaving.child_id AND l.parent_id = leaving.parent_id
           AND l.superseded_at IS NULL AND upper_inf(l.valid)
         RETURNING l.child_id, l.parent_id, lower(l.valid)",
    )
    .bind(
        leaving
            .iter()
            .map(|change| change.child.uuid())
            .collect::<Vec<_>>(),
    )
    .bind(
        leaving
            .iter()
            .map(|change| change.from.map(AccountId::uuid))
            .collect::<Vec<_>>(),
    )
    .fetch_all(&mut *conn)
    .await?;
    if gone.len() != leaving.len() {
        return Err(stale("The organization was changed meanwhile."));
    }
    let ended = gone
        .into_iter()
        .filter(|(_, _, since)| since.is_none_or(|since| since < today))
        .map(|(child, parent, since)| (child, parent, since, Some(today)));
    let begun = changes.iter().filter_map(|change| {
        let to = change.to?;
        Some((change.child.uuid(), to.uuid(), Some(today), None))
    });
    let rows: Vec<(Uuid, Uuid, Option<NaiveDate>, Option<NaiveDate>)> =
        ended.chain(begun).collect();
    sqlx::query(
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT child, parent, daterange(since, until)
         FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[])
              AS l (child, parent, since, until)",
    )
    .bind(rows.iter().map(|row| row.0).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.1).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.2).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.3).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Waits for whoever edits one of the accounts that change their place: they hold the account and
/// may want its place among its siblings next, which this change is about to take.
async fn children_hold(conn: &mut PgConnection, changes: &[LinkChange]) -> Result<()> {
    let children: Vec<Uuid> = changes.iter().map(|change| change.child.uuid()).collect();
    sqlx::query("SELECT FROM account WHERE id = ANY($1) ORDER BY id FOR KEY SHARE")
        .bind(&children)
        .execute(conn)
        .await?;
    Ok(())
}

/// Holds the accounts that must not be closed before the change stands.
pub(super) async fn parents_hold(conn: &mut PgConnection, parents: &[AccountId]) -> Result<()> {
    let parents: Vec<Uuid> = parents.iter().map(|id| id.uuid()).collect();
    sqlx::query("SELECT FROM account WHERE id = ANY($1) ORDER BY id FOR SHARE")
        .bind(&parents)
        .execute(conn)
        .await?;
    Ok(())
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
