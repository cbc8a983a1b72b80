//! T3 and T4, and what the tree reads: moves, previews, totals and pages of children at 1,111,111
//! accounts, on a chain of 5,000 levels and under a parent of 200,000 children, each beside its floor
//! and beside ltree, closure table and recursive query. `make bench-hierarchy`; with `--wide` also the move of a
//! parent whose 200,000 children go elsewhere.
#![allow(
    clippy::float_arithmetic,
    reason = "times and their ratios are measurements, not money"
)]

#[path = "../search/cluster.rs"]
mod cluster;
mod moves;
mod organization;
mod peers;
mod reads;
mod report;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use domain::{
    access::{Actor, Role},
    hierarchy::{Effective, MoveForm, MoveRequest, ScheduleOutcome},
    ids::StaffUserId,
};
use organization::account;
use sea_orm_migration::MigratorTrait;
use store::{
    Store, StoreOptions,
    hierarchy::move_schedule,
    installation::{InstallationKind, installation_begin},
};
use uuid::Uuid;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A region with the 111,111 accounts of its part of the tree, and another region.
const REGION: i64 = 2;
const OTHER: i64 = 3;

/// Rounds before those that count. A connection plans a statement anew until its sixth use.
const WARM_UP: usize = 6;

fn main() -> Result<(), Failure> {
    let mut folder = PathBuf::from("target/bench");
    let mut rounds = 7_usize;
    let mut with_wide = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--wide" {
            with_wide = true;
            continue;
        }
        match (argument.as_str(), arguments.next()) {
            ("--folder", Some(value)) => folder = value.into(),
            ("--rounds", Some(value)) => rounds = value.parse::<usize>()?.max(1),
            // What cargo adds comes last.
            ("--bench", None) => {}
            (other, _) => return Err(format!("unknown: {other}").into()),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let cluster = cluster::Cluster::start(&folder.join("postgres"))?;
    runtime.block_on(bench(&cluster, rounds, with_wide))
}

async fn bench(cluster: &cluster::Cluster, rounds: usize, with_wide: bool) -> Result<(), Failure> {
    let store = database(cluster).await?;
    let bench = Bench {
        store,
        actor: Actor::Staff {
            id: StaffUserId::from_uuid(Uuid::from_u128(1)),
            name: "bench-hierarchy".to_owned(),
            role: Role::Manager,
        },
        rounds,
    };
    println!(
        "{:<58} {:>10} {:>10} {:>8}",
        "work beside what", "ms", "beside ms", "times"
    );
    bench.plan().await?;
    bench.moves().await?;
    bench.previews().await?;
    bench.pages().await?;
    match with_wide {
        true => bench.wide_alone().await,
        false => Ok(()),
    }
}

/// The database with its organizations, from an earlier run or made now.
async fn database(cluster: &cluster::Cluster) -> Result<Store, Failure> {
    const NAME: &str = "hierarchy_with_peers";
    let admin = Store::connect(cluster.options("postgres")).await?;
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(NAME)
            .fetch_one(admin.pool())
            .await?;
    if !there {
        sqlx::query("CREATE DATABASE hierarchy_with_peers")
            .execute(admin.pool())
            .await?;
    }
    admin.close().await;
    // One after the other on one connection, as on any that has been in use for a while.
    let options = StoreOptions {
        max_connections: 1,
        ..cluster.options(NAME)
    };
    let store = Store::connect(options).await?;
    migrations::Migrator::up(store.orm(), None).await?;
    installation_begin(&store, InstallationKind::Production).await?;
    let is_made: bool = sqlx::query_scalar("SELECT to_regclass('peer_closure') IS NOT NULL")
        .fetch_one(store.pool())
        .await?;
    if !is_made {
        organization::make(store.pool()).await?;
    }
    Ok(store)
}

struct Bench {
    store: Store,
    actor: Actor,
    rounds: usize,
}

impl Bench {
    /// What is scheduled in the region that moves: two hundred of its leaves go elsewhere in forty days.
    async fn plan(&self) -> Result<(), Failure> {
        const LEAF: i64 = 111_112;
        let is_planned: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM deferred_action WHERE state = 'pending')",
        )
        .fetch_one(self.store.pool())
        .await?;
        if is_planned {
            return Ok(());
        }
        let date = sqlx::query_scalar("SELECT current_date + 40")
            .fetch_one(self.store.pool())
            .await?;
        for leaf in (LEAF..).step_by(500).take(200) {
            let request = MoveRequest {
                effective: Effective::On { date },
                ..request(leaf, REGION)
            };
            let confirm = self.confirm(request).await?;
            match move_schedule(&self.store, &self.actor, &confirm).await? {
                ScheduleOutcome::Scheduled { .. } => {}
                other => return Err(format!("not scheduled: {other:?}").into()),
            }
        }
        Ok(())
    }
}

fn request(number: i64, to: i64) -> MoveRequest {
    request_as(number, to, MoveForm::WholeSubtree)
}

fn request_as(number: i64, to: i64, form: MoveForm) -> MoveRequest {
    MoveRequest {
        account: account(number),
        to: account(to),
        form,
        effective: Effective::Now,
    }
}

async fn timed(work: impl Future<Output = Result<(), Failure>>) -> Result<Duration, Failure> {
    let start = Instant::now();
    work.await?;
    Ok(start.elapsed())
}
