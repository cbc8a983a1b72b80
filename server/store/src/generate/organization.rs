//! The shape of generated organizations: many accounts alone, some organizations of 3 to 50, few of
//! thousands, several levels deep. Parents always come before their children.

use std::sync::Arc;

use super::random::Random;
use super::words::LOCALES;

/// What all accounts of one organization share.
#[derive(Debug)]
pub(super) struct Organization {
    /// Index into [`LOCALES`].
    pub locale: usize,
    /// The stream of chance for its common name.
    pub number: u64,
    /// How many accounts it has; 1 for an account alone.
    pub size: u64,
}

/// One account before its words: where it stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The account's index in the whole load, from 0.
    pub index: u64,
    /// Which account of its organization it is, from 0.
    pub position: u64,
    /// The index of its parent, always lower than its own.
    pub parent: Option<u64>,
    /// Whether accounts stand below it.
    pub has_children: bool,
    /// Its organization.
    pub organization: Arc<Organization>,
}

/// All places of a load, in order, without end to the memory that they need: one organization at
/// a time.
#[derive(Debug)]
pub(super) struct Places {
    seed: u64,
    total: u64,
    next: u64,
    organizations: u64,
    waiting: std::vec::IntoIter<Place>,
}

/// The largest organization, apart from the share of the whole below.
const LARGEST: i64 = 8_000;

impl Places {
    /// The places of `total` accounts under this seed.
    pub(super) fn new(seed: u64, total: u64) -> Self {
        Self {
            seed,
            total,
            next: 0,
            organizations: 0,
            waiting: Vec::new().into_iter(),
        }
    }

    /// Up to `count` further places; empty at the end.
    pub(super) fn take_places(&mut self, count: usize) -> Vec<Place> {
        let mut places = Vec::with_capacity(count);
        while places.len() < count {
            match self.waiting.next() {
                Some(place) => places.push(place),
                None if self.next == self.total => break,
                None => self.organization_begin(),
            }
        }
        places
    }

    fn organization_begin(&mut self) {
        let number = (1 << 63) | self.organizations;
        let mut random = Random::stream(self.seed, number);
        let size = size(&mut random, self.total).min(self.total - self.next);
        let organization = Arc::new(Organization {
            locale: locale(&mut random),
            number,
            size,
        });
        // The parent of each account after the root is one before it; drawn twice, so that those
        // near the root have more children and the tree is uneven. Now and then a chain.
        let parents: Vec<u64> = (1..size)
            .map(|position| match random.below(10) {
                0 => position - 1,
                _ => {
                    let bound = random.below(position) + 1;
                    random.below(bound)
                }
            })
            .collect();
        let mut has_children = vec![false; usize::try_from(size).unwrap_or(0)];
        for parent in &parents {
            has_children[usize::try_from(*parent).unwrap_or(0)] = true;
        }
        let first = self.next;
        let places: Vec<Place> = (0..size)
            .zip(has_children)
            .map(|(position, has_children)| Place {
                index: first + position,
                position,
                parent: position
                    .checked_sub(1)
                    .map(|before| first + parents[usize::try_from(before).unwrap_or(0)]),
                has_children,
                organization: Arc::clone(&organization),
            })
            .collect();
        self.waiting = places.into_iter();
        self.next += size;
        self.organizations += 1;
    }
}

/// How many accounts an organization has.
fn size(random: &mut Random, total: u64) -> u64 {
    let drawn = match random.below(10_000) {
        0..9_400 => 1,
        9_400..9_998 => 3 + random.below(48).min(random.below(48)),
        _ => u64::try_from(random.between(1_000, LARGEST)).unwrap_or(1),
    };
    // In a small load no organization is nearly all of it.
    drawn.min((total / 10).max(1))
}

fn locale(random: &mut Random) -> usize {
    let sum: u64 = LOCALES.iter().map(|locale| locale.weight).sum();
    let mut drawn = random.below(sum);
    for (index, locale) in LOCALES.iter().enumerate() {
        if drawn < locale.weight {
            return index;
        }
        drawn -= locale.weight;
    }
    0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(seed: u64, total: u64) -> Vec<Place> {
        let mut places = Places::new(seed, total);
        let mut out = Vec::new();
        loop {
            let batch = places.take_places(700);
            if batch.is_empty() {
                return out;
            }
            out.extend(batch);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn every_parent_comes_before_its_child_so_no_cycle_can_be(seed: u64, total in 0u64..5_000) {
            let places = all(seed, total);
            prop_assert_eq!(places.len() as u64, total);
            for (index, place) in places.iter().enumerate() {
                prop_assert_eq!(place.index, index as u64);
                if let Some(parent) = place.parent {
                    prop_assert!(parent < place.index);
                    let above = &places[parent as usize];
                    prop_assert!(above.has_children);
                    prop_assert!(Arc::ptr_eq(&above.organization, &place.organization));
                }
            }
        }
    }

    #[test]
    fn organizations_are_of_uneven_size_and_several_levels_deep() {
        let places = all(1, 200_000);
        let alone = places
            .iter()
            .filter(|place| place.organization.size == 1)
            .count();
        let small = places
            .iter()
            .filter(|place| (3..=50).contains(&place.organization.size))
            .count();
        let large = places
            .iter()
            .filter(|place| place.organization.size >= 1_000)
            .count();
        assert!(
            alone > 50_000 && small > 30_000 && large > 10_000,
            "{alone} {small} {large}"
        );
        let mut depth = vec![0_u32; places.len()];
        for place in &places {
            if let Some(parent) = place.parent {
                depth[place.index as usize] = depth[parent as usize] + 1;
            }
        }
        assert!(depth.iter().max().is_some_and(|deepest| *deepest >= 8));
    }
}
