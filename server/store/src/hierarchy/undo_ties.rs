//! How entries of the history stand to others: what undid them, what they are a part of, and whether they
//! can be undone from where they stand (NEWS-1).

use std::collections::HashMap;

use domain::access::Actor;
use domain::audit::{ChangeKind, EntryLink, EntryTies, EntryUndo, undos_standing};
use domain::bill_units::PayerNode;
use domain::hierarchy::{UndoFacts, payers_undo_decide, undo_decide};
use domain::ids::AuditEntryId;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::nodes::account_ref;
use super::undo_facts::{Kept, arrived_read, facts_read, kept_read, payer_undos};
use crate::bill_units::nodes_read;
use crate::error::{Result, StoreError};

/// An entry whose ties are asked for.
pub(crate) struct Tied {
    /// Which.
    pub(crate) id: AuditEntryId,
    /// What kind of change it was.
    pub(crate) kind: ChangeKind,
    /// The object that it names.
    pub(crate) object: Option<Uuid>,
}

/// The ties of these entries as the actor sees them, by the rule that an undo asks: in a few reads for all
/// of them together.
///
/// # Errors
/// When the database fails, or a row cannot be read.
pub(crate) async fn entry_ties(
    conn: &mut PgConnection,
    actor: &Actor,
    entries: &[Tied],
) -> Result<HashMap<AuditEntryId, EntryTies>> {
    let entries: Vec<&Tied> = (entries.iter())
        .filter(|entry| entry.kind.has_ties())
        .collect();
    if entries.is_empty() {
        return Ok(HashMap::new());
    }
    let objects: Vec<Uuid> = entries.iter().filter_map(|entry| entry.object).collect();
    let wholes = wholes_read(conn, &objects).await?;
    let mut ids: Vec<AuditEntryId> = entries.iter().map(|entry| entry.id).collect();
    let kept = kept_read(conn, &ids).await?;
    ids.extend(wholes.values().map(|whole| whole.entry));
    let undone = undos_standing(undos_read(conn, &ids).await?);
    let state = State::read(conn, actor, kept).await?;
    let ties = entries.into_iter().map(|entry| {
        let whole = entry.object.and_then(|object| wholes.get(&object)).cloned();
        let whole = whole.filter(|whole| whole.entry != entry.id);
        let undone_by = undone.get(&entry.id).or_else(|| {
            let part_of = whole.as_ref().filter(|_| !entry.kind.is_undo());
            undone.get(&part_of?.entry)
        });
        let (undoes, part_of) = match entry.kind.is_undo() {
            true => (whole, None),
            false => (None, whole),
        };
        let ties = EntryTies {
            undo: match undone_by {
                Some(_) => EntryUndo::NotOffered,
                None => state.undo(entry.id)?,
            },
            undone_by: undone_by.cloned(),
            undoes,
            part_of,
        };
        Ok((entry.id, ties))
    });
    ties.collect()
}

/// What undid these entries, of those whose undo holds.
///
/// # Errors
/// When the database fails, or a row cannot be read.
pub(crate) async fn entries_undone(
    conn: &mut PgConnection,
    entries: &[AuditEntryId],
) -> Result<HashMap<AuditEntryId, EntryLink>> {
    Ok(undos_standing(undos_read(conn, entries).await?))
}

/// What undid an entry, or the whole that it is a part of, and holds.
///
/// # Errors
/// When the database fails, or a row cannot be read.
pub(super) async fn undone_by(
    conn: &mut PgConnection,
    entry: AuditEntryId,
) -> Result<Option<EntryLink>> {
    let (kind, object): (String, Option<Uuid>) =
        sqlx::query_as("SELECT kind, object_id FROM audit_entry WHERE id = $1")
            .bind(entry.uuid())
            .fetch_one(&mut *conn)
            .await?;
    let mut ids = vec![entry];
    let is_undo = kind_read(&kind)?.is_undo();
    if let Some(object) = object.filter(|_| !is_undo) {
        let wholes = wholes_read(conn, &[object]).await?;
        ids.extend(wholes.values().map(|whole| whole.entry));
    }
    let mut standing = undos_standing(undos_read(conn, &ids).await?);
    Ok(ids.iter().find_map(|id| standing.remove(id)))
}

/// What is true now, for all entries that changed something that can be undone.
struct State {
    kept: HashMap<AuditEntryId, Kept>,
    facts: UndoFacts,
    nodes: Vec<PayerNode>,
}

impl State {
    async fn read(
        conn: &mut PgConnection,
        actor: &Actor,
        mut kept: HashMap<AuditEntryId, Kept>,
    ) -> Result<Self> {
        kept.retain(|_, kept| kept.actions().all(|action| actor.may(action)));
        arrived_read(conn, &mut kept).await?;
        let facts = facts_read(conn, kept.values().flat_map(|kept| &kept.links)).await?;
        let units: Vec<Uuid> = kept.values().flat_map(Kept::units).collect();
        let nodes = match units.is_empty() {
            true => Vec::new(),
            false => nodes_read(conn, &units).await?,
        };
        Ok(Self { kept, facts, nodes })
    }

    fn undo(&self, entry: AuditEntryId) -> Result<EntryUndo> {
        let Some(kept) = self.kept.get(&entry) else {
            return Ok(EntryUndo::NotOffered);
        };
        let facts = UndoFacts {
            changes: kept.links.clone(),
            arrived: kept.arrived.clone(),
            ..self.facts.clone()
        };
        let payers = payer_undos(kept, &self.nodes)?;
        let decided = undo_decide(&facts).and_then(|_| payers_undo_decide(&payers));
        Ok(match decided {
            Ok(_) => EntryUndo::Offered,
            Err(refusal) => EntryUndo::Refused(refusal.to_string()),
        })
    }
}

/// The columns that [`link_read`] reads, of entries `e` and their accounts `a`.
const COLUMNS: &str = "e.id AS entry_id, e.object_id, e.kind, e.at, e.actor_name,
    a.id, a.number, a.name";

fn link_read(row: &PgRow) -> Result<EntryLink> {
    let account: Option<Uuid> = row.try_get("id")?;
    let object: Option<Uuid> = row.try_get("object_id")?;
    Ok(EntryLink {
        entry: AuditEntryId::from_uuid(row.try_get("entry_id")?),
        object: object.map(AuditEntryId::from_uuid),
        account: account.map(|_| account_ref(row)).transpose()?,
        kind: kind_read(row.try_get("kind")?)?,
        at: row.try_get("at")?,
        actor: row.try_get("actor_name")?,
    })
}

fn kind_read(code: &str) -> Result<ChangeKind> {
    ChangeKind::from_code(code)
        .ok_or_else(|| StoreError::unreadable("audit_entry", format!("kind {code}")))
}

/// The entries that these objects are: entries that can be undone, and what-if boards, by the entry that
/// applied them. Other objects are none.
async fn wholes_read(
    conn: &mut PgConnection,
    objects: &[Uuid],
) -> Result<HashMap<Uuid, EntryLink>> {
    let statement = format!(
        "SELECT o.id AS of, {COLUMNS}
         FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) AS o
         LEFT JOIN what_if_board b ON b.id = o.id
         JOIN audit_entry e ON e.id = coalesce(b.entry_id, o.id)
         LEFT JOIN account a ON a.id = e.account_id
         WHERE EXISTS (SELECT FROM organization_move_link k WHERE k.entry_id = e.id)
            OR EXISTS (SELECT FROM organization_move_payer k WHERE k.entry_id = e.id)"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(objects)
        .fetch_all(conn)
        .await?;
    let whole = |row| Ok((row_of(row)?, link_read(row)?));
    rows.iter().map(whole).collect()
}

fn row_of(row: &PgRow) -> Result<Uuid> {
    Ok(row.try_get("of")?)
}

/// Whatever undid these entries, and whatever undid that, without the words in the histories of other
/// accounts.
async fn undos_read(conn: &mut PgConnection, entries: &[AuditEntryId]) -> Result<Vec<EntryLink>> {
    let statement = format!(
        "WITH RECURSIVE undo (id) AS (
             SELECT unnest($1::uuid[])
             UNION
             SELECT e.id FROM undo JOIN audit_entry e ON e.object_id = undo.id
             WHERE e.kind IN ('{moved}', '{payer}')
               AND (EXISTS (SELECT FROM organization_move_link k WHERE k.entry_id = e.id)
                    OR EXISTS (SELECT FROM organization_move_payer k WHERE k.entry_id = e.id))
         )
         SELECT {COLUMNS} FROM undo JOIN audit_entry e ON e.id = undo.id
         LEFT JOIN account a ON a.id = e.account_id
         WHERE e.kind IN ('{moved}', '{payer}')",
        moved = ChangeKind::MoveUndone.code(),
        payer = ChangeKind::PayerUndone.code(),
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(entries.iter().map(|entry| entry.uuid()).collect::<Vec<_>>())
        .fetch_all(conn)
        .await?;
    rows.iter().map(link_read).collect()
}
