//! Remove From Hierarchy: an account without children leaves its organization (ORG-4).

use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::audit::{Change, ChangeKind};
use domain::hierarchy::{
    Fingerprint, MoveRefusal, PayerCrossings, RemovalDone, RemovalOutcome, RemovalPreview,
    RemovalRequest, removal_decide,
};
use domain::ids::{AccountId, AuditEntryId};
use sqlx::PgConnection;

use super::facts::{fingerprint_of, refused, structure_lock, today};
use super::nodes::account_ref;
use super::paths::{Node, path_read};
use super::payers::{HANDED_OVER, Moving, crossings_read, hand_over, handed_words};
use super::preview::picture;
use super::run::PLACE;
use super::write::{changes_keep, links_write, path_words};
use crate::Store;
use crate::audit::AuditEntry;
use crate::bill_units::{HandoverBy, payers_keep};
use crate::error::{Result, StoreError};
use crate::operations::Operation;

/// The most children that a preview names; all are counted.
const CHILDREN_NAMED: i64 = 10;

/// What is to be known before an account leaves its organization: its parent, for whom it pays and who
/// pays for it (HIER-2). Of an account with children, which is not removed, the first of these instead.
///
/// # Errors
/// When the actor may not see organizations, there is no such account, or the database fails.
pub async fn removal_preview(
    store: &Store,
    actor: &Actor,
    account: AccountId,
) -> Result<RemovalPreview> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let path = path_read(&mut tx, account).await?;
    preview_of(&mut tx, &path).await
}

/// Takes an account out of its organization. Where anything relevant changed since the preview,
/// nothing is removed and the answer says what is to be known now. The same operation id with the same
/// request answers with what was done.
///
/// # Errors
/// When the actor may not rearrange organizations; when it has children, the first of which is named,
/// or is under no other account; when the operation id was used for other input; when the database
/// fails.
pub async fn hierarchy_remove(
    store: &Store,
    actor: &Actor,
    request: &RemovalRequest,
) -> Result<RemovalOutcome> {
    actor.require(Action::MoveAccounts)?;
    let input = (request.account, &request.fingerprint, request.handover);
    let operation = Operation::new(actor, &request.operation_id, &input)?;
    let mut tx = store.pool().begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(RemovalOutcome::Done { done });
    }
    structure_lock(&mut tx).await?;
    let path = path_read(&mut tx, request.account).await?;
    let node = (path.first()).ok_or_else(|| refused(&MoveRefusal::UnknownAccount))?;
    let from = path.get(1).map(|parent| parent.account.clone());
    let children = children_first(&mut tx, request.account, 1).await?;
    let first_child = (children.into_iter().next()).map(|child| (child, node.children));
    let change = removal_decide(
        &node.account,
        from.as_ref().map(|parent| parent.id),
        first_child,
    )
    .map_err(|refusal| refused(&refusal))?;
    let from = match from {
        Some(from) if fingerprint(&path)? == request.fingerprint => from,
        _ => {
            let now = Box::new(preview_of(&mut tx, &path).await?);
            return Ok(RemovalOutcome::Stale { now });
        }
    };
    let by = HandoverBy {
        actor,
        operation: Some(operation.id),
        since: today(&mut tx).await?,
    };
    let moving = Moving::one(request.account);
    let handed = hand_over(&mut tx, &by, &moving, request.handover).await?;
    links_write(&mut tx, &[change], by.since).await?;
    let entry = history_write(&mut tx, &by, &path).await?;
    changes_keep(&mut tx, entry, &[change]).await?;
    payers_keep(&mut tx, &by, (entry, HANDED_OVER), &handed).await?;
    let account = node.account.clone();
    let words = handed_words(&handed);
    let done = RemovalDone {
        entry,
        sentence: format!("{} has left {}.{words}", account.name, from.name),
        account,
        from,
    };
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(RemovalOutcome::Done { done })
}

async fn preview_of(conn: &mut PgConnection, path: &[Node]) -> Result<RemovalPreview> {
    let unknown = || StoreError::NotFound("account to remove".to_owned());
    let node = path.first().ok_or_else(unknown)?;
    let account = node.account.id;
    let (children, payers) = match node.children {
        0 => (
            Vec::new(),
            crossings_read(conn, &Moving::one(account)).await?,
        ),
        _ => (
            children_first(conn, account, CHILDREN_NAMED).await?,
            PayerCrossings::default(),
        ),
    };
    Ok(RemovalPreview {
        account: node.account.clone(),
        from: path.get(1).map(|parent| parent.account.clone()),
        children,
        children_count: node.children,
        payers,
        fingerprint: fingerprint(path)?,
    })
}

/// Stands for all that is relevant: where the account stands, its status, and by its version what
/// changed at it, who pays among that (decision 19).
fn fingerprint(path: &[Node]) -> Result<Fingerprint> {
    let ids: Vec<AccountId> = path.iter().map(|node| node.account.id).collect();
    let node = path.first().map(|node| (node.version, &node.status));
    fingerprint_of(&("removal", ids, node))
}

async fn history_write(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    path: &[Node],
) -> Result<AuditEntryId> {
    let accounts: Vec<AccountRef> = path.iter().rev().map(|node| node.account.clone()).collect();
    let entry = AuditEntry {
        account: path.first().map(|node| node.account.id),
        operation: by.operation,
        changes: vec![Change {
            field: PLACE.to_owned(),
            before: path_words(&accounts),
            after: None,
        }],
        ..AuditEntry::new(by.actor, ChangeKind::AccountRemoved)
    };
    entry.write(conn).await
}

/// The first children in their order.
async fn children_first(
    conn: &mut PgConnection,
    parent: AccountId,
    limit: i64,
) -> Result<Vec<AccountRef>> {
    let rows = sqlx::query(
        "SELECT a.id, a.number, a.name FROM organization_child c JOIN account a ON a.id = c.child_id
         WHERE c.parent_id = $1 ORDER BY c.name, c.number LIMIT $2",
    )
    .bind(parent.uuid())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(account_ref).collect()
}
