//! Making the steps of a draft one after the other, in its tree and in who pays for whom (ORG-9, HIER-2).

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    BoardStep, Deed, FutureTree, LinkChange, MoveRefusal, PayersAhead, Planned, PlannedChange,
    PlannedFrom, PresentTree, StepConflict, StepProblem,
};
use domain::ids::{AccountId, BoardStepId, DeferredActionId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::draft_payers::payers_before;
use super::plans::draft_begin;
use super::present::{Wanted, present_read};
use crate::actions::Until;
use crate::error::Result;

/// A draft as far as its steps are made. Nothing is written, and all that its steps ask is read before the first
/// of them.
pub(super) struct Draft {
    pub(super) tree: FutureTree,
    /// Who pays for whom by then.
    payers: PayersAhead,
    /// What was planned and cannot be done, and why.
    refused: HashMap<DeferredActionId, String>,
}

/// What a step changes.
#[derive(Default)]
pub(super) struct StepMade {
    pub(super) links: Vec<LinkChange>,
    pub(super) payers: Vec<PayerChange>,
}

/// What a draft was before its first step: the present, or what is planned until a day to come.
pub(super) struct Before {
    pub(super) tree: FutureTree,
    /// Whose payers have changed by then.
    pub(super) payers: Vec<PayerChange>,
}

/// What came of making the steps of a draft.
#[derive(Default)]
pub(super) struct Folded {
    /// Those that are stale.
    pub(super) conflicts: Vec<StepConflict>,
    /// Whose payers each of the others changes, where it changes any.
    pub(super) handed: HashMap<BoardStepId, Vec<PayerChange>>,
}

/// What of all that is planned until the end of a day cannot be done by then, and why. Costs by what is planned.
///
/// # Errors
/// When the database fails, or something that is planned cannot be read.
pub(crate) async fn plans_refused(
    conn: &mut PgConnection,
    day: NaiveDate,
) -> Result<HashMap<DeferredActionId, String>> {
    let draft = Draft::begin(conn, &[], Some(day.into()), &[]).await?;
    Ok(draft.refused)
}

/// What of these changes, done one after the other, cannot be done, and why. Costs by what they are.
///
/// # Errors
/// When the database fails.
pub(super) async fn changes_refused(
    conn: &mut PgConnection,
    planned: &[PlannedChange],
) -> Result<HashMap<DeferredActionId, String>> {
    let mut wanted = Wanted::new(&[], &[]);
    wanted.plans(planned);
    let present = present_read(conn, &wanted).await?;
    Ok(Draft::after(conn, present, planned, &[]).await?.refused)
}

impl Draft {
    /// The draft before its first step: the present, or the tree of a day to come with who pays by then, with
    /// all that is above these accounts.
    pub(super) async fn begin(
        conn: &mut PgConnection,
        steps: &[BoardStep],
        until: Option<Until>,
        accounts: &[AccountId],
    ) -> Result<Self> {
        let (present, planned) = draft_begin(conn, steps, until, accounts).await?;
        Self::after(conn, present, &planned, steps).await
    }

    /// The present after what is planned, before these steps. What cannot be done by then, be it for its
    /// handover, changes neither the tree nor who pays: it will fail.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn after(
        conn: &mut PgConnection,
        present: PresentTree,
        planned: &[PlannedChange],
        steps: &[BoardStep],
    ) -> Result<Self> {
        let tree = FutureTree::new(present);
        let deeds: Vec<&Deed> = (planned.iter())
            .flat_map(|plan| plan.deeds())
            .chain(steps.iter().map(|step| &step.deed))
            .collect();
        let mut draft = Self {
            payers: payers_before(conn, &tree, &deeds).await?,
            tree,
            refused: HashMap::new(),
        };
        for plan in planned {
            draft.tree.made_by(Some(plan.action));
            let problem = match &plan.what {
                Planned::One { deed, from, alone } => {
                    let grown = alone.then(|| draft.grown(deed.account())).flatten();
                    let problem = grown.or_else(|| draft.deed(deed, *from));
                    problem.map(|it| it.to_string())
                }
                Planned::All(steps) => draft.whole(steps).map(|it| it.to_string()),
            };
            draft.refused.extend(problem.map(|it| (plan.action, it)));
        }
        draft.tree.made_by(None);
        Ok(draft)
    }

    /// Does one thing; where that is refused nothing, and answers why.
    fn deed(&mut self, deed: &Deed, from: Option<PlannedFrom>) -> Option<StepProblem> {
        let now = self.tree.parent(deed.account());
        let step = BoardStep {
            id: BoardStepId::from_uuid(Uuid::nil()),
            deed: deed.clone(),
            from: from.map_or(now, |from| from.parent),
        };
        self.step(&step).err()
    }

    /// Why an account that was to move alone does not: others stand below it.
    fn grown(&self, account: AccountId) -> Option<StepProblem> {
        let children = self.tree.children(account).len();
        let node = self.tree.node(account).filter(|_| children > 0)?;
        let refusal = MoveRefusal::GrownSince {
            account: node.account.clone(),
            count: i64::try_from(children).unwrap_or(i64::MAX),
        };
        Some(refusal.into())
    }

    /// Makes all steps; where one of them is stale none, and answers the first that is.
    fn whole(&mut self, steps: &[BoardStep]) -> Option<StepConflict> {
        let mut all = StepMade::default();
        for (number, step) in (1..).zip(steps) {
            match self.step(step) {
                Ok(made) => {
                    all.links.extend(made.links);
                    all.payers.extend(made.payers);
                }
                Err(problem) => {
                    self.take_back(&all);
                    return Some(StepConflict {
                        number,
                        step: step.id,
                        problem,
                    });
                }
            }
        }
        None
    }

    /// Takes back what was made last.
    fn take_back(&mut self, made: &StepMade) {
        self.tree.take_back(&made.links);
        let children = made.links.iter().map(|change| change.child);
        self.payers.moved(&self.tree, children);
        self.payers.take_back(&made.payers);
    }

    /// Makes a step. One that cannot be made changes nothing.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub(super) fn step(&mut self, step: &BoardStep) -> std::result::Result<StepMade, StepProblem> {
        let links = self.tree.step_decide(step)?;
        let payers = match step.deed.handover() {
            Some(to) => self.payers.hand_over(step, to, &links)?,
            None => Vec::new(),
        };
        self.tree.make(&links);
        let children = links.iter().map(|change| change.child);
        self.payers.moved(&self.tree, children);
        self.payers.make(&payers);
        Ok(StepMade { links, payers })
    }

    /// Makes the steps. Those that are stale change nothing, so that one that is stale does not hide what
    /// follows from it.
    pub(super) fn fold(&mut self, steps: &[BoardStep]) -> Folded {
        let mut folded = Folded::default();
        for (number, step) in (1..).zip(steps) {
            match self.step(step) {
                Err(problem) => folded.conflicts.push(StepConflict {
                    number,
                    step: step.id,
                    problem,
                }),
                Ok(made) if made.payers.is_empty() => {}
                Ok(made) => drop(folded.handed.insert(step.id, made.payers)),
            }
        }
        folded
    }

    /// As it is now, before further steps.
    pub(super) fn before(&self) -> Before {
        Before {
            tree: self.tree.clone(),
            payers: self.payer_changes(),
        }
    }

    /// Whose payers are others than before, by the bill unit.
    pub(super) fn payer_changes_since(&self, before: &Before) -> Vec<PayerChange> {
        let now = self.payer_changes();
        let is_changed: HashSet<_> = now.iter().map(|change| change.unit.id).collect();
        let mut was: HashMap<_, _> = (before.payers.iter())
            .map(|change| (change.unit.id, change.to.clone()))
            .collect();
        let back = (before.payers.iter())
            .filter(|change| !is_changed.contains(&change.unit.id))
            .map(|change| PayerChange {
                to: change.from.clone(),
                ..change.clone()
            });
        let mut changes: Vec<PayerChange> = now.into_iter().chain(back).collect();
        for change in &mut changes {
            if let Some(payer) = was.remove(&change.unit.id) {
                change.from = payer;
            }
        }
        changes.retain(|change| change.from != change.to);
        changes.sort_unstable_by_key(|change| change.unit.id);
        changes
    }

    /// What all steps come to for who pays for whom.
    pub(super) fn payer_changes(&self) -> Vec<PayerChange> {
        self.payers.changes()
    }
}
