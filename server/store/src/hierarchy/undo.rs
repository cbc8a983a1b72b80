//! Undoing what an entry of the history did: a move, a removal, a what-if board, a change of payers
//! (NEWS-1).

use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::audit::Change;
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    LinkChange, MoveRefusal, UndoDone, UndoFacts, UndoRequest, given_back_sentence,
    payers_undo_decide, undo_decide,
};
use domain::ids::{AccountId, AuditEntryId};
use domain::text::ended;
use sqlx::PgConnection;

use super::facts::{refused, today};
use super::nodes::account_ref;
use super::paths::path_read;
use super::run::PLACE;
use super::undo_facts::{Kept, arrived_read, facts_read, kept_read, payer_undos};
use super::undo_ties::undone_by;
use super::write::{accounts_hold, changes_hold, changes_keep, links_write, path_words};
use crate::Store;
use crate::audit::AuditEntry;
use crate::bill_units::{HandoverBy, nodes_read, payer_keep, payers_change, payers_keep};
use crate::error::{Result, StoreError};
use crate::operations::Operation;

/// What the history calls the payer of a bill unit.
const PAYER: &str = "Paying account";

/// Takes back what an entry of the history did, from today on, as long as nothing later depends on it: what
/// was moved is where it was put, and what got another payer still has that one. All of it is taken back or
/// nothing (HIER-2). The same operation id with the same request answers with what was done.
///
/// # Errors
/// When the actor may not rearrange organizations, or for payers not change accounts; when the entry
/// is no such change; when it was undone already; the refusal of the rule with its code; when the operation
/// id was used for other input; when the database fails.
pub async fn move_undo(store: &Store, actor: &Actor, request: &UndoRequest) -> Result<UndoDone> {
    actor.require(Action::ReadHierarchy)?;
    let operation = Operation::new(actor, &request.operation_id, &request.entry)?;
    let mut tx = store.begin().await?;
    if let Some(done) = operation.begin_structural(&mut tx).await? {
        return Ok(done);
    }
    let mut kept = kept_read(&mut tx, &[request.entry]).await?;
    arrived_read(&mut tx, &mut kept).await?;
    let missing = || StoreError::NotFound(format!("move {}", request.entry));
    let kept = kept.get(&request.entry).ok_or_else(missing)?;
    for action in kept.actions() {
        actor.require(action)?;
    }
    if let Some(undo) = undone_by(&mut tx, request.entry).await? {
        return Err(refused(&MoveRefusal::UndoneAlready { by: undo.actor }));
    }
    let facts = held_facts(&mut tx, kept).await?;
    let undone = undo_decide(&facts).map_err(|refusal| refused(&refusal))?;
    let payers = payers_of(&mut tx, kept).await?;
    let account = account_of(&mut tx, request.entry).await?;
    let before = places_read(&mut tx, &account, &undone).await?;
    let by = HandoverBy {
        actor,
        operation: Some(operation.id),
        since: today(&mut tx).await?,
    };
    changes_hold(&mut tx, &undone, &[]).await?;
    payers_change(&mut tx, &by, &payers).await?;
    links_write(&mut tx, &undone, by.since).await?;
    let after = places_read(&mut tx, &account, &undone).await?;
    let place = Change::between(PLACE, &before, &after);
    let entry = AuditEntry {
        account: Some(account.id),
        object: Some(request.entry.uuid()),
        operation: Some(operation.id),
        changes: match kept.links.is_empty() {
            true => payers.iter().take(1).map(payer_words).collect(),
            false => place.into_iter().collect(),
        },
        ..AuditEntry::new(actor, kept.undo_kind())
    };
    let id = undo_write(&mut tx, entry, &undone).await?;
    match (kept.links.is_empty(), payers.first()) {
        (true, Some(change)) => payer_keep(&mut tx, &by, (id, ""), change).await?,
        _ => payers_keep(&mut tx, &by, (id, "Given back"), &payers).await?,
    }
    let done = UndoDone {
        entry: id,
        sentence: sentence(&facts, &undone, &payers),
        account,
    };
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(done)
}

/// Writes the undo's own entry, and one for each other account that got its place back.
async fn undo_write(
    conn: &mut PgConnection,
    entry: AuditEntry<'_>,
    undone: &[LinkChange],
) -> Result<AuditEntryId> {
    let others: Vec<AccountId> = (undone.iter())
        .map(|change| change.child)
        .filter(|child| Some(*child) != entry.account)
        .collect();
    let id = entry.write(conn).await?;
    changes_keep(conn, id, undone).await?;
    let theirs = AuditEntry {
        changes: Vec::new(),
        ..entry
    };
    theirs.write_for_each(conn, &others).await?;
    Ok(id)
}

/// What decides about the links, with the old parents held: they must not be closed before it stands.
async fn held_facts(conn: &mut PgConnection, kept: &Kept) -> Result<UndoFacts> {
    let parents: Vec<AccountId> = (kept.links.iter())
        .filter_map(|change| change.from)
        .collect();
    accounts_hold(conn, &parents).await?;
    let mut facts = facts_read(conn, &kept.links).await?;
    facts.changes.clone_from(&kept.links);
    facts.arrived.clone_from(&kept.arrived);
    Ok(facts)
}

/// The payers that are given back, with the accounts of all of them held: who is to pay again must not be
/// closed before that stands.
async fn payers_of(conn: &mut PgConnection, kept: &Kept) -> Result<Vec<PayerChange>> {
    if kept.payers.is_empty() {
        return Ok(Vec::new());
    }
    let named = kept.units();
    let mut accounts: Vec<AccountId> = (nodes_read(conn, &named).await?.iter())
        .map(|node| node.unit.account.id)
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts_hold(conn, &accounts).await?;
    let nodes = nodes_read(conn, &named).await?;
    payers_undo_decide(&payer_undos(kept, &nodes)?).map_err(|refusal| refused(&refusal))
}

fn payer_words(change: &PayerChange) -> Change {
    Change {
        field: format!("{PAYER} ({})", change.unit.name),
        before: change.from.as_ref().map(ToString::to_string),
        after: change.to.as_ref().map(ToString::to_string),
    }
}

fn sentence(facts: &UndoFacts, undone: &[LinkChange], payers: &[PayerChange]) -> String {
    let name = |id: AccountId| {
        let node = facts.accounts.get(&id);
        node.map(|node| node.account.name.clone())
    };
    let links = match undone {
        [] => None,
        [one] => {
            let child = name(one.child).unwrap_or_default();
            Some(match one.to.and_then(name) {
                Some(parent) => ended(format!("{child} is back under {parent}")),
                None => format!("{child} has left its organization again."),
            })
        }
        many => Some(format!(
            "{} accounts are back under their old parents.",
            many.len()
        )),
    };
    let payers = (!payers.is_empty()).then(|| given_back_sentence(payers));
    let parts: Vec<String> = links.into_iter().chain(payers).collect();
    parts.join(" ")
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
