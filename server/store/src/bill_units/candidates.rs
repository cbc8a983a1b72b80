//! Who may be chosen to pay, each with what stands against it (HIER-1, FIND-5).

use std::collections::HashMap;

use domain::access::{Action, Actor};
use domain::accounts::AccountNumber;
use domain::bill_units::{
    BillUnitRef, PayerCandidate, PayerFor, PayerHit, PayerHits, PayerNode, PayerOption,
    payer_offer, payers_refusal,
};
use domain::ids::AccountId;
use domain::search::Query;
use sqlx::PgConnection;
use uuid::Uuid;

use super::payer_rows::{account_nodes_seen, nodes_read};
use crate::Store;
use crate::error::{Result, StoreError};
use crate::search::accounts_search_sized;

/// How many accounts a search for a payer offers.
const OFFERED: usize = 8;

/// An account that may be chosen to pay, with its bill units and what stands against each.
///
/// # Errors
/// When the actor may not open accounts, there is no account of this number or no such bill unit to pay for,
/// or the database fails.
pub async fn payer_candidate(
    store: &Store,
    actor: &Actor,
    number: AccountNumber,
    paid: PayerFor,
) -> Result<PayerCandidate> {
    actor.require(Action::ReadAccount)?;
    let conn = &mut *store.pool().acquire().await?;
    let paid = paid_read(conn, paid).await?;
    let nodes = account_nodes_seen(conn, number).await?;
    let account = (nodes.first().map(|node| node.unit.account.clone()))
        .ok_or_else(|| StoreError::NotFound(format!("account {number}")))?;
    let units = nodes.into_iter().map(|node| PayerOption {
        refusal: payer_offer(&paid, &node).err().map(|why| why.to_string()),
        rhythm: node.rhythm(),
        unit: node.unit,
        paid_by: node.paid_by,
    });
    Ok(PayerCandidate {
        account,
        units: units.collect(),
    })
}

/// The bill units of an account by which it may pay for others, in their order.
///
/// # Errors
/// When the actor may not open accounts, there is no account of this number, or the database fails.
pub async fn paying_units(
    store: &Store,
    actor: &Actor,
    number: AccountNumber,
) -> Result<Vec<BillUnitRef>> {
    actor.require(Action::ReadAccount)?;
    let conn = &mut *store.pool().acquire().await?;
    let nodes = account_nodes_seen(conn, number).await?;
    match nodes.is_empty() {
        true => Err(StoreError::NotFound(format!("account {number}"))),
        false => Ok(nodes.into_iter().map(|node| node.unit).collect()),
    }
}

/// The first accounts that `query` finds, each with why it cannot pay for a bill unit where it cannot.
///
/// # Errors
/// As [`payer_candidate`] and [`accounts_search`](crate::search::accounts_search).
pub async fn payers_search(
    store: &Store,
    actor: &Actor,
    query: &Query,
    paid: PayerFor,
) -> Result<PayerHits> {
    actor.require(Action::ReadAccount)?;
    let page = accounts_search_sized(store, actor, query, "", OFFERED).await?;
    let conn = &mut *store.pool().acquire().await?;
    let paid = paid_read(conn, paid).await?;
    let ids: Vec<Uuid> = page.hits.iter().map(|hit| hit.id.uuid()).collect();
    let mut units: HashMap<AccountId, Vec<PayerNode>> = HashMap::new();
    for node in accounts_nodes(conn, &ids).await? {
        units.entry(node.unit.account.id).or_default().push(node);
    }
    let hits = page.hits.into_iter().map(|hit| {
        let payers = units.get(&hit.id).map_or(&[][..], Vec::as_slice);
        let cannot = payers_refusal(&paid, payers).map(|why| why.reason());
        PayerHit { hit, cannot }
    });
    Ok(PayerHits {
        hits: hits.collect(),
        count: page.count,
    })
}

/// What is to be paid for.
async fn paid_read(conn: &mut PgConnection, paid: PayerFor) -> Result<PayerNode> {
    let nodes = account_nodes_seen(conn, paid.account).await?;
    let found = match paid.unit {
        Some(id) => nodes.into_iter().find(|node| node.unit.id == id),
        None => nodes.first().map(PayerNode::new_beside),
    };
    found.ok_or_else(|| StoreError::NotFound(format!("bill unit of account {}", paid.account)))
}

/// All bill units of some accounts.
async fn accounts_nodes(conn: &mut PgConnection, accounts: &[Uuid]) -> Result<Vec<PayerNode>> {
    let ids: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM bill_unit WHERE account_id = ANY($1)")
        .bind(accounts)
        .fetch_all(&mut *conn)
        .await?;
    nodes_read(conn, &ids).await
}
