//! The list of accounts that get another place by a move, page by page, each followed by those below it
//! (ORG-3).

use std::collections::HashSet;

use domain::access::{Action, Actor};
use domain::accounts::{AccountStatus, OrganizationType};
use domain::hierarchy::{MoveForm, MoveRequest, MovingPage, MovingRow, MovingSide, TreePlace};
use domain::ids::AccountId;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::facts::{Plan, Situation, refused};
use super::nodes::account_ref;
use super::paths::paths_in;
use super::plans::{CHILDREN_BEHIND, Future};
use super::preview::picture;
use super::write::stale;
use crate::Store;
use crate::error::{Result, StoreError};

/// The most accounts on a page.
pub const MOVING_LIMIT: u16 = 500;

/// Some of the accounts that a move takes along, or that go to the old parent by it, in the order of the tree,
/// behind the account `after` (from the first where none). Where a whole subtree moves this costs the same
/// however many they are; the other forms are about the children of one account, and ask for all of these.
///
/// # Errors
/// When the actor may not see organizations; the refusal of the rule (ORG-5); when `after` is not
/// among the accounts any more; when the database fails.
pub async fn moving_accounts(
    store: &Store,
    actor: &Actor,
    (request, side): (&MoveRequest, MovingSide),
    after: Option<AccountId>,
    limit: u16,
) -> Result<MovingPage> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let situation = Situation::read_with(&mut tx, request, after, None).await?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let listed = Listed::of(request, side, &plan);
    let limit = usize::from(limit.clamp(1, MOVING_LIMIT));
    page_read(&mut tx, &situation.future, &listed, after, limit).await
}

/// Which accounts are listed.
#[derive(Debug)]
pub(super) struct Listed {
    top: AccountId,
    side: MovingSide,
    is_alone: bool,
    moves_itself: bool,
    /// Those that get another parent.
    changing: HashSet<AccountId>,
}

impl Listed {
    /// Those on this side of a move that may be done.
    pub(super) fn of(request: &MoveRequest, side: MovingSide, plan: &Plan) -> Self {
        Self {
            top: request.account,
            side,
            is_alone: request.form == MoveForm::AloneChildrenToOldParent,
            moves_itself: !matches!(request.form, MoveForm::OnlyChildren { .. }),
            changing: plan.changes.iter().map(|change| change.child).collect(),
        }
    }

    /// Whether any children of the account that the move names are listed.
    const fn lists_children(&self) -> bool {
        match self.side {
            MovingSide::Along => !self.is_alone,
            MovingSide::ToOldParent => self.moves_itself,
        }
    }

    /// Whether this one of them is: some only may come along, and the others then go to the old parent.
    fn is_listed(&self, child: AccountId) -> bool {
        let changes = self.changing.contains(&child);
        match self.side {
            MovingSide::Along => changes != self.moves_itself,
            MovingSide::ToOldParent => changes && self.moves_itself,
        }
    }
}

/// A page of them, in a future that was read with `after` in this transaction.
///
/// # Errors
/// When `after` is not among the accounts any more; when the database fails.
pub(super) async fn page_read(
    conn: &mut PgConnection,
    future: &Future,
    listed: &Listed,
    after: Option<AccountId>,
    limit: usize,
) -> Result<MovingPage> {
    let mut walk = Walk {
        conn,
        future,
        listed,
        frames: Vec::new(),
        rows: Vec::new(),
    };
    walk.begin(after).await?;
    while walk.rows.len() <= limit && walk.step(limit + 1).await? {}
    let has_more = walk.rows.len() > limit;
    walk.rows.truncate(limit);
    Ok(MovingPage {
        rows: walk.rows,
        has_more,
    })
}

/// A parent whose children are being listed.
struct Frame {
    parent: AccountId,
    /// The place of the child that was listed last.
    place: TreePlace,
    /// Children that were read and not listed yet, the next one last.
    read: Vec<(MovingRow, TreePlace)>,
    is_exhausted: bool,
}

impl Frame {
    const fn new(parent: AccountId, place: TreePlace) -> Self {
        Self {
            parent,
            place,
            read: Vec::new(),
            is_exhausted: false,
        }
    }
}

/// A walk through the tree, each account before those below it.
struct Walk<'a> {
    conn: &'a mut PgConnection,
    future: &'a Future,
    listed: &'a Listed,
    frames: Vec<Frame>,
    rows: Vec<MovingRow>,
}

const START: TreePlace = TreePlace {
    name: String::new(),
    number: 0,
};

impl Walk<'_> {
    /// Stands behind the account `after`.
    async fn begin(&mut self, after: Option<AccountId>) -> Result<()> {
        let Some(after) = after else {
            if self.listed.moves_itself && self.listed.side == MovingSide::Along {
                let row = node_read(self.conn, self.listed.top).await?;
                self.rows.push(moving_row(self.future, &row, 0)?);
            }
            if self.listed.lists_children() {
                self.frames.push(Frame::new(self.listed.top, START));
            }
            return Ok(());
        };
        let [path] = paths_in(self.conn, self.future, [after]).await?;
        let gone = || match path.first() {
            Some(node) => stale(&format!(
                "{} ({}), behind which the list goes on, is not among the accounts that move any more.",
                node.account.name, node.account.number
            )),
            None => stale("The account behind which the list goes on is unknown."),
        };
        let height = path
            .iter()
            .position(|node| node.account.id == self.listed.top);
        let way = path.get(..height.ok_or_else(gone)?).unwrap_or_default();
        let mut parent = self.listed.top;
        for node in way.iter().rev() {
            self.frames.push(Frame::new(parent, node.place.clone()));
            parent = node.account.id;
        }
        if self.listed.lists_children() {
            self.frames.push(Frame::new(after, START));
        }
        Ok(())
    }

    /// Lists the next account, or leaves a parent whose children are all listed; false at the end.
    async fn step(&mut self, want: usize) -> Result<bool> {
        let level = i64::try_from(self.frames.len()).unwrap_or(i64::MAX);
        let Some(frame) = self.frames.last_mut() else {
            return Ok(false);
        };
        if frame.read.is_empty() && !frame.is_exhausted {
            let want = want.saturating_sub(self.rows.len()).max(20);
            let rows =
                children_read(self.conn, self.future, frame.parent, &frame.place, want).await?;
            frame.is_exhausted = rows.len() < want;
            for row in rows.iter().rev() {
                let place = TreePlace {
                    name: row.try_get("sort_name")?,
                    number: row.try_get("number")?,
                };
                frame
                    .read
                    .push((moving_row(self.future, row, level)?, place));
            }
        }
        let Some((row, place)) = frame.read.pop() else {
            self.frames.pop();
            return Ok(true);
        };
        frame.place = place;
        if level > 1 || self.listed.is_listed(row.account.id) {
            if row.accounts_below > 0 {
                self.frames.push(Frame::new(row.account.id, START));
            }
            self.rows.push(row);
        }
        Ok(true)
    }
}

async fn children_read(
    conn: &mut PgConnection,
    future: &Future,
    parent: AccountId,
    after: &TreePlace,
    limit: usize,
) -> Result<Vec<PgRow>> {
    let statement = format!(
        "SELECT a.id, a.number, a.name, a.status, a.organization_type, c.name AS sort_name,
                coalesce(o.accounts_below, 0) AS accounts_below
         FROM (SELECT * FROM ({CHILDREN_BEHIND}) AS children (child_id, name, number)
               ORDER BY name, number LIMIT $4) AS c
         JOIN account a ON a.id = c.child_id
         LEFT JOIN organization_total o ON o.account_id = a.id
         ORDER BY c.name, c.number"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(parent.uuid())
        .bind(&after.name)
        .bind(after.number)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .bind(future.left(parent))
        .bind(future.arrived(parent))
        .fetch_all(conn)
        .await?;
    Ok(rows)
}

async fn node_read(conn: &mut PgConnection, account: AccountId) -> Result<PgRow> {
    let row = sqlx::query(
        "SELECT a.id, a.number, a.name, a.status, a.organization_type,
                coalesce(o.accounts_below, 0) AS accounts_below
         FROM account a LEFT JOIN organization_total o ON o.account_id = a.id WHERE a.id = $1",
    )
    .bind(account.uuid())
    .fetch_one(conn)
    .await?;
    Ok(row)
}

fn moving_row(future: &Future, row: &PgRow, level: i64) -> Result<MovingRow> {
    let unreadable = |what: String| StoreError::unreadable("account", what);
    let status: &str = row.try_get("status")?;
    let organization_type: Option<&str> = row.try_get("organization_type")?;
    let organization_type = organization_type.map(|code| {
        OrganizationType::from_code(code)
            .ok_or_else(|| unreadable(format!("organization type {code}")))
    });
    let account = account_ref(row)?;
    let below: i64 = row.try_get("accounts_below")?;
    Ok(MovingRow {
        accounts_below: below + future.accounts(account.id),
        account,
        status: AccountStatus::from_code(status)
            .ok_or_else(|| unreadable(format!("status {status}")))?,
        organization_type: organization_type.transpose()?,
        level,
    })
}
