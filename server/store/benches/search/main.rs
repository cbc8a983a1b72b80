//! T1 and T2: how long searches take at many accounts, beside the cheapest page through the same
//! route and the naive query. `make bench-search`, or
//! `cargo bench -p store --bench search -- --accounts 10000000 --folder target/bench`.
//!
//! Accounts are made by the generator when there are none, and kept for the next run.
#![allow(
    clippy::float_arithmetic,
    reason = "times and their ratios are measurements, not money"
)]

mod classes;
mod cluster;
mod measure;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use domain::{access::Actor, ids::AccountId};
use measure::{measure, ms, quantile};
use sea_orm_migration::MigratorTrait;
use sqlx::{PgPool, Row};
use store::{
    Store,
    generate::{GenerateOptions, accounts_generate},
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What was asked for on the command line.
struct Asked {
    accounts: u64,
    rounds: usize,
    folder: PathBuf,
    /// Only classes whose name contains this.
    only: String,
}

fn main() -> Result<(), Failure> {
    let asked = asked()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let cluster = cluster::Cluster::start(&asked.folder.join("postgres"))?;
    runtime.block_on(bench(&cluster, &asked))
}

fn asked() -> Result<Asked, Failure> {
    let mut asked = Asked {
        accounts: 1_000_000,
        rounds: 9,
        folder: PathBuf::from("target/bench"),
        only: String::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--accounts" => asked.accounts = value()?.parse()?,
            "--rounds" => asked.rounds = value()?.parse::<usize>()?.max(1),
            "--folder" => asked.folder = value()?.into(),
            "--only" => asked.only = value()?,
            // What cargo adds.
            "--bench" => {}
            other => return Err(format!("unknown: {other}").into()),
        }
    }
    Ok(asked)
}

async fn bench(cluster: &cluster::Cluster, asked: &Asked) -> Result<(), Failure> {
    let store = database(cluster, asked.accounts).await?;
    let actor = Actor::Command {
        name: "bench-search".to_owned(),
    };
    let pages = pages(store.pool()).await?;
    let classes = classes::classes(&store, &actor).await?;
    let key = primary_key(store.pool(), &pages).await?;
    println!(
        "{:<22} {:>8} {:>8} {:>8} {:>8} {:>7} {:>6} {:>6}",
        "class", "p50 ms", "p99 ms", "floor", "fl. p99", "ratio", "count", "parts"
    );
    let (mut results, mut counts) = (Vec::new(), Vec::new());
    let wanted = |class: &&classes::Class| {
        !class.queries.is_empty() && class.name.contains(asked.only.as_str())
    };
    for class in classes.iter().filter(wanted) {
        let result = measure(&store, &actor, class, &pages, asked.rounds).await?;
        println!(
            "{:<22} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>7.1} {:>6.1} {:>5}%",
            class.name,
            ms(quantile(&result.times, 50)),
            ms(quantile(&result.times, 99)),
            ms(quantile(&result.floor, 50)),
            ms(quantile(&result.floor, 99)),
            result.ratio,
            result.count_ratio,
            result.parts * 100 / result.times.len().max(1),
        );
        for (text, time) in &result.slow {
            println!("    {text}: {:.1} ms", ms(*time));
        }
        counts.push((class.name, result.count_ratio));
        results.push((class, result));
    }
    println!(
        "\none account by primary key, outside the route: p50 {:.2} ms",
        ms(key)
    );
    println!("\nT1, p99 in times the p99 of a page of 50 by primary key, and p99 in ms:");
    for (class, result) in &results {
        bar("T1", class.name, result.ratio, 10.0);
        bar("T1 ms", class.name, ms(quantile(&result.times, 99)), 100.0);
    }
    println!("\nT2, count in times the page:");
    for (name, ratio) in counts {
        bar("T2", name, ratio, 2.0);
    }
    println!("\nThe naive query (ILIKE over a join, window count), in times the search:");
    for (class, result) in &results {
        // Minutes each at ten million: there three are enough to see orders of magnitude.
        if let Some(pattern) = class.naive.as_deref()
            && (asked.accounts <= 1_000_000 || NAIVE_OF_MANY.contains(&class.name))
        {
            let naive = naive(store.pool(), pattern).await?;
            let times = naive.as_secs_f64() / quantile(&result.times, 50).as_secs_f64();
            let word = if times >= 100.0 { "ok" } else { "short" };
            println!(
                "T1 naive {} {:.0} ms: {times:.0} >= 100 {word}",
                class.name,
                ms(naive)
            );
        }
    }
    Ok(())
}

fn bar(name: &str, class: &str, value: f64, limit: f64) {
    let word = if value <= limit { "ok" } else { "short" };
    println!("{name} {class} {value:.1} <= {limit:.0} {word}");
}

/// A database with so many accounts, from an earlier run or made now.
async fn database(cluster: &cluster::Cluster, accounts: u64) -> Result<Store, Failure> {
    let name = format!("search_{accounts}");
    let admin = Store::connect(cluster.options("postgres")).await?;
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&name)
            .fetch_one(admin.pool())
            .await?;
    if !there {
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(admin.pool())
            .await?;
    }
    admin.close().await;
    let store = Store::connect(cluster.options(&name)).await?;
    migrations::Migrator::up(store.orm(), None).await?;
    let filled: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM account)")
        .fetch_one(store.pool())
        .await?;
    if !filled {
        let start = Instant::now();
        let actor = Actor::Command {
            name: "bench-search".to_owned(),
        };
        let today = sqlx::query_scalar("SELECT current_date")
            .fetch_one(store.pool())
            .await?;
        let options = GenerateOptions {
            accounts,
            seed: 1,
            today,
        };
        accounts_generate(&store, &actor, options, move |done| {
            if done % 100_000 == 0 {
                eprintln!(
                    "{done} accounts after {:.0} s",
                    start.elapsed().as_secs_f64()
                );
            }
        })
        .await?;
        sqlx::query("VACUUM (ANALYZE)")
            .execute(store.pool())
            .await?;
        println!(
            "{accounts} accounts made in {:.0} s",
            start.elapsed().as_secs_f64()
        );
    }
    Ok(store)
}

/// Pages of fifty accounts that have nothing to do with each other.
async fn pages(pool: &PgPool) -> Result<Vec<Vec<AccountId>>, Failure> {
    let rows = sqlx::query(
        "SELECT id FROM account WHERE number IN (
             SELECT (SELECT min(number) FROM account) + (random() * (SELECT max(number) - min(number) FROM account))::bigint
             FROM generate_series(1, 2100))",
    )
    .fetch_all(pool)
    .await?;
    let ids: Vec<AccountId> = rows
        .iter()
        .map(|row| Ok(AccountId::from_uuid(row.try_get(0)?)))
        .collect::<Result<_, sqlx::Error>>()?;
    Ok(ids.chunks(50).map(<[_]>::to_vec).collect())
}

/// One account by primary key, without any route: the median.
async fn primary_key(pool: &PgPool, pages: &[Vec<AccountId>]) -> Result<Duration, Failure> {
    let mut times = Vec::new();
    for id in pages.iter().flatten().take(1_000) {
        let start = Instant::now();
        sqlx::query("SELECT * FROM account WHERE id = $1")
            .bind(id.uuid())
            .fetch_one(pool)
            .await?;
        times.push(start.elapsed());
    }
    Ok(quantile(&times, 50))
}

/// The classes that the naive query is asked for too where there are more than a million accounts.
const NAIVE_OF_MANY: [&str; 3] = ["common", "rare", "no hit"];

/// What one writes first: `ILIKE` over the joined tables, all columns or-ed, counted by a window.
async fn naive(pool: &PgPool, pattern: &str) -> Result<Duration, Failure> {
    let start = Instant::now();
    sqlx::query(
        "SELECT a.id, a.number, a.name, c.city, count(*) OVER () AS hits
         FROM account a JOIN contact c ON c.account_id = a.id
         WHERE a.name ILIKE $1 OR c.company ILIKE $1 OR c.first_name ILIKE $1 OR c.last_name ILIKE $1
            OR c.street ILIKE $1 OR c.city ILIKE $1 OR c.email ILIKE $1 OR c.phone_mobile ILIKE $1
         ORDER BY a.name, a.number LIMIT 50",
    )
    .bind(format!("%{pattern}%"))
    .fetch_all(pool)
    .await?;
    Ok(start.elapsed())
}
