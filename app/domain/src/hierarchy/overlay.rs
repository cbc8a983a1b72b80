//! What totals come to after some links have changed: the one rule behind every "what would it be"
//! (ORG-3, ORG-8, ORG-9). The database keeps its totals by the same formula.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// What is owed and what customers have, in minor units of one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Owed.
    pub due: i64,
    /// The customers' credit.
    pub credit: i64,
}

/// What a subtree brings to those above it, or the difference that changes make to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Accounts.
    pub accounts: i64,
    /// Amounts by the code of their currency.
    pub amounts: BTreeMap<&'static str, Amounts>,
}

impl Weight {
    /// So many accounts that owe nothing.
    #[must_use]
    pub const fn of_accounts(accounts: i64) -> Self {
        Self {
            accounts,
            amounts: BTreeMap::new(),
        }
    }

    /// Adds another weight.
    pub fn add(&mut self, other: &Self) {
        self.change(other, 1);
    }

    /// Takes another weight away.
    pub fn subtract(&mut self, other: &Self) {
        self.change(other, -1);
    }

    fn change(&mut self, other: &Self, sign: i64) {
        self.accounts += sign * other.accounts;
        for (currency, amounts) in &other.amounts {
            let own = self.amounts.entry(currency).or_default();
            own.due += sign * amounts.due;
            own.credit += sign * amounts.credit;
        }
    }
}

/// The difference that changes of links make to what is below each account.
///
/// `parents` knows the parent of every account on the way up from any account that is named, as it is
/// before the changes; `changes` are (child, new parent or none); `weight` tells what a child brings
/// with all below it, before the changes. An account that is not in the answer is not touched.
///
/// First everything that changes is taken away: each child with the weight that it had, from those
/// that are above its old parent once all of it is gone. Then everything is added: each child with
/// the weight that it has by then, to those that will be above it. The order among the changes does
/// not matter.
#[must_use]
pub fn overlay<I: Copy + Eq + Hash>(
    parents: &HashMap<I, I>,
    changes: &[(I, Option<I>)],
    weight: impl Fn(I) -> Weight,
) -> HashMap<I, Weight> {
    let mut parents = parents.clone();
    let mut differences: HashMap<I, Weight> = HashMap::new();
    let mut gone: HashMap<I, Weight> = HashMap::new();
    for (child, _) in changes {
        if let Some(parent) = parents.remove(child) {
            gone.entry(parent).or_default().subtract(&weight(*child));
        }
    }
    walk_up(&parents, &gone, &mut differences);
    let mut come: HashMap<I, Weight> = HashMap::new();
    for (child, to) in changes {
        if let Some(to) = to {
            let mut brings = weight(*child);
            if let Some(difference) = differences.get(child) {
                brings.add(difference);
            }
            come.entry(*to).or_default().add(&brings);
            parents.insert(*child, *to);
        }
    }
    walk_up(&parents, &come, &mut differences);
    differences
}

/// Gives what each of these accounts gets to it and to all above it.
fn walk_up<I: Copy + Eq + Hash>(
    parents: &HashMap<I, I>,
    sums: &HashMap<I, Weight>,
    differences: &mut HashMap<I, Weight>,
) {
    for (start, sum) in sums {
        let mut next = Some(*start);
        while let Some(account) = next {
            differences.entry(account).or_default().add(sum);
            next = parents.get(&account).copied();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The parents of accounts 0…n-1 in a forest: each has a lower one as parent, or none.
    fn forest() -> impl Strategy<Value = HashMap<u32, u32>> {
        prop::collection::vec(any::<prop::sample::Index>(), 2..24).prop_map(|choices| {
            (0_u32..)
                .zip(choices)
                .filter_map(|(account, choice)| {
                    // One more than there are lower accounts: that one stands for none.
                    let parent = u32::try_from(choice.index(account as usize + 1)).unwrap();
                    (parent < account).then_some((account, parent))
                })
                .collect()
        })
    }

    fn above(parents: &HashMap<u32, u32>, account: u32) -> Vec<u32> {
        std::iter::successors(parents.get(&account).copied(), |at| {
            parents.get(at).copied()
        })
        .take(100)
        .collect()
    }

    /// Counted one by one: each account owes its own number plus one.
    fn below(parents: &HashMap<u32, u32>) -> HashMap<u32, Weight> {
        let mut below: HashMap<u32, Weight> = HashMap::new();
        for account in 0..30 {
            for ancestor in above(parents, account) {
                below.entry(ancestor).or_default().add(&own(account));
            }
        }
        below
    }

    fn own(account: u32) -> Weight {
        let due = i64::from(account) + 1;
        let amounts = BTreeMap::from([("EUR", Amounts { due, credit: 2 })]);
        Weight {
            accounts: 1,
            amounts,
        }
    }

    proptest! {
        #[test]
        fn totals_after_any_changes_are_as_if_counted_anew(
            parents in forest(),
            wanted in prop::collection::btree_map(0_u32..24, prop::option::of(0_u32..24), 1..8),
        ) {
            let mut after = parents.clone();
            let mut changes = Vec::new();
            for (child, to) in &wanted {
                after.remove(child);
                changes.push((*child, *to));
            }
            for (child, to) in &wanted {
                if let Some(to) = to {
                    prop_assume!(to != child && !above(&after, *to).contains(child));
                    after.insert(*child, *to);
                }
            }
            let (before_totals, after_totals) = (below(&parents), below(&after));
            let differences = overlay(&parents, &changes, |child| {
                let mut weight = own(child);
                weight.add(&before_totals.get(&child).cloned().unwrap_or_default());
                weight
            });
            for account in 0..30 {
                let mut total = before_totals.get(&account).cloned().unwrap_or_default();
                total.add(&differences.get(&account).cloned().unwrap_or_default());
                total.amounts.retain(|_, amounts| *amounts != Amounts::default());
                let counted = after_totals.get(&account).cloned().unwrap_or_default();
                prop_assert_eq!(total, counted, "account {}", account);
            }
        }
    }

    #[test]
    fn a_chain_that_is_linked_at_once_counts_every_account_at_every_level() {
        let changes = [(1, Some(0)), (2, Some(1)), (3, Some(2))];
        let differences = overlay(&HashMap::new(), &changes, |_| Weight::of_accounts(1));
        let counts: Vec<i64> = (0..4)
            .map(|account| differences.get(&account).map_or(0, |found| found.accounts))
            .collect();
        assert_eq!(counts, [3, 2, 1, 0]);
    }
}
