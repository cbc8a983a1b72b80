//! What is true of a move at one moment, for the rule that decides and for the preview (ORG-3).

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::accounts::AccountRef;
use domain::actions::due_day;
use domain::fields::FieldProblem;
use domain::hierarchy::{
    ClosedAbove, Effective, Fingerprint, LinkChange, MoveFacts, MoveForm, MoveNode, MoveRefusal,
    MoveRequest, Named, Weight, move_decide, overlay,
};
use domain::ids::{AccountId, DeferredActionId};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::children::{Child, children_asked, children_in, strangers_read};
use super::paths::{Node, paths_in};
use super::plans::{Future, PayersPlanned};
use crate::actions::Until;
use crate::error::{Result, StoreError};
use crate::operations::invalid;

/// Everything that a move is decided by, read at one moment: as it is, or as it will be on the day of
/// the move by what is planned until then.
#[derive(Debug)]
pub(super) struct Situation {
    /// The account first, the root last; empty where it is unknown.
    pub(super) account_path: Vec<Node>,
    /// The new parent first, the root last; empty where it is unknown.
    pub(super) to_path: Vec<Node>,
    /// The account's children in their order; only for forms that ask about them, and of many only those that
    /// they ask about.
    pub(super) children: Vec<Child>,
    /// Accounts that the form names as children and that are none.
    strangers: Vec<AccountRef>,
    /// The account and the new parent as they were asked for.
    asked: (AccountId, AccountId),
    /// What is planned until the day of the move.
    pub(super) future: Future,
    /// Whose payers that changes of what moves.
    payers_planned: PayersPlanned,
}

/// A move that may be done, with what it comes to.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) account: AccountRef,
    pub(super) from: Option<AccountRef>,
    pub(super) to: AccountRef,
    pub(super) changes: Vec<LinkChange>,
    /// Accounts that come under the new parent, on all levels.
    pub(super) moving: i64,
    /// Accounts that go to the old parent, on all levels.
    pub(super) to_old_parent: i64,
    pub(super) children_moving: i64,
    pub(super) children_to_old_parent: i64,
}

impl Situation {
    /// Reads it, of the day that the request names. The caller's transaction says of which moment.
    pub(super) async fn read(conn: &mut PgConnection, request: &MoveRequest) -> Result<Self> {
        Self::read_with(conn, request, None, None).await
    }

    /// The same with all that will be above another account, and without an action that is planned.
    pub(super) async fn read_with(
        conn: &mut PgConnection,
        request: &MoveRequest,
        also: Option<AccountId>,
        except: Option<DeferredActionId>,
    ) -> Result<Self> {
        let asks_children = request.form != MoveForm::WholeSubtree;
        let named: Vec<AccountId> = [request.account, request.to]
            .into_iter()
            .chain(also)
            .collect();
        let parents = if asks_children { &named[..1] } else { &[] };
        let future = future_read(conn, (request.effective, except), &named, parents).await?;
        let children = match (asks_children, future.is_present()) {
            (false, _) => Vec::new(),
            (true, true) => children_asked(conn, request).await?,
            (true, false) => children_in(conn, &future, request.account).await?,
        };
        let strangers = strangers_read(conn, &request.form, &children).await?;
        let [account_path, to_path] =
            paths_in(conn, &future, [request.account, request.to]).await?;
        Ok(Self {
            account_path,
            to_path,
            children,
            strangers,
            asked: (request.account, request.to),
            payers_planned: future.payers_reaching(conn, request.account).await?,
            future,
        })
    }

    /// Decides by the one rule, and counts what it comes to.
    ///
    /// # Errors
    /// The refusal of the rule.
    pub(super) fn plan(&self, form: &MoveForm) -> std::result::Result<Plan, MoveRefusal> {
        let as_node = |node: &Node| MoveNode {
            account: node.account.clone(),
            is_closed: is_closed(node),
        };
        let account = (self.account_path.first())
            .ok_or(MoveRefusal::UnknownAccount(Named::Id(self.asked.0)))?;
        let to = self.to_path.first();
        let to = to.ok_or_else(|| MoveRefusal::UnknownParent {
            account: account.account.clone(),
            to: Named::Id(self.asked.1),
        })?;
        let facts = MoveFacts {
            account: as_node(account),
            old_parent: self.account_path.get(1).map(as_node),
            to: as_node(to),
            above_to: (self.to_path.iter().skip(1))
                .map(|node| node.account.clone())
                .collect(),
            children: self.children.iter().map(|child| child.id).collect(),
            strangers: self.strangers.clone(),
        };
        let changes = move_decide(form, &facts)?;
        let weights = self.weights();
        let own = account.account.id;
        let count = |changes: &mut dyn Iterator<Item = &LinkChange>| {
            changes.fold((0, 0), |(links, accounts), change| {
                let weight = weights.get(&change.child).copied().unwrap_or(1);
                (links + 1, accounts + weight)
            })
        };
        let moves_itself = changes.iter().any(|change| change.child == own);
        let children = &mut changes.iter().filter(|change| change.child != own);
        let (changed, accounts) = count(children);
        let (children_moving, children_to_old_parent, moving, to_old_parent) = match moves_itself {
            false => (changed, 0, accounts, 0),
            true => (
                account.children - changed,
                changed,
                account.accounts_below + 1 - accounts,
                accounts,
            ),
        };
        Ok(Plan {
            account: account.account.clone(),
            from: self.account_path.get(1).map(|node| node.account.clone()),
            to: to.account.clone(),
            changes,
            moving,
            to_old_parent,
            children_moving,
            children_to_old_parent,
        })
    }

    /// Stands for all of it that is relevant (decision 19). Versions stand for what is below the
    /// account, however much that is.
    pub(super) fn fingerprint(&self, request: &MoveRequest) -> Result<Fingerprint> {
        let ids =
            |path: &[Node]| -> Vec<AccountId> { path.iter().map(|node| node.account.id).collect() };
        let status = |node: Option<&Node>| node.map(|node| node.status.clone());
        fingerprint_of(&(
            request,
            ids(&self.account_path),
            ids(&self.to_path),
            self.account_path.first().map(|node| node.version),
            status(self.account_path.first()),
            status(self.account_path.get(1)),
            status(self.to_path.first()),
            ids_closed(&self.to_path),
            self.future.changes_reaching(request.account),
            &self.payers_planned,
        ))
    }

    /// The closed accounts above the new parent as it stands after the move, the nearest first.
    pub(super) fn closed_above(&self, plan: &Plan) -> ClosedAbove {
        let paths = self.account_path.iter().chain(&self.to_path);
        let closed: HashSet<AccountId> = paths
            .filter(|node| is_closed(node))
            .map(|node| node.account.id)
            .collect();
        if closed.is_empty() {
            return ClosedAbove::default();
        }
        let path = self.path_after(plan.to.id, &plan.changes);
        let above = path.into_iter().rev().skip(1);
        ClosedAbove::of(above.filter(|account| closed.contains(&account.id)))
    }

    /// How many accounts each that may move brings with it, itself included.
    fn weights(&self) -> HashMap<AccountId, i64> {
        let children = self.children.iter();
        children
            .map(|child| (child.id, child.accounts_below + 1))
            .chain(
                self.account_path
                    .first()
                    .map(|node| (node.account.id, node.accounts_below + 1)),
            )
            .collect()
    }

    /// The parents of everything that is named.
    fn parents(&self) -> HashMap<AccountId, AccountId> {
        let mut parents = HashMap::new();
        for path in [&self.account_path, &self.to_path] {
            for (node, parent) in path.iter().zip(path.iter().skip(1)) {
                parents.insert(node.account.id, parent.account.id);
            }
        }
        if let Some(account) = self.account_path.first() {
            parents.extend(
                self.children
                    .iter()
                    .map(|child| (child.id, account.account.id)),
            );
        }
        parents
    }

    /// What the changes make of the totals of every account that they reach.
    pub(super) fn differences(&self, changes: &[LinkChange]) -> HashMap<AccountId, Weight> {
        let weights = self.weights();
        let changes: Vec<_> = changes
            .iter()
            .map(|change| (change.child, change.to))
            .collect();
        overlay(&self.parents(), &changes, |child| {
            Weight::of_accounts(weights.get(&child).copied().unwrap_or(1))
        })
    }

    /// The accounts from the root down to this one, as they are after the changes; only accounts
    /// that are on one of the paths are known.
    pub(super) fn path_after(&self, account: AccountId, changes: &[LinkChange]) -> Vec<AccountRef> {
        let nodes = self.account_path.iter().chain(&self.to_path);
        let names: HashMap<AccountId, &AccountRef> =
            nodes.map(|node| (node.account.id, &node.account)).collect();
        let mut parents = self.parents();
        for change in changes {
            match change.to {
                Some(to) => parents.insert(change.child, to),
                None => parents.remove(&change.child),
            };
        }
        let up = std::iter::successors(Some(account), |at| parents.get(at).copied());
        let mut path: Vec<AccountRef> = up
            .filter_map(|id| names.get(&id).map(|known| (*known).clone()))
            .collect();
        path.reverse();
        path
    }
}

fn is_closed(node: &Node) -> bool {
    node.status == "closed"
}

/// The closed accounts of a path.
fn ids_closed(path: &[Node]) -> Vec<AccountId> {
    let closed = path.iter().filter(|node| is_closed(node));
    closed.map(|node| node.account.id).collect()
}

/// What is planned until a change counts, one action excepted, with all that is above these accounts and the
/// children of these parents; nothing where it counts at once.
///
/// # Errors
/// At the field `effective` when the day cannot be chosen; when the database fails.
pub(super) async fn future_read(
    conn: &mut PgConnection,
    (effective, except): (Effective, Option<DeferredActionId>),
    accounts: &[AccountId],
    parents: &[AccountId],
) -> Result<Future> {
    let Effective::On { date } = effective else {
        return Ok(Future::default());
    };
    let day = due_day(date, today(conn).await?)
        .map_err(|refusal| invalid("effective", refusal.code(), refusal.to_string()))?;
    Future::read(conn, Until { day, except }, accounts, parents).await
}

/// Stands for all that is relevant of a change.
///
/// # Errors
/// When it cannot be written down.
pub(crate) fn fingerprint_of(relevant: &impl Serialize) -> Result<Fingerprint> {
    let relevant = serde_json::to_vec(relevant)
        .map_err(|error| StoreError::Internal(format!("no fingerprint: {error}")))?;
    let digest = Sha256::digest(&relevant);
    let hex = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    Ok(Fingerprint(hex.collect()))
}

/// A refusal of the rule at its field.
pub(super) fn refused(refusal: &MoveRefusal) -> StoreError {
    invalid(refusal.field(), refusal.code(), refusal.to_string())
}

/// Takes the one lock of all structure changes until the transaction ends (decision 18).
pub(crate) async fn structure_lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query("SELECT pg_advisory_xact_lock(7265, 1)")
        .execute(conn)
        .await?;
    Ok(())
}

/// Today's business date.
pub(super) async fn today(conn: &mut PgConnection) -> Result<NaiveDate> {
    crate::installation::business_date(conn).await
}
