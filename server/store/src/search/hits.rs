//! Accounts as lines of a list: read by primary key, what was found marked.

use std::collections::HashMap;

use domain::{
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::AccountId,
    money::{Currency, Money},
    search::{Field, Marked, Query, SearchHit, Term, phone_forms},
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
    let unseen: HashMap<Uuid, Vec<&Term>> = (hits.values())
        .map(|hit| (hit.id.uuid(), unseen(hit, query)))
        .filter(|(_, terms)| !terms.is_empty())
        .collect();
    if !unseen.is_empty() {
        found_in_read(conn, query, unseen, &mut hits).await?;
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
        found_in: Vec::new(),
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

/// The terms that cannot be seen in the line.
fn unseen<'a>(hit: &SearchHit, query: &'a Query) -> Vec<&'a Term> {
    let shown = [
        (Field::Name, hit.name.text()),
        (Field::Company, hit.company.text()),
        (Field::Address, hit.street.text()),
        (Field::Address, hit.place.text()),
    ];
    let is_seen = |term: &Term| {
        let alone = alone(term);
        let is_in = |(field, text): &(Field, String)| alone.mark(*field, text).is_hit();
        alone.mark_number(hit.number).is_hit() || shown.iter().any(is_in)
    };
    query.terms.iter().filter(|term| !is_seen(term)).collect()
}

/// A search for this term and nothing else.
fn alone(term: &Term) -> Query {
    Query {
        terms: vec![term.clone()],
        ..Query::default()
    }
}

/// A value that a line does not show: where it stands, and the text.
struct Hidden {
    label: &'static str,
    field: Field,
    text: String,
    /// The country by which a phone is read.
    country: String,
}

/// Fills in, for lines that do not show all that was found, the values that have the rest.
async fn found_in_read(
    conn: &mut PgConnection,
    query: &Query,
    mut unseen: HashMap<Uuid, Vec<&Term>>,
    hits: &mut HashMap<Uuid, SearchHit>,
) -> Result<()> {
    let ids: Vec<Uuid> = unseen.keys().copied().collect();
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
    .bind(&ids)
    .fetch_all(&mut *conn)
    .await?;
    let logins: Vec<(Uuid, String)> =
        sqlx::query_as("SELECT account_id, login FROM customer_login WHERE account_id = ANY($1)")
            .bind(&ids)
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
        if let (Some(hit), Some(terms)) = (hits.get_mut(&id), unseen.remove(&id)) {
            hit.found_in = found_in(query, terms, &values);
        }
    }
    Ok(())
}

/// The fewest values that have these terms: that with the most of them first.
fn found_in(query: &Query, mut terms: Vec<&Term>, values: &[Hidden]) -> Vec<(String, Marked)> {
    let mut found = Vec::new();
    while !terms.is_empty() {
        let mut best: Option<(&Hidden, Vec<&Term>)> = None;
        for value in values {
            let rest: Vec<&Term> = (terms.iter().copied())
                .filter(|term| !is_found(&alone(term), value))
                .collect();
            let least = best.as_ref().map_or(terms.len(), |(_, rest)| rest.len());
            if rest.len() < least {
                let is_all = rest.is_empty();
                best = Some((value, rest));
                if is_all {
                    break;
                }
            }
        }
        // What stands behind the twentieth contact is not looked for.
        let Some((value, rest)) = best else { break };
        found.push((value.label.to_owned(), marked(query, value)));
        terms = rest;
    }
    found
}

fn is_found(query: &Query, value: &Hidden) -> bool {
    if value.field != Field::Phone {
        return query.mark(value.field, &value.text).is_hit();
    }
    let forms = phone_forms(&value.text, &value.country);
    query.terms.iter().any(|term| {
        term.field.is_none_or(|field| field == Field::Phone)
            && forms
                .iter()
                .any(|form| term.pattern.is_in(&format!(" {form} ")))
    })
}

/// The value with what was found in it marked: a phone, which is compared as digits, as a whole.
fn marked(query: &Query, value: &Hidden) -> Marked {
    match value.field {
        Field::Phone => Marked(vec![(value.text.clone(), true)]),
        field => query.mark(field, &value.text),
    }
}
