//! Reading the tree: the children of a parent page by page, the path to the root (ORG-6).

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::hierarchy::{TreeAsk, TreeFrom, TreePage, TreePath};
use domain::ids::AccountId;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::bounds::PageBounds;
use super::nodes::{NODE_COLUMNS, NODE_JOINS, tree_row};
use super::plans::children_before;
use super::preview::picture;
use super::{future, past};
use crate::Store;
use crate::error::{Result, StoreError};
use crate::installation::business_date_today;

/// The most children on a page.
pub const CHILDREN_LIMIT: u16 = 200;

/// The most levels of a path that are read at once, the root not counted.
pub const PATH_LIMIT: i64 = 1_000;

/// Some children of a parent in the order of name and number, with the totals of each at the same
/// moment. Costs the same however many children and accounts there are, unless rows are skipped.
///
/// # Errors
/// When the actor may not see organizations, there is no such parent, or the database fails.
pub async fn tree_children(store: &Store, actor: &Actor, ask: &TreeAsk) -> Result<TreePage> {
    actor.require(Action::ReadHierarchy)?;
    if let Some(day) = ask.as_of {
        let today = business_date_today(store).await?;
        if day > today {
            return future::children_on(store, ask, day).await;
        }
        if day < today {
            return past::children_on(store, ask, day).await;
        }
    }
    let mut tx = picture(store).await?;
    let parent = node_read(&mut tx, ask.parent).await?;
    let before = match &ask.from {
        TreeFrom::Around { place } => {
            children_before(&mut tx, ask.parent, place, vec![], vec![]).await?
        }
        _ => 0,
    };
    let bounds = PageBounds::of(ask, before);
    let statement = format!(
        "SELECT {NODE_COLUMNS}
         FROM (SELECT child_id, name, number FROM organization_child
               WHERE parent_id = $1 AND (name, number) > ($2, $3)
               ORDER BY name, number OFFSET $4 LIMIT $5) AS c
         JOIN account a ON a.id = c.child_id {NODE_JOINS}
         ORDER BY c.name, c.number"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(ask.parent.uuid())
        .bind(&bounds.after.name)
        .bind(bounds.after.number)
        .bind(bounds.skip)
        .bind(bounds.rows())
        .fetch_all(&mut *tx)
        .await?;
    let rows = rows.iter().map(tree_row).collect::<Result<_>>()?;
    Ok(bounds.page(tree_row(&parent)?, rows, ask, stamp(&parent)?))
}

/// The account with all accounts above it, the root first. Of a path longer than [`PATH_LIMIT`] the
/// levels right below the root are left out.
///
/// # Errors
/// When the actor may not see organizations, there is no such account, or the database fails.
pub async fn tree_path(store: &Store, actor: &Actor, account: AccountId) -> Result<TreePath> {
    actor.require(Action::ReadHierarchy)?;
    let statement = format!(
        "WITH RECURSIVE path (id, height) AS (
             SELECT $1::uuid, 0::bigint
             UNION ALL
             SELECT l.parent_id, height + 1 FROM path
             JOIN organization_link l ON l.child_id = path.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
         ), shown AS (
             SELECT id, height, max(height) OVER () AS top FROM path
         )
         SELECT shown.height, shown.top, {NODE_COLUMNS}
         FROM shown JOIN account a ON a.id = shown.id {NODE_JOINS}
         WHERE shown.height < $2 OR shown.height = shown.top
         ORDER BY shown.height DESC"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(account.uuid())
        .bind(PATH_LIMIT)
        .fetch_all(store.pool())
        .await?;
    let first = rows
        .first()
        .ok_or_else(|| StoreError::NotFound(format!("account {account}")))?;
    let top: i64 = first.try_get("top")?;
    Ok(TreePath {
        stamp: stamp(first)?,
        omitted: (top - PATH_LIMIT).max(0),
        rows: rows.iter().map(tree_row).collect::<Result<_>>()?,
    })
}

/// One account as a row of the tree.
pub(super) async fn node_read(conn: &mut PgConnection, account: AccountId) -> Result<PgRow> {
    let statement = format!("SELECT {NODE_COLUMNS} FROM account a {NODE_JOINS} WHERE a.id = $1");
    sqlx::query(AssertSqlSafe(statement))
        .bind(account.uuid())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| StoreError::NotFound(format!("account {account}")))
}

fn stamp(row: &PgRow) -> Result<DateTime<Utc>> {
    Ok(row.try_get("stamp")?)
}
