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
}

/// How the log tells who did it.
pub(crate) fn actor_columns(actor: &Actor) -> (&'static str, Option<Uuid>) {
    match actor {
        Actor::Staff { id, .. } => ("staff", Some(id.uuid())),
        Actor::Job { .. } => ("job", None),
        Actor::Command { .. } => ("command", None),
    }
}
