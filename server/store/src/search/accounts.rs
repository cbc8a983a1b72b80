//! A page of the accounts that a search finds (FIND-1 to FIND-4, T1, T2).
//!
//! Two ways lead to the hits. Where a pattern is common, a walk along the order meets fifty hits
//! soon. Where it is rare, the gram indexes name all hits at once; in between they are asked slice by
//! slice of the order, of which the first usually fills the page. A random sample says which way is
//! the shorter; where it misleads, the walk breaks off and the slices take over, so that no search
//! depends on a guess. What no index narrows and few accounts have is answered in parts (`walk`).

use std::{borrow::Cow, time::Instant};

use domain::{
    access::{Action, Actor},
    search::{Count, Query, Rank, SearchPage, SortKey},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Store,
    error::{Result, StoreError},
    search::{
        candidates::{Candidate, Range, Search},
        cursor::Cursor,
        hits, order,
        slices::{Beginning, Gathered},
        stream::{Found, page_stream, stopped_at},
        walk::{Effort, Walked},
    },
};

/// Hits on a page.
pub const PAGE_SIZE: usize = 50;

/// Hits that are counted, and that orders other than the default hold (T2, decision 23).
pub const COUNT_LIMIT: usize = 1_000;

/// The page of accounts that `query` finds, beginning where `after` says: the
/// [`next`](SearchPage::next) of the page before, or empty for the first.
///
/// # Errors
/// [`StoreError::Refused`](crate::StoreError::Refused) unless the actor may search;
/// [`StoreError::Invalid`](crate::StoreError::Invalid) where `after` is of no page;
/// [`StoreError::TooSlow`](crate::StoreError::TooSlow) past the time limit; else when the database
/// fails.
pub async fn accounts_search(
    store: &Store,
    actor: &Actor,
    query: &Query,
    after: &str,
) -> Result<SearchPage> {
    accounts_search_sized(store, actor, query, after, PAGE_SIZE).await
}

/// As [`accounts_search`], with fewer hits on the page: for a picker's list.
///
/// # Errors
/// As [`accounts_search`].
pub async fn accounts_search_sized(
    store: &Store,
    actor: &Actor,
    query: &Query,
    after: &str,
    page_size: usize,
) -> Result<SearchPage> {
    page_within(store, actor, query, after, page_size, Effort::USUAL).await
}

/// As [`accounts_search_sized`], going no farther than `effort` allows.
pub(super) async fn page_within(
    store: &Store,
    actor: &Actor,
    query: &Query,
    after: &str,
    page_size: usize,
    effort: Effort,
) -> Result<SearchPage> {
    page_find(store, actor, query, (after, page_size), (effort, None)).await
}

/// As [`accounts_search_sized`], among these accounts alone: those of an organization, as long as they are few
/// enough to be named one by one.
///
/// # Errors
/// As [`accounts_search`].
pub(crate) async fn accounts_search_among(
    store: &Store,
    actor: &Actor,
    query: &Query,
    among: Vec<Uuid>,
    page: (&str, usize),
) -> Result<SearchPage> {
    page_find(store, actor, query, page, (Effort::USUAL, Some(among))).await
}

/// The page that begins where `after` says, with at most so many hits, within an effort and some accounts.
async fn page_find(
    store: &Store,
    actor: &Actor,
    query: &Query,
    (after, page_size): (&str, usize),
    (effort, among): (Effort, Option<Vec<Uuid>>),
) -> Result<SearchPage> {
    actor.require(Action::SearchAccounts)?;
    let after = Cursor::parse(after)?;
    if query.is_blank() || query.unsearchable {
        return Ok(page_empty(query));
    }
    let mut conn = store.search_pool().acquire().await?;
    let query = &*customer_types_read(&mut conn, query).await?;
    let mut search = Search::begin(store, &mut conn, query, effort).await?;
    search.among = among;
    let begun = Instant::now();
    let (found, count) = found_on_page(&mut search, after.as_ref(), page_size, effort).await?;
    let Some(mut found) = found else {
        return Ok(SearchPage {
            too_many_to_sort: true,
            count,
            ..page_empty(query)
        });
    };
    page_fill(&mut search, &mut found, page_size, (begun, effort)).await?;
    let more = found.hits.len() > page_size;
    found.hits.truncate(page_size);
    let next = match found.hits.last() {
        Some(last) if more => Some(Cursor::of(last, query)),
        _ => found.stopped,
    };
    if after.is_none() && next.is_none() && query.sort.key == SortKey::Best {
        // Met one by one, and yet all at hand.
        order::hits_order(&mut search, &mut found.hits).await?;
    }
    let shown = u32::try_from(found.hits.len()).unwrap_or(u32::MAX);
    let count = match count {
        // The counting broke off; the page may have come further, or to the end.
        Count::AtLeast(_) if after.is_none() && next.is_none() => Count::Exactly(shown),
        Count::AtLeast(met) => Count::AtLeast(met.max(shown)),
        count => count,
    };
    let ids: Vec<_> = found.hits.iter().map(|hit| hit.id).collect();
    let hits = hits::hits_read(search.conn, query, &ids).await?;
    Ok(SearchPage {
        hits,
        count,
        next: next.map(|next| next.to_string()),
        ..page_empty(query)
    })
}

/// How many accounts `query` finds, without their page (T2).
///
/// # Errors
/// As [`accounts_search`].
pub async fn accounts_count(store: &Store, actor: &Actor, query: &Query) -> Result<Count> {
    actor.require(Action::SearchAccounts)?;
    if query.is_blank() || query.unsearchable {
        return Ok(Count::Exactly(0));
    }
    let mut conn = store.search_pool().acquire().await?;
    let query = &*customer_types_read(&mut conn, query).await?;
    let mut search = Search::begin(store, &mut conn, query, Effort::USUAL).await?;
    Ok(count_of(&hits_gather(&mut search).await?))
}

/// The query with the codes of the customer types that it asks for by name; as it is where it asks for
/// none.
async fn customer_types_read<'a>(
    conn: &mut PgConnection,
    query: &'a Query,
) -> Result<Cow<'a, Query>> {
    if query.filters.customer_types.is_empty() {
        return Ok(Cow::Borrowed(query));
    }
    let known: Vec<(String, String)> =
        sqlx::query_as("SELECT code, name FROM customer_type ORDER BY rank, code")
            .fetch_all(conn)
            .await?;
    let mut query = query.clone();
    query
        .customer_types_find(&known)
        .map_err(|error| StoreError::Invalid(error.field_errors()))?;
    Ok(Cow::Owned(query))
}

/// The hits of a search, as far as they are counted.
enum Hits {
    /// All of them, at most [`COUNT_LIMIT`].
    All(Vec<Candidate>),
    /// There are more than [`COUNT_LIMIT`], of which the first may be known.
    Many(Beginning),
    /// These were met before the search broke off.
    AtLeast(Walked),
}

/// Every hit where there are at most [`COUNT_LIMIT`] and a search comes to all of them.
async fn hits_gather(search: &mut Search<'_>) -> Result<Hits> {
    if let Some(among) = search.among.take() {
        return Ok(Hits::All(search.among(among).await?));
    }
    if search.estimate.is_many() {
        return Ok(Hits::Many(Beginning::default()));
    }
    if search.narrow.is_indexed() && !search.estimate.finds_too_many() {
        match search.all(COUNT_LIMIT).await? {
            Gathered::All(hits) => return Ok(Hits::All(hits)),
            Gathered::More(first) => return Ok(Hits::Many(first)),
            Gathered::Unknown => {}
        }
    }
    let walked = search
        .walk(Range::everything(), COUNT_LIMIT + 1, |_| true)
        .await?;
    Ok(match walked.stopped {
        _ if walked.hits.len() > COUNT_LIMIT => Hits::Many(Beginning::default()),
        Some(_) => Hits::AtLeast(walked),
        None => Hits::All(walked.hits),
    })
}

fn count_of(hits: &Hits) -> Count {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match hits {
        Hits::All(hits) => Count::Exactly(number(hits.len())),
        Hits::Many(_) => Count::Many,
        Hits::AtLeast(met) => Count::AtLeast(number(met.hits.len())),
    }
}

fn page_empty(query: &Query) -> SearchPage {
    SearchPage {
        hits: Vec::new(),
        count: Count::Exactly(0),
        next: None,
        sort: query.sort,
        too_many_to_sort: false,
    }
}

/// What a page shows; nothing where its order does not hold so many.
async fn found_on_page(
    search: &mut Search<'_>,
    after: Option<&Cursor>,
    page_size: usize,
    effort: Effort,
) -> Result<(Option<Found>, Count)> {
    let gathered = hits_gather(search).await?;
    let count = count_of(&gathered);
    match gathered {
        Hits::All(mut hits) => {
            order::hits_order(search, &mut hits).await?;
            let found = Found {
                hits: page_of(hits, after, search.query, page_size),
                stopped: None,
            };
            return Ok((Some(found), count));
        }
        // Counting has read what the first page would read again.
        Hits::AtLeast(mut met) if after.is_none() && is_by_name(search.query) => {
            met.hits.truncate(page_size + 1);
            let stopped = met.stopped.map(|place| stopped_at(Rank::Other, place));
            let hits = met.hits;
            return Ok((Some(Found { hits, stopped }), count));
        }
        Hits::Many(first) if after.is_none() => {
            if let Some(hits) = search.page_of_first(first, page_size + 1) {
                let stopped = None;
                return Ok((Some(Found { hits, stopped }), count));
            }
        }
        Hits::AtLeast(_) | Hits::Many(_) => {}
    }
    let found = if search.query.sort.streams() {
        search.effort = effort;
        Some(page_stream(search, after, page_size + 1).await?)
    } else {
        None
    };
    Ok((found, count))
}

/// Goes on to the next parts while the page is not full and there is time: a page without a hit says
/// nothing, and one that comes to the end knows how many there are (FIND-4).
async fn page_fill(
    search: &mut Search<'_>,
    found: &mut Found,
    page_size: usize,
    (begun, effort): (Instant, Effort),
) -> Result<()> {
    while found.hits.len() <= page_size {
        let patience = match found.hits.is_empty() {
            true => effort.patience_empty,
            false => effort.patience,
        };
        if begun.elapsed() >= patience {
            return Ok(());
        }
        let Some(place) = found.stopped.take() else {
            return Ok(());
        };
        search.effort = effort;
        let rest = page_size + 1 - found.hits.len();
        let part = page_stream(search, Some(&place), rest).await?;
        found.hits.extend(part.hits);
        found.stopped = part.stopped;
    }
    Ok(())
}

/// Whether hits come by name alone: no hit is better than another.
fn is_by_name(query: &Query) -> bool {
    let same_rank = query.whole().is_none() && query.beginning().is_none();
    query.sort.streams() && (query.sort.key == SortKey::Name || same_rank)
}

/// The page after a place, of all hits in order.
fn page_of(
    mut hits: Vec<Candidate>,
    after: Option<&Cursor>,
    query: &Query,
    page_size: usize,
) -> Vec<Candidate> {
    let start = match after {
        None => 0,
        Some(after) if query.sort.streams() => {
            hits.partition_point(|hit| Cursor::of(hit, query) <= *after)
        }
        // The last hit of the page before; where it is no hit any more, the list begins anew.
        Some(after) => hits
            .iter()
            .position(|hit| hit.number.get() == after.number)
            .map_or(0, |position| position + 1),
    };
    hits.drain(..start);
    hits.truncate(page_size + 1);
    hits
}
