//! Cycles among the parents that a file names (ORG-5).

use std::collections::HashMap;

/// The cycles among these pairs of (row, row of its parent), each in the order child → parent and
/// beginning with its lowest row. Every row names at most one parent, so no two cycles share a row.
#[must_use]
pub fn cycles_find(parents: &[(u64, u64)]) -> Vec<Vec<u64>> {
    let parent_of: HashMap<u64, u64> = parents.iter().copied().collect();
    let mut cycles = Vec::new();
    // The walk in which a row was first met: meeting it again in the same walk closes a cycle.
    let mut met: HashMap<u64, u64> = HashMap::with_capacity(parents.len());
    for (start, _) in parents {
        let mut row = *start;
        loop {
            match met.get(&row) {
                Some(walk) if walk == start => {
                    cycles.push(cycle_from(row, &parent_of));
                    break;
                }
                Some(_) => break,
                None => {
                    met.insert(row, *start);
                }
            }
            match parent_of.get(&row) {
                Some(parent) => row = *parent,
                None => break,
            }
        }
    }
    cycles.sort_unstable();
    cycles
}

fn cycle_from(member: u64, parent_of: &HashMap<u64, u64>) -> Vec<u64> {
    let walk = |from: u64| {
        std::iter::successors(Some(from), move |row| {
            parent_of.get(row).copied().filter(|parent| *parent != from)
        })
    };
    let lowest = walk(member).min().unwrap_or(member);
    walk(lowest).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cycle_is_named_from_child_to_parent() {
        assert_eq!(
            cycles_find(&[(4, 2), (2, 3), (3, 4), (9, 3)]),
            vec![vec![2, 3, 4]]
        );
    }

    #[test]
    fn a_row_that_is_its_own_parent_is_a_cycle_of_one() {
        assert_eq!(cycles_find(&[(5, 5)]), vec![vec![5]]);
    }

    #[test]
    fn chains_that_end_are_no_cycles() {
        assert!(cycles_find(&[(1, 2), (2, 3), (4, 3)]).is_empty());
    }

    proptest! {
        #[test]
        fn a_row_is_in_a_cycle_exactly_when_walking_up_from_it_comes_back(
            parents in prop::collection::vec(0_u64..30, 0..30)
        ) {
            let pairs: Vec<(u64, u64)> = (0..).zip(parents).collect();
            let parent_of: HashMap<u64, u64> = pairs.iter().copied().collect();
            let found: Vec<u64> = cycles_find(&pairs).concat();
            for (row, _) in &pairs {
                let comes_back = (0..pairs.len())
                    .try_fold(*row, |at, _| match parent_of.get(&at) {
                        Some(next) if next == row => Err(true),
                        Some(next) => Ok(*next),
                        None => Err(false),
                    })
                    .err() == Some(true);
                prop_assert_eq!(found.contains(row), comes_back, "row {}", row);
            }
        }
    }
}
