//! Organizations and their payers as a model has them: it does by itself what the history says was done, and
//! says where that is not what was asked for.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::hierarchy::MoveForm;
use domain::ids::AccountId;
use uuid::Uuid;

use crate::race_people::Deed;

/// Who gets another one, which it had, which it has then.
pub type Step = (Uuid, Option<Uuid>, Option<Uuid>);

/// What an entry of the history changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Accounts and their parents.
    pub links: BTreeSet<Step>,
    /// Accounts whose bill unit got another payer, and the accounts that pay.
    pub payers: BTreeSet<Step>,
}

impl Entry {
    /// What takes it back.
    fn inverse(&self) -> Self {
        let back = |steps: &BTreeSet<Step>| {
            let steps = steps.iter();
            steps.map(|(who, from, to)| (*who, *to, *from)).collect()
        };
        Self {
            links: back(&self.links),
            payers: back(&self.payers),
        }
    }
}

/// The parent of each account, and the account that pays for its bill unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub parents: HashMap<Uuid, Uuid>,
    pub payers: HashMap<Uuid, Uuid>,
}

impl Model {
    /// Does what an entry says; answers what is wrong about it. `deed`: what was asked for; none: a payer was
    /// changed by itself.
    pub fn follow(&mut self, entry: &Entry, deed: Option<&Deed>) -> Vec<String> {
        let mut wrong = match deed {
            Some(deed) => self.otherwise(entry, deed),
            None if entry.links.is_empty() && entry.payers.len() == 1 => Vec::new(),
            None => vec![format!("nobody asked for {entry:?}")],
        };
        wrong.extend(self.take(entry));
        wrong
    }

    /// Takes back what an earlier entry did, as this one says; answers what is wrong about it.
    pub fn follow_back(&mut self, entry: &Entry, undone: Option<&Entry>) -> Vec<String> {
        let is_inverse = undone.is_some_and(|undone| *entry == undone.inverse());
        let mut wrong = Vec::new();
        wrong.extend((!is_inverse).then(|| format!("{entry:?} takes back {undone:?}")));
        wrong.extend(self.take(entry));
        wrong
    }

    fn take(&mut self, entry: &Entry) -> Vec<String> {
        let mut wrong = Vec::new();
        wrong.extend(step_all(&mut self.parents, &entry.links));
        wrong.extend(step_all(&mut self.payers, &entry.payers));
        let mut all = self.parents.keys();
        if all.any(|account| self.above(*account).is_none()) {
            wrong.push("an account is above itself".to_owned());
        }
        let mut payers = self.payers.values();
        if let Some(chained) = payers.find(|payer| self.payers.contains_key(payer)) {
            wrong.push(format!("{chained} pays and is paid for"));
        }
        wrong
    }

    /// Where an entry is not what was asked for.
    fn otherwise(&self, entry: &Entry, deed: &Deed) -> Vec<String> {
        let mut wrong = Vec::new();
        let links = self.links_of(deed);
        if links != entry.links {
            wrong.push(format!("{deed:?} did {:?}, not {links:?}", entry.links));
        }
        let handed = self.handed_of(deed);
        if handed != entry.payers {
            wrong.push(format!(
                "{deed:?} handed {:?}, not {handed:?}",
                entry.payers
            ));
        }
        if let Deed::Removal { account, .. } = deed
            && !self.children(account.uuid()).is_empty()
        {
            wrong.push(format!("{account} left its children"));
        }
        wrong
    }

    /// What a deed does to links.
    fn links_of(&self, deed: &Deed) -> BTreeSet<Step> {
        let old = |account: Uuid| self.parents.get(&account).copied();
        let (account, to, form) = match deed {
            Deed::Removal { account, .. } => {
                let account = account.uuid();
                return BTreeSet::from([(account, old(account), None)]);
            }
            Deed::Undo { .. } => return BTreeSet::new(),
            Deed::Move {
                account, to, form, ..
            } => (account.uuid(), to.uuid(), form),
        };
        let own = (account, old(account), Some(to));
        let children = self.children(account);
        let each = |children: Vec<Uuid>, to: Option<Uuid>| -> BTreeSet<Step> {
            let step = |child: Uuid| (child, Some(account), to);
            children.into_iter().map(step).collect()
        };
        let without = |along: &[AccountId]| -> Vec<Uuid> {
            let stay = children.iter().filter(|child| !named(along, **child));
            stay.copied().collect()
        };
        match form {
            MoveForm::WholeSubtree => BTreeSet::from([own]),
            MoveForm::AloneChildrenToOldParent => {
                &each(children, old(account)) | &BTreeSet::from([own])
            }
            MoveForm::WithSome { children: along } => {
                &each(without(along), old(account)) | &BTreeSet::from([own])
            }
            MoveForm::OnlyChildren { children: None } => each(children, Some(to)),
            MoveForm::OnlyChildren {
                children: Some(chosen),
            } => each(chosen.iter().map(|child| child.uuid()).collect(), Some(to)),
        }
    }

    /// What a deed hands over: all that stays while its payer goes.
    fn handed_of(&self, deed: &Deed) -> BTreeSet<Step> {
        let (Deed::Move {
            payer: Some(to), ..
        }
        | Deed::Removal {
            payer: Some(to), ..
        }) = deed
        else {
            return BTreeSet::new();
        };
        let to = to.uuid();
        let going = self.going(deed);
        let stays = self.payers.iter().filter(|(paid, payer)| {
            going.contains(*payer) && !going.contains(*paid) && **payer != to
        });
        stays
            .map(|(paid, payer)| (*paid, Some(*payer), Some(to)))
            .collect()
    }

    /// The accounts that come under the new parent, or leave.
    fn going(&self, deed: &Deed) -> HashSet<Uuid> {
        let (account, form) = match deed {
            Deed::Removal { account, .. } => return HashSet::from([account.uuid()]),
            Deed::Undo { .. } => return HashSet::new(),
            Deed::Move { account, form, .. } => (account.uuid(), form),
        };
        let children = self.children(account);
        let along = |children: Vec<Uuid>| children.into_iter().flat_map(|child| self.within(child));
        let chosen = |named: &[AccountId]| named.iter().map(|child| child.uuid()).collect();
        match form {
            MoveForm::WholeSubtree => self.within(account).into_iter().collect(),
            MoveForm::AloneChildrenToOldParent => HashSet::from([account]),
            MoveForm::WithSome { children } => along(chosen(children)).chain([account]).collect(),
            MoveForm::OnlyChildren { children: None } => along(children).collect(),
            MoveForm::OnlyChildren {
                children: Some(children),
            } => along(chosen(children)).collect(),
        }
    }

    fn children(&self, account: Uuid) -> Vec<Uuid> {
        let links = self.parents.iter();
        links
            .filter(|(_, parent)| **parent == account)
            .map(|(child, _)| *child)
            .collect()
    }

    /// The account and all below it. Only what is in no circle has an end.
    fn within(&self, account: Uuid) -> Vec<Uuid> {
        let all = self.parents.keys().copied();
        let below = |child: &Uuid| {
            self.above(*child)
                .is_some_and(|above| above.contains(&account))
        };
        all.filter(below).chain([account]).collect()
    }

    /// The accounts above one; none where it goes round in circles.
    pub fn above(&self, account: Uuid) -> Option<Vec<Uuid>> {
        let mut above = Vec::new();
        let mut at = account;
        while let Some(parent) = self.parents.get(&at) {
            above.push(*parent);
            if above.len() > self.parents.len() {
                return None;
            }
            at = *parent;
        }
        Some(above)
    }
}

fn named(accounts: &[AccountId], account: Uuid) -> bool {
    accounts.iter().any(|named| named.uuid() == account)
}

/// Takes all steps at once; answers whoever left what it did not have.
fn step_all(of: &mut HashMap<Uuid, Uuid>, steps: &BTreeSet<Step>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, from, _) in steps {
        if of.remove(who) != *from {
            wrong.push(format!("{who} left {from:?}, which it did not have"));
        }
    }
    for (who, _, to) in steps {
        of.extend(to.map(|to| (*who, to)));
    }
    wrong
}
