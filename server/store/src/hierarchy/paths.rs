//! Accounts with all that is above them, as a preview of a move says it (ORG-3).

use std::collections::HashMap;

use domain::accounts::AccountRef;
use domain::hierarchy::TreePlace;
use domain::ids::AccountId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::nodes::account_ref;
use super::plans::Future;
use crate::error::{Result, StoreError};

/// An account on a path, with what a preview says of it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) account: AccountRef,
    pub(super) status: String,
    pub(super) place: TreePlace,
    pub(super) children: i64,
    pub(super) accounts_below: i64,
    /// Counts what changed at or below it.
    pub(super) version: i64,
}

/// The columns of a [`Node`], of accounts `a` with totals `o`.
const PLAN_COLUMNS: &str = "a.id, a.number, a.name, a.status,
    coalesce(o.children, 0) AS children, coalesce(o.accounts_below, 0) AS accounts_below,
    coalesce(o.version, 0) AS version,
    coalesce((SELECT s.name FROM organization_child s WHERE s.child_id = a.id),
             organization_order_name(a.name)) AS sort_name";

fn node(row: &PgRow) -> Result<Node> {
    let account = account_ref(row)?;
    Ok(Node {
        place: TreePlace {
            name: row.try_get("sort_name")?,
            number: account.number.get(),
        },
        account,
        status: row.try_get("status")?,
        children: row.try_get("children")?,
        accounts_below: row.try_get("accounts_below")?,
        version: row.try_get("version")?,
    })
}

/// The account with all accounts above it, itself first; empty where it is unknown.
pub(super) async fn path_read(conn: &mut PgConnection, account: AccountId) -> Result<Vec<Node>> {
    let [path] = paths_read(conn, [account]).await?;
    Ok(path)
}

/// The same for some accounts, in their order.
async fn paths_read<const N: usize>(
    conn: &mut PgConnection,
    accounts: [AccountId; N],
) -> Result<[Vec<Node>; N]> {
    // Written out one by one: for an array the planner would plan again at each use.
    let starts: Vec<String> = (1..=N)
        .map(|nth| format!("({nth}, ${nth}::uuid, 0)"))
        .collect();
    let starts = starts.join(", ");
    let statement = format!(
        "WITH RECURSIVE path (nth, id, height) AS (
             VALUES {starts}
             UNION ALL
             SELECT path.nth, l.parent_id, height + 1 FROM path
             JOIN organization_link l ON l.child_id = path.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
         )
         SELECT path.nth, {PLAN_COLUMNS} FROM path JOIN account a USING (id)
         LEFT JOIN organization_total o ON o.account_id = a.id
         ORDER BY path.nth, path.height"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(statement));
    for account in accounts {
        query = query.bind(account.uuid());
    }
    let rows = query.fetch_all(conn).await?;
    let mut paths = [const { Vec::new() }; N];
    for row in &rows {
        let nth: i32 = row.try_get("nth")?;
        let path = usize::try_from(nth - 1)
            .ok()
            .and_then(|at| paths.get_mut(at));
        let path =
            path.ok_or_else(|| StoreError::Internal(format!("no path {nth} was asked for")))?;
        path.push(node(row)?);
    }
    Ok(paths)
}

/// The same as [`paths_read`] in the tree of a day to come. The accounts were named when it was read.
pub(super) async fn paths_in<const N: usize>(
    conn: &mut PgConnection,
    future: &Future,
    accounts: [AccountId; N],
) -> Result<[Vec<Node>; N]> {
    if future.is_present() {
        return paths_read(conn, accounts).await;
    }
    let paths = accounts.map(|account| future.path(account));
    let mut all: Vec<Uuid> = paths.iter().flatten().map(|id| id.uuid()).collect();
    all.sort_unstable();
    all.dedup();
    let known: HashMap<AccountId, Node> = nodes_read(conn, future, &all)
        .await?
        .into_iter()
        .map(|node| (node.account.id, node))
        .collect();
    Ok(paths.map(|path| {
        path.iter()
            .filter_map(|id| known.get(id).cloned())
            .collect()
    }))
}

/// These accounts in no order, as they will be in the tree of a day to come.
pub(super) async fn nodes_read(
    conn: &mut PgConnection,
    future: &Future,
    ids: &[Uuid],
) -> Result<Vec<Node>> {
    let statement = format!(
        "SELECT {PLAN_COLUMNS} FROM unnest($1::uuid[]) AS wanted (id) JOIN account a USING (id)
         LEFT JOIN organization_total o ON o.account_id = a.id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(ids)
        .fetch_all(conn)
        .await?;
    let nodes = rows.iter().map(|row| {
        let mut node = node(row)?;
        future.node_adjust(&mut node);
        Ok(node)
    });
    nodes.collect()
}
