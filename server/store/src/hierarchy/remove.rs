//! Remove From Hierarchy: an account without children leaves its organization (ORG-4).

use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::audit::{Change, ChangeKind};
use domain::hierarchy::{MoveRefusal, RemovalDone, RemovalRequest, removal_decide};
use domain::ids::AccountId;
use sqlx::PgConnection;

use super::facts::{path_read, refused, structure_lock, today};
use super::nodes::account_ref;
use super::payers::hand_over;
use super::run::PLACE;
use super::write::{changes_keep, links_write, path_words, stale};
use crate::Store;
use crate::audit::AuditEntry;
use crate::error::Result;
use crate::operations::Operation;

/// Takes an account out of its organization. The same operation id with the same request answers with
/// what was done.
///
/// # Errors
/// When the actor may not rearrange organizations; when it has children, the first of which is named,
/// or is under no other account; when it is under another parent than the person saw, when the
/// operation id was used for other input; when the database fails.
pub async fn hierarchy_remove(
    store: &Store,
    actor: &Actor,
    request: &RemovalRequest,
) -> Result<RemovalDone> {
    actor.require(Action::MoveAccounts)?;
    let input = (request.account, request.from, request.handover);
    let operation = Operation::new(actor, &request.operation_id, &input)?;
    let mut tx = store.pool().begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(done);
    }
    structure_lock(&mut tx).await?;
    let path = path_read(&mut tx, request.account).await?;
    let node = (path.first()).ok_or_else(|| refused(&MoveRefusal::UnknownAccount))?;
    let parent = path.get(1).map(|parent| parent.account.clone());
    let first_child = first_child_read(&mut tx, request.account).await?;
    let first_child = first_child.map(|child| (child, node.children));
    let parent_id = parent.as_ref().map(|parent| parent.id);
    let change = removal_decide(&node.account, parent_id, first_child)
        .map_err(|refusal| refused(&refusal))?;
    let from = match parent {
        Some(parent) if parent.id == request.from => parent,
        _ => return Err(stale("The account is under another parent by now.")),
    };
    let today = today(&mut tx).await?;
    let roots = (vec![request.account.uuid()], Vec::new());
    hand_over(&mut tx, actor, &operation, &roots, request.handover).await?;
    links_write(&mut tx, &[change], today).await?;
    let accounts: Vec<AccountRef> = path.iter().rev().map(|node| node.account.clone()).collect();
    let entry = AuditEntry {
        account: Some(request.account),
        operation: Some(operation.id),
        changes: vec![Change {
            field: PLACE.to_owned(),
            before: path_words(&accounts),
            after: None,
        }],
        ..AuditEntry::new(actor, ChangeKind::AccountRemoved)
    };
    let entry = entry.write(&mut tx).await?;
    changes_keep(&mut tx, entry, &[change]).await?;
    let done = RemovalDone {
        entry,
        account: node.account.clone(),
        from,
    };
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(done)
}

async fn first_child_read(
    conn: &mut PgConnection,
    parent: AccountId,
) -> Result<Option<AccountRef>> {
    let row = sqlx::query(
        "SELECT a.id, a.number, a.name FROM organization_child c JOIN account a ON a.id = c.child_id
         WHERE c.parent_id = $1 ORDER BY c.name, c.number LIMIT 1",
    )
    .bind(parent.uuid())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(account_ref).transpose()
}
