//! T4: counts, previews and pages of the tree, beside what others use.

use std::time::Duration;

use chrono::NaiveDate;
use domain::hierarchy::{TreeAsk, TreeFrom};
use store::hierarchy::{move_effect, move_preview, tree_children, tree_path};

use crate::{
    Bench, Failure, OTHER, REGION, WARM_UP,
    organization::{CHAIN, LEVELS, WIDE, account},
    peers::{self, Peer},
    report::{at_least, at_most, median, ms, row},
    request, timed,
};

impl Bench {
    /// T4: the count, the first paint and the whole of a preview.
    pub async fn previews(&self) -> Result<(), Failure> {
        let pool = self.store.pool();
        let wanted = request(REGION, OTHER);
        let (mut count, mut counts) = (vec![], Peer::ALL.map(|_| vec![]));
        let (mut first, mut whole, mut queries) = (vec![], vec![], Peer::ALL.map(|_| vec![]));
        for round in 0..WARM_UP + self.rounds {
            let counted = timed(self.count()).await?;
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
            let mut theirs = vec![];
            for peer in Peer::ALL {
                let by_peer = timed(async {
                    assert_eq!(
                        peer.count(pool, REGION).await?,
                        111_110,
                        "{peer:?} is exact"
                    );
                    Ok(())
                });
                theirs.push((by_peer.await?, timed(peer.effect(pool, REGION)).await?));
            }
            if round >= WARM_UP {
                count.push(counted);
                first.push(structure);
                whole.push(structure + effect);
                for (at, (by_count, by_query)) in theirs.into_iter().enumerate() {
                    counts[at].push(by_count);
                    queries[at].push(by_query);
                }
            }
        }
        self.previews_say((&count, &counts), (&first, &whole, &queries));
        Ok(())
    }

    /// The exact total below the region that moves.
    async fn count(&self) -> Result<(), Failure> {
        let below: i64 = sqlx::query_scalar(
            "SELECT accounts_below FROM organization_total WHERE account_id = $1",
        )
        .bind(account(REGION).uuid())
        .fetch_one(self.store.pool())
        .await?;
        assert_eq!(below, 111_110, "exact");
        Ok(())
    }

    fn previews_say(
        &self,
        (count, counts): (&[Duration], &[Vec<Duration>]),
        (first, whole, queries): (&[Duration], &[Duration], &[Vec<Duration>]),
    ) {
        for (peer, theirs) in std::iter::zip(Peer::ALL, counts) {
            let name = format!("count of 111,111 by {} | exact count", peer.name());
            row(&name, theirs, count);
        }
        let [_, closure, recursive] = counts else {
            return;
        };
        let best = row("exact count of 111,111 | closure count", count, closure);
        let walk = row("recursive count | exact count", recursive, count);
        row("preview, first paint | closure count", first, closure);
        let all: Vec<f64> = std::iter::zip(Peer::ALL, queries)
            .map(|(peer, theirs)| {
                let name = format!(
                    "preview with amounts | one set-based query by {}",
                    peer.name()
                );
                row(&name, whole, theirs)
            })
            .collect();
        at_most("T4 count", best, 1.5);
        at_least("T4 recursive query", walk, 5.0);
        at_most("T4 first paint, ms", ms(median(first)), 50.0);
        // Beside the fastest of them.
        at_most("T4 whole preview", all.into_iter().fold(0.0, f64::max), 3.0);
    }

    /// What the tree reads when a line is opened, and when a page begins deep in it.
    pub async fn pages(&self) -> Result<(), Failure> {
        let (mut start, mut skip, mut floor, mut path) = (vec![], vec![], vec![], vec![]);
        let (mut before, mut now) = (vec![], vec![]);
        let mut theirs = Peer::ALL.map(|_| vec![]);
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
            for (peer, theirs) in std::iter::zip(Peer::ALL, &mut theirs) {
                // The peers sort all children: half of the rounds is enough to see that.
                if round >= WARM_UP && round % 2 == 0 {
                    theirs.push(timed(peer.page(self.store.pool(), WIDE)).await?);
                }
            }
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
        for (peer, theirs) in std::iter::zip(Peer::ALL, &theirs) {
            let name = format!(
                "the same by {} | first 100 of 200,000 children",
                peer.name()
            );
            row(&name, theirs, &start);
        }
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
