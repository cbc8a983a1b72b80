//! The order of hits that are all at hand (decision 23).

use std::{cmp::Ordering, collections::HashMap};

use domain::search::{Rank, SortKey};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    error::Result,
    search::candidates::{Candidate, Search},
};

/// What a hit is sorted by, beside name and number; absent values come last.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    absent: bool,
    text: String,
    amounts: Vec<(String, i64)>,
}

/// Brings all hits into the order of the query. Which of them have the words together is told here: where
/// hits come along a walk by name nobody can tell which come later.
pub(super) async fn hits_order(search: &mut Search<'_>, hits: &mut [Candidate]) -> Result<()> {
    let sort = search.query.sort;
    let by_name = |a: &Candidate, b: &Candidate| (&a.name, a.number).cmp(&(&b.name, b.number));
    let keys = match sort.key {
        SortKey::Best => {
            if let Some(together) = search.query.together() {
                for hit in &mut *hits {
                    if hit.rank > Rank::Together && together.is_in(&hit.body) {
                        hit.rank = Rank::Together;
                    }
                }
            }
            hits.sort_by(|a, b| a.rank.cmp(&b.rank).then_with(|| by_name(a, b)));
            return Ok(());
        }
        SortKey::Name | SortKey::Number => HashMap::new(),
        SortKey::Status | SortKey::OrganizationType | SortKey::City => {
            text_keys(search.conn, sort.key, hits).await?
        }
        SortKey::Due => due_keys(search.conn, hits).await?,
    };
    let nothing = Key {
        absent: true,
        ..Key::default()
    };
    hits.sort_by(|a, b| {
        let of = |hit: &Candidate| keys.get(&hit.id.uuid()).unwrap_or(&nothing);
        let (left, right) = (of(a), of(b));
        let order = match sort.key {
            SortKey::Number => a.number.cmp(&b.number),
            SortKey::Name => by_name(a, b),
            // Whatever the direction, what has no value comes last.
            _ if left.absent != right.absent => return left.absent.cmp(&right.absent),
            _ => left.cmp(right),
        };
        let order = if sort.descending {
            order.reverse()
        } else {
            order
        };
        match order {
            Ordering::Equal => by_name(a, b),
            other => other,
        }
    });
    Ok(())
}

fn ids(hits: &[Candidate]) -> Vec<Uuid> {
    hits.iter().map(|hit| hit.id.uuid()).collect()
}

async fn text_keys(
    conn: &mut PgConnection,
    key: SortKey,
    hits: &[Candidate],
) -> Result<HashMap<Uuid, Key>> {
    let sql = match key {
        SortKey::Status => {
            "SELECT account_id, (array_position(ARRAY['active', 'inactive', 'closed'], status::text))::text
             FROM search_document WHERE account_id = ANY($1)"
        }
        SortKey::OrganizationType => {
            "SELECT account_id, organization_type::text FROM search_document WHERE account_id = ANY($1)"
        }
        _ => "SELECT account_id, city FROM contact WHERE is_primary AND account_id = ANY($1)",
    };
    let rows: Vec<(Uuid, String)> = sqlx::query_as(sql).bind(ids(hits)).fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|(id, text)| {
            let text = domain::search::fold(&text);
            (
                id,
                Key {
                    absent: text.is_empty(),
                    text,
                    amounts: Vec::new(),
                },
            )
        })
        .collect())
}

/// Due as the lines show it ([`hits_read`](super::hits::hits_read)): zero where nothing is owed.
async fn due_keys(conn: &mut PgConnection, hits: &[Candidate]) -> Result<HashMap<Uuid, Key>> {
    let rows: Vec<(Uuid, String, i64)> = sqlx::query_as(
        "SELECT a.id, coalesce(i.currency, a.currency)::text, coalesce(sum(i.amount_minor), 0)::bigint
         FROM account a LEFT JOIN item i ON i.account_id = a.id AND i.amount_minor > 0
         WHERE a.id = ANY($1) GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .bind(ids(hits))
    .fetch_all(conn)
    .await?;
    let mut keys: HashMap<Uuid, Key> = HashMap::new();
    for (id, currency, amount) in rows {
        keys.entry(id).or_default().amounts.push((currency, amount));
    }
    Ok(keys)
}
