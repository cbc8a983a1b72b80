//! Preview Move: what a move would do, before anything is written (ORG-3).

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Actor};
use domain::accounts::{AccountNumber, AccountRef};
use domain::hierarchy::{
    ExcerptFacts, ExcerptNode, MoveConfirm, MoveForm, MovePreview, MoveRefusal, MoveRequest, Named,
    excerpt,
};
use domain::ids::AccountId;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::facts::{Plan, Situation, refused};
use super::meanwhile::{Seen, meanwhile, ways_of};
use super::nodes::account_ref;
use super::paths::{Node, nodes_read};
use super::plans::Future;
use crate::Store;
use crate::error::Result;
use crate::installation::business_moment;

/// Levels above each parent that the excerpt shows, besides the root.
const LEVELS: usize = 6;

/// Siblings that the excerpt shows on each side of what leaves and what arrives.
const SIBLINGS: i64 = 2;

/// Children that the excerpt shows of those that move, and of those that stay.
pub(super) const CHILDREN_SHOWN: usize = 4;

/// The new parent of a move by its number.
///
/// # Errors
/// When the actor may not see organizations; at the field `to` with the number and what would move where there
/// is no such account (ORG-5); when the database fails.
pub async fn parent_find(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    number: AccountNumber,
) -> Result<AccountRef> {
    actor.require(Action::ReadHierarchy)?;
    let rows = sqlx::query("SELECT id, number, name FROM account WHERE id = $1 OR number = $2")
        .bind(account.uuid())
        .bind(number.get())
        .fetch_all(store.pool())
        .await?;
    let known: Vec<AccountRef> = rows.iter().map(account_ref).collect::<Result<_>>()?;
    if let Some(parent) = known.iter().find(|known| known.number == number) {
        return Ok(parent.clone());
    }
    let refusal = match known.into_iter().next() {
        Some(account) => MoveRefusal::UnknownParent {
            account,
            to: Named::Number(number),
        },
        None => MoveRefusal::UnknownAccount(Named::Id(account)),
    };
    Err(refused(&refusal))
}

/// What a move would do to the structure: the numbers and both trees, at once however much moves.
///
/// # Errors
/// When the actor may not see organizations; the refusal of the rule with its code at its field
/// (ORG-5); when the database fails.
pub async fn move_preview(
    store: &Store,
    actor: &Actor,
    request: &MoveRequest,
) -> Result<MovePreview> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let situation = Situation::read(&mut tx, request).await?;
    preview_of(&mut tx, actor, request, &situation).await
}

/// A transaction that sees one moment and writes nothing.
pub(super) async fn picture(store: &Store) -> Result<Transaction<'static, Postgres>> {
    let mut tx = store.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *tx)
        .await?;
    Ok(tx)
}

/// The preview of a situation that was read in this transaction.
pub(super) async fn preview_of(
    conn: &mut PgConnection,
    actor: &Actor,
    request: &MoveRequest,
    situation: &Situation,
) -> Result<MovePreview> {
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let facts = ExcerptFacts {
        nodes: excerpt_nodes(conn, situation, &plan).await?,
        differences: situation.differences(&plan.changes),
        changes: plan.changes.clone(),
    };
    let moment = business_moment(conn).await?;
    Ok(MovePreview {
        rows: excerpt(&facts),
        ..outline_of(actor, request, situation, &plan, moment)?
    })
}

/// The preview in place of one that does not hold any more, with who changed what since, in words.
pub(super) async fn stale_preview(
    conn: &mut PgConnection,
    actor: &Actor,
    confirm: &MoveConfirm,
    situation: &Situation,
) -> Result<(Box<MovePreview>, Option<String>)> {
    let request = &confirm.request;
    let now = preview_of(conn, actor, request, situation).await?;
    let seen = Seen {
        at: confirm.seen_at,
        accounts: vec![request.account],
        ways: ways_of([&situation.account_path, &situation.to_path]),
        effective: request.effective,
        payers: confirm.handover.into_iter().collect(),
    };
    Ok((Box::new(now), meanwhile(conn, &seen).await?))
}

/// The preview without its two trees: what it says in words and numbers, at this business date and moment.
pub(super) fn outline_of(
    actor: &Actor,
    request: &MoveRequest,
    situation: &Situation,
    plan: &Plan,
    (today, stamp): (NaiveDate, DateTime<Utc>),
) -> Result<MovePreview> {
    Ok(MovePreview {
        request: request.clone(),
        fingerprint: situation.fingerprint(request)?,
        may_move: actor.may(action_of(&request.form, situation)),
        account: plan.account.clone(),
        from: plan.from.clone(),
        to: plan.to.clone(),
        closed_above: situation.closed_above(plan),
        moving: plan.moving,
        to_old_parent: plan.to_old_parent,
        children_moving: plan.children_moving,
        children_to_old_parent: plan.children_to_old_parent,
        rows: Vec::new(),
        today,
        stamp,
    })
}

/// The right that a move needs: a single account that is in no organization may be associated by more
/// people than may rearrange one (SEC-1).
pub(super) fn action_of(form: &MoveForm, situation: &Situation) -> Action {
    match &situation.account_path[..] {
        [account] if account.children == 0 && *form == MoveForm::WholeSubtree => {
            Action::AssociateAccount
        }
        _ => Action::MoveAccounts,
    }
}

/// What the excerpt shows: both paths as far as they are near, siblings, some children.
async fn excerpt_nodes(
    conn: &mut PgConnection,
    situation: &Situation,
    plan: &Plan,
) -> Result<Vec<ExcerptNode>> {
    let changing: HashSet<AccountId> = plan.changes.iter().map(|change| change.child).collect();
    let mut nodes = path_nodes(&situation.account_path, &HashSet::new());
    // The way from the new parent up to the account leads through a child that may leave it.
    nodes.extend(path_nodes(&situation.to_path, &changing));
    let (Some(account), Some(to)) = (situation.account_path.first(), situation.to_path.first())
    else {
        return Ok(nodes);
    };
    let (leaving, staying): (Vec<AccountId>, Vec<AccountId>) = situation
        .children
        .iter()
        .map(|child| child.id)
        .partition(|child| changing.contains(child));
    let some = leaving.iter().take(CHILDREN_SHOWN);
    let shown: Vec<Uuid> = some
        .chain(staying.iter().take(CHILDREN_SHOWN))
        .map(|id| id.uuid())
        .collect();
    let arriving = match leaving
        .first()
        .filter(|_| !changing.contains(&account.account.id))
    {
        None => account.place.clone(),
        Some(first) => place_read(conn, *first)
            .await?
            .unwrap_or_else(|| account.place.clone()),
    };
    let parents = [
        (Some(to.account.id), arriving),
        (
            situation.account_path.get(1).map(|node| node.account.id),
            account.place.clone(),
        ),
    ];
    for (parent, place) in parents {
        if let Some(parent) = parent {
            for sibling in siblings_read(conn, &situation.future, parent, &place).await? {
                nodes.push(excerpt_node(&sibling, Some(parent), 0));
            }
        }
    }
    for child in nodes_read(conn, &situation.future, &shown).await? {
        nodes.push(excerpt_node(&child, Some(account.account.id), 0));
    }
    Ok(nodes)
}

fn excerpt_node(node: &Node, parent: Option<AccountId>, skipped: i64) -> ExcerptNode {
    ExcerptNode {
        account: node.account.clone(),
        place: node.place.clone(),
        parent,
        skipped,
        children: node.children,
        accounts_below: node.accounts_below,
    }
}

/// The near part of a path, its root, and whatever else must be shown, each under the nearest account
/// above it that is shown.
fn path_nodes(path: &[Node], needed: &HashSet<AccountId>) -> Vec<ExcerptNode> {
    let is_shown = |(height, node): &(usize, &Node)| {
        let is_needed =
            |node: Option<&Node>| node.is_some_and(|node| needed.contains(&node.account.id));
        *height <= LEVELS
            || height + 1 == path.len()
            || is_needed(Some(node))
            || is_needed(height.checked_sub(1).and_then(|below| path.get(below)))
    };
    let shown: Vec<(usize, &Node)> = path.iter().enumerate().filter(is_shown).collect();
    let above = shown.iter().skip(1).map(Some).chain([None]);
    shown
        .iter()
        .zip(above)
        .map(|((height, node), above)| {
            let skipped = above.map_or(0, |(upper, _)| upper - height - 1);
            let parent = above.map(|(_, parent)| parent.account.id);
            excerpt_node(node, parent, i64::try_from(skipped).unwrap_or(i64::MAX))
        })
        .collect()
}

async fn place_read(
    conn: &mut PgConnection,
    child: AccountId,
) -> Result<Option<domain::hierarchy::TreePlace>> {
    let found: Option<(String, i64)> =
        sqlx::query_as("SELECT name, number FROM organization_child WHERE child_id = $1")
            .bind(child.uuid())
            .fetch_optional(conn)
            .await?;
    Ok(found.map(|(name, number)| domain::hierarchy::TreePlace { name, number }))
}

/// Some children of a parent on each side of a place.
async fn siblings_read(
    conn: &mut PgConnection,
    future: &Future,
    parent: AccountId,
    place: &domain::hierarchy::TreePlace,
) -> Result<Vec<Node>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "WITH come AS (
             SELECT a.id, coalesce(s.name, organization_order_name(a.name)) COLLATE \"C\" AS name,
                    a.number
             FROM unnest($6::uuid[]) AS come (id) JOIN account a USING (id)
             LEFT JOIN organization_child s ON s.child_id = a.id)
         (SELECT child_id FROM (
              (SELECT child_id, name, number FROM organization_child
               WHERE parent_id = $1 AND (name, number) < ($2, $3) AND child_id <> ALL($5::uuid[])
               ORDER BY name DESC, number DESC LIMIT $4)
              UNION ALL SELECT id, name, number FROM come WHERE (name, number) < ($2, $3)) AS before
          ORDER BY name DESC, number DESC LIMIT $4)
         UNION ALL
         (SELECT child_id FROM (
              (SELECT child_id, name, number FROM organization_child
               WHERE parent_id = $1 AND (name, number) > ($2, $3) AND child_id <> ALL($5::uuid[])
               ORDER BY name, number LIMIT $4)
              UNION ALL SELECT id, name, number FROM come WHERE (name, number) > ($2, $3)) AS behind
          ORDER BY name, number LIMIT $4)",
    )
    .bind(parent.uuid())
    .bind(&place.name)
    .bind(place.number)
    .bind(SIBLINGS)
    .bind(future.left(parent))
    .bind(future.arrived(parent))
    .fetch_all(&mut *conn)
    .await?;
    nodes_read(conn, future, &ids).await
}
