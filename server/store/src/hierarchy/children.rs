//! The children that a move asks about (ORG-2).

use domain::accounts::AccountRef;
use domain::hierarchy::{MoveForm, MoveRequest, strangers};
use domain::ids::AccountId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::nodes::account_ref;
use super::paths::{Node, nodes_read};
use super::plans::Future;
use super::preview::CHILDREN_SHOWN;
use crate::error::Result;

/// A child of the account that is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Child {
    pub(super) id: AccountId,
    pub(super) accounts_below: i64,
}

/// The children in the tree of a day to come, in the order of name and number.
pub(super) async fn children_in(
    conn: &mut PgConnection,
    future: &Future,
    parent: AccountId,
) -> Result<Vec<Child>> {
    let ids: Vec<Uuid> = future
        .children(parent)
        .into_iter()
        .map(AccountId::uuid)
        .collect();
    let mut nodes = nodes_read(conn, future, &ids).await?;
    nodes.sort_unstable_by(|a, b| a.place.cmp(&b.place));
    let child = |node: Node| Child {
        id: node.account.id,
        accounts_below: node.accounts_below,
    };
    Ok(nodes.into_iter().map(child).collect())
}

/// The children of today that the form of a move asks about: of many, where some are named, these and a few more.
pub(super) async fn children_asked(
    conn: &mut PgConnection,
    request: &MoveRequest,
) -> Result<Vec<Child>> {
    match &request.form {
        MoveForm::OnlyChildren {
            children: Some(named),
        } => children_named(conn, request.account, named).await,
        _ => children_read(conn, request.account).await,
    }
}

/// The children of today among those that are named, and as many of the first others as a preview shows, in their
/// order. Costs by how many are named, not by how many there are.
async fn children_named(
    conn: &mut PgConnection,
    parent: AccountId,
    named: &[AccountId],
) -> Result<Vec<Child>> {
    let first = i64::try_from(named.len() + CHILDREN_SHOWN).unwrap_or(i64::MAX);
    let named: Vec<Uuid> = named.iter().map(|child| child.uuid()).collect();
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "SELECT c.child_id, coalesce(o.accounts_below, 0)
         FROM (SELECT child_id, name, number FROM organization_child
               WHERE parent_id = $1 AND child_id = ANY($2)
               UNION
               (SELECT child_id, name, number FROM organization_child
                WHERE parent_id = $1 ORDER BY name, number LIMIT $3)) AS c
         LEFT JOIN organization_total o ON o.account_id = c.child_id
         ORDER BY c.name, c.number",
    )
    .bind(parent.uuid())
    .bind(named)
    .bind(first)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(child).collect())
}

fn child((id, accounts_below): (Uuid, i64)) -> Child {
    Child {
        id: AccountId::from_uuid(id),
        accounts_below,
    }
}

/// The children of today in their order.
async fn children_read(conn: &mut PgConnection, parent: AccountId) -> Result<Vec<Child>> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "SELECT c.child_id, coalesce(o.accounts_below, 0)
         FROM organization_child c LEFT JOIN organization_total o ON o.account_id = c.child_id
         WHERE c.parent_id = $1 ORDER BY c.name, c.number",
    )
    .bind(parent.uuid())
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(child).collect())
}

/// The accounts that a form names as children and that are none, to be named in its refusal.
pub(super) async fn strangers_read(
    conn: &mut PgConnection,
    form: &MoveForm,
    children: &[Child],
) -> Result<Vec<AccountRef>> {
    let children: Vec<AccountId> = children.iter().map(|child| child.id).collect();
    let ids: Vec<Uuid> = (strangers(form.named(), &children).into_iter())
        .map(AccountId::uuid)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query("SELECT id, number, name FROM account WHERE id = ANY($1)")
        .bind(&ids)
        .fetch_all(conn)
        .await?;
    rows.iter().map(account_ref).collect()
}
