//! What was below accounts on a past day (ORG-8), by the shorter of two ways: the totals that are kept
//! today with what changed since taken back, or counted down over the links of that day.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::hierarchy::{TreeRow, Weight, overlay};
use domain::ids::AccountId;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::error::Result;

/// So many links tell of little that changed.
const FEW: i64 = 1_000;

/// Of more than so many changes, and as much below the rows, both ways are long: the database then counts
/// down without a bound.
const MANY: i64 = 64_000;

/// How many times more is tried than before. The shorter way then costs little more than if it had been
/// known.
const GROWTH: i64 = 4;

/// How many accounts are counted down while one change is taken back.
const COUNTED_FOR_A_CHANGE: i64 = 4;

/// Links that were valid on the day `$1`, of a parent or a child that stands beside them. Both halves
/// have an index of their own.
pub(super) const LINKS_OF_PARENT: &str = "
    SELECT child_id, parent_id FROM organization_link
    WHERE parent_id = above.id AND superseded_at IS NULL AND upper_inf(valid) AND valid @> $1::date
    UNION ALL
    SELECT child_id, parent_id FROM organization_link
    WHERE parent_id = above.id AND superseded_at IS NULL AND NOT upper_inf(valid) AND valid @> $1::date";

/// Makes of rows with the totals of today, each account once, rows with those of a past day; `few` is what
/// changed since, where it is little. The transaction has to see one moment.
pub(super) async fn totals_put_back(
    conn: &mut PgConnection,
    day: NaiveDate,
    few: Option<&Since>,
    rows: &mut [TreeRow],
) -> Result<()> {
    if let Some(since) = few {
        return since.take_back(conn, rows).await;
    }
    let mut bound = FEW;
    while bound < MANY {
        let most = COUNTED_FOR_A_CHANGE * bound;
        if count_down(conn, day, rows, Some(most)).await? {
            return Ok(());
        }
        bound *= GROWTH;
        if let Some(since) = Since::read(conn, day, bound).await? {
            return since.take_back(conn, rows).await;
        }
    }
    count_down(conn, day, rows, None).await?;
    Ok(())
}

/// The parent that an account had on a past day, and the one that it has; none: it had, or has, no parent.
#[derive(Default)]
struct Turn {
    then: Option<AccountId>,
    now: Option<AccountId>,
}

/// What changed since a past day: the accounts that had another parent then, or none, or have none now.
pub(super) struct Since(HashMap<AccountId, Turn>);

impl Since {
    /// What changed since a day; none where that is much.
    pub(super) async fn few(conn: &mut PgConnection, day: NaiveDate) -> Result<Option<Self>> {
        Self::read(conn, day, FEW).await
    }

    /// What changed since a day; none where more than so many links tell of it.
    async fn read(conn: &mut PgConnection, day: NaiveDate, bound: i64) -> Result<Option<Self>> {
        // In the order of the index, so that the planner sees that it need not read the table.
        let links: Vec<(Uuid, Uuid, bool, bool)> = sqlx::query_as(
            "SELECT child_id, parent_id, valid @> $1::date, upper_inf(valid) FROM organization_link
             WHERE superseded_at IS NULL AND coalesce(upper(valid), lower(valid)) > $1
             ORDER BY coalesce(upper(valid), lower(valid)) DESC LIMIT $2",
        )
        .bind(day)
        .bind(bound + 1)
        .fetch_all(conn)
        .await?;
        if i64::try_from(links.len()).is_ok_and(|count| count > bound) {
            return Ok(None);
        }
        let mut turns: HashMap<AccountId, Turn> = HashMap::new();
        for (child, parent, is_then, is_now) in links {
            let turn = turns.entry(AccountId::from_uuid(child)).or_default();
            let parent = AccountId::from_uuid(parent);
            if is_then {
                turn.then = Some(parent);
            }
            if is_now {
                turn.now = Some(parent);
            }
        }
        turns.retain(|_, turn| turn.then != turn.now);
        Ok(Some(Self(turns)))
    }

    /// The children that an account has today and had not then.
    pub(super) fn left(&self, parent: AccountId) -> Vec<Uuid> {
        self.children(|turn| turn.now == Some(parent))
    }

    /// The children that an account had then and has not today.
    pub(super) fn arrived(&self, parent: AccountId) -> Vec<Uuid> {
        self.children(|turn| turn.then == Some(parent))
    }

    fn children(&self, is_meant: impl Fn(&Turn) -> bool) -> Vec<Uuid> {
        let meant = self.0.iter().filter(|(_, turn)| is_meant(turn));
        meant.map(|(child, _)| child.uuid()).collect()
    }

    /// Makes of rows of today those of the day: as if each account got the parent again that it had.
    async fn take_back(&self, conn: &mut PgConnection, rows: &mut [TreeRow]) -> Result<()> {
        let parents = self.parents_today(conn).await?;
        let weights = self.weights_today(conn).await?;
        let changes: Vec<_> = (self.0.iter())
            .map(|(child, turn)| (*child, turn.then))
            .collect();
        let differences = overlay(&parents, &changes, |child| {
            weights.get(&child).cloned().unwrap_or_default()
        });
        let mut children: HashMap<AccountId, i64> = HashMap::new();
        for turn in self.0.values() {
            for (parent, one) in [(turn.then, 1), (turn.now, -1)] {
                if let Some(parent) = parent {
                    *children.entry(parent).or_default() += one;
                }
            }
        }
        for row in rows {
            let id = row.account.id;
            row.children += children.get(&id).copied().unwrap_or_default();
            row.accounts_below += differences.get(&id).map_or(0, |weight| weight.accounts);
        }
        Ok(())
    }

    /// Who is whose parent today: of what changed, of its parents then and now, and of all above these.
    async fn parents_today(
        &self,
        conn: &mut PgConnection,
    ) -> Result<HashMap<AccountId, AccountId>> {
        let turns = self.0.values();
        let named: HashSet<AccountId> = turns
            .flat_map(|turn| [turn.then, turn.now])
            .flatten()
            .collect();
        // One account after the other by its key: how many are above a list of accounts cannot be
        // estimated, and the table is large.
        let above: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "WITH RECURSIVE up (id, parent_id) AS (
                 SELECT named.id, (SELECT c.parent_id FROM organization_child c WHERE c.child_id = named.id)
                 FROM unnest($1::uuid[]) AS named (id)
                 UNION
                 SELECT up.parent_id, (SELECT c.parent_id FROM organization_child c
                                       WHERE c.child_id = up.parent_id)
                 FROM up WHERE up.parent_id IS NOT NULL
             )
             SELECT id, parent_id FROM up WHERE parent_id IS NOT NULL",
        )
        .bind(named.into_iter().map(AccountId::uuid).collect::<Vec<_>>())
        .fetch_all(conn)
        .await?;
        let above = above.into_iter();
        let above =
            above.map(|(id, parent)| (AccountId::from_uuid(id), AccountId::from_uuid(parent)));
        let own = self.0.iter();
        let own = own.filter_map(|(child, turn)| Some((*child, turn.now?)));
        Ok(above.chain(own).collect())
    }

    /// What each account that changed its parent is with all below it.
    async fn weights_today(&self, conn: &mut PgConnection) -> Result<HashMap<AccountId, Weight>> {
        let weights: Vec<(Uuid, i64)> = sqlx::query_as(
            "SELECT c.id, 1 + coalesce((SELECT o.accounts_below FROM organization_total o
                                        WHERE o.account_id = c.id), 0)
             FROM unnest($1::uuid[]) AS c (id)",
        )
        .bind(self.children(|_| true))
        .fetch_all(conn)
        .await?;
        let weights = weights.into_iter();
        Ok(weights
            .map(|(id, accounts)| (AccountId::from_uuid(id), Weight::of_accounts(accounts)))
            .collect())
    }
}

/// Counts what was below the rows over the links of that day, each account once: where a row stands below
/// another one, that takes over what the row has. Says whether it came to its end within the bound;
/// otherwise nothing is changed.
async fn count_down(
    conn: &mut PgConnection,
    day: NaiveDate,
    rows: &mut [TreeRow],
    bound: Option<i64>,
) -> Result<bool> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.account.id.uuid()).collect();
    let statement = format!(
        "WITH RECURSIVE shown AS MATERIALIZED (
             SELECT id FROM unnest($2::uuid[]) AS shown (id)
         ), above (origin, id, level, goes_on) AS (
             SELECT id, id, 0, true FROM shown
             UNION ALL
             SELECT above.origin, l.child_id, above.level + 1, l.child_id NOT IN (SELECT id FROM shown)
             FROM above CROSS JOIN LATERAL ({LINKS_OF_PARENT}) AS l WHERE above.goes_on
         ), met AS (
             SELECT * FROM above LIMIT $3
         )
         SELECT origin, count(*) FILTER (WHERE level = 1), count(*) - 1,
                coalesce(array_agg(id) FILTER (WHERE NOT goes_on), '{{}}'), sum(count(*)) OVER ()::bigint
         FROM met GROUP BY origin"
    );
    let shown = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let most = bound.map(|bound| bound + shown);
    let counted: Vec<(Uuid, i64, i64, Vec<Uuid>, i64)> = sqlx::query_as(AssertSqlSafe(statement))
        .bind(day)
        .bind(&ids)
        .bind(most.map(|most| most + 1))
        .fetch_all(conn)
        .await?;
    let met = counted.first().map_or(0, |(.., met)| *met);
    if most.is_some_and(|most| met > most) {
        return Ok(false);
    }
    let mut above: HashMap<Uuid, Uuid> = HashMap::new();
    for (origin, _, _, shown, _) in &counted {
        above.extend(shown.iter().map(|id| (*id, *origin)));
    }
    let mut below: HashMap<Uuid, i64> = HashMap::new();
    for (origin, _, own, ..) in &counted {
        let mut next = Some(origin);
        while let Some(id) = next {
            *below.entry(*id).or_default() += own;
            next = above.get(id);
        }
    }
    let children: HashMap<Uuid, i64> = counted.iter().map(|it| (it.0, it.1)).collect();
    for (row, id) in rows.iter_mut().zip(&ids) {
        row.children = children.get(id).copied().unwrap_or_default();
        row.accounts_below = below.get(id).copied().unwrap_or_default();
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
