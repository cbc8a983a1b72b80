//! T3: moves, beside one single-row update and beside what others use.

use std::time::{Duration, Instant};

use domain::{
    hierarchy::{MoveConfirm, MoveForm, MoveOutcome, MoveRequest, UndoRequest},
    ids::{AccountId, AuditEntryId},
};
use store::{
    hierarchy::{move_preview, move_run, move_undo},
    operations::operation_new,
};

use crate::{
    Bench, Failure, OTHER, REGION, WARM_UP,
    organization::{CHAIN, CHILDREN, LEVELS, WIDE, account},
    peers,
    report::{at_least, at_most, row},
    request, request_as, timed,
};

impl Bench {
    /// T3: the commit of a move beside one single-row update, and beside what others use.
    pub async fn moves(&self) -> Result<(), Failure> {
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
        self.wide_moves().await?;
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

    /// Moves out of a parent of 200,000 children and back: one child; a hundred of them by name.
    async fn wide_moves(&self) -> Result<(), Failure> {
        let pool = self.store.pool();
        let (mut one, mut hundred, mut floor) = (vec![], vec![], vec![]);
        let named: Vec<AccountId> = (WIDE + 1..=WIDE + 100).map(account).collect();
        for _ in 0..self.rounds {
            for (from, to) in [(WIDE, OTHER), (OTHER, WIDE)] {
                one.push(self.moved(WIDE + CHILDREN, to).await?);
                let form = MoveForm::OnlyChildren {
                    children: Some(named.clone()),
                };
                hundred.push(self.moved_as(request_as(from, to, form)).await?);
                floor.push(timed(peers::one_row(pool, WIDE)).await?);
            }
        }
        row(
            "move of one of 200,000 children | one single-row update",
            &one,
            &floor,
        );
        row(
            "move of 100 of 200,000 children | one single-row update",
            &hundred,
            &floor,
        );

        Ok(())
    }

    /// Once, since it writes as many links as there are children: the parent of 200,000 moves alone, its children
    /// go to its old parent; and back. Last, and only where it is asked for: what shows the tree of a day before
    /// takes back all that changed since.
    pub async fn wide_alone(&self) -> Result<(), Failure> {
        let pool = self.store.pool();
        let above = self.run(request(WIDE, CHAIN)).await?;
        let start = Instant::now();
        let form = MoveForm::AloneChildrenToOldParent;
        let alone = self.run(request_as(WIDE, CHAIN + 1, form)).await?;
        let all = start.elapsed();
        let start = Instant::now();
        self.undo(alone).await?;
        let back = start.elapsed();
        self.undo(above).await?;
        let update = timed(peers::many_rows(pool, WIDE + 1, CHILDREN)).await?;
        let name = "200,000 children to the old parent | one update of as many rows";
        row(name, &[all], &[update]);
        row("its undo | one update of as many rows", &[back], &[update]);
        Ok(())
    }

    /// Previews a move and does it; how long the doing took.
    async fn moved(&self, number: i64, to: i64) -> Result<Duration, Failure> {
        self.moved_as(request(number, to)).await
    }

    /// The same in the form that is asked for.
    async fn moved_as(&self, request: MoveRequest) -> Result<Duration, Failure> {
        let confirm = self.confirm(request).await?;
        let start = Instant::now();
        let outcome = move_run(&self.store, &self.actor, &confirm).await?;
        let took = start.elapsed();
        done_of(outcome).map(|_| took)
    }

    /// Previews a move and does it; what it is undone by.
    async fn run(&self, request: MoveRequest) -> Result<AuditEntryId, Failure> {
        let confirm = self.confirm(request).await?;
        done_of(move_run(&self.store, &self.actor, &confirm).await?)
    }

    async fn undo(&self, entry: AuditEntryId) -> Result<(), Failure> {
        let request = UndoRequest {
            operation_id: operation_new(),
            entry,
        };
        move_undo(&self.store, &self.actor, &request).await?;
        Ok(())
    }

    /// Previews a move and gives the word for it.
    pub async fn confirm(&self, request: MoveRequest) -> Result<MoveConfirm, Failure> {
        let preview = move_preview(&self.store, &self.actor, &request).await?;
        Ok(MoveConfirm {
            operation_id: operation_new(),
            request,
            fingerprint: preview.fingerprint,
            seen_at: None,
            handover: None,
            handover_shown: None,
        })
    }
}

/// What a move is undone by that was done.
fn done_of(outcome: MoveOutcome) -> Result<AuditEntryId, Failure> {
    match outcome {
        MoveOutcome::Done { done } => Ok(done.entry),
        other => Err(format!("not moved: {other:?}").into()),
    }
}
