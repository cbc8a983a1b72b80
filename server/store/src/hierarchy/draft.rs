//! Making the steps of a draft one after the other, in its tree and in who pays for whom (ORG-9, HIER-2).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    BoardStep, Deed, FutureTree, LinkChange, Planned, PlannedChange, PlannedFrom, PresentTree,
    StepConflict, StepProblem,
};
use domain::ids::{AccountId, BillUnitId, BoardStepId, DeferredActionId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::payers::{Moving, left_behind};
use super::plans::draft_begin;
use super::present::{Wanted, present_read};
use crate::actions::Until;
use crate::bill_units::payers_hand_over_draft;
use crate::error::Result;

/// A draft as far as its steps are made. Nothing is written.
pub(super) struct Draft {
    pub(super) tree: FutureTree,
    /// Who pays for the bill units that were handed over, against who does today.
    handed: BTreeMap<BillUnitId, PayerChange>,
    /// What was planned and cannot be done, and why.
    refused: HashMap<DeferredActionId, String>,
}

/// What a step changes.
pub(super) struct StepMade {
    pub(super) links: Vec<LinkChange>,
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
    Ok(Draft::after(conn, present, planned).await?.refused)
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
        Self::after(conn, present, &planned).await
    }

    /// The present after what is planned. What cannot be done by then, be it for its handover, changes
    /// neither the tree nor who pays: it will fail.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn after(
        conn: &mut PgConnection,
        present: PresentTree,
        planned: &[PlannedChange],
    ) -> Result<Self> {
        let mut draft = Self {
            tree: FutureTree::new(present),
            handed: BTreeMap::new(),
            refused: HashMap::new(),
        };
        for plan in planned {
            draft.tree.made_by(Some(plan.action));
            let problem = match &plan.what {
                Planned::One { deed, from } => {
                    let problem = draft.deed(conn, deed, *from).await?;
                    problem.map(|it| it.to_string())
                }
                Planned::All(steps) => draft.whole(conn, steps).await?.map(|it| it.to_string()),
            };
            draft.refused.extend(problem.map(|it| (plan.action, it)));
        }
        draft.tree.made_by(None);
        Ok(draft)
    }

    /// Does one thing; where that is refused nothing, and answers why.
    async fn deed(
        &mut self,
        conn: &mut PgConnection,
        deed: &Deed,
        from: Option<PlannedFrom>,
    ) -> Result<Option<StepProblem>> {
        let now = self.tree.parent(deed.account());
        let step = BoardStep {
            id: BoardStepId::from_uuid(Uuid::nil()),
            deed: deed.clone(),
            from: from.map_or(now, |from| from.parent),
        };
        Ok(self.step(conn, &step).await?.err())
    }

    /// Makes all steps; where one of them is stale none, and answers the first that is.
    async fn whole(
        &mut self,
        conn: &mut PgConnection,
        steps: &[BoardStep],
    ) -> Result<Option<StepConflict>> {
        let before = (self.tree.clone(), self.handed.clone());
        let conflict = self.fold(conn, steps).await?.conflicts.into_iter().next();
        if conflict.is_some() {
            (self.tree, self.handed) = before;
        }
        Ok(conflict)
    }

    /// Makes a step. One that cannot be made changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn step(
        &mut self,
        conn: &mut PgConnection,
        step: &BoardStep,
    ) -> Result<std::result::Result<StepMade, StepProblem>> {
        let Some(to) = step.deed.handover() else {
            let made = self.tree.step(step).map(|links| StepMade {
                links,
                payers: Vec::new(),
            });
            return Ok(made);
        };
        let before = self.tree.clone();
        let links = match self.tree.step(step) {
            Ok(links) => links,
            Err(problem) => return Ok(Err(problem)),
        };
        let handed = self.payer_changes();
        let moving = Moving {
            links: before.changes(),
            payers: handed.clone(),
            ..Moving::of(step.deed.account(), &links)
        };
        let paid = left_behind(conn, &moving).await?;
        let payers = match payers_hand_over_draft(conn, to, &paid, &handed).await? {
            Ok(payers) => payers,
            Err(refusal) => {
                self.tree = before;
                return Ok(Err(refusal.into()));
            }
        };
        for change in &payers {
            let known = (self.handed.entry(change.unit.id)).or_insert_with(|| change.clone());
            known.to.clone_from(&change.to);
        }
        Ok(Ok(StepMade { links, payers }))
    }

    /// Makes the steps. Those that are stale change nothing, so that one that is stale does not hide what
    /// follows from it.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn fold(
        &mut self,
        conn: &mut PgConnection,
        steps: &[BoardStep],
    ) -> Result<Folded> {
        let mut folded = Folded::default();
        for (number, step) in (1..).zip(steps) {
            match self.step(conn, step).await? {
                Err(problem) => folded.conflicts.push(StepConflict {
                    number,
                    step: step.id,
                    problem,
                }),
                Ok(made) if made.payers.is_empty() => {}
                Ok(made) => drop(folded.handed.insert(step.id, made.payers)),
            }
        }
        Ok(folded)
    }

    /// What all steps come to for who pays for whom.
    pub(super) fn payer_changes(&self) -> Vec<PayerChange> {
        let differs = |change: &&PayerChange| change.from != change.to;
        self.handed.values().filter(differs).cloned().collect()
    }
}
