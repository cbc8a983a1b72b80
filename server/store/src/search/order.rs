//! The order of hits that are all at hand (decision 23).

use std::{cmp::Ordering, collections::HashMap};

use domain::accounts::AccountStatus;
use domain::search::{Rank, SortKey, fold};
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

impl Key {
    fn of_text(text: String) -> Self {
        Self {
            absent: text.is_empty(),
            text,
            amounts: Vec::new(),
        }
    }
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
        SortKey::Status => text_keys(hits, |hit| status_place(&hit.status)),
        SortKey::OrganizationType => text_keys(hits, |hit| fold(&hit.organization_type)),
        SortKey::City => city_keys(search.conn, hits).await?,
        SortKey::Due => due_keys(search, hits).await?,
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

fn text_keys(hits: &[Candidate], text: impl Fn(&Candidate) -> String) -> HashMap<Uuid, Key> {
    let key = |hit: &Candidate| (hit.id.uuid(), Key::of_text(text(hit)));
    hits.iter().map(key).collect()
}

/// The lives of accounts in their order; none where it is not known.
fn status_place(status: &str) -> String {
    let known = AccountStatus::from_code(status);
    let place = known.and_then(|status| AccountStatus::ALL.iter().position(|it| *it == status));
    place.map_or_else(String::new, |place| place.to_string())
}

async fn city_keys(conn: &mut PgConnection, hits: &[Candidate]) -> Result<HashMap<Uuid, Key>> {
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT account_id, city FROM contact WHERE is_primary AND account_id = ANY($1)",
    )
    .bind(ids(hits))
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, city)| (id, Key::of_text(fold(&city))))
        .collect())
}

/// An account, a currency, and what is owed in it, in minor units.
type Owed = (Uuid, String, i64);

/// Due as the lines show it ([`hits_read`](super::hits::hits_read)): zero where nothing is owed.
/// Where a connection is idle, it is asked for what is owed while the other one reads the currencies.
async fn due_keys(search: &mut Search<'_>, hits: &[Candidate]) -> Result<HashMap<Uuid, Key>> {
    let owed = sqlx::query_as(
        "SELECT account_id, currency::text, sum(amount_minor)::bigint FROM item
         WHERE account_id = ANY($1) AND amount_minor > 0 GROUP BY 1, 2 ORDER BY 2",
    )
    .bind(ids(hits));
    let currencies =
        sqlx::query_as("SELECT id, currency::text FROM account WHERE id = ANY($1)").bind(ids(hits));
    let (owed, currencies): (Vec<Owed>, Vec<(Uuid, String)>) =
        match search.connection_beside().await {
            Some(mut beside) => tokio::try_join!(
                owed.fetch_all(&mut *beside),
                currencies.fetch_all(&mut *search.conn)
            )?,
            None => (
                owed.fetch_all(&mut *search.conn).await?,
                currencies.fetch_all(&mut *search.conn).await?,
            ),
        };
    let mut keys: HashMap<Uuid, Key> = HashMap::with_capacity(hits.len());
    for (id, currency, amount) in owed {
        keys.entry(id).or_default().amounts.push((currency, amount));
    }
    for (id, currency) in currencies {
        let amounts = &mut keys.entry(id).or_default().amounts;
        if amounts.is_empty() {
            amounts.push((currency, 0));
        }
    }
    Ok(keys)
}
