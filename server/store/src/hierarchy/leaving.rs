//! What is true of a removal at one moment, for the rule that decides and for what is asked before (ORG-4).

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::accounts::AccountRef;
use domain::actions::DeferredAction;
use domain::hierarchy::{
    Deed, Effective, Fingerprint, HandoverTo, LinkChange, MoveRefusal, Named, PayerCrossings,
    RemovalPreview, RemovalRequest, removal_decide,
};
use domain::ids::{AccountId, DeferredActionId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::breaking::{Looked, scheduled_read};
use super::facts::{fingerprint_of, future_read, refused};
use super::meanwhile::{Seen, meanwhile, ways_of};
use super::nodes::account_ref;
use super::paths::{Node, nodes_read, paths_in};
use super::payers::{Moving, crossings_read};
use super::plans::{Future, PayersPlanned};
use crate::error::Result;
use crate::installation::business_moment;

/// The most children that a preview names; all are counted.
const CHILDREN_NAMED: i64 = 10;

/// Everything that a removal is decided by, read at one moment: as it is, or as it will be on its day by what
/// is planned until then.
pub(super) struct Leaving {
    effective: Effective,
    /// The account first, the root last.
    path: Vec<Node>,
    node: Node,
    /// The first of its children in their order.
    children: Vec<AccountRef>,
    future: Future,
    /// Whose payers what is planned changes of the account.
    payers_planned: PayersPlanned,
}

impl Leaving {
    /// Reads it, without an action that is planned. The caller's transaction says of which moment.
    ///
    /// # Errors
    /// At the field `account` where there is no such account; at the field `effective` when the day cannot be
    /// chosen; when the database fails.
    pub(super) async fn read(
        conn: &mut PgConnection,
        account: AccountId,
        effective: Effective,
        except: Option<DeferredActionId>,
    ) -> Result<Self> {
        let named = [account];
        let future = future_read(conn, (effective, except), &named, &named).await?;
        let [path] = paths_in(conn, &future, named).await?;
        let unknown = || refused(&MoveRefusal::UnknownAccount(Named::Id(account)));
        let node = path.first().cloned().ok_or_else(unknown)?;
        let children = match (node.children, future.is_present()) {
            (0, _) => Vec::new(),
            (_, true) => children_first(conn, account).await?,
            (_, false) => children_first_in(conn, &future, account).await?,
        };
        Ok(Self {
            effective,
            path,
            node,
            children,
            payers_planned: future.payers_reaching(conn, account).await?,
            future,
        })
    }

    /// The account.
    pub(super) const fn account(&self) -> &AccountRef {
        &self.node.account
    }

    /// Its parent, where it has one.
    pub(super) fn from(&self) -> Option<&AccountRef> {
        self.path.get(1).map(|parent| &parent.account)
    }

    /// The accounts from the root down to this one.
    pub(super) fn path(&self) -> Vec<AccountRef> {
        let path = self.path.iter().rev();
        path.map(|node| node.account.clone()).collect()
    }

    /// What goes, in the tree of its day.
    pub(super) fn moving(&self) -> Moving {
        Moving::one(self.account().id).after(&self.future)
    }

    /// Decides by the one rule.
    ///
    /// # Errors
    /// The refusal of the rule.
    pub(super) fn decide(&self) -> Result<LinkChange> {
        let first = self.children.first().cloned();
        removal_decide(
            self.account(),
            self.from().map(|parent| parent.id),
            first.map(|first| (first, self.node.children)),
        )
        .map_err(|refusal| refused(&refusal))
    }

    /// Stands for all that is relevant: where the account stands, its status, by its version what changed at
    /// it, who pays among that, and what is planned for it until its day (decision 19).
    pub(super) fn fingerprint(&self) -> Result<Fingerprint> {
        let ids: Vec<AccountId> = self.path.iter().map(|node| node.account.id).collect();
        let node = (self.node.version, &self.node.status);
        let planned = self.future.changes_reaching(self.node.account.id);
        let payers = &self.payers_planned;
        fingerprint_of(&("removal", self.effective, ids, node, planned, payers))
    }

    /// What is to be known before; of what is scheduled without the action that removes it.
    pub(super) async fn preview(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
        action: Option<DeferredActionId>,
    ) -> Result<RemovalPreview> {
        let payers = match self.node.children {
            0 => crossings_read(conn, &self.moving()).await?,
            _ => PayerCrossings::default(),
        };
        let (scheduled, more_scheduled) = match (self.node.children, self.from()) {
            (0, Some(_)) => self.scheduled_read(conn, actor, action).await?,
            _ => (Vec::new(), 0),
        };
        let (_, stamp) = business_moment(conn).await?;
        Ok(RemovalPreview {
            account: self.account().clone(),
            effective: self.effective,
            from: self.from().cloned(),
            children: self.children.clone(),
            children_count: self.node.children,
            payers,
            scheduled,
            more_scheduled,
            fingerprint: self.fingerprint()?,
            stamp,
        })
    }

    /// What is scheduled that touches the account, and what the removal breaks of it.
    async fn scheduled_read(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
        action: Option<DeferredActionId>,
    ) -> Result<(Vec<DeferredAction>, i64)> {
        let account = self.account().id;
        let looked = Looked {
            deed: &Deed::Remove {
                account,
                handover: None,
            },
            effective: self.effective,
            action,
        };
        let touching = self.future.touching(account);
        let which = ([account.uuid()], touching);
        scheduled_read(conn, actor, &looked, (&which.0, &which.1)).await
    }

    /// Who changed what since a preview that does not hold any more, in words.
    pub(super) async fn meanwhile(
        &self,
        conn: &mut PgConnection,
        request: &RemovalRequest,
    ) -> Result<Option<String>> {
        meanwhile(conn, &self.seen(request.seen_at, request.handover)).await
    }

    /// What a preview of that moment stands for, with this handover.
    pub(super) fn seen(&self, at: Option<DateTime<Utc>>, handover: Option<HandoverTo>) -> Seen {
        Seen {
            at,
            accounts: vec![self.account().id],
            ways: ways_of([&self.path, &[]]),
            effective: self.effective,
            payers: handover.into_iter().collect(),
        }
    }
}

/// The first children of today in their order.
async fn children_first(conn: &mut PgConnection, parent: AccountId) -> Result<Vec<AccountRef>> {
    let rows = sqlx::query(
        "SELECT a.id, a.number, a.name FROM organization_child c JOIN account a ON a.id = c.child_id
         WHERE c.parent_id = $1 ORDER BY c.name, c.number LIMIT $2",
    )
    .bind(parent.uuid())
    .bind(CHILDREN_NAMED)
    .fetch_all(conn)
    .await?;
    rows.iter().map(account_ref).collect()
}

/// The same in the tree of a day to come.
async fn children_first_in(
    conn: &mut PgConnection,
    future: &Future,
    parent: AccountId,
) -> Result<Vec<AccountRef>> {
    let ids: Vec<Uuid> = (future.children(parent).into_iter())
        .map(AccountId::uuid)
        .collect();
    let mut nodes = nodes_read(conn, future, &ids).await?;
    nodes.sort_unstable_by(|a, b| a.place.cmp(&b.place));
    let named = usize::try_from(CHILDREN_NAMED).unwrap_or(usize::MAX);
    let names = nodes.into_iter().take(named);
    Ok(names.map(|node| node.account).collect())
}
