//! Searching within an organization: hits of the search engine that stand under its root (ORG-6).

use std::collections::HashMap;

use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::hierarchy::{TreeHit, TreeHits};
use domain::ids::AccountId;
use domain::search::{Query, SearchHit};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::nodes::account_ref;
use crate::Store;
use crate::error::Result;
use crate::search::accounts_search_sized;

/// Hits that are looked at in one round, and rounds before a search pauses.
const ROUND: usize = 100;
const ROUNDS: usize = 10;

/// Hits after which a round is the last.
const ENOUGH: usize = 20;

/// Accounts above a hit that are named, the root among them.
const ABOVE: i64 = 12;

/// The accounts under `root`, itself included, that `query` finds, with what is above each. Looks at
/// some of the hits in the whole installation; `after` goes on where the last answer ended.
///
/// # Errors
/// When the actor may not see organizations or search; as
/// [`accounts_search`](crate::search::accounts_search) else.
pub async fn tree_search(
    store: &Store,
    actor: &Actor,
    root: AccountId,
    query: &Query,
    after: &str,
) -> Result<TreeHits> {
    actor.require(Action::ReadHierarchy)?;
    let mut found = TreeHits {
        hits: Vec::new(),
        next: Some(after.to_owned()),
    };
    for _ in 0..ROUNDS {
        let Some(from) = found.next.take().filter(|_| found.hits.len() < ENOUGH) else {
            break;
        };
        let page = accounts_search_sized(store, actor, query, &from, ROUND).await?;
        found.next = page.next;
        let conn = &mut *store.pool().acquire().await?;
        found.hits.extend(hits_under(conn, root, page.hits).await?);
        if found.hits.len() >= ENOUGH || found.next.is_none() {
            break;
        }
    }
    Ok(found)
}

/// Those of the hits that are the root or below it.
async fn hits_under(
    conn: &mut PgConnection,
    root: AccountId,
    hits: Vec<SearchHit>,
) -> Result<Vec<TreeHit>> {
    let ids: Vec<Uuid> = hits.iter().map(|hit| hit.id.uuid()).collect();
    let rows = sqlx::query(
        "WITH RECURSIVE up (hit, id, height) AS (
             SELECT id, id, 0::bigint FROM unnest($1::uuid[]) AS hits (id)
             UNION ALL
             SELECT up.hit, l.parent_id, up.height + 1 FROM up
             JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
             WHERE up.id <> $2
         ), inside AS (
             SELECT hit, height AS top FROM up WHERE id = $2
         )
         SELECT inside.hit, inside.top, up.height, a.id, a.number, a.name
         FROM inside JOIN up USING (hit) JOIN account a ON a.id = up.id
         WHERE up.height < $3 OR up.height = inside.top
         ORDER BY up.height DESC",
    )
    .bind(&ids)
    .bind(root.uuid())
    .bind(ABOVE)
    .fetch_all(conn)
    .await?;
    let mut above: HashMap<Uuid, (i64, Vec<AccountRef>)> = HashMap::new();
    for row in &rows {
        let (hit, top, height): (Uuid, i64, i64) = (
            row.try_get("hit")?,
            row.try_get("top")?,
            row.try_get("height")?,
        );
        let (_, path) = above.entry(hit).or_insert_with(|| (top, Vec::new()));
        if height > 0 {
            path.push(account_ref(row)?);
        }
    }
    let inside = hits.into_iter().filter_map(|hit| {
        let (top, path) = above.remove(&hit.id.uuid())?;
        Some(TreeHit {
            hit,
            above: path,
            omitted: (top - ABOVE).max(0),
        })
    });
    Ok(inside.collect())
}
