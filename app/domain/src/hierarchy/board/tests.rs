//! Folding the steps of a draft is performing them one by one (ORG-9).

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::accounts::{AccountNumber, AccountRef};
use crate::fields::FieldProblem;
use crate::hierarchy::{
    FutureTree, MoveFacts, MoveForm, MoveNode, PresentTree, move_decide, removal_decide,
};
use crate::ids::{AccountId, BoardStepId};

const ACCOUNTS: u32 = 10;

fn id(number: u32) -> AccountId {
    AccountId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1))
}

fn account(number: u32) -> MoveNode {
    MoveNode {
        account: AccountRef {
            id: id(number),
            number: AccountNumber::new(i64::from(number) + 1).unwrap(),
            name: format!("N{number}"),
        },
        // One of them is closed, so that some moves are refused for that.
        is_closed: number == 3,
    }
}

/// The accounts as somebody keeps them who performs one change after the other.
#[derive(Clone, Debug)]
struct Live {
    parents: HashMap<AccountId, AccountId>,
}

impl Live {
    fn children(&self, of: AccountId) -> Vec<AccountId> {
        let all = (0..ACCOUNTS).map(id);
        all.filter(|child| self.parents.get(child) == Some(&of))
            .collect()
    }

    fn node(of: AccountId) -> Option<MoveNode> {
        (0..ACCOUNTS).find(|number| id(*number) == of).map(account)
    }

    fn perform(&mut self, deed: &Deed) -> Result<(), &'static str> {
        let parent = self.parents.get(&deed.account()).copied();
        let changes = match deed {
            Deed::Move {
                account, to, form, ..
            } => {
                let facts = MoveFacts {
                    account: Self::node(*account).unwrap(),
                    old_parent: parent.and_then(Self::node),
                    to: Self::node(*to).unwrap(),
                    above_to: std::iter::successors(self.parents.get(to), |at| {
                        self.parents.get(at)
                    })
                    .filter_map(|at| Some(Self::node(*at)?.account))
                    .collect(),
                    children: self.children(*account),
                    strangers: Vec::new(),
                };
                move_decide(form, &facts).map_err(|refusal| refusal.code())?
            }
            Deed::Remove { account, .. } => {
                let node = Self::node(*account).unwrap();
                let children = self.children(*account);
                let first = children.first().map(|first| {
                    let count = i64::try_from(children.len()).unwrap();
                    (Self::node(*first).unwrap().account, count)
                });
                let change = removal_decide(&node.account, parent, first);
                vec![change.map_err(|refusal| refusal.code())?]
            }
        };
        for change in changes {
            match change.to {
                Some(to) => self.parents.insert(change.child, to),
                None => self.parents.remove(&change.child),
            };
        }
        Ok(())
    }

    /// As the store reads it, with all children.
    fn present(&self) -> PresentTree {
        PresentTree {
            accounts: (0..ACCOUNTS)
                .map(|number| (id(number), account(number)))
                .collect(),
            parents: self.parents.clone(),
            children: (0..ACCOUNTS)
                .map(|number| (id(number), self.children(id(number))))
                .collect(),
        }
    }
}

fn live() -> impl Strategy<Value = Live> {
    prop::collection::vec(any::<prop::sample::Index>(), ACCOUNTS as usize).prop_map(|choices| {
        let link = |(number, choice): (u32, prop::sample::Index)| {
            // One more than there are lower accounts: that one stands for none.
            let parent = u32::try_from(choice.index(number as usize + 1)).unwrap();
            (parent < number).then_some((id(number), id(parent)))
        };
        Live {
            parents: (0..).zip(choices).filter_map(link).collect(),
        }
    })
}

fn form() -> impl Strategy<Value = MoveForm> {
    let some = prop::collection::vec((0..ACCOUNTS).prop_map(id), 0..3);
    prop_oneof![
        3 => Just(MoveForm::WholeSubtree),
        1 => Just(MoveForm::AloneChildrenToOldParent),
        1 => some.clone().prop_map(|children| MoveForm::WithSome { children }),
        1 => prop::option::of(some).prop_map(|children| MoveForm::OnlyChildren { children }),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    let accounts = || (0..ACCOUNTS).prop_map(id);
    prop_oneof![
        4 => (accounts(), accounts(), form())
            .prop_map(|(account, to, form)| Deed::Move { account, to, form, handover: None }),
        1 => accounts().prop_map(|account| Deed::Remove { account, handover: None }),
    ]
}

fn step(number: usize, from: Option<AccountId>, deed: &Deed) -> BoardStep {
    BoardStep {
        id: BoardStepId::from_uuid(uuid::Uuid::from_u128(number as u128)),
        deed: deed.clone(),
        from,
    }
}

proptest! {
    #[test]
    fn folding_steps_is_performing_them_one_by_one(
        before in live(),
        deeds in prop::collection::vec(deed(), 1..12),
    ) {
        let mut live = before.clone();
        let mut tree = FutureTree::new(before.present());
        for (number, deed) in deeds.iter().enumerate() {
            let planned = step(number, tree.parent(deed.account()), deed);
            let folded = tree.step(&planned).map(drop).map_err(|problem| problem.code());
            prop_assert_eq!(folded, live.perform(deed));
            for account in (0..ACCOUNTS).map(id) {
                prop_assert_eq!(tree.parent(account), live.parents.get(&account).copied());
                let mut children = tree.children(account);
                children.sort_unstable();
                prop_assert_eq!(children, live.children(account));
            }
        }
        // What they come to link by link makes the same tree of the present.
        let mut written = before.parents.clone();
        for change in tree.link_changes() {
            prop_assert_eq!(written.remove(&change.child), change.from);
            written.extend(change.to.map(|to| (change.child, to)));
        }
        prop_assert_eq!(written, live.parents);
    }
}

#[test]
fn a_step_whose_account_stands_elsewhere_is_stale_and_hides_nothing_of_what_follows() {
    let parents = HashMap::from([(id(1), id(0)), (id(2), id(0))]);
    let mut tree = FutureTree::new(Live { parents }.present());
    let subtree = |account, to| Deed::Move {
        account: id(account),
        to: id(to),
        form: MoveForm::WholeSubtree,
        handover: None,
    };
    let steps = [
        step(1, Some(id(5)), &subtree(1, 2)),
        step(2, Some(id(0)), &subtree(2, 1)),
        step(3, None, &subtree(4, 3)),
    ];
    let problem = |step| tree.step(step).err().map(|problem| problem.to_string());
    let told: Vec<Option<String>> = steps.iter().map(problem).collect();
    assert_eq!(
        told.iter().map(Option::as_deref).collect::<Vec<_>>(),
        [
            Some(
                "N1 (A-00000002) is under N0 (A-00000001) when its turn comes, and was planned to be \
                 under N5 (A-00000006)."
            ),
            None,
            Some("N3 (A-00000004) is closed. A closed account cannot be a parent."),
        ]
    );
    assert_eq!(tree.path(id(2)), [id(2), id(1), id(0)]);
}
