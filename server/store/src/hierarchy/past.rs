//! The tree as it was on a past day (ORG-8): from the links that were valid then, as they are known
//! today, with what was below each then. Names and status are those of today.

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::hierarchy::{TreeAsk, TreeFrom, TreePage, TreePath, TreePlace, TreeRow};
use domain::ids::AccountId;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::bounds::PageBounds;
use super::future;
use super::nodes::tree_row;
use super::past_totals::{LINKS_OF_PARENT, Since, totals_put_back};
use super::plans::{CHILDREN_BEHIND, children_before};
use super::preview::picture;
use super::tree::PATH_LIMIT;
use crate::Store;
use crate::error::{Result, StoreError};
use crate::installation::business_date_today;

/// What stands after a list `shown (id, sort_name, position)`: the rows of the tree in its order, with
/// the totals of today.
fn rows_statement(shown: &str) -> String {
    format!(
        "WITH RECURSIVE {shown}
         SELECT a.id, a.number, a.name, a.status, a.organization_type, t.name AS customer_type,
                coalesce(o.children, 0) AS children, coalesce(o.accounts_below, 0) AS accounts_below,
                shown.sort_name, now() AS stamp, shown.position,
                NULL::text AS currency, NULL::text[] AS currencies, NULL::bigint[] AS dues
         FROM shown JOIN account a USING (id)
         JOIN customer_type t ON t.code = a.customer_type
         LEFT JOIN organization_total o ON o.account_id = a.id
         ORDER BY shown.position"
    )
}

const SORT_NAME: &str = "coalesce(s.name, organization_order_name(a.name))";

/// Some children that a parent had on a past day.
pub(super) async fn children_on(store: &Store, ask: &TreeAsk, day: NaiveDate) -> Result<TreePage> {
    let mut tx = picture(store).await?;
    page_on(&mut tx, ask, day).await
}

/// The same in a transaction that sees one moment.
pub(super) async fn page_on(
    conn: &mut PgConnection,
    ask: &TreeAsk,
    day: NaiveDate,
) -> Result<TreePage> {
    let parent = row_of(conn, ask.parent).await?;
    let few = Since::few(conn, day).await?;
    let before = match (&ask.from, &few) {
        (TreeFrom::Around { place }, Some(since)) => {
            let (left, arrived) = (since.left(ask.parent), since.arrived(ask.parent));
            children_before(conn, ask.parent, place, left, arrived).await?
        }
        (TreeFrom::Around { place }, None) => linked_before(conn, ask.parent, place, day).await?,
        _ => 0,
    };
    let bounds = PageBounds::of(ask, before);
    let rows = match &few {
        Some(since) => children_put_back(conn, ask.parent, &bounds, since).await?,
        None => children_linked(conn, ask.parent, &bounds, day).await?,
    };
    let stamp = parent.try_get("stamp")?;
    // The parent before its children: what was below all of them is found at once.
    let mut shown = rows_read(&rows)?;
    shown.insert(0, tree_row(&parent)?);
    totals_put_back(conn, day, few.as_ref(), &mut shown).await?;
    let parent = shown.remove(0);
    Ok(bounds.page(parent, shown, ask, stamp))
}

/// Children of today in their kept order, without those that came since, with those that left since.
async fn children_put_back(
    conn: &mut PgConnection,
    parent: AccountId,
    bounds: &PageBounds,
    since: &Since,
) -> Result<Vec<PgRow>> {
    let statement = rows_statement(&format!(
        "shown AS MATERIALIZED (
             SELECT child_id AS id, name AS sort_name, row_number() OVER (ORDER BY name, number) AS position
             FROM (SELECT * FROM ({CHILDREN_BEHIND}) AS children (child_id, name, number)
                   ORDER BY name, number OFFSET $7 LIMIT $8) AS c)"
    ));
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(parent.uuid())
        .bind(&bounds.after.name)
        .bind(bounds.after.number)
        .bind(bounds.skip + bounds.rows())
        .bind(since.left(parent))
        .bind(since.arrived(parent))
        .bind(bounds.skip)
        .bind(bounds.rows())
        .fetch_all(conn)
        .await?;
    Ok(rows)
}

/// Children by the links of that day; costs by how many there were.
async fn children_linked(
    conn: &mut PgConnection,
    parent: AccountId,
    bounds: &PageBounds,
    day: NaiveDate,
) -> Result<Vec<PgRow>> {
    let statement = rows_statement(&format!(
        "shown AS MATERIALIZED (
             SELECT a.id, {SORT_NAME} AS sort_name,
                    row_number() OVER (ORDER BY {SORT_NAME} COLLATE \"C\", a.number) AS position
             FROM (SELECT $2::uuid AS id) AS above
             CROSS JOIN LATERAL ({LINKS_OF_PARENT}) AS l
             JOIN account a ON a.id = l.child_id
             LEFT JOIN organization_child s ON s.child_id = a.id
             WHERE ({SORT_NAME} COLLATE \"C\", a.number) > ($3, $4)
             ORDER BY position OFFSET $5 LIMIT $6)"
    ));
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(day)
        .bind(parent.uuid())
        .bind(&bounds.after.name)
        .bind(bounds.after.number)
        .bind(bounds.skip)
        .bind(bounds.rows())
        .fetch_all(conn)
        .await?;
    Ok(rows)
}

/// How many children stood before a place by the links of that day.
async fn linked_before(
    conn: &mut PgConnection,
    parent: AccountId,
    place: &TreePlace,
    day: NaiveDate,
) -> Result<i64> {
    let statement = format!(
        "SELECT count(*) FROM (SELECT $2::uuid AS id) AS above
         CROSS JOIN LATERAL ({LINKS_OF_PARENT}) AS l
         JOIN account a ON a.id = l.child_id
         LEFT JOIN organization_child s ON s.child_id = a.id
         WHERE ({SORT_NAME} COLLATE \"C\", a.number) < ($3, $4)"
    );
    Ok(sqlx::query_scalar(AssertSqlSafe(statement))
        .bind(day)
        .bind(parent.uuid())
        .bind(&place.name)
        .bind(place.number)
        .fetch_one(conn)
        .await?)
}

fn rows_read(rows: &[PgRow]) -> Result<Vec<TreeRow>> {
    rows.iter().map(tree_row).collect()
}

/// One account as a row of the tree, with the totals of today.
async fn row_of(conn: &mut PgConnection, account: AccountId) -> Result<PgRow> {
    let statement = rows_statement(&format!(
        "shown AS MATERIALIZED (
             SELECT a.id, {SORT_NAME} AS sort_name, 1 AS position
             FROM account a LEFT JOIN organization_child s ON s.child_id = a.id WHERE a.id = $1)"
    ));
    sqlx::query(AssertSqlSafe(statement))
        .bind(account.uuid())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("account {account}")))
}

/// The account with all accounts that were, or will be, above it on a day, the root first; see
/// [`tree_path`](super::tree_path).
///
/// # Errors
/// When the actor may not see organizations, there is no such account, or the database fails.
pub async fn tree_path_on(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    day: NaiveDate,
) -> Result<TreePath> {
    actor.require(Action::ReadHierarchy)?;
    let today = business_date_today(store).await?;
    if day > today {
        return future::path_on(store, account, day).await;
    }
    if day == today {
        return super::tree_path(store, actor, account).await;
    }
    let mut tx = picture(store).await?;
    let statement = rows_statement(&format!(
        "path (id, height) AS (
             SELECT $2::uuid, 0::bigint
             UNION ALL
             SELECT l.parent_id, height + 1 FROM path
             JOIN organization_link l ON l.child_id = path.id AND l.superseded_at IS NULL
                                         AND l.valid @> $1::date
         ), measured AS (
             SELECT id, height, max(height) OVER () AS top FROM path
         ), shown AS MATERIALIZED (
             SELECT a.id, {SORT_NAME} AS sort_name, -height AS position
             FROM measured JOIN account a USING (id)
             LEFT JOIN organization_child s ON s.child_id = a.id
             WHERE height < $3 OR height = top)"
    ));
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(day)
        .bind(account.uuid())
        .bind(PATH_LIMIT)
        .fetch_all(&mut *tx)
        .await?;
    let first = rows
        .first()
        .ok_or_else(|| StoreError::NotFound(format!("account {account}")))?;
    let top: i64 = -first.try_get::<i64, _>("position")?;
    let mut shown = rows_read(&rows)?;
    let few = Since::few(&mut tx, day).await?;
    totals_put_back(&mut tx, day, few.as_ref(), &mut shown).await?;
    Ok(TreePath {
        stamp: first.try_get("stamp")?,
        omitted: (top - PATH_LIMIT).max(0),
        rows: shown,
    })
}
