//! Searching within an organization: hits of the search engine that stand under its root, today or on another
//! day (ORG-6, ORG-8).

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::hierarchy::{TreeHit, TreeHits};
use domain::ids::AccountId;
use domain::search::{Query, SearchHit};
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::nodes::account_ref;
use super::past_totals::LINKS_OF_PARENT;
use super::plans::Future;
use crate::Store;
use crate::error::Result;
use crate::installation::business_date_today;
use crate::search::{accounts_search_among, accounts_search_sized};

/// The most accounts of an organization that are searched one by one; in a larger one hits in the whole
/// installation are looked at, of which many are its own.
const FEW: i64 = 5_000;

/// Hits that are looked at in one round, and rounds before a search pauses.
const ROUND: usize = 100;
const ROUNDS: usize = 10;

/// Rounds in which names alone are looked through, where all hits are too many.
const ROUNDS_OF_NAMES: usize = 3;

/// Hits after which a round is the last.
const ENOUGH: usize = 20;

/// Accounts above a hit that are named, the root among them.
const ABOVE: i64 = 12;

/// The day whose tree is searched.
#[derive(Clone, Copy)]
enum Day {
    Today,
    Past(NaiveDate),
    ToCome(NaiveDate),
}

impl Day {
    fn of(on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match on {
            Some(day) if day < today => Self::Past(day),
            Some(day) if day > today => Self::ToCome(day),
            _ => Self::Today,
        }
    }

    /// The past day; none for the others, which begin with the tree of today.
    const fn past(self) -> Option<NaiveDate> {
        match self {
            Self::Past(day) => Some(day),
            Self::Today | Self::ToCome(_) => None,
        }
    }
}

/// The accounts under `root`, itself included, that `query` finds, with what is above each: in the tree of the
/// day, today where there is none. Those found by name or number come first. Searches all of a small
/// organization, and some of the hits in the whole installation for a large one; `after` goes on where the last
/// answer ended. Texts are those of today.
///
/// # Errors
/// When the actor may not see organizations or search; as
/// [`accounts_search`](crate::search::accounts_search) else.
pub async fn tree_search(
    store: &Store,
    actor: &Actor,
    (root, on): (AccountId, Option<NaiveDate>),
    query: &Query,
    after: &str,
) -> Result<TreeHits> {
    actor.require(Action::ReadHierarchy)?;
    let day = Day::of(on, business_date_today(store).await?);
    let conn = &mut *store.pool().acquire().await?;
    let few = few_read(conn, root, day).await?;
    let within = Within {
        root,
        day,
        few: few.as_deref(),
    };
    let found = within
        .find(store, actor, conn, (query, after, ROUNDS))
        .await?;
    let is_first = after.is_empty() && !query.terms.is_empty();
    let named = match is_first && found.next.is_some() {
        // A name may stand behind more hits of other kinds than were looked at.
        true => {
            let names = query.in_names();
            let named = within.find(store, actor, conn, (&names, "", ROUNDS_OF_NAMES));
            named.await?.hits
        }
        false => Vec::new(),
    };
    Ok(found.named_first(named))
}

/// What is searched.
struct Within<'a> {
    root: AccountId,
    day: Day,
    /// All of its accounts, where they are few.
    few: Option<&'a [Uuid]>,
}

impl Within<'_> {
    /// The hits behind `after`, as far as they come in so many rounds.
    async fn find(
        &self,
        store: &Store,
        actor: &Actor,
        conn: &mut PgConnection,
        (query, after, rounds): (&Query, &str, usize),
    ) -> Result<TreeHits> {
        if let Some(few) = self.few {
            let few = few.to_vec();
            let page = accounts_search_among(store, actor, query, few, (after, ROUND)).await?;
            return Ok(TreeHits {
                hits: hits_under(conn, self.root, self.day, page.hits).await?,
                next: page.next,
            });
        }
        let mut found = TreeHits {
            hits: Vec::new(),
            next: Some(after.to_owned()),
        };
        for _ in 0..rounds {
            let Some(from) = found.next.take().filter(|_| found.hits.len() < ENOUGH) else {
                break;
            };
            let page = accounts_search_sized(store, actor, query, &from, ROUND).await?;
            found.next = page.next;
            let hits = hits_under(conn, self.root, self.day, page.hits).await?;
            found.hits.extend(hits);
            if found.hits.len() >= ENOUGH || found.next.is_none() {
                break;
            }
        }
        Ok(found)
    }
}

/// The accounts at and below the root, where they are few; of a day to come also those that will have left.
async fn few_read(conn: &mut PgConnection, root: AccountId, day: Day) -> Result<Option<Vec<Uuid>>> {
    let mut tops = vec![root.uuid()];
    if let Day::ToCome(day) = day {
        let future = Future::read(conn, day, &[root], &[]).await?;
        let coming = future.link_changes().into_iter().map(|(child, _)| child);
        let coming = coming.filter(|child| future.path(*child).contains(&root));
        tops.extend(coming.map(AccountId::uuid));
    }
    let links = match day.past() {
        Some(_) => LINKS_OF_PARENT,
        None => {
            "SELECT child_id FROM organization_child WHERE parent_id = above.id AND $1::date IS NULL"
        }
    };
    let statement = format!(
        "WITH RECURSIVE above (id) AS (
             SELECT id FROM unnest($2::uuid[]) AS tops (id)
             UNION
             SELECT l.child_id FROM above CROSS JOIN LATERAL ({links}) AS l
         )
         SELECT id FROM above LIMIT $3"
    );
    let ids: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(statement))
        .bind(day.past())
        .bind(&tops)
        .bind(FEW + 1)
        .fetch_all(conn)
        .await?;
    let is_few = i64::try_from(ids.len()).is_ok_and(|count| count <= FEW);
    Ok(is_few.then_some(ids))
}

/// What is above a hit up to the root, that first, as far as it is named; and how many levels that is.
type Above = (i64, Vec<AccountRef>);

/// Those of the hits that are the root or below it.
async fn hits_under(
    conn: &mut PgConnection,
    root: AccountId,
    day: Day,
    hits: Vec<SearchHit>,
) -> Result<Vec<TreeHit>> {
    let ids: Vec<AccountId> = hits.iter().map(|hit| hit.id).collect();
    let mut above = match day {
        Day::ToCome(day) => {
            let mut named = ids.clone();
            named.push(root);
            let future = Future::read(conn, day, &named, &[]).await?;
            match future.is_present() {
                true => above_read(conn, root, None, &ids).await?,
                false => above_in(&future, root, &ids),
            }
        }
        day => above_read(conn, root, day.past(), &ids).await?,
    };
    let inside = hits.into_iter().filter_map(|hit| {
        let (top, path) = above.remove(&hit.id)?;
        Some(TreeHit {
            hit,
            above: path,
            omitted: (top - ABOVE).max(0),
        })
    });
    Ok(inside.collect())
}

/// What is above each of these accounts that is under the root, today or on a past day.
async fn above_read(
    conn: &mut PgConnection,
    root: AccountId,
    past: Option<NaiveDate>,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Above>> {
    let valid = match past {
        Some(_) => "l.valid @> $4::date",
        None => "upper_inf(l.valid) AND $4::date IS NULL",
    };
    let statement = format!(
        "WITH RECURSIVE up (hit, id, height) AS (
             SELECT id, id, 0::bigint FROM unnest($1::uuid[]) AS hits (id)
             UNION ALL
             SELECT up.hit, l.parent_id, up.height + 1 FROM up
             JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL AND {valid}
             WHERE up.id <> $2
         ), inside AS (
             SELECT hit, height AS top FROM up WHERE id = $2
         )
         SELECT inside.hit, inside.top, up.height, a.id, a.number, a.name
         FROM inside JOIN up USING (hit) JOIN account a ON a.id = up.id
         WHERE up.height < $3 OR up.height = inside.top
         ORDER BY up.height DESC"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(ids.iter().map(|id| id.uuid()).collect::<Vec<_>>())
        .bind(root.uuid())
        .bind(ABOVE)
        .bind(past)
        .fetch_all(conn)
        .await?;
    let mut above: HashMap<AccountId, Above> = HashMap::new();
    for row in &rows {
        let hit = AccountId::from_uuid(row.try_get("hit")?);
        let (top, height): (i64, i64) = (row.try_get("top")?, row.try_get("height")?);
        let (_, path) = above.entry(hit).or_insert_with(|| (top, Vec::new()));
        if height > 0 {
            path.push(account_ref(row)?);
        }
    }
    Ok(above)
}

/// The same on a day to come. The accounts were named when its tree was read.
fn above_in(future: &Future, root: AccountId, ids: &[AccountId]) -> HashMap<AccountId, Above> {
    let above = ids.iter().filter_map(|id| {
        let path = future.path(*id);
        let top = path.iter().position(|above| *above == root)?;
        let near = usize::try_from(ABOVE).unwrap_or(usize::MAX);
        let named = (1..=top).filter(|height| *height < near || *height == top);
        let named = named.rev().filter_map(|height| path.get(height));
        let accounts = named.filter_map(|above| future.account(*above).cloned());
        Some((
            *id,
            (i64::try_from(top).unwrap_or(i64::MAX), accounts.collect()),
        ))
    });
    above.collect()
}
