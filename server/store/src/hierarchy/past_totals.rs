//! What was below accounts on a past day (ORG-8), by the shorter of two ways: the totals that are kept
//! today with what changed since taken back, or counted down over the links of that day.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::hierarchy::{TreeRow, Weight, overlay};
use domain::ids::AccountId;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::error::Result;

/// How many links each way may read before the other one is tried. The next bound is large beside all
/// before it, so that the shorter way costs little more than if it had been known. Above the last one
/// both are long: the database then counts down without an end.
const BOUNDS: [i64; 4] = [1_000, 4_000, 16_000, 64_000];

/// Links that were valid on the day `$1`, of a parent or a child that stands beside them. Both halves
/// have an index of their own.
pub(super) const LINKS_OF_PARENT: &str = "
    SELECT child_id, parent_id FROM organization_link
    WHERE parent_id = above.id AND superseded_at IS NULL AND upper_inf(valid) AND valid @> $1::date
    UNION ALL
    SELECT child_id, parent_id FROM organization_link
    WHERE parent_id = above.id AND superseded_at IS NULL AND NOT upper_inf(valid) AND valid @> $1::date";

/// Makes of rows with the totals of today, each account once, rows with those of a past day. The
/// transaction has to see one moment.
pub(super) async fn totals_put_back(
    conn: &mut PgConnection,
    day: NaiveDate,
    rows: &mut [TreeRow],
) -> Result<()> {
    for bound in BOUNDS {
        if let Some(changes) = changes_since(conn, day, bound).await? {
            return changes_take_back(conn, changes, rows).await;
        }
        if count_down(conn, day, rows, Some(bound)).await? {
            return Ok(());
        }
    }
    count_down(conn, day, rows, None).await?;
    Ok(())
}

/// The accounts whose links changed since a day, each with the parent that it had then, or none. None
/// where more links than `bound` tell of a change.
async fn changes_since(
    conn: &mut PgConnection,
    day: NaiveDate,
    bound: i64,
) -> Result<Option<HashMap<AccountId, Option<AccountId>>>> {
    // In the order of the index, so that the planner sees that it need not read the table.
    let links: Vec<(Uuid, Uuid, bool)> = sqlx::query_as(
        "SELECT child_id, parent_id, valid @> $1::date FROM organization_link
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
    let mut changes = HashMap::new();
    for (child, parent, is_then) in links {
        let then = changes.entry(AccountId::from_uuid(child)).or_insert(None);
        if is_then {
            *then = Some(AccountId::from_uuid(parent));
        }
    }
    Ok(Some(changes))
}

/// Takes the changes back: as if each account got the parent again that it had.
async fn changes_take_back(
    conn: &mut PgConnection,
    mut changes: HashMap<AccountId, Option<AccountId>>,
    rows: &mut [TreeRow],
) -> Result<()> {
    let today = Today::above(conn, &changes).await?;
    changes.retain(|child, then| today.parents.get(child) != then.as_ref());
    let mut children: HashMap<AccountId, i64> = HashMap::new();
    for (child, then) in &changes {
        if let Some(parent) = then {
            *children.entry(*parent).or_default() += 1;
        }
        if let Some(parent) = today.parents.get(child) {
            *children.entry(*parent).or_default() -= 1;
        }
    }
    let changes: Vec<_> = changes.into_iter().collect();
    let differences = overlay(&today.parents, &changes, |child| {
        today.weights.get(&child).cloned().unwrap_or_default()
    });
    for row in rows {
        let id = row.account.id;
        row.children += children.get(&id).copied().unwrap_or_default();
        row.accounts_below += differences.get(&id).map_or(0, |weight| weight.accounts);
    }
    Ok(())
}

/// The present, as far as changes reach.
struct Today {
    /// The parent of each account that has one.
    parents: HashMap<AccountId, AccountId>,
    /// What each account is with all below it.
    weights: HashMap<AccountId, Weight>,
}

impl Today {
    /// The accounts of these changes and of their old parents, with all that is above each today.
    async fn above(
        conn: &mut PgConnection,
        changes: &HashMap<AccountId, Option<AccountId>>,
    ) -> Result<Self> {
        let children = changes.keys().copied();
        let named = children.chain(changes.values().copied().flatten());
        // One account after the other by its key: what a list of accounts leads to cannot be estimated,
        // and the tables are large.
        let accounts: Vec<(Uuid, Option<Uuid>, i64)> = sqlx::query_as(
            "WITH RECURSIVE up (id, parent_id) AS (
                 SELECT named.id, (SELECT c.parent_id FROM organization_child c WHERE c.child_id = named.id)
                 FROM unnest($1::uuid[]) AS named (id)
                 UNION
                 SELECT up.parent_id, (SELECT c.parent_id FROM organization_child c
                                       WHERE c.child_id = up.parent_id)
                 FROM up WHERE up.parent_id IS NOT NULL
             )
             SELECT id, parent_id, coalesce((SELECT o.accounts_below FROM organization_total o
                                             WHERE o.account_id = up.id), 0)
             FROM up",
        )
        .bind(named.map(AccountId::uuid).collect::<Vec<_>>())
        .fetch_all(conn)
        .await?;
        let mut today = Self {
            parents: HashMap::with_capacity(accounts.len()),
            weights: HashMap::with_capacity(accounts.len()),
        };
        for (id, parent, below) in accounts {
            let id = AccountId::from_uuid(id);
            if let Some(parent) = parent {
                today.parents.insert(id, AccountId::from_uuid(parent));
            }
            today.weights.insert(id, Weight::of_accounts(1 + below));
        }
        Ok(today)
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
mod tests {
    use domain::accounts::{AccountNumber, AccountRef, AccountStatus};
    use domain::hierarchy::{LinkChange, TreePlace};

    use super::super::preview::picture;
    use super::super::write::links_write;
    use super::*;
    use crate::Store;
    use crate::testing::{TestDatabase, execute};

    fn id(number: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(number))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// Accounts 1 to 20,000, each under the account of a tenth of its number since January.
    async fn large() -> TestDatabase {
        let database = TestDatabase::new().await;
        execute(
            database.store(),
            "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
             SELECT lpad(to_hex(n), 32, '0')::uuid, 'Account ' || n, '2026-01-01', 'gold', 'en', 'EUR',
                    '2026-01-01' FROM generate_series(1, 20000) AS n",
        )
        .await;
        execute(
            database.store(),
            "INSERT INTO organization_link (child_id, parent_id, valid)
             SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n / 10), 32, '0')::uuid, '[2026-01-01,)'
             FROM generate_series(10, 20000) AS n",
        )
        .await;
        analyzed(&database).await;
        database
    }

    async fn analyzed(database: &TestDatabase) {
        let tables = "ANALYZE account, organization_link, organization_child, organization_total";
        execute(database.store(), tables).await;
    }

    /// Puts a child under another parent from a day on.
    async fn moved(store: &Store, child: u128, from: u128, to: Option<u128>, since: &str) {
        let mut tx = store.pool().begin().await.expect("a transaction");
        let change = LinkChange {
            child: id(child),
            from: Some(id(from)),
            to: to.map(id),
        };
        links_write(&mut tx, &[change], day(since), &[])
            .await
            .expect("written");
        tx.commit().await.expect("committed");
    }

    /// Rows of these accounts with the totals of today.
    async fn rows(conn: &mut PgConnection, accounts: &[u128]) -> Vec<TreeRow> {
        let mut rows = Vec::new();
        for account in accounts {
            let (children, accounts_below) = sqlx::query_as(
                "SELECT children, accounts_below FROM organization_total WHERE account_id = $1",
            )
            .bind(id(*account).uuid())
            .fetch_optional(&mut *conn)
            .await
            .expect("totals")
            .unwrap_or_default();
            let number = i64::try_from(*account).expect("a number");
            rows.push(TreeRow {
                account: AccountRef {
                    id: id(*account),
                    number: AccountNumber::new(number).expect("a number"),
                    name: String::new(),
                },
                organization_type: None,
                status: AccountStatus::Active,
                customer_type: String::new(),
                children,
                accounts_below,
                due_within: None,
                place: TreePlace {
                    name: String::new(),
                    number,
                },
            });
        }
        rows
    }

    fn totals(rows: &[TreeRow]) -> Vec<(i64, i64)> {
        let totals = rows.iter().map(|row| (row.children, row.accounts_below));
        totals.collect()
    }

    /// Rows of links, places and totals that this transaction has read.
    async fn rows_met(conn: &mut PgConnection) -> i64 {
        sqlx::query_scalar(
            "SELECT sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::bigint FROM pg_stat_xact_user_tables
             WHERE relname IN ('organization_link', 'organization_child', 'organization_total')",
        )
        .fetch_one(conn)
        .await
        .expect("a count")
    }

    /// What was below these accounts on a day, and how many rows were read to know.
    async fn put_back(
        database: &TestDatabase,
        accounts: &[u128],
        on: &str,
    ) -> (Vec<(i64, i64)>, i64) {
        let mut tx = picture(database.store()).await.expect("a picture");
        let mut shown = rows(&mut tx, accounts).await;
        let before = rows_met(&mut tx).await;
        totals_put_back(&mut tx, day(on), &mut shown)
            .await
            .expect("totals");
        (totals(&shown), rows_met(&mut tx).await - before)
    }

    /// The same counted down without a bound.
    async fn counted(database: &TestDatabase, accounts: &[u128], on: &str) -> Vec<(i64, i64)> {
        let mut tx = picture(database.store()).await.expect("a picture");
        let mut shown = rows(&mut tx, accounts).await;
        let is_whole = count_down(&mut tx, day(on), &mut shown, None).await;
        assert!(is_whole.expect("a count"));
        totals(&shown)
    }

    #[tokio::test]
    async fn the_past_of_a_large_organization_costs_by_what_changed_since() {
        let database = large().await;
        let store = database.store();
        moved(store, 12, 1, Some(3), "2026-02-01").await;
        moved(store, 123, 12, None, "2026-02-02").await;
        moved(store, 12, 3, Some(1), "2026-02-03").await;
        moved(store, 13, 1, Some(120), "2026-02-03").await;
        let shown = [1, 12, 120, 13, 3];
        let (before, met) = put_back(&database, &shown, "2026-01-31").await;
        // A tenth part each of what has five digits, and all that leads there.
        assert_eq!(
            before,
            [
                (10, 11_110),
                (10, 1_110),
                (10, 110),
                (10, 1_110),
                (10, 1_110)
            ]
        );
        assert!(met < 100, "{met} rows of 20,000 accounts");
        let (between, met) = put_back(&database, &shown, "2026-02-02").await;
        assert_eq!(
            between,
            [(9, 9_999), (9, 999), (10, 110), (10, 1_110), (11, 2_110)]
        );
        assert!(met < 100, "{met} rows of 20,000 accounts");
        for on in ["2026-01-31", "2026-02-01", "2026-02-02", "2026-02-03"] {
            let (put_back, _) = put_back(&database, &shown, on).await;
            assert_eq!(put_back, counted(&database, &shown, on).await, "{on}");
        }
    }

    #[tokio::test]
    async fn where_much_changed_elsewhere_what_was_little_is_counted_down() {
        let database = large().await;
        execute(
            database.store(),
            "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
             SELECT lpad(to_hex(n), 32, '0')::uuid, 'Account ' || n, '2026-02-01', 'gold', 'en', 'EUR',
                    '2026-02-01' FROM generate_series(20001, 22000) AS n",
        )
        .await;
        execute(
            database.store(),
            "INSERT INTO organization_link (child_id, parent_id, valid)
             SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n / 10), 32, '0')::uuid, '[2026-02-01,)'
             FROM generate_series(20001, 22000) AS n",
        )
        .await;
        analyzed(&database).await;
        let (little, met) = put_back(&database, &[210], "2026-01-31").await;
        assert_eq!(little, [(10, 10)]);
        assert!(met < 1_200, "{met} rows");
        // Of what is large the changes are taken back.
        let (large, met) = put_back(&database, &[2], "2026-01-31").await;
        assert_eq!(large, [(10, 1_111)]);
        assert_eq!(large, counted(&database, &[2], "2026-01-31").await);
        assert!(met < 12_000, "{met} rows");
        let (large, _) = put_back(&database, &[2], "2026-02-01").await;
        assert_eq!(large, counted(&database, &[2], "2026-02-01").await);
    }
}
