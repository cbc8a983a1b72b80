//! T3 and T4, and what the tree reads: moves, previews, totals and pages of children at 1,111,111
//! accounts, on a chain of 5,000 levels and under a parent of 200,000 children, each beside its floor
//! and beside ltree, closure table and recursive query. `make bench-hierarchy`.
#![allow(
    clippy::float_arithmetic,
    reason = "times and their ratios are measurements, not money"
)]

#[path = "../search/cluster.rs"]
mod cluster;
mod organization;
mod peers;
mod report;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use domain::{
    access::{Actor, Role},
    hierarchy::{
        Effective, MoveConfirm, MoveForm, MoveOutcome, MoveRequest, ScheduleOutcome, TreeAsk,
        TreeFrom,
    },
    ids::{OperationId, StaffUserId},
};
use organization::{CHAIN, LEVELS, WIDE, account};
use report::{at_least, at_most, median, ms, row};
use sea_orm_migration::MigratorTrait;
use store::{
    Store, StoreOptions,
    hierarchy::{move_effect, move_preview, move_run, move_schedule, tree_children, tree_path},
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
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
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
    runtime.block_on(bench(&cluster, rounds))
}

async fn bench(cluster: &cluster::Cluster, rounds: usize) -> Result<(), Failure> {
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
    bench.pages().await
}

/// The database with its organizations, from an earlier run or made now.
async fn database(cluster: &cluster::Cluster) -> Result<Store, Failure> {
    const NAME: &str = "hierarchy_1111111";
    let admin = Store::connect(cluster.options("postgres")).await?;
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(NAME)
            .fetch_one(admin.pool())
            .await?;
    if !there {
        sqlx::query("CREATE DATABASE hierarchy_1111111")
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

    /// T3: the commit of a move beside one single-row update, and beside what others use.
    async fn moves(&self) -> Result<(), Failure> {
        let (mut ours, mut floor, mut ltree, mut closure) = (vec![], vec![], vec![], vec![]);
        for round in 0..WARM_UP + self.rounds * 2 {
            // There and back: each round finds the tree as the last but one left it.
            let to = if round % 2 == 0 { OTHER } else { 1 };
            let took = self.moved(REGION, to).await?;
            let one = timed(peers::one_row(self.store.pool(), REGION)).await?;
            // The peers take minutes: twice is enough to see orders of magnitude.
            if round < 2 {
                ltree.push(timed(peers::ltree_move(self.store.pool(), REGION, to)).await?);
                closure.push(timed(peers::closure_move(self.store.pool(), REGION, to)).await?);
            }
            if round >= WARM_UP {
                ours.push(took);
                floor.push(one);
            }
        }
        let update = row(
            "move of 111,111 accounts | one single-row update",
            &ours,
            &floor,
        );
        let paths = row("the same by ltree | the move", &ltree, &ours);
        let rows = row("the same by closure table | the move", &closure, &ours);
        let (chain, one) = self.chain_moves().await?;
        row(
            "move of 2,500 levels of a chain | one single-row update",
            &chain,
            &one,
        );
        at_most("T3", update, 3.0);
        at_least("T3 ltree", paths, 300.0);
        at_least("T3 closure table", rows, 300.0);
        Ok(())
    }

    /// The lower half of the chain moves below its root and back.
    async fn chain_moves(&self) -> Result<(Vec<Duration>, Vec<Duration>), Failure> {
        let middle = CHAIN + LEVELS / 2;
        let (mut ours, mut floor) = (vec![], vec![]);
        for _ in 0..self.rounds {
            for to in [CHAIN, middle - 1] {
                ours.push(self.moved(middle, to).await?);
                floor.push(timed(peers::one_row(self.store.pool(), middle)).await?);
            }
        }
        Ok((ours, floor))
    }

    /// Previews a move and does it; how long the doing took.
    async fn moved(&self, number: i64, to: i64) -> Result<Duration, Failure> {
        let confirm = self.confirm(request(number, to)).await?;
        let start = Instant::now();
        let outcome = move_run(&self.store, &self.actor, &confirm).await?;
        let took = start.elapsed();
        match outcome {
            MoveOutcome::Done { .. } => Ok(took),
            other => Err(format!("not moved: {other:?}").into()),
        }
    }

    /// Previews a move and gives the word for it.
    async fn confirm(&self, request: MoveRequest) -> Result<MoveConfirm, Failure> {
        let preview = move_preview(&self.store, &self.actor, &request).await?;
        Ok(MoveConfirm {
            operation_id: OperationId::from_uuid(Uuid::now_v7()).to_string(),
            request,
            fingerprint: preview.fingerprint,
            seen_at: None,
            handover: None,
            handover_shown: None,
        })
    }

    /// T4: the count, the first paint and the whole of a preview.
    async fn previews(&self) -> Result<(), Failure> {
        let pool = self.store.pool();
        let wanted = request(REGION, OTHER);
        let (mut count, mut closure, mut recursive) = (vec![], vec![], vec![]);
        let (mut first, mut whole, mut query) = (vec![], vec![], vec![]);
        for round in 0..WARM_UP + self.rounds {
            let counted = timed(async {
                let below: i64 = sqlx::query_scalar(
                    "SELECT accounts_below FROM organization_total WHERE account_id = $1",
                )
                .bind(account(REGION).uuid())
                .fetch_one(pool)
                .await?;
                assert_eq!(below, 111_110, "exact");
                Ok(())
            })
            .await?;
            let by_closure = timed(async { peers::closure_count(pool, REGION).await.map(drop) });
            let by_closure = by_closure.await?;
            let by_walk = timed(async { peers::recursive_count(pool, REGION).await.map(drop) });
            let by_walk = by_walk.await?;
            let structure = timed(async {
                let preview = move_preview(&self.store, &self.actor, &wanted).await?;
                assert_eq!(preview.moving, 111_111, "exact");
                Ok(())
            })
            .await?;
            let effect = timed(async {
                let effect = move_effect(&self.store, &self.actor, &wanted).await?;
                assert_eq!(effect.payers.taken_along, 629, "exact");
                Ok(())
            })
            .await?;
            let set_based = timed(peers::recursive_effect(pool, REGION)).await?;
            if round >= WARM_UP {
                count.push(counted);
                closure.push(by_closure);
                recursive.push(by_walk);
                first.push(structure);
                whole.push(structure + effect);
                query.push(set_based);
            }
        }
        let best = row("exact count of 111,111 | closure count", &count, &closure);
        let walk = row("recursive count | exact count", &recursive, &count);
        row("preview, first paint | closure count", &first, &closure);
        let all = row("preview with amounts | one set-based query", &whole, &query);
        at_most("T4 count", best, 1.5);
        at_least("T4 recursive query", walk, 5.0);
        at_most("T4 first paint, ms", ms(median(&first)), 50.0);
        at_most("T4 whole preview", all, 3.0);
        Ok(())
    }

    /// What the tree reads when a line is opened, and when a page begins deep in it.
    async fn pages(&self) -> Result<(), Failure> {
        let (mut start, mut skip, mut floor, mut path) = (vec![], vec![], vec![], vec![]);
        let (mut before, mut now) = (vec![], vec![]);
        let yesterday = sqlx::query_scalar("SELECT current_date - 1")
            .fetch_one(self.store.pool())
            .await?;
        for round in 0..WARM_UP + self.rounds {
            let begun = timed(self.children(WIDE, TreeFrom::Start)).await?;
            let middle = timed(self.children(WIDE, TreeFrom::Skip { rows: 100_000 })).await?;
            let by_key = timed(peers::page_by_key(self.store.pool(), WIDE + 1, 100)).await?;
            let deep = timed(async {
                tree_path(&self.store, &self.actor, account(CHAIN + LEVELS - 1)).await?;
                Ok(())
            })
            .await?;
            let past = timed(self.regions(Some(yesterday))).await?;
            let present = timed(self.regions(None)).await?;
            if round >= WARM_UP {
                before.push(past);
                now.push(present);
                start.push(begun);
                skip.push(middle);
                floor.push(by_key);
                path.push(deep);
            }
        }
        row(
            "first 100 of 200,000 children | 100 rows by primary key",
            &start,
            &floor,
        );
        row(
            "100 children from the middle | 100 rows by primary key",
            &skip,
            &floor,
        );
        row(
            "path to the end of 5,000 levels | 100 rows by primary key",
            &path,
            &floor,
        );
        row("regions of 1,111,111 yesterday | today", &before, &now);
        Ok(())
    }

    /// The ten regions with what stands below each, on a past day or now.
    async fn regions(&self, as_of: Option<NaiveDate>) -> Result<(), Failure> {
        let ask = TreeAsk {
            parent: account(1),
            as_of,
            from: TreeFrom::Start,
            limit: 100,
        };
        let page = tree_children(&self.store, &self.actor, &ask).await?;
        assert_eq!(page.parent.accounts_below, 1_111_110, "exact");
        Ok(())
    }

    async fn children(&self, parent: i64, from: TreeFrom) -> Result<(), Failure> {
        let ask = TreeAsk {
            parent: account(parent),
            as_of: None,
            from,
            limit: 100,
        };
        let page = tree_children(&self.store, &self.actor, &ask).await?;
        assert_eq!(page.rows.len(), 100, "a whole page");
        Ok(())
    }
}

fn request(number: i64, to: i64) -> MoveRequest {
    MoveRequest {
        account: account(number),
        to: account(to),
        form: MoveForm::WholeSubtree,
        effective: Effective::Now,
    }
}

async fn timed(work: impl Future<Output = Result<(), Failure>>) -> Result<Duration, Failure> {
    let start = Instant::now();
    work.await?;
    Ok(start.elapsed())
}
