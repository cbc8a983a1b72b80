//! How long the searches of a class take, beside pages by primary key.

use std::time::{Duration, Instant};

use domain::{
    access::Actor,
    ids::AccountId,
    search::{Count, Query},
};
use store::{
    Store, StoreError,
    search::{PAGE_SIZE, accounts_by_ids, accounts_count, accounts_search},
};

use crate::{Failure, classes};

/// What a class took.
pub struct Measured {
    /// Each search, of all rounds.
    pub times: Vec<Duration>,
    /// Each page by primary key.
    pub floor: Vec<Duration>,
    /// Median over the rounds of p99 in times the floor's p99.
    pub ratio: f64,
    /// Median over the rounds of the counts' median in times the pages' median.
    pub count_ratio: f64,
    /// The slowest three whose median is above [`SLOW`] times the floor's, with that median.
    pub slow: Vec<(String, Duration)>,
    /// Pages that broke off with fewer hits than there is room for, to be gone on with; of how many, the
    /// length of [`times`](Self::times) says.
    pub parts: usize,
}

/// The slowest searches that take so many times the floor's median are named below their class.
const SLOW: u32 = 5;

/// Searches and pages by primary key in turn, so that both meet the same machine.
pub async fn measure(
    store: &Store,
    actor: &Actor,
    class: &classes::Class,
    pages: &[Vec<AccountId>],
    rounds: usize,
) -> Result<Measured, Failure> {
    const EACH: usize = 24;
    let (mut times, mut floor, mut ratios, mut count_ratios) = (vec![], vec![], vec![], vec![]);
    let mut of_each: Vec<Vec<Duration>> = vec![vec![]; class.queries.len()];
    let mut parts = 0;
    // The first round warms up.
    for round in 0..=rounds {
        let (mut round_times, mut round_floor, mut round_counts) = (vec![], vec![], vec![]);
        for turn in 0..EACH.max(class.queries.len()) {
            let which = turn % class.queries.len();
            let (_, query) = &class.queries[which];
            let (time, breaks_off) = searched(store, actor, query, class.may_be_refused).await?;
            round_times.push(time);
            if round > 0 {
                of_each[which].push(time);
                parts += usize::from(breaks_off);
            }
            let page = &pages[(round * EACH + turn) % pages.len()];
            let floor = accounts_by_ids(store, actor, page);
            round_floor.push(timed(async { floor.await.map(drop) }).await?);
            round_counts.push(timed(counted(store, actor, query)).await?);
        }
        if round > 0 {
            ratios.push(ratio(
                quantile(&round_times, 99),
                quantile(&round_floor, 99),
            ));
            count_ratios.push(ratio(
                quantile(&round_counts, 50),
                quantile(&round_times, 50),
            ));
            times.append(&mut round_times);
            floor.append(&mut round_floor);
        }
    }
    let mut slow: Vec<_> = std::iter::zip(&class.queries, &of_each)
        .map(|((text, _), times)| (text.clone(), quantile(times, 50)))
        .filter(|(_, time)| *time > SLOW * quantile(&floor, 50))
        .collect();
    slow.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    slow.truncate(3);
    Ok(Measured {
        times,
        floor,
        ratio: median(&mut ratios),
        count_ratio: median(&mut count_ratios),
        slow,
        parts,
    })
}

/// How long a search took, and whether its page broke off. What is refused as too many to sort measures
/// nothing, but in the class for that.
async fn searched(
    store: &Store,
    actor: &Actor,
    query: &Query,
    may_be_refused: bool,
) -> Result<(Duration, bool), Failure> {
    let start = Instant::now();
    let page = match accounts_search(store, actor, query, "").await {
        Ok(page) => page,
        // Counts as long as it was let run.
        Err(StoreError::TooSlow) => return Ok((start.elapsed(), true)),
        Err(error) => return Err(error.into()),
    };
    let took = start.elapsed();
    assert_eq!(page.too_many_to_sort, may_be_refused, "{query:?}");
    Ok((took, page.next.is_some() && page.hits.len() < PAGE_SIZE))
}

async fn counted(store: &Store, actor: &Actor, query: &Query) -> store::Result<()> {
    match accounts_count(store, actor, query).await? {
        Count::Exactly(count) => assert!(count <= 1_000, "never exact above 1,000"),
        Count::Many | Count::AtLeast(_) => {}
    }
    Ok(())
}

/// How long it took. A search that the time limit ends counts as long as it was let run.
async fn timed(work: impl Future<Output = store::Result<()>>) -> Result<Duration, Failure> {
    let start = Instant::now();
    match work.await {
        Ok(()) | Err(StoreError::TooSlow) => Ok(start.elapsed()),
        Err(error) => Err(error.into()),
    }
}

/// The value below which so many of a hundred lie.
pub fn quantile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// In milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
