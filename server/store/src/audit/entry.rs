//! Writing the audit log: one entry for each change, in the change's own transaction (NEWS-1).

use chrono::NaiveDate;
use domain::access::Actor;
use domain::audit::{Change, ChangeKind};
use domain::ids::{AccountId, AuditEntryId, OperationId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::installation::business_date;

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
    /// The number of the request that brought it.
    pub request_id: Option<&'a str>,
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
            request_id: None,
            operation: None,
            note: "",
            changes: Vec::new(),
        }
    }

    /// Writes the entry within the caller's transaction.
    ///
    /// # Errors
    /// Where the database fails, or there are more changes than an entry numbers.
    pub(crate) async fn write(&self, connection: &mut PgConnection) -> Result<AuditEntryId> {
        let date: NaiveDate = business_date(connection).await?;
        let id = Uuid::now_v7();
        let (actor_kind, actor_id) = actor_columns(self.actor);
        sqlx::query(
            "INSERT INTO audit_entry (id, business_date, actor_kind, actor_id, actor_name, kind,
                                      account_id, object_id, request_id, operation_id, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(id)
        .bind(date)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(self.actor.name())
        .bind(self.kind.code())
        .bind(self.account.map(AccountId::uuid))
        .bind(self.object)
        .bind(self.request_id)
        .bind(self.operation.map(OperationId::uuid))
        .bind(self.note)
        .execute(&mut *connection)
        .await?;
        let column = |part: fn(&Change) -> Option<String>| -> Vec<Option<String>> {
            self.changes.iter().map(part).collect()
        };
        sqlx::query(
            "INSERT INTO audit_change (entry_id, position, field, before, after)
             SELECT $1, c.position::smallint, c.field, c.before, c.after
             FROM unnest($2::text[], $3::text[], $4::text[])
                  WITH ORDINALITY AS c (field, before, after, position)",
        )
        .bind(id)
        .bind(column(|change| Some(change.field.clone())))
        .bind(column(|change| change.before.clone()))
        .bind(column(|change| change.after.clone()))
        .execute(connection)
        .await?;
        Ok(AuditEntryId::from_uuid(id))
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
        let date: NaiveDate = business_date(connection).await?;
        let (actor_kind, actor_id) = actor_columns(self.actor);
        let ids: Vec<Uuid> = accounts.iter().map(|_| Uuid::now_v7()).collect();
        sqlx::query(
            "INSERT INTO audit_entry (id, business_date, actor_kind, actor_id, actor_name, kind,
                                      account_id, object_id, request_id, operation_id, note)
             SELECT e.id, $3, $4, $5, $6, $7, e.account, $8, $9, $10, $11
             FROM unnest($1::uuid[], $2::uuid[]) AS e (id, account)",
        )
        .bind(&ids)
        .bind(accounts.iter().map(|id| id.uuid()).collect::<Vec<_>>())
        .bind(date)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(self.actor.name())
        .bind(self.kind.code())
        .bind(self.object)
        .bind(self.request_id)
        .bind(self.operation.map(OperationId::uuid))
        .bind(self.note)
        .execute(&mut *connection)
        .await?;
        let column = |part: fn(&Change) -> Option<String>| -> Vec<Option<String>> {
            self.changes.iter().map(part).collect()
        };
        sqlx::query(
            "INSERT INTO audit_change (entry_id, position, field, before, after)
             SELECT e.id, c.position::smallint, c.field, c.before, c.after
             FROM unnest($1::uuid[]) AS e (id),
                  unnest($2::text[], $3::text[], $4::text[])
                  WITH ORDINALITY AS c (field, before, after, position)",
        )
        .bind(&ids)
        .bind(column(|change| Some(change.field.clone())))
        .bind(column(|change| change.before.clone()))
        .bind(column(|change| change.after.clone()))
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
        let date: NaiveDate = business_date(connection).await?;
        let (actor_kind, actor_id) = actor_columns(first.actor);
        let ids: Vec<Uuid> = entries.iter().map(|_| Uuid::now_v7()).collect();
        sqlx::query(
            "INSERT INTO audit_entry (id, business_date, actor_kind, actor_id, actor_name, kind,
                                      account_id, object_id, operation_id, note)
             SELECT e.id, $7, $8, $9, $10, e.kind, e.account, e.object, e.operation, e.note
             FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[])
                  AS e (id, kind, account, object, operation, note)",
        )
        .bind(&ids)
        .bind(entries.iter().map(|e| e.kind.code()).collect::<Vec<_>>())
        .bind(column(entries, |e| e.account.map(AccountId::uuid)))
        .bind(column(entries, |e| e.object))
        .bind(column(entries, |e| e.operation.map(OperationId::uuid)))
        .bind(entries.iter().map(|e| e.note).collect::<Vec<_>>())
        .bind(date)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(first.actor.name())
        .execute(&mut *connection)
        .await?;
        let changes: Vec<(Uuid, i16, &Change)> = (ids.iter().zip(entries))
            .flat_map(|(id, e)| (1..).zip(&e.changes).map(|(at, change)| (*id, at, change)))
            .collect();
        sqlx::query(
            "INSERT INTO audit_change (entry_id, position, field, before, after)
             SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[])",
        )
        .bind(changes.iter().map(|c| c.0).collect::<Vec<_>>())
        .bind(changes.iter().map(|c| c.1).collect::<Vec<_>>())
        .bind(
            changes
                .iter()
                .map(|c| c.2.field.as_str())
                .collect::<Vec<_>>(),
        )
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
