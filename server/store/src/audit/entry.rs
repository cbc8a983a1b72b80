//! Writing the audit log: one entry for each change, in the change's own transaction (NEWS-1).

use domain::access::Actor;
use domain::audit::{Change, ChangeKind};
use domain::hierarchy::ChangedBy;
use domain::ids::{AccountId, AuditEntryId, OperationId};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::installation::BUSINESS_DATE;

/// What an entry says. Begin with [`AuditEntry::new`] and add what is known.
#[derive(Debug, Clone)]
pub(crate) struct AuditEntry<'a> {
    /// Who did it.
    pub actor: &'a Actor,
    /// What kind of change it was.
    pub kind: ChangeKind,
    /// The account that it concerns.
    pub account: Option<AccountId>,
    /// The object that changed, where it is not the account itself.
    pub object: Option<Uuid>,
    /// The submission that brought it (decision 26).
    pub operation: Option<OperationId>,
    /// Words beside it; never anything personal.
    pub note: &'a str,
    /// Each value that changed, in the order of the screen.
    pub changes: Vec<Change>,
}

impl<'a> AuditEntry<'a> {
    /// An entry that says who did what kind of thing, and nothing more yet.
    pub(crate) fn new(actor: &'a Actor, kind: ChangeKind) -> Self {
        Self {
            actor,
            kind,
            account: None,
            object: None,
            operation: None,
            note: "",
            changes: Vec::new(),
        }
    }

    /// Writes the entry within the caller's transaction.
    ///
    /// # Errors
    /// Where the database fails.
    pub(crate) async fn write(&self, connection: &mut PgConnection) -> Result<AuditEntryId> {
        let ids = Self::write_all(connection, std::slice::from_ref(self)).await?;
        let id = ids.first().copied();
        id.ok_or_else(|| StoreError::Internal("an entry was not written".to_owned()))
    }

    /// Writes an entry with these contents for each of these accounts, whatever account is named in
    /// it: for a change that reaches many at once.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub(crate) async fn write_for_each(
        &self,
        connection: &mut PgConnection,
        accounts: &[AccountId],
    ) -> Result<()> {
        if accounts.is_empty() {
            return Ok(());
        }
        let (actor_kind, actor_id) = actor_columns(self.actor);
        let ids: Vec<Uuid> = accounts.iter().map(|_| Uuid::now_v7()).collect();
        let statement = format!(
            "WITH entry AS (
                 INSERT INTO audit_entry (id, business_date, actor_kind, actor_id, actor_name, kind,
                                          account_id, object_id, operation_id, note)
                 SELECT e.id, (SELECT {BUSINESS_DATE} FROM installation), $3, $4, $5, $6, e.account, $7,
                        $8, $9
                 FROM unnest($1::uuid[], $2::uuid[]) AS e (id, account)
             )
             INSERT INTO audit_change (entry_id, position, field, before, after)
             SELECT e.id, c.position::smallint, c.field, c.before, c.after
             FROM unnest($1::uuid[]) AS e (id),
                  unnest($10::text[], $11::text[], $12::text[])
                  WITH ORDINALITY AS c (field, before, after, position)"
        );
        sqlx::query(AssertSqlSafe(statement))
            .bind(&ids)
            .bind(accounts.iter().map(|id| id.uuid()).collect::<Vec<_>>())
            .bind(actor_kind)
            .bind(actor_id)
            .bind(self.actor.name())
            .bind(self.kind.code())
            .bind(self.object)
            .bind(self.operation.map(OperationId::uuid))
            .bind(self.note)
            .bind(column(&self.changes, |c| Some(c.field.clone())))
            .bind(column(&self.changes, |c| c.before.clone()))
            .bind(column(&self.changes, |c| c.after.clone()))
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Writes many entries at once, each with its own contents and all by the actor of the first, and
    /// answers their ids in the same order.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub(crate) async fn write_all(
        connection: &mut PgConnection,
        entries: &[Self],
    ) -> Result<Vec<AuditEntryId>> {
        let Some(first) = entries.first() else {
            return Ok(Vec::new());
        };
        let (actor_kind, actor_id) = actor_columns(first.actor);
        let ids: Vec<Uuid> = entries.iter().map(|_| Uuid::now_v7()).collect();
        let changes: Vec<(Uuid, i16, &Change)> = (ids.iter().zip(entries))
            .flat_map(|(id, e)| (1..).zip(&e.changes).map(|(at, change)| (*id, at, change)))
            .collect();
        // One statement: what refers to an entry is checked when both are there.
        let statement = format!(
            "WITH entry AS (
                 INSERT INTO audit_entry (id, business_date, actor_kind, actor_id, actor_name, kind,
                                          account_id, object_id, operation_id, note)
                 SELECT e.id, (SELECT {BUSINESS_DATE} FROM installation), $7, $8, $9, e.kind, e.account,
                        e.object, e.operation, e.note
                 FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[])
                      AS e (id, kind, account, object, operation, note)
             )
             INSERT INTO audit_change (entry_id, position, field, before, after)
             SELECT * FROM unnest($10::uuid[], $11::smallint[], $12::text[], $13::text[], $14::text[])"
        );
        sqlx::query(AssertSqlSafe(statement))
            .bind(&ids)
            .bind(entries.iter().map(|e| e.kind.code()).collect::<Vec<_>>())
            .bind(column(entries, |e| e.account.map(AccountId::uuid)))
            .bind(column(entries, |e| e.object))
            .bind(column(entries, |e| e.operation.map(OperationId::uuid)))
            .bind(entries.iter().map(|e| e.note).collect::<Vec<_>>())
            .bind(actor_kind)
            .bind(actor_id)
            .bind(first.actor.name())
            .bind(changes.iter().map(|c| c.0).collect::<Vec<_>>())
            .bind(changes.iter().map(|c| c.1).collect::<Vec<_>>())
            .bind(column(&changes, |c| Some(c.2.field.clone())))
            .bind(column(&changes, |c| c.2.before.clone()))
            .bind(column(&changes, |c| c.2.after.clone()))
            .execute(connection)
            .await?;
        Ok(ids.into_iter().map(AuditEntryId::from_uuid).collect())
    }
}

fn column<T, C>(rows: &[T], part: impl Fn(&T) -> Option<C>) -> Vec<Option<C>> {
    rows.iter().map(part).collect()
}

/// How the log tells who did it.
pub(crate) fn actor_columns(actor: &Actor) -> (&'static str, Option<Uuid>) {
    match actor {
        Actor::Staff { id, .. } => ("staff", Some(id.uuid())),
        Actor::Job { .. } => ("job", None),
        Actor::Command { .. } => ("command", None),
    }
}

/// Who made a change, by the kind and the name that the log tells of them.
///
/// # Errors
/// When there is no such kind.
pub(crate) fn changed_by(kind: &str, name: String) -> Result<ChangedBy> {
    match kind {
        "staff" => Ok(ChangedBy::Person(name)),
        "job" | "command" => Ok(ChangedBy::Program(name)),
        _ => Err(StoreError::unreadable(
            "audit_entry",
            format!("actor {kind}"),
        )),
    }
}
