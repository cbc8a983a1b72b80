//! Accounts as lines of a list: read by primary key, what was found marked.

use std::collections::HashMap;

use domain::{
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::AccountId,
    money::{Currency, Money},
    search::{Field, Marked, Query, SearchHit, phone_forms},
};
use sqlx::{PgConnection, Row, postgres::PgRow};
use uuid::Uuid;

use crate::error::{Result, StoreError};

/// The accounts with these ids, in this order; ids of no account are left out. Due is what it is on
/// the account's page and in the tree: all that is owed; a credit is unallocated and stands apart
/// (ACC-7).
pub(super) async fn hits_read(
    conn: &mut PgConnection,
    query: &Query,
    ids: &[AccountId],
) -> Result<Vec<SearchHit>> {
    let uuids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query(
        "SELECT a.id, a.number, a.name, a.status, a.organization_type, t.name AS customer_type,
                coalesce(c.company, '') AS company, coalesce(c.street, '') AS street,
                concat_ws(' ', nullif(c.postal_code, ''), nullif(c.city, '')) AS place,
                coalesce(due.currencies, ARRAY[a.currency::text]) AS currencies,
                coalesce(due.amounts, ARRAY[0::bigint]) AS amounts
         FROM unnest($1::uuid[]) AS wanted (id)
         JOIN account a USING (id)
         JOIN customer_type t ON t.code = a.customer_type
         LEFT JOIN contact c ON c.account_id = a.id AND c.is_primary
         LEFT JOIN LATERAL (
             SELECT array_agg(currency ORDER BY currency) AS currencies,
                    array_agg(amount ORDER BY currency) AS amounts
             FROM (SELECT i.currency::text AS currency, sum(i.amount_minor)::bigint AS amount
                   FROM item i WHERE i.account_id = a.id AND i.amount_minor > 0
                   GROUP BY i.currency) AS sums
         ) due ON true",
    )
    .bind(&uuids)
    .fetch_all(&mut *conn)
    .await?;
    let mut hits: HashMap<Uuid, SearchHit> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let hit = hit(row, query)?;
        hits.insert(hit.id.uuid(), hit);
    }
    let unseen: Vec<Uuid> = hits
        .values()
        .filter(|hit| !shows_all(hit, query))
        .map(|hit| hit.id.uuid())
        .collect();
    if !unseen.is_empty() {
        found_in_read(conn, query, &unseen, &mut hits).await?;
    }
    Ok(uuids.iter().filter_map(|id| hits.remove(id)).collect())
}

fn hit(row: &PgRow, query: &Query) -> Result<SearchHit> {
    let unreadable = |what: String| StoreError::unreadable("account", what);
    let id: Uuid = row.try_get("id")?;
    let number =
        AccountNumber::new(row.try_get("number")?).map_err(|e| unreadable(e.to_string()))?;
    let (name, company): (&str, &str) = (row.try_get("name")?, row.try_get("company")?);
    let status: &str = row.try_get("status")?;
    let organization_type: Option<&str> = row.try_get("organization_type")?;
    let company = if company == name { "" } else { company };
    Ok(SearchHit {
        id: AccountId::from_uuid(id),
        number,
        number_marked: query.mark_number(number),
        name: query.mark(Field::Name, name),
        company: query.mark(Field::Company, company),
        status: AccountStatus::from_code(status)
            .ok_or_else(|| unreadable(format!("status {status} of {number}")))?,
        organization_type: organization_type
            .map(|code| {
                OrganizationType::from_code(code)
                    .ok_or_else(|| unreadable(format!("organization type {code} of {number}")))
            })
            .transpose()?,
        customer_type: row.try_get("customer_type")?,
        street: query.mark(Field::Address, row.try_get("street")?),
        place: query.mark(Field::Address, row.try_get("place")?),
        found_in: None,
        due: due(row)?,
    })
}

fn due(row: &PgRow) -> Result<Vec<Money>> {
    let currencies: Vec<String> = row.try_get("currencies")?;
    let amounts: Vec<i64> = row.try_get("amounts")?;
    let pairs = currencies.into_iter().zip(amounts);
    pairs
        .map(|(code, minor)| {
            let currency = Currency::from_code(&code)
                .ok_or_else(|| StoreError::unreadable("item", format!("currency {code}")))?;
            Ok(Money { minor, currency })
        })
        .collect()
}

/// Whether each term can be seen in the line.
fn shows_all(hit: &SearchHit, query: &Query) -> bool {
    let shown = [
        (Field::Name, hit.name.text()),
        (Field::Company, hit.company.text()),
        (Field::Address, hit.street.text()),
        (Field::Address, hit.place.text()),
    ];
    query.terms.iter().all(|term| {
        let alone = Query {
            terms: vec![term.clone()],
            ..Query::default()
        };
        alone.mark_number(hit.number).is_hit()
            || shown
                .iter()
                .any(|(field, text)| alone.mark(*field, text).is_hit())
    })
}

/// A value that a line does not show: where it stands, and the text.
struct Hidden {
    label: &'static str,
    field: Field,
    text: String,
    /// The country by which a phone is read.
    country: String,
}

/// Fills in, for lines that do not show what was found, the value that has it.
async fn found_in_read(
    conn: &mut PgConnection,
    query: &Query,
    ids: &[Uuid],
    hits: &mut HashMap<Uuid, SearchHit>,
) -> Result<()> {
    let rows = sqlx::query(
        "SELECT c.account_id, concat_ws(' ', nullif(c.first_name, ''), nullif(c.middle_name, ''),
                nullif(c.last_name, '')) AS person, c.email, c.company,
                concat_ws(', ', nullif(c.street, ''), nullif(concat_ws(' ', nullif(c.postal_code, ''),
                nullif(c.city, '')), ''), nullif(c.region, '')) AS address,
                ARRAY[c.phone_work, c.phone_mobile, c.phone_home, c.phone_fax, c.phone_pager] AS phones,
                coalesce(c.country, home.country, '')::text AS country
         FROM unnest($1::uuid[]) AS wanted (id)
         CROSS JOIN LATERAL (SELECT * FROM contact WHERE account_id = wanted.id
                             ORDER BY NOT is_primary, position LIMIT 20) c
         LEFT JOIN LATERAL (SELECT country FROM contact
                            WHERE account_id = wanted.id AND country IS NOT NULL
                            ORDER BY NOT is_primary, position LIMIT 1) home ON true",
    )
    .bind(ids)
    .fetch_all(&mut *conn)
    .await?;
    let logins: Vec<(Uuid, String)> =
        sqlx::query_as("SELECT account_id, login FROM customer_login WHERE account_id = ANY($1)")
            .bind(ids)
            .fetch_all(conn)
            .await?;
    let mut hidden: HashMap<Uuid, Vec<Hidden>> = HashMap::new();
    for row in &rows {
        let values = hidden.entry(row.try_get("account_id")?).or_default();
        for (label, field, column) in [
            ("Contact", Field::Person, "person"),
            ("E-mail", Field::Email, "email"),
            ("Company", Field::Company, "company"),
            ("Address", Field::Address, "address"),
        ] {
            values.push(Hidden {
                label,
                field,
                text: row.try_get(column)?,
                country: String::new(),
            });
        }
        let phones: Vec<String> = row.try_get("phones")?;
        let country: String = row.try_get("country")?;
        values.extend(phones.into_iter().map(|text| Hidden {
            label: "Phone",
            field: Field::Phone,
            text,
            country: country.clone(),
        }));
    }
    for (id, text) in logins {
        let login = Hidden {
            label: "Login",
            field: Field::Login,
            text,
            country: String::new(),
        };
        hidden.entry(id).or_default().push(login);
    }
    for (id, values) in hidden {
        if let Some(hit) = hits.get_mut(&id) {
            hit.found_in = values.iter().find_map(|value| {
                marked(query, value).map(|marked| (value.label.to_owned(), marked))
            });
        }
    }
    Ok(())
}

/// The value with its mark, where a term is found in it.
fn marked(query: &Query, value: &Hidden) -> Option<Marked> {
    if value.field != Field::Phone {
        return Some(query.mark(value.field, &value.text)).filter(Marked::is_hit);
    }
    // A phone is compared as digits: it is marked as a whole.
    let forms = phone_forms(&value.text, &value.country);
    let found = query.terms.iter().any(|term| {
        term.field.is_none_or(|field| field == Field::Phone)
            && forms
                .iter()
                .any(|form| term.pattern.is_in(&format!(" {form} ")))
    });
    found.then(|| Marked(vec![(value.text.clone(), true)]))
}
