//! The tree as it will be on a day to come: the present with what is planned until then (ORG-8).
//! Names and status are those of today.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::hierarchy::{TreeAsk, TreeFrom, TreePage, TreePath, TreeRow};
use domain::ids::AccountId;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::bounds::PageBounds;
use super::nodes::{NODE_COLUMNS, NODE_JOINS, tree_row};
use super::plans::{CHILDREN_BEHIND, Future, children_before};
use super::preview::picture;
use super::tree::{PATH_LIMIT, node_read};
use crate::Store;
use crate::error::{Result, StoreError};

/// Some children that a parent will have on a day to come.
pub(super) async fn children_on(store: &Store, ask: &TreeAsk, day: NaiveDate) -> Result<TreePage> {
    let mut tx = picture(store).await?;
    let future = Future::read(&mut tx, day, &[ask.parent], &[]).await?;
    children_of(&mut tx, &future, ask).await
}

/// Some children that a parent, which was named when the tree was read, has in it.
pub(super) async fn children_of(
    conn: &mut PgConnection,
    future: &Future,
    ask: &TreeAsk,
) -> Result<TreePage> {
    let parent = node_read(conn, ask.parent).await?;
    let before = match &ask.from {
        TreeFrom::Around { place } => {
            let (left, arrived) = (future.left(ask.parent), future.arrived(ask.parent));
            children_before(conn, ask.parent, place, left, arrived).await?
        }
        _ => 0,
    };
    let bounds = PageBounds::of(ask, before);
    let rows = rows_read(conn, future, ask, &bounds).await?;
    let rows = (rows.iter())
        .map(|row| row_of(future, row))
        .collect::<Result<_>>()?;
    let stamp = parent.try_get("stamp")?;
    Ok(bounds.page(row_of(future, &parent)?, rows, ask, stamp))
}

async fn rows_read(
    conn: &mut PgConnection,
    future: &Future,
    ask: &TreeAsk,
    bounds: &PageBounds,
) -> Result<Vec<PgRow>> {
    let statement = format!(
        "SELECT {NODE_COLUMNS}
         FROM (SELECT * FROM ({CHILDREN_BEHIND}) AS children (child_id, name, number)
               ORDER BY name, number OFFSET $7 LIMIT $8) AS c
         JOIN account a ON a.id = c.child_id {NODE_JOINS}
         ORDER BY c.name, c.number"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(ask.parent.uuid())
        .bind(&bounds.after.name)
        .bind(bounds.after.number)
        .bind(bounds.skip + bounds.rows())
        .bind(future.left(ask.parent))
        .bind(future.arrived(ask.parent))
        .bind(bounds.skip)
        .bind(bounds.rows())
        .fetch_all(conn)
        .await?;
    Ok(rows)
}

/// The account with all accounts that will be above it on a day to come, the root first.
pub(super) async fn path_on(store: &Store, account: AccountId, day: NaiveDate) -> Result<TreePath> {
    let mut tx = picture(store).await?;
    let future = Future::read(&mut tx, day, &[account], &[]).await?;
    path_of(&mut tx, &future, account).await
}

/// The account, which was named when the tree was read, with all accounts above it in it.
pub(super) async fn path_of(
    conn: &mut PgConnection,
    future: &Future,
    account: AccountId,
) -> Result<TreePath> {
    let stamp = node_read(conn, account).await?.try_get("stamp")?;
    // Where nothing is planned, nothing was read either.
    let path: Vec<Uuid> = match future.is_present() {
        true => path_ids(conn, account).await?,
        false => future
            .path(account)
            .into_iter()
            .map(AccountId::uuid)
            .collect(),
    };
    let top = path.len().saturating_sub(1);
    let near = usize::try_from(PATH_LIMIT).unwrap_or(usize::MAX);
    let shown: Vec<Uuid> = path
        .iter()
        .copied()
        .enumerate()
        .filter(|(height, _)| *height < near || *height == top)
        .map(|(_, id)| id)
        .collect();
    let statement = format!(
        "SELECT {NODE_COLUMNS} FROM unnest($1::uuid[]) AS shown (id) JOIN account a USING (id)
         {NODE_JOINS}"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(&shown)
        .fetch_all(conn)
        .await?;
    let mut known: HashMap<Uuid, TreeRow> = HashMap::new();
    for row in &rows {
        let row = row_of(future, row)?;
        known.insert(row.account.id.uuid(), row);
    }
    let rows = shown.iter().rev().map(|id| {
        known
            .remove(id)
            .ok_or_else(|| StoreError::Internal(format!("account {id} is on no path")))
    });
    Ok(TreePath {
        stamp,
        omitted: i64::try_from(top)
            .unwrap_or(i64::MAX)
            .saturating_sub(PATH_LIMIT)
            .max(0),
        rows: rows.collect::<Result<_>>()?,
    })
}

/// The ids of the account and of all accounts above it, itself first.
async fn path_ids(conn: &mut PgConnection, account: AccountId) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar(
        "WITH RECURSIVE path (id, height) AS (
             SELECT $1::uuid, 0
             UNION ALL
             SELECT l.parent_id, height + 1 FROM path
             JOIN organization_link l ON l.child_id = path.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
         )
         SELECT id FROM path ORDER BY height",
    )
    .bind(account.uuid())
    .fetch_all(conn)
    .await?;
    Ok(ids)
}

fn row_of(future: &Future, row: &PgRow) -> Result<TreeRow> {
    let mut row = tree_row(row)?;
    future.row_adjust(&mut row)?;
    Ok(row)
}
