//! What decides whether entries of the history can be undone: what they changed, and what is true now.

use std::collections::HashMap;

use domain::access::Action;
use domain::accounts::AccountRef;
use domain::audit::ChangeKind;
use domain::bill_units::{PayerChange, PayerNode};
use domain::hierarchy::{LinkChange, MoveNode, PayerUndo, UndoFacts};
use domain::ids::{AccountId, AuditEntryId, BillUnitId};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::nodes::account_ref;
use crate::error::{Result, StoreError};

/// What an entry changed, as it was kept with it.
#[derive(Default)]
pub(super) struct Kept {
    /// Links.
    pub(super) links: Vec<LinkChange>,
    /// Payers.
    pub(super) payers: Vec<KeptPayer>,
    /// What came later below those that had no parent before: the first of it by number, and how many came. Read by
    /// [`arrived_read`].
    pub(super) arrived: HashMap<AccountId, (AccountRef, i64)>,
}

/// A bill unit that got another payer.
#[derive(Clone, Copy)]
pub(super) struct KeptPayer {
    unit: Uuid,
    from: Option<Uuid>,
    to: Option<Uuid>,
    own_rhythm: Option<(u8, u8)>,
}

impl Kept {
    /// What the actor must be allowed to undo it: to rearrange organizations for its links, to change accounts
    /// for its payers (SEC-1).
    pub(super) fn actions(&self) -> impl Iterator<Item = Action> {
        let links = (!self.links.is_empty()).then_some(Action::MoveAccounts);
        let payers = (!self.payers.is_empty()).then_some(Action::EditAccount);
        links.into_iter().chain(payers)
    }

    /// The kind of the entry that undoes it.
    pub(super) fn undo_kind(&self) -> ChangeKind {
        match self.links.is_empty() {
            true => ChangeKind::PayerUndone,
            false => ChangeKind::MoveUndone,
        }
    }

    /// The bill units on all sides.
    pub(super) fn units(&self) -> Vec<Uuid> {
        let mut units: Vec<Uuid> = (self.payers.iter())
            .flat_map(|payer| [Some(payer.unit), payer.from, payer.to])
            .flatten()
            .collect();
        units.sort_unstable();
        units.dedup();
        units
    }
}

/// What these entries changed; nothing of those that changed neither links nor payers.
pub(super) async fn kept_read(
    conn: &mut PgConnection,
    entries: &[AuditEntryId],
) -> Result<HashMap<AuditEntryId, Kept>> {
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.uuid()).collect();
    let mut kept: HashMap<AuditEntryId, Kept> = HashMap::new();
    let links: Vec<(Uuid, Uuid, Option<Uuid>, Option<Uuid>)> = sqlx::query_as(
        "SELECT entry_id, child_id, from_id, to_id FROM organization_move_link
         WHERE entry_id = ANY($1) ORDER BY entry_id, child_id",
    )
    .bind(&ids)
    .fetch_all(&mut *conn)
    .await?;
    for (entry, child, from, to) in links {
        let entry = kept.entry(AuditEntryId::from_uuid(entry)).or_default();
        entry.links.push(LinkChange {
            child: AccountId::from_uuid(child),
            from: from.map(AccountId::from_uuid),
            to: to.map(AccountId::from_uuid),
        });
    }
    let rows = sqlx::query(
        "SELECT entry_id, bill_unit_id, from_id, to_id, own_billing_day, own_frequency_months
         FROM organization_move_payer WHERE entry_id = ANY($1) ORDER BY entry_id, bill_unit_id",
    )
    .bind(&ids)
    .fetch_all(conn)
    .await?;
    for row in &rows {
        let entry = AuditEntryId::from_uuid(row.try_get("entry_id")?);
        let small = |column: &str| -> Result<Option<u8>> {
            let number: Option<i16> = row.try_get(column)?;
            let small = number.map(u8::try_from).transpose();
            small.map_err(|_| StoreError::unreadable("organization_move_payer", column))
        };
        let own = small("own_billing_day")?.zip(small("own_frequency_months")?);
        kept.entry(entry).or_default().payers.push(KeptPayer {
            unit: row.try_get("bill_unit_id")?,
            from: row.try_get("from_id")?,
            to: row.try_get("to_id")?,
            own_rhythm: own,
        });
    }
    Ok(kept)
}

/// Of an account that was put under its first parent so many links below it are looked at: whoever brings more along
/// has been an organization before.
const LOOKED_AT: i64 = 10_000;

/// Adds what came below accounts, on whatever level, after the entries that gave them their first parent. A link that
/// was there before and is there again came along.
///
/// # Errors
/// When the database fails.
pub(super) async fn arrived_read(
    conn: &mut PgConnection,
    kept: &mut HashMap<AuditEntryId, Kept>,
) -> Result<()> {
    let first = |kept: &Kept| kept.links.iter().any(|change| change.from.is_none());
    let entries: Vec<Uuid> = (kept.iter())
        .filter(|(_, kept)| first(kept))
        .map(|(entry, _)| entry.uuid())
        .collect();
    if entries.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query(
        "SELECT k.entry_id, k.child_id, came.count, a.id, a.number, a.name
         FROM organization_move_link k JOIN audit_entry e ON e.id = k.entry_id
         CROSS JOIN LATERAL (
             WITH RECURSIVE below (id, parent_id, recorded_at) AS (
                 SELECT l.child_id, l.parent_id, l.recorded_at FROM organization_link l
                 WHERE l.parent_id = k.child_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
                 UNION ALL
                 SELECT l.child_id, l.parent_id, l.recorded_at FROM below
                 JOIN organization_link l ON l.parent_id = below.id AND l.superseded_at IS NULL
                                             AND upper_inf(l.valid)
             )
             SELECT count(*) AS count, min(c.number) AS first
             FROM (SELECT * FROM below LIMIT $2) AS b JOIN account c ON c.id = b.id
             WHERE b.recorded_at > e.at AND NOT EXISTS (
                 SELECT FROM organization_link before
                 WHERE before.child_id = b.id AND before.parent_id = b.parent_id
                   AND before.recorded_at <= e.at)) AS came
         JOIN account a ON a.number = came.first
         WHERE k.entry_id = ANY($1) AND k.from_id IS NULL",
    )
    .bind(entries)
    .bind(LOOKED_AT)
    .fetch_all(conn)
    .await?;
    for row in &rows {
        let entry = AuditEntryId::from_uuid(row.try_get("entry_id")?);
        let child = AccountId::from_uuid(row.try_get("child_id")?);
        let arrived = (account_ref(row)?, row.try_get("count")?);
        if let Some(kept) = kept.get_mut(&entry) {
            kept.arrived.insert(child, arrived);
        }
    }
    Ok(())
}

/// The accounts of some changes of links, and the parents that they and those above their old parents
/// have now; without the changes themselves.
pub(super) async fn facts_read<'a>(
    conn: &mut PgConnection,
    changes: impl IntoIterator<Item = &'a LinkChange>,
) -> Result<UndoFacts> {
    let mut named: Vec<Uuid> = (changes.into_iter())
        .flat_map(|change| [Some(change.child), change.from])
        .flatten()
        .map(AccountId::uuid)
        .collect();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        return Ok(UndoFacts::default());
    }
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
        changes: Vec::new(),
        arrived: HashMap::new(),
        accounts,
        parents: rows
            .into_iter()
            .map(|(child, parent)| (id(child), id(parent)))
            .collect(),
    })
}

/// What decides about the payers that an entry changed, where `nodes` are among others those of its
/// bill units.
pub(super) fn payer_undos(kept: &Kept, nodes: &[PayerNode]) -> Result<Vec<PayerUndo>> {
    let nodes: HashMap<BillUnitId, &PayerNode> =
        nodes.iter().map(|node| (node.unit.id, node)).collect();
    let node = |id: Uuid| {
        let node = nodes.get(&BillUnitId::from_uuid(id)).copied();
        node.ok_or_else(|| StoreError::unreadable("organization_move_payer", "no bill unit"))
    };
    let undo = |payer: &KeptPayer| -> Result<PayerUndo> {
        let unit = node(payer.unit)?;
        let from = payer.from.map(node).transpose()?;
        let to = payer.to.map(node).transpose()?;
        Ok(PayerUndo {
            change: PayerChange {
                unit: unit.unit.clone(),
                from: from.map(|from| from.unit.clone()),
                to: to.map(|to| to.unit.clone()),
                own_rhythm: payer.own_rhythm,
            },
            unit: unit.clone(),
            payer: from.cloned(),
        })
    };
    kept.payers.iter().map(undo).collect()
}
