//! The present, as far as plans and drafts ask about it (ORG-8, ORG-9).

use std::collections::BTreeSet;

use domain::hierarchy::{BoardStep, Deed, MoveForm, MoveNode, Planned, PlannedChange, PresentTree};
use domain::ids::AccountId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::nodes::account_ref;
use crate::error::Result;

/// What is to be known of the present.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Accounts, with all that is above each.
    accounts: BTreeSet<Uuid>,
    /// Accounts whose children are asked about.
    parents: BTreeSet<Uuid>,
    /// Accounts that are removed: a removal is refused by the name of a child.
    removed: BTreeSet<Uuid>,
    /// Accounts whose children go elsewhere, and where to; none: to the old parent, whoever that is by then.
    parting: Vec<(Uuid, Option<Uuid>)>,
    /// Children that a move names one by one: where one has left, the refusal names it.
    chosen: BTreeSet<Uuid>,
}

impl Wanted {
    pub(super) fn new(accounts: &[AccountId], parents: &[AccountId]) -> Self {
        Self {
            accounts: accounts.iter().map(|id| id.uuid()).collect(),
            parents: parents.iter().map(|id| id.uuid()).collect(),
            ..Self::default()
        }
    }

    pub(super) fn plans(&mut self, planned: &[PlannedChange]) {
        for plan in planned {
            match &plan.what {
                Planned::One { deed, from, alone } => {
                    self.deed(deed);
                    if *alone {
                        self.parents.insert(deed.account().uuid());
                    }
                    let from = from.and_then(|from| from.parent);
                    self.accounts.extend(from.map(AccountId::uuid));
                }
                Planned::All(steps) => self.steps(steps),
            }
        }
    }

    pub(super) fn steps(&mut self, steps: &[BoardStep]) {
        for step in steps {
            self.deed(&step.deed);
            self.accounts.extend(step.from.map(AccountId::uuid));
        }
    }

    fn deed(&mut self, deed: &Deed) {
        let account = deed.account().uuid();
        self.accounts.insert(account);
        self.accounts.extend(deed.to().map(AccountId::uuid));
        if deed.asks_children() {
            self.parents.insert(account);
        }
        match deed {
            Deed::Remove { .. } => drop(self.removed.insert(account)),
            Deed::Move { form, to, .. } => {
                self.chosen
                    .extend(form.named().iter().map(|child| child.uuid()));
                self.parting_add(account, *to, form);
            }
        }
    }

    fn parting_add(&mut self, account: Uuid, to: AccountId, form: &MoveForm) {
        match form {
            MoveForm::WholeSubtree => {}
            MoveForm::OnlyChildren { .. } => self.parting.push((account, Some(to.uuid()))),
            MoveForm::AloneChildrenToOldParent | MoveForm::WithSome { .. } => {
                self.parting.push((account, None));
            }
        }
    }

    /// The accounts whose children have to be named: those that are removed, and those whose children may
    /// stand under such a one by then.
    fn named(&self) -> Vec<Uuid> {
        let mut named = self.removed.clone();
        while !named.is_empty() {
            let before = named.len();
            for (account, to) in &self.parting {
                if to.is_none_or(|to| named.contains(&to)) {
                    named.insert(*account);
                }
            }
            if named.len() == before {
                break;
            }
        }
        named.into_iter().collect()
    }
}

/// The present, as far as it is asked about.
pub(super) async fn present_read(conn: &mut PgConnection, wanted: &Wanted) -> Result<PresentTree> {
    let mut tree = PresentTree::default();
    let rows = sqlx::query(
        "WITH RECURSIVE up (id) AS (
             SELECT unnest($1::uuid[])
             UNION
             SELECT l.parent_id FROM up
             JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
         )
         SELECT a.id, a.number, a.name, a.status = 'closed' AS is_closed, l.parent_id
         FROM up JOIN account a USING (id)
         LEFT JOIN organization_link l ON l.child_id = a.id AND l.superseded_at IS NULL
                                          AND upper_inf(l.valid)",
    )
    .bind(wanted.accounts.iter().copied().collect::<Vec<_>>())
    .fetch_all(&mut *conn)
    .await?;
    for row in &rows {
        let (id, node) = move_node(row)?;
        if let Some(parent) = row.try_get::<Option<Uuid>, _>("parent_id")? {
            tree.parents.insert(id, AccountId::from_uuid(parent));
        }
        tree.accounts.insert(id, node);
    }
    if !wanted.parents.is_empty() {
        children_take(conn, wanted, &mut tree).await?;
    }
    Ok(tree)
}

/// Adds the children that are asked about, in their order.
async fn children_take(
    conn: &mut PgConnection,
    wanted: &Wanted,
    tree: &mut PresentTree,
) -> Result<()> {
    let parents: Vec<Uuid> = wanted.parents.iter().copied().collect();
    for parent in &parents {
        let parent = AccountId::from_uuid(*parent);
        tree.children.insert(parent, Vec::new());
    }
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT parent_id, child_id FROM organization_child WHERE parent_id = ANY($1)
         ORDER BY parent_id, name, number",
    )
    .bind(&parents)
    .fetch_all(&mut *conn)
    .await?;
    for (parent, child) in rows {
        let (parent, child) = (AccountId::from_uuid(parent), AccountId::from_uuid(child));
        tree.parents.insert(child, parent);
        tree.children.entry(parent).or_default().push(child);
    }
    let named = wanted.named();
    let chosen: Vec<Uuid> = wanted.chosen.iter().copied().collect();
    if !named.is_empty() || !chosen.is_empty() {
        let rows = sqlx::query(
            "SELECT a.id, a.number, a.name, a.status = 'closed' AS is_closed
             FROM (SELECT child_id AS id FROM organization_child WHERE parent_id = ANY($1)
                   UNION SELECT unnest($2::uuid[])) AS named JOIN account a USING (id)",
        )
        .bind(&named)
        .bind(&chosen)
        .fetch_all(conn)
        .await?;
        for row in &rows {
            let (id, node) = move_node(row)?;
            tree.accounts.insert(id, node);
        }
    }
    Ok(())
}

fn move_node(row: &PgRow) -> Result<(AccountId, MoveNode)> {
    let account = account_ref(row)?;
    let is_closed = row.try_get("is_closed")?;
    Ok((account.id, MoveNode { account, is_closed }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(number))
    }

    fn children_of(account: u128, to: u128) -> Deed {
        Deed::Move {
            account: id(account),
            to: id(to),
            form: MoveForm::OnlyChildren { children: None },
            handover: None,
        }
    }

    fn removed(account: u128) -> Deed {
        Deed::Remove {
            account: id(account),
            handover: None,
        }
    }

    /// Whose children are named for these deeds.
    fn named(deeds: &[Deed]) -> Vec<u128> {
        let mut wanted = Wanted::new(&[], &[]);
        deeds.iter().for_each(|deed| wanted.deed(deed));
        wanted.named().iter().map(Uuid::as_u128).collect()
    }

    #[test]
    fn children_are_named_where_a_removal_may_be_refused_for_them_and_nowhere_else() {
        assert_eq!(named(&[children_of(1, 2)]), []);
        assert_eq!(named(&[children_of(1, 2), removed(3)]), [3]);
        assert_eq!(named(&[children_of(1, 2), removed(2)]), [1, 2]);
        let by_way_of_another = [removed(3), children_of(1, 2), children_of(2, 3)];
        assert_eq!(named(&by_way_of_another), [1, 2, 3]);
    }

    #[test]
    fn children_that_go_to_an_old_parent_are_named_whichever_is_removed() {
        let alone = Deed::Move {
            account: id(1),
            to: id(2),
            form: MoveForm::AloneChildrenToOldParent,
            handover: None,
        };
        assert_eq!(named(std::slice::from_ref(&alone)), []);
        assert_eq!(named(&[alone, removed(3)]), [1, 3]);
    }
}
