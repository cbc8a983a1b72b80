//! Writing search documents: with every change of an account, and in bulk.

use std::{collections::HashMap, fmt::Write as _};

use domain::{
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::AccountId,
    search::{LATE, SearchContact, SearchDocument, SearchSource},
};
use sqlx::{
    PgConnection, Row,
    postgres::{PgArguments, PgRow},
};
use uuid::Uuid;

use crate::{
    error::{Result, StoreError},
    search::{
        bulk::{GramSet, Slices},
        narrow::Statement,
    },
};

/// Brings the search documents of these accounts up to date. Call it in the transaction that changed
/// the accounts, their contacts, logins or bill units, after the change: then no search ever sees one
/// without the other. Of two who change an account at once, the second waits here for the first.
///
/// Set-based: some reads and one write, however many accounts; a thousand at a time is a good size.
///
/// # Errors
/// When the database fails, or a row cannot be read as its domain type.
pub async fn documents_write(conn: &mut PgConnection, ids: &[AccountId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    // Held before the accounts are read: what another one changed, and commits only now, would be
    // missing in what was read before.
    documents_hold(conn, ids, Busy::Awaited).await?;
    documents_add(conn, ids).await
}

/// As [`documents_write`] for accounts that this very transaction made: nobody else changes them.
///
/// # Errors
/// As [`documents_write`].
pub async fn documents_add(conn: &mut PgConnection, ids: &[AccountId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let made = Documents::make(conn, ids).await?;
    made.write(conn).await
}

/// What becomes of documents that somebody else is writing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Busy {
    Left,
    Awaited,
}

/// Holds the documents of these accounts until the transaction ends, and answers those that it holds.
pub(super) async fn documents_hold(
    conn: &mut PgConnection,
    ids: &[AccountId],
    busy: Busy,
) -> Result<Vec<AccountId>> {
    // First, since the end of a bulk load locks them before the documents.
    Slices::read(conn).await?;
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    // What is missing cannot be held: it is made with nothing in it first.
    sqlx::query(
        "INSERT INTO search_document (account_id, number, slice, status, organization_type,
                                      customer_type, name, body, tags)
         SELECT id, number, 0, status, '', customer_type, '', '', '{}'
         FROM account a
         WHERE id = ANY($1)
           AND NOT EXISTS (SELECT FROM search_document d WHERE d.account_id = a.id)
         ORDER BY id
         ON CONFLICT DO NOTHING",
    )
    .bind(&ids)
    .execute(&mut *conn)
    .await?;
    let hold = match busy {
        Busy::Left => {
            "SELECT account_id FROM search_document WHERE account_id = ANY($1)
             FOR UPDATE SKIP LOCKED"
        }
        Busy::Awaited => {
            "SELECT account_id FROM search_document WHERE account_id = ANY($1)
             ORDER BY account_id FOR UPDATE"
        }
    };
    let held: Vec<Uuid> = sqlx::query_scalar(hold).bind(&ids).fetch_all(conn).await?;
    Ok(held.into_iter().map(AccountId::from_uuid).collect())
}

/// The documents of some accounts as they are to be stored now.
pub(super) struct Documents {
    list: Vec<SearchDocument>,
    slices: Slices,
    common: GramSet,
}

/// What [`Documents`] bind, as rows.
const ROWS: &str =
    "unnest($1::uuid[], $2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[],
                           $7::text[], $8::text[], $9::text[])
    AS d (id, number, slice, status, organization_type, customer_type, name, body, tags)";

impl Documents {
    pub(super) async fn make(conn: &mut PgConnection, ids: &[AccountId]) -> Result<Self> {
        Ok(Self {
            list: AccountRows::read(conn, ids).await?.documents()?,
            slices: Slices::read(conn).await?,
            common: GramSet::read(conn).await?,
        })
    }

    /// Stores them in place of those that there were.
    pub(super) async fn write(&self, conn: &mut PgConnection) -> Result<()> {
        let sql = format!(
            "INSERT INTO search_document (account_id, number, slice, status, organization_type,
                                          customer_type, name, body, tags)
             SELECT id, number, slice, status, organization_type, customer_type, name, body,
                    tags::integer[]
             FROM {ROWS}
             ON CONFLICT (account_id) DO UPDATE SET
                 number = excluded.number, slice = excluded.slice, status = excluded.status,
                 organization_type = excluded.organization_type,
                 customer_type = excluded.customer_type, name = excluded.name, body = excluded.body,
                 tags = excluded.tags"
        );
        let arguments = self.arguments(true)?;
        sqlx::query_with(sqlx::AssertSqlSafe(sql), arguments)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// The accounts whose stored document is another one, or missing. Where a document lies among the
    /// others is no difference.
    pub(super) async fn outdated(&self, conn: &mut PgConnection) -> Result<Vec<AccountId>> {
        let sql = format!(
            "SELECT d.id FROM {ROWS} LEFT JOIN search_document s ON s.account_id = d.id
             WHERE (s.number, s.slice, s.status, s.organization_type, s.customer_type, s.name, s.body,
                    array_remove(s.tags, {LATE}))
                   IS DISTINCT FROM
                   (d.number, d.slice, d.status, d.organization_type, d.customer_type, d.name, d.body,
                    d.tags::integer[])"
        );
        let arguments = self.arguments(false)?;
        let ids: Vec<Uuid> = sqlx::query_scalar_with(sqlx::AssertSqlSafe(sql), arguments)
            .fetch_all(conn)
            .await?;
        Ok(ids.into_iter().map(AccountId::from_uuid).collect())
    }

    /// What [`ROWS`] stand for.
    fn arguments(&self, is_late: bool) -> Result<PgArguments> {
        fn each<T>(list: &[SearchDocument], of: impl Fn(&SearchDocument) -> T) -> Vec<T> {
            list.iter().map(of).collect()
        }
        let list = &self.list;
        let mut rows = Statement::default();
        rows.bind(each(list, |d| d.account_id.uuid()))?;
        rows.bind(each(list, |d| d.number.get()))?;
        rows.bind(each(list, |d| self.slices.of(&d.name)))?;
        rows.bind(each(list, |d| d.status.code()))?;
        rows.bind(each(list, organization_code))?;
        rows.bind(each(list, |d| d.customer_type.clone()))?;
        rows.bind(each(list, |d| d.name.clone()))?;
        rows.bind(each(list, |d| d.body.clone()))?;
        rows.bind(each(list, |d| tags_literal(d, &self.common, is_late)))?;
        Ok(rows.arguments())
    }
}

/// Writes the documents of accounts that have none yet, by COPY: for bulk loads. The documents are
/// made by [`SearchDocument::new`], on any thread.
///
/// # Errors
/// When the database fails, or an account has a document already.
pub async fn documents_copy(conn: &mut PgConnection, documents: &[SearchDocument]) -> Result<()> {
    let slices = Slices::read(conn).await?;
    let statement = "COPY search_document (account_id, number, slice, status, organization_type, \
                     customer_type, name, body, tags) FROM STDIN";
    rows_copy(conn, documents, statement, Some(&slices)).await
}

/// As [`documents_copy`], for loads of hundreds of thousands: several times faster, but searches find
/// the accounts only after [`statistics_refresh`](super::statistics_refresh).
///
/// # Errors
/// When the database fails.
pub async fn documents_load(conn: &mut PgConnection, documents: &[SearchDocument]) -> Result<()> {
    let statement = "COPY search_document_loaded (account_id, number, status, organization_type, \
                     customer_type, name, body, tags) FROM STDIN";
    rows_copy(conn, documents, statement, None).await
}

async fn rows_copy(
    conn: &mut PgConnection,
    documents: &[SearchDocument],
    statement: &str,
    slices: Option<&Slices>,
) -> Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    let common = GramSet::read_or_learn(conn, documents).await?;
    let mut text = String::with_capacity(documents.len() * 700);
    for document in documents {
        let slice = slices.map(|slices| slices.of(&document.name));
        copy_line(&mut text, document, slice, &common);
    }
    let mut copy = conn.copy_in_raw(statement).await?;
    copy.send(text.as_bytes()).await?;
    copy.finish().await?;
    Ok(())
}

/// The code that is stored: empty for none.
fn organization_code(document: &SearchDocument) -> &'static str {
    document
        .organization_type
        .map_or("", OrganizationType::code)
}

/// The tags as an array in text form: what is looked up whole, the grams that are rare, and whether it
/// comes after the documents were put in order.
fn tags_literal(document: &SearchDocument, common: &GramSet, is_late: bool) -> String {
    let mut literal = String::from("{");
    let rare = document
        .grams
        .iter()
        .filter(|gram| !common.contains(**gram));
    let late = is_late.then_some(&LATE);
    for tag in document.tags.iter().chain(rare).chain(late) {
        if literal.len() > 1 {
            literal.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(literal, "{tag}");
    }
    literal.push('}');
    literal
}

fn copy_line(text: &mut String, document: &SearchDocument, slice: Option<i16>, common: &GramSet) {
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{}\t{}\t",
        document.account_id.uuid(),
        document.number.get()
    );
    if let Some(slice) = slice {
        let _ = write!(text, "{slice}\t");
    }
    let _ = write!(
        text,
        "{}\t{}\t{}\t",
        document.status.code(),
        organization_code(document),
        document.customer_type,
    );
    copy_text(text, &document.name);
    text.push('\t');
    copy_text(text, &document.body);
    text.push('\t');
    // What has its slice goes among the documents as they lie; the rest is put in order with them.
    text.push_str(&tags_literal(document, common, slice.is_some()));
    text.push('\n');
}

/// A folded text has no control characters: only the backslash needs one more.
fn copy_text(text: &mut String, value: &str) {
    for c in value.chars() {
        if c == '\\' {
            text.push('\\');
        }
        text.push(c);
    }
}

/// The rows that documents are made of.
struct AccountRows {
    accounts: Vec<PgRow>,
    contacts: HashMap<Uuid, Vec<PgRow>>,
    logins: HashMap<Uuid, Vec<String>>,
    days: HashMap<Uuid, Vec<i16>>,
}

impl AccountRows {
    async fn read(conn: &mut PgConnection, ids: &[AccountId]) -> Result<Self> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let accounts = sqlx::query(
            "SELECT id, number, name, status, organization_type, customer_type
             FROM account WHERE id = ANY($1)",
        )
        .bind(&ids)
        .fetch_all(&mut *conn)
        .await?;
        let mut rows = Self {
            accounts,
            contacts: HashMap::new(),
            logins: HashMap::new(),
            days: HashMap::new(),
        };
        for contact in sqlx::query(
            "SELECT account_id, first_name, middle_name, last_name, company, street, postal_code, city,
                    region, coalesce(country::text, '') AS country, email, phone_home, phone_work,
                    phone_mobile, phone_fax, phone_pager
             FROM contact WHERE account_id = ANY($1) ORDER BY account_id, NOT is_primary, position",
        )
        .bind(&ids)
        .fetch_all(&mut *conn)
        .await?
        {
            rows.contacts.entry(contact.try_get(0)?).or_default().push(contact);
        }
        for (account, login) in sqlx::query_as::<_, (Uuid, String)>(
            "SELECT account_id, login FROM customer_login WHERE account_id = ANY($1) ORDER BY id",
        )
        .bind(&ids)
        .fetch_all(&mut *conn)
        .await?
        {
            rows.logins.entry(account).or_default().push(login);
        }
        for (account, day) in sqlx::query_as::<_, (Uuid, i16)>(
            "SELECT account_id, billing_day FROM bill_unit WHERE account_id = ANY($1) ORDER BY position",
        )
        .bind(&ids)
        .fetch_all(conn)
        .await?
        {
            rows.days.entry(account).or_default().push(day);
        }
        Ok(rows)
    }

    fn documents(&self) -> Result<Vec<SearchDocument>> {
        self.accounts.iter().map(|row| self.document(row)).collect()
    }

    fn document(&self, row: &PgRow) -> Result<SearchDocument> {
        let id: Uuid = row.try_get("id")?;
        let unreadable = |what: &str| StoreError::unreadable("account", format!("{what} of {id}"));
        let status: &str = row.try_get("status")?;
        let organization_type: Option<&str> = row.try_get("organization_type")?;
        let contacts = self.contacts.get(&id).map_or(&[][..], Vec::as_slice);
        let days = self.days.get(&id).map_or(&[][..], Vec::as_slice);
        Ok(SearchDocument::new(&SearchSource {
            account_id: AccountId::from_uuid(id),
            number: AccountNumber::new(row.try_get("number")?)
                .map_err(|error| StoreError::unreadable("account", error))?,
            name: row.try_get("name")?,
            status: AccountStatus::from_code(status).ok_or_else(|| unreadable("status"))?,
            organization_type: organization_type
                .map(|code| {
                    OrganizationType::from_code(code).ok_or_else(|| unreadable("organization type"))
                })
                .transpose()?,
            customer_type: row.try_get("customer_type")?,
            contacts: contacts.iter().map(contact).collect::<Result<_>>()?,
            logins: self.logins.get(&id).map_or_else(Vec::new, |logins| {
                logins.iter().map(String::as_str).collect()
            }),
            billing_days: days
                .iter()
                .map(|day| u8::try_from(*day).map_err(|_| unreadable("billing day")))
                .collect::<Result<_>>()?,
        }))
    }
}

fn contact(row: &PgRow) -> Result<SearchContact<'_>> {
    Ok(SearchContact {
        first_name: row.try_get("first_name")?,
        middle_name: row.try_get("middle_name")?,
        last_name: row.try_get("last_name")?,
        company: row.try_get("company")?,
        street: row.try_get("street")?,
        postal_code: row.try_get("postal_code")?,
        city: row.try_get("city")?,
        region: row.try_get("region")?,
        country: row.try_get("country")?,
        email: row.try_get("email")?,
        phones: [
            row.try_get("phone_home")?,
            row.try_get("phone_work")?,
            row.try_get("phone_mobile")?,
            row.try_get("phone_fax")?,
            row.try_get("phone_pager")?,
        ],
    })
}
