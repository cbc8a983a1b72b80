//! Rows on their way: read by the domain's rules and copied into temporary tables of this
//! connection, so that a million of them need no memory here. The tables end with the connection,
//! however it ends.

use csv::ByteRecord;
use domain::contacts::Contact;
use domain::import::{ImportRow, RowContext, RowProblem, row_key, row_parse};
use sqlx::PgConnection;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::file::{FileError, Rows};
use crate::copy::CopyRows;
use crate::error::{Result, StoreError};
use crate::journal::opening_lines;

/// Rows that are sent together.
const CHUNK: u64 = 2_000;

/// Some rows of the file, ready to be copied.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    accounts: CopyRows,
    contacts: CopyRows,
    units: CopyRows,
    items: CopyRows,
    lines: CopyRows,
    problems: CopyRows,
    /// Rows of the file in here.
    pub rows: u64,
}

/// Makes the tables.
pub(super) async fn staging_create(connection: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql(include_str!("staging.sql"))
        .execute(connection)
        .await?;
    Ok(())
}

/// Reads all rows, on a thread that may block, and hands them on in chunks. Ends early where nobody
/// takes them any more.
pub(super) fn rows_read(
    mut rows: Rows,
    context: &RowContext,
    chunks: &mpsc::Sender<Chunk>,
) -> std::result::Result<(), FileError> {
    let columns = rows.columns.clone();
    let mut record = ByteRecord::new();
    let mut chunk = Chunk::default();
    while let Some(line) = rows.read(&mut record)? {
        // The whole file was seen to be UTF-8; a NUL is UTF-8 too and gets its reason as any other
        // control character.
        let cells: Vec<&str> = record
            .iter()
            .map(|cell| std::str::from_utf8(cell).unwrap_or("\u{FFFD}"))
            .collect();
        match row_parse(context, &columns, &cells, line) {
            Ok(row) => chunk.add_row(line, &row),
            Err(problems) => chunk.add_refused(line, row_key(&columns, &cells), &problems),
        }
        chunk.rows += 1;
        if chunk.rows == CHUNK && chunks.blocking_send(std::mem::take(&mut chunk)).is_err() {
            return Ok(());
        }
    }
    // A receiver that is gone has its own error to tell.
    let _ = chunks.blocking_send(chunk);
    Ok(())
}

impl Chunk {
    fn add_row(&mut self, line: u64, row: &ImportRow) {
        let line = signed(line);
        let account = Uuid::now_v7();
        let new = &row.account;
        self.accounts
            .integer(line)
            .boolean(true)
            .text(&row.key)
            .text_or_null(row.parent.as_deref())
            .uuid(account)
            .uuid(Uuid::now_v7())
            .text(&new.name())
            .boolean(new.own_name.is_some())
            .text(row.status.code())
            .date(row.status_since)
            .text_or_null(new.organization_type.map(|kind| kind.code()))
            .text(&new.customer_type)
            .text(&new.language)
            .text(new.currency.code())
            .date(row.opened_on)
            .end();
        for (position, contact) in (1..).zip(&new.contacts) {
            self.add_contact(line, position, contact);
        }
        for (index, (unit, begins_on)) in new.bill_units.iter().zip(&row.begins_on).enumerate() {
            let id = Uuid::now_v7();
            self.units
                .integer(line)
                .uuid(id)
                .integer(i64::try_from(index).unwrap_or(i64::MAX - 1) + 1)
                .text(&unit.name)
                .integer(unit.billing_day)
                .integer(unit.frequency_months)
                .text(unit.accounting_type.code())
                .integer(unit.payment_terms_days)
                .date(*begins_on)
                .end();
            if let Some(Some(opening)) = row.openings.get(index) {
                let entry = Uuid::now_v7();
                let currency = opening.amount.currency.code();
                self.items
                    .integer(line)
                    .uuid(Uuid::now_v7())
                    .uuid(entry)
                    .uuid(id)
                    .text(currency)
                    .integer(opening.amount.minor)
                    .date(opening.due_on)
                    .end();
                for (position, (ledger, minor)) in
                    (1_i64..).zip(opening_lines(opening.amount.minor))
                {
                    self.lines
                        .integer(line)
                        .uuid(entry)
                        .integer(position)
                        .text(ledger.code())
                        .text(currency)
                        .integer(minor)
                        .end();
                }
            }
        }
    }

    fn add_contact(&mut self, line: i64, position: i64, contact: &Contact) {
        let phone = |phone: &Option<domain::contacts::Phone>| {
            phone.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        self.contacts
            .integer(line)
            .uuid(Uuid::now_v7())
            .integer(position)
            .boolean(contact.is_primary)
            .text(&contact.salutation)
            .text(&contact.first_name)
            .text(&contact.middle_name)
            .text(&contact.last_name)
            .text(&contact.job_title)
            .text(&contact.company)
            .text(&contact.street)
            .text(&contact.postal_code)
            .text(&contact.city)
            .text(&contact.region)
            .text_or_null(contact.country.as_deref())
            .text(
                &contact
                    .email
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            )
            .text(&phone(&contact.phone_home))
            .text(&phone(&contact.phone_work))
            .text(&phone(&contact.phone_mobile))
            .text(&phone(&contact.phone_fax))
            .text(&phone(&contact.phone_pager))
            .end();
    }

    /// A refused row is remembered by its key, for those that name it as their parent.
    fn add_refused(
        &mut self,
        line: u64,
        (key, parent): (Option<String>, Option<String>),
        problems: &[RowProblem],
    ) {
        let account = self.accounts.integer(signed(line)).boolean(false);
        account
            .text_or_null(key.as_deref())
            .text_or_null(parent.as_deref());
        for _ in 0..11 {
            account.null();
        }
        account.end();
        for problem in problems {
            self.problems
                .integer(signed(problem.line))
                .text(&problem.column)
                .text(&problem.code)
                .text(&problem.reason)
                .end();
        }
    }

    /// Copies everything into the temporary tables.
    pub(super) async fn send(&mut self, connection: &mut PgConnection) -> Result<()> {
        self.accounts
            .send(connection, "import_account", ACCOUNT)
            .await?;
        self.contacts
            .send(connection, "import_contact", CONTACT)
            .await?;
        self.units
            .send(connection, "import_bill_unit", UNIT)
            .await?;
        self.items.send(connection, "import_item", ITEM).await?;
        self.lines.send(connection, "import_line", LINE).await?;
        self.problems
            .send(connection, "import_problem", PROBLEM)
            .await
    }
}

/// Lines of a file fit into the database's whole numbers.
fn signed(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// What a task of its own ended with.
pub(super) fn joined<T>(task: std::result::Result<T, tokio::task::JoinError>) -> Result<T> {
    task.map_err(|error| StoreError::Internal(format!("reading the file broke off: {error}")))
}

const ACCOUNT: &str = "line, good, key, parent, id, audit_id, name, name_is_own, status, \
                       status_since, organization_type, customer_type, language, currency, \
                       opened_on";
const CONTACT: &str = "line, id, position, is_primary, salutation, first_name, middle_name, \
                       last_name, job_title, company, street, postal_code, city, region, country, \
                       email, phone_home, phone_work, phone_mobile, phone_fax, phone_pager";
const UNIT: &str = "line, id, position, name, billing_day, frequency_months, accounting_type, \
                    payment_terms_days, begins_on";
const ITEM: &str = "line, id, entry_id, bill_unit_id, currency, amount_minor, due_on";
const LINE: &str = "line, entry_id, position, ledger, currency, amount_minor";
pub(super) const PROBLEM: &str = "line, column_name, code, reason";
