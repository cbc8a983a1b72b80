//! The accepted rows become accounts: batch by batch, or all in one transaction (decision 29).

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use domain::access::Actor;
use domain::audit::ChangeKind;
use domain::ids::AccountId;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::audit::actor_columns;
use crate::error::Result;
use crate::search::documents_add;

/// Rows per batch; also a good size for search documents.
const BATCH: u64 = 1_000;

/// What every batch of one import needs.
pub(super) struct Writing<'a> {
    /// Rows that were accepted.
    pub accepted: u64,
    /// The account number of the first row.
    pub first_number: i64,
    /// The business date of audit log and journal.
    pub today: NaiveDate,
    /// Who imports.
    pub actor: &'a Actor,
    /// The file's name, for the history of each account.
    pub file: &'a str,
}

impl Writing<'_> {
    /// One transaction for everything: whatever ends it early leaves nothing. Links come last, so
    /// that others wait for structure changes (decision 18) as short as can be.
    pub(super) async fn write_all(
        &self,
        connection: &mut PgConnection,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<()> {
        let mut transaction = connection.begin().await?;
        for places in self.batches() {
            self.write_accounts(&mut transaction, &places).await?;
            progress(places.end().cast_unsigned());
        }
        for places in self.batches() {
            self.write_links(&mut transaction, &places).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A transaction for each batch. Parents come before their children, so no account is ever
    /// without the parent that its row names.
    pub(super) async fn write_batches(
        &self,
        connection: &mut PgConnection,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<()> {
        for places in self.batches() {
            let mut transaction = connection.begin().await?;
            self.write_accounts(&mut transaction, &places).await?;
            self.write_links(&mut transaction, &places).await?;
            transaction.commit().await?;
            progress(places.end().cast_unsigned());
        }
        Ok(())
    }

    fn batches(&self) -> impl Iterator<Item = RangeInclusive<i64>> + use<> {
        let accepted = self.accepted;
        (0..accepted.div_ceil(BATCH)).map(move |batch| {
            let last = ((batch + 1) * BATCH).min(accepted);
            (batch * BATCH + 1).cast_signed()..=last.cast_signed()
        })
    }

    async fn write_accounts(
        &self,
        connection: &mut PgConnection,
        places: &RangeInclusive<i64>,
    ) -> Result<()> {
        let ids: Vec<Uuid> = sqlx::query_scalar(ACCOUNTS)
            .bind(places.start())
            .bind(places.end())
            .bind(self.first_number)
            .fetch_all(&mut *connection)
            .await?;
        for statement in [KEYS, CONTACTS, BILL_UNITS, ITEMS] {
            sqlx::query(statement)
                .bind(places.start())
                .bind(places.end())
                .execute(&mut *connection)
                .await?;
        }
        sqlx::query(ENTRIES)
            .bind(places.start())
            .bind(places.end())
            .bind(self.today)
            .execute(&mut *connection)
            .await?;
        sqlx::query(LINES)
            .bind(places.start())
            .bind(places.end())
            .execute(&mut *connection)
            .await?;
        let (actor_kind, actor_id) = actor_columns(self.actor);
        sqlx::query(AUDIT)
            .bind(places.start())
            .bind(places.end())
            .bind(self.today)
            .bind(actor_kind)
            .bind(actor_id)
            .bind(self.actor.name())
            .bind(ChangeKind::AccountImported.code())
            .bind(self.file)
            .execute(&mut *connection)
            .await?;
        let ids: Vec<AccountId> = ids.into_iter().map(AccountId::from_uuid).collect();
        documents_add(connection, &ids).await
    }

    async fn write_links(
        &self,
        connection: &mut PgConnection,
        places: &RangeInclusive<i64>,
    ) -> Result<()> {
        sqlx::query(LINKS)
            .bind(places.start())
            .bind(places.end())
            .execute(connection)
            .await?;
        Ok(())
    }
}

const ACCOUNTS: &str = "
    INSERT INTO account (id, number, name, name_is_own, status, status_since, organization_type,
                         customer_type, language, currency, opened_on)
    SELECT a.id, $3 + s.rank, a.name, a.name_is_own, a.status, a.status_since, a.organization_type,
           a.customer_type, a.language, a.currency, a.opened_on
    FROM import_accepted s JOIN import_account a USING (line)
    WHERE s.place BETWEEN $1 AND $2 ORDER BY s.place
    RETURNING id";

const KEYS: &str = "
    INSERT INTO account_key (account_id, key)
    SELECT a.id, a.key FROM import_accepted s JOIN import_account a USING (line)
    WHERE s.place BETWEEN $1 AND $2";

const CONTACTS: &str = "
    INSERT INTO contact (id, account_id, position, is_primary, salutation, first_name, middle_name,
                         last_name, job_title, company, street, postal_code, city, region, country,
                         email, phone_home, phone_work, phone_mobile, phone_fax, phone_pager)
    SELECT c.id, a.id, c.position, c.is_primary, c.salutation, c.first_name, c.middle_name,
           c.last_name, c.job_title, c.company, c.street, c.postal_code, c.city, c.region, c.country,
           c.email, c.phone_home, c.phone_work, c.phone_mobile, c.phone_fax, c.phone_pager
    FROM import_accepted s JOIN import_account a USING (line) JOIN import_contact c USING (line)
    WHERE s.place BETWEEN $1 AND $2";

const BILL_UNITS: &str = "
    INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                           accounting_type, payment_terms_days, begins_on)
    SELECT u.id, a.id, u.position, u.name, u.billing_day, u.frequency_months, u.accounting_type,
           u.payment_terms_days, u.begins_on
    FROM import_accepted s JOIN import_account a USING (line) JOIN import_bill_unit u USING (line)
    WHERE s.place BETWEEN $1 AND $2";

const ITEMS: &str = "
    INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
    SELECT i.id, a.id, i.bill_unit_id, 'opening', i.currency, i.amount_minor, i.due_on
    FROM import_accepted s JOIN import_account a USING (line) JOIN import_item i USING (line)
    WHERE s.place BETWEEN $1 AND $2";

const ENTRIES: &str = "
    INSERT INTO journal_entry (id, business_date, kind, account_id, item_id)
    SELECT i.entry_id, $3, 'opening_balance', a.id, i.id
    FROM import_accepted s JOIN import_account a USING (line) JOIN import_item i USING (line)
    WHERE s.place BETWEEN $1 AND $2";

const LINES: &str = "
    INSERT INTO journal_line (entry_id, position, ledger, currency, amount_minor)
    SELECT l.entry_id, l.position, l.ledger, l.currency, l.amount_minor
    FROM import_accepted s JOIN import_line l USING (line)
    WHERE s.place BETWEEN $1 AND $2";

const AUDIT: &str = "
    INSERT INTO audit_entry (id, business_date, actor_kind, actor_id, actor_name, kind, account_id,
                             note)
    SELECT a.audit_id, $3, $4, $5, $6, $7, a.id, format('%s, line %s', $8::text, a.line)
    FROM import_accepted s JOIN import_account a USING (line)
    WHERE s.place BETWEEN $1 AND $2";

/// An account is under its parent from the day on which both are there.
const LINKS: &str = "
    INSERT INTO organization_link (child_id, parent_id, valid)
    SELECT a.id, p.id, daterange(greatest(a.opened_on, p.opened_on), NULL)
    FROM import_accepted s
    JOIN import_account a USING (line)
    JOIN import_node n USING (line)
    LEFT JOIN import_account f ON f.line = n.above_line
    JOIN account p ON p.id = coalesce(n.above_id, f.id)
    WHERE s.place BETWEEN $1 AND $2 ORDER BY s.place";
