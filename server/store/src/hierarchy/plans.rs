//! What is planned until a day to come, or in a draft: the tree after it as a difference to the present
//! (ORG-8, ORG-9, decision 2). Costs by what is planned, how deep it stands and, where a plan is about the
//! children of an account, how many children that has; never by what is below them.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::accounts::AccountRef;
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    Amounts, BoardStep, FutureTree, PlannedChange, PresentTree, StepConflict, TreePlace, TreeRow,
    Weight, overlay,
};
use domain::ids::{AccountId, BillUnitId, DeferredActionId};
use domain::money::Money;
use sqlx::PgConnection;
use uuid::Uuid;

use super::draft::Draft;
use super::nodes::currency_read;
use super::paths::Node;
use super::present::{Wanted, present_read};
use crate::actions::{Until, changes_planned};
use crate::error::Result;

/// Children of the parent `$1` behind the place (`$2`, `$3`), at most `$4` of those that are there
/// today: without those that will have left (`$5`), with those that will have come (`$6`).
pub(super) const CHILDREN_BEHIND: &str = "
    (SELECT child_id, name, number FROM organization_child
     WHERE parent_id = $1 AND (name, number) > ($2, $3) AND child_id <> ALL($5::uuid[])
     ORDER BY name, number LIMIT $4)
    UNION ALL
    SELECT a.id, coalesce(s.name, organization_order_name(a.name)) COLLATE \"C\", a.number
    FROM unnest($6::uuid[]) AS come (id) JOIN account a USING (id)
    LEFT JOIN organization_child s ON s.child_id = a.id
    WHERE (coalesce(s.name, organization_order_name(a.name)) COLLATE \"C\", a.number) > ($2, $3)";

/// How many children stand before a place: of the present, without those that `left`, with those that have
/// `arrived`. Costs by how many there are.
pub(super) async fn children_before(
    conn: &mut PgConnection,
    parent: AccountId,
    place: &TreePlace,
    left: Vec<Uuid>,
    arrived: Vec<Uuid>,
) -> Result<i64> {
    let statement = "
        SELECT (SELECT count(*) FROM organization_child
                WHERE parent_id = $1 AND (name, number) < ($2, $3) AND child_id <> ALL($4::uuid[]))
             + (SELECT count(*)
                FROM unnest($5::uuid[]) AS come (id) JOIN account a USING (id)
                LEFT JOIN organization_child s ON s.child_id = a.id
                WHERE (coalesce(s.name, organization_order_name(a.name)) COLLATE \"C\", a.number)
                      < ($2, $3))";
    Ok(sqlx::query_scalar(statement)
        .bind(parent.uuid())
        .bind(&place.name)
        .bind(place.number)
        .bind(left)
        .bind(arrived)
        .fetch_one(conn)
        .await?)
}

/// Which bill unit gets which payer; none: it pays for itself.
pub(super) type PayersPlanned = Vec<(BillUnitId, Option<BillUnitId>)>;

/// Those of these changes of payers of which a side stands at or below what moves, today or by what is planned. Costs
/// by how many there are and how deep they stand.
///
/// # Errors
/// When the database fails.
pub(super) async fn payers_reaching(
    conn: &mut PgConnection,
    changes: &[PayerChange],
    planned: &FutureTree,
    moving: &HashSet<AccountId>,
) -> Result<PayersPlanned> {
    let sides = |change: &PayerChange| {
        let payers = [&change.from, &change.to].into_iter().flatten();
        let units = std::iter::once(&change.unit).chain(payers);
        let accounts: Vec<AccountId> = units.map(|unit| unit.account.id).collect();
        accounts
    };
    let named: HashSet<AccountId> = changes.iter().flat_map(sides).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let arrives = |child: &AccountId| planned.path(*child).iter().any(|at| moving.contains(at));
    let placed = planned
        .link_changes()
        .into_iter()
        .map(|change| change.child);
    let reached: Vec<Uuid> = (placed.filter(arrives))
        .chain(moving.iter().copied())
        .map(AccountId::uuid)
        .collect();
    let near: Vec<Uuid> = sqlx::query_scalar(
        "WITH RECURSIVE up (start, id) AS (
             SELECT named.id, named.id FROM unnest($1::uuid[]) AS named (id)
             UNION
             SELECT up.start, l.parent_id FROM up
             JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
         )
         SELECT DISTINCT start FROM up WHERE id = ANY($2)",
    )
    .bind(named.into_iter().map(AccountId::uuid).collect::<Vec<_>>())
    .bind(reached)
    .fetch_all(conn)
    .await?;
    let near: HashSet<AccountId> = near.into_iter().map(AccountId::from_uuid).collect();
    let reaching =
        (changes.iter()).filter(|change| sides(change).iter().any(|at| near.contains(at)));
    let ids = |change: &PayerChange| (change.unit.id, change.to.as_ref().map(|to| to.id));
    Ok(reaching.map(ids).collect())
}

/// The tree of a day to come; as made by default it is the present.
#[derive(Debug, Default)]
pub(super) struct Future {
    tree: FutureTree,
    /// What the plans make of the totals of every account that they reach.
    differences: HashMap<AccountId, Weight>,
    /// Whose payers the plans change.
    payers: Vec<PayerChange>,
    /// Whether it is a draft over the present, whose amounts are those of today.
    is_of_today: bool,
}

impl Future {
    /// Reads what is planned until the end of a day, with all that is above these accounts.
    pub(super) async fn read(
        conn: &mut PgConnection,
        until: impl Into<Until>,
        accounts: &[AccountId],
        parents: &[AccountId],
    ) -> Result<Self> {
        let until = until.into();
        let planned = changes_planned(conn, until).await?;
        if planned.is_empty() {
            return Ok(Self::default());
        }
        let mut wanted = Wanted::new(accounts, parents);
        wanted.plans(&planned);
        let present = present_read(conn, &wanted).await?;
        let draft = Draft::after(conn, present, &planned, &[]).await?;
        Self::of(conn, draft).await
    }

    /// The tree after the steps of a draft, as far as they can be made, with those that are stale:
    /// over the present, or over the tree of a day to come.
    pub(super) async fn after_steps(
        conn: &mut PgConnection,
        steps: &[BoardStep],
        until: Option<Until>,
        accounts: &[AccountId],
    ) -> Result<(Self, Vec<StepConflict>)> {
        let mut draft = Draft::begin(conn, steps, until, accounts).await?;
        let conflicts = draft.fold(steps).conflicts;
        let mut future = Self::of(conn, draft).await?;
        future.is_of_today = until.is_none();
        Ok((future, conflicts))
    }

    async fn of(conn: &mut PgConnection, draft: Draft) -> Result<Self> {
        Ok(Self {
            differences: differences_read(conn, &draft.tree).await?,
            payers: draft.payer_changes(),
            tree: draft.tree,
            is_of_today: false,
        })
    }

    /// Whether it is as today.
    pub(super) fn is_present(&self) -> bool {
        self.tree.is_present()
    }

    /// Which bill units get which payers by what is planned, as far as that reaches what moves: for a fingerprint.
    pub(super) async fn payers_reaching(
        &self,
        conn: &mut PgConnection,
        moving: AccountId,
    ) -> Result<PayersPlanned> {
        payers_reaching(conn, &self.payers, &self.tree, &HashSet::from([moving])).await
    }

    /// Whose payers will have changed by then, by what is planned.
    pub(super) fn payers(&self) -> &[PayerChange] {
        &self.payers
    }

    /// The account with all accounts that will be above it, itself first. It was named when this was
    /// read.
    pub(super) fn path(&self, account: AccountId) -> Vec<AccountId> {
        self.tree.path(account)
    }

    /// An account that was named when this was read, or is above one that was.
    pub(super) fn account(&self, account: AccountId) -> Option<&AccountRef> {
        self.tree.node(account).map(|node| &node.account)
    }

    /// The children that an account will have. It was named as a parent when this was read.
    pub(super) fn children(&self, account: AccountId) -> Vec<AccountId> {
        self.tree.children(account)
    }

    /// Which children of today an account will no longer have.
    pub(super) fn left(&self, account: AccountId) -> Vec<Uuid> {
        uuids(self.tree.left(account))
    }

    /// Which children an account will have that it has not today.
    pub(super) fn arrived(&self, account: AccountId) -> Vec<Uuid> {
        uuids(self.tree.arrived(account))
    }

    /// The plans that take something from at or below an account, or bring something there.
    pub(super) fn touching(&self, account: AccountId) -> Vec<DeferredActionId> {
        self.tree.touching(account)
    }

    /// What the plans make of the links that decide what is at and below an account, by the child.
    pub(super) fn changes_reaching(
        &self,
        account: AccountId,
    ) -> Vec<(AccountId, Option<AccountId>)> {
        self.tree.changes_reaching(&HashSet::from([account]))
    }

    /// What the plans make of the totals of every account that they reach.
    pub(super) const fn differences(&self) -> &HashMap<AccountId, Weight> {
        &self.differences
    }

    /// By how many accounts what is below an account will differ.
    pub(super) fn accounts(&self, account: AccountId) -> i64 {
        self.differences
            .get(&account)
            .map_or(0, |weight| weight.accounts)
    }

    /// By what the amounts of an account and all below it will differ, by the code of the currency.
    fn amounts(&self, account: AccountId) -> Vec<(&'static str, Amounts)> {
        let weight = self.differences.get(&account);
        let amounts = weight.into_iter().flat_map(|weight| &weight.amounts);
        amounts.map(|(code, amounts)| (*code, *amounts)).collect()
    }

    fn children_difference(&self, account: AccountId) -> i64 {
        let count = |children: Vec<AccountId>| i64::try_from(children.len()).unwrap_or(i64::MAX);
        count(self.tree.arrived(account)) - count(self.tree.left(account))
    }

    /// Makes of an account as it is today what it will be.
    pub(super) fn node_adjust(&self, node: &mut Node) {
        node.children += self.children_difference(node.account.id);
        node.accounts_below += self.accounts(node.account.id);
    }

    /// The same for a row of the tree. Money is shown for today only: in a draft as it would be today.
    pub(super) fn row_adjust(&self, row: &mut TreeRow) -> Result<()> {
        row.children += self.children_difference(row.account.id);
        row.accounts_below += self.accounts(row.account.id);
        row.due_within = match row.due_within.take() {
            Some(due) if self.is_of_today => Some(self.due_adjusted(row.account.id, &due)?),
            _ => None,
        };
        Ok(())
    }

    /// What an account and all below it will owe, who owe this today.
    fn due_adjusted(&self, account: AccountId, due: &[Money]) -> Result<Vec<Money>> {
        let today = due.iter().map(|money| (money.currency.code(), money.minor));
        let mut sums: BTreeMap<&'static str, i64> = today.collect();
        for (code, amounts) in self.amounts(account) {
            *sums.entry(code).or_default() += amounts.due;
        }
        let sums = sums.into_iter().filter(|(_, minor)| *minor != 0);
        let mut adjusted = sums
            .map(|(code, minor)| {
                let currency = currency_read(code)?;
                Ok(Money { minor, currency })
            })
            .collect::<Result<Vec<_>>>()?;
        if adjusted.is_empty() {
            let zero = due.first().map(|money| Money::zero(money.currency));
            adjusted.extend(zero);
        }
        Ok(adjusted)
    }

    /// What becomes of today's links: each account that gets another parent, or none.
    pub(super) fn link_changes(&self) -> Vec<(AccountId, Option<AccountId>)> {
        self.tree.changes()
    }
}

fn uuids(ids: Vec<AccountId>) -> Vec<Uuid> {
    ids.into_iter().map(AccountId::uuid).collect()
}

/// What the steps of a draft begin with: the present, and what is planned until a day to come.
pub(super) async fn draft_begin(
    conn: &mut PgConnection,
    steps: &[BoardStep],
    until: Option<Until>,
    accounts: &[AccountId],
) -> Result<(PresentTree, Vec<PlannedChange>)> {
    let planned = match until {
        Some(until) => changes_planned(conn, until).await?,
        None => Vec::new(),
    };
    let mut wanted = Wanted::new(accounts, &[]);
    wanted.plans(&planned);
    wanted.steps(steps);
    Ok((present_read(conn, &wanted).await?, planned))
}

/// What the changes of a tree make of the totals of every account that they reach.
///
/// # Errors
/// When the database fails.
pub(super) async fn differences_read(
    conn: &mut PgConnection,
    tree: &FutureTree,
) -> Result<HashMap<AccountId, Weight>> {
    let changes = tree.changes();
    if changes.is_empty() {
        return Ok(HashMap::new());
    }
    let weights = weights_read(conn, &changes).await?;
    Ok(overlay(tree.present_parents(), &changes, |child| {
        weights.get(&child).cloned().unwrap_or_default()
    }))
}

/// What each account that changes its parent brings with it.
async fn weights_read(
    conn: &mut PgConnection,
    changes: &[(AccountId, Option<AccountId>)],
) -> Result<HashMap<AccountId, Weight>> {
    let ids: Vec<Uuid> = changes.iter().map(|(child, _)| child.uuid()).collect();
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "SELECT c.id, 1 + coalesce(o.accounts_below, 0) FROM unnest($1::uuid[]) AS c (id)
         LEFT JOIN organization_total o ON o.account_id = c.id",
    )
    .bind(&ids)
    .fetch_all(&mut *conn)
    .await?;
    let mut weights: HashMap<AccountId, Weight> = rows
        .into_iter()
        .map(|(id, accounts)| (AccountId::from_uuid(id), Weight::of_accounts(accounts)))
        .collect();
    let rows: Vec<(Uuid, String, i64, i64)> = sqlx::query_as(
        "SELECT account_id, currency::text, due_minor, credit_minor FROM organization_due
         WHERE account_id = ANY($1)",
    )
    .bind(&ids)
    .fetch_all(conn)
    .await?;
    for (id, code, due, credit) in rows {
        let currency = currency_read(&code)?;
        let weight = weights.entry(AccountId::from_uuid(id)).or_default();
        weight
            .amounts
            .insert(currency.code(), Amounts { due, credit });
    }
    Ok(weights)
}
