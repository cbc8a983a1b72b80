//! Undoing a move or a removal from its entry in the history.

use std::collections::HashMap;

use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    LinkChange, MoveNode, UndoDone, UndoFacts, UndoRequest, given_back_sentence, undo_decide,
};
use domain::ids::{AccountId, AuditEntryId};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::facts::{path_read, refused, structure_lock, today};
use super::nodes::account_ref;
use super::payers::{give_back, payers_keep};
use super::run::PLACE;
use super::write::{changes_keep, links_write, parents_hold, path_words};
use crate::Store;
use crate::audit::AuditEntry;
use crate::bill_units::HandoverBy;
use crate::error::{Result, StoreError};
use crate::operations::Operation;

/// Takes back what a move or a removal did, from today on, as long as none of its accounts was moved
/// again: what it handed over to another payer is given back with it, or all is refused (HIER-2). The
/// same operation id with the same request answers with what was done.
///
/// # Errors
/// When the actor may not rearrange organizations; when there is no such move; the refusal of the
/// rule with its code; when the operation id was used for other input; when the database fails.
pub async fn move_undo(store: &Store, actor: &Actor, request: &UndoRequest) -> Result<UndoDone> {
    actor.require(Action::MoveAccounts)?;
    let operation = Operation::new(actor, &request.operation_id, &request.entry)?;
    let mut tx = store.pool().begin().await?;
    if let Some(done) = operation.begin(&mut tx).await? {
        return Ok(done);
    }
    structure_lock(&mut tx).await?;
    let changes = changes_read(&mut tx, request.entry).await?;
    let parents: Vec<AccountId> = changes.iter().filter_map(|change| change.from).collect();
    parents_hold(&mut tx, &parents).await?;
    let facts = facts_read(&mut tx, changes).await?;
    let undone = undo_decide(&facts).map_err(|refusal| refused(&refusal))?;
    let account = account_of(&mut tx, request.entry).await?;
    let before = places_read(&mut tx, &account, &undone).await?;
    let by = HandoverBy {
        actor,
        operation: Some(operation.id),
        since: today(&mut tx).await?,
    };
    let given_back = give_back(&mut tx, &by, request.entry).await?;
    links_write(&mut tx, &undone, by.since).await?;
    let after = places_read(&mut tx, &account, &undone).await?;
    let entry = AuditEntry {
        account: Some(account.id),
        object: Some(request.entry.uuid()),
        operation: Some(operation.id),
        changes: Change::between(PLACE, &before, &after)
            .into_iter()
            .collect(),
        ..AuditEntry::new(actor, ChangeKind::MoveUndone)
    };
    let others: Vec<AccountId> = (undone.iter())
        .map(|change| change.child)
        .filter(|child| *child != account.id)
        .collect();
    let id = entry.write(&mut tx).await?;
    let theirs = AuditEntry {
        changes: Vec::new(),
        ..entry
    };
    theirs.write_for_each(&mut tx, &others).await?;
    changes_keep(&mut tx, id, &undone).await?;
    payers_keep(&mut tx, id, &given_back).await?;
    let done = UndoDone {
        entry: id,
        sentence: sentence(&facts, &undone) + &given_back_words(&given_back),
        account,
    };
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(done)
}

/// What the sentence says of payers, behind all else.
fn given_back_words(changes: &[PayerChange]) -> String {
    match changes.is_empty() {
        true => String::new(),
        false => format!(" {}", given_back_sentence(changes)),
    }
}

fn sentence(facts: &UndoFacts, undone: &[LinkChange]) -> String {
    let name = |id: AccountId| {
        facts
            .accounts
            .get(&id)
            .map(|node| node.account.name.clone())
    };
    match undone {
        [one] => {
            let child = name(one.child).unwrap_or_default();
            match one.to.and_then(name) {
                Some(parent) => format!("{child} is back under {parent}."),
                None => format!("{child} has left its organization again."),
            }
        }
        many => format!("{} accounts are back under their old parents.", many.len()),
    }
}

async fn changes_read(conn: &mut PgConnection, entry: AuditEntryId) -> Result<Vec<LinkChange>> {
    let rows: Vec<(Uuid, Option<Uuid>, Option<Uuid>)> = sqlx::query_as(
        "SELECT child_id, from_id, to_id FROM organization_move_link WHERE entry_id = $1",
    )
    .bind(entry.uuid())
    .fetch_all(conn)
    .await?;
    if rows.is_empty() {
        return Err(StoreError::NotFound(format!("move {entry}")));
    }
    let id = AccountId::from_uuid;
    let change = |(child, from, to): (Uuid, Option<Uuid>, Option<Uuid>)| LinkChange {
        child: id(child),
        from: from.map(id),
        to: to.map(id),
    };
    Ok(rows.into_iter().map(change).collect())
}

/// The accounts of the changes, and the parents that they and those above their old parents have now.
async fn facts_read(conn: &mut PgConnection, changes: Vec<LinkChange>) -> Result<UndoFacts> {
    let children: Vec<Uuid> = changes.iter().map(|change| change.child.uuid()).collect();
    let mut named = children.clone();
    named.extend(
        changes
            .iter()
            .filter_map(|change| change.from.map(AccountId::uuid)),
    );
    let rows = sqlx::query(
        "SELECT id, number, name, status = 'closed' AS is_closed FROM account WHERE id = ANY($1)",
    )
    .bind(&named)
    .fetch_all(&mut *conn)
    .await?;
    let mut accounts = HashMap::new();
    for row in &rows {
        let account = account_ref(row)?;
        let is_closed = row.try_get("is_closed")?;
        accounts.insert(account.id, MoveNode { account, is_closed });
    }
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "WITH RECURSIVE up (id) AS (
             SELECT unnest($1::uuid[])
             UNION
             SELECT l.parent_id FROM up
             JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
         )
         SELECT l.child_id, l.parent_id FROM up
         JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                     AND upper_inf(l.valid)",
    )
    .bind(&named)
    .fetch_all(conn)
    .await?;
    let id = AccountId::from_uuid;
    Ok(UndoFacts {
        changes,
        accounts,
        parents: rows
            .into_iter()
            .map(|(child, parent)| (id(child), id(parent)))
            .collect(),
    })
}

/// The account that the entry is about.
async fn account_of(conn: &mut PgConnection, entry: AuditEntryId) -> Result<AccountRef> {
    let row = sqlx::query(
        "SELECT a.id, a.number, a.name FROM audit_entry e JOIN account a ON a.id = e.account_id
         WHERE e.id = $1",
    )
    .bind(entry.uuid())
    .fetch_one(conn)
    .await?;
    account_ref(&row)
}

/// Where the account stands, or, where only children of it changed, where the first of them does.
async fn places_read(
    conn: &mut PgConnection,
    account: &AccountRef,
    changes: &[LinkChange],
) -> Result<String> {
    let is_own = changes.iter().any(|change| change.child == account.id);
    let first = changes.first().map_or(account.id, |change| change.child);
    let path = path_read(conn, if is_own { account.id } else { first }).await?;
    let accounts: Vec<AccountRef> = path.into_iter().rev().map(|node| node.account).collect();
    Ok(path_words(&accounts).unwrap_or_default())
}
