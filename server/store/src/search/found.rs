//! What the indexes will find for the conditions chosen so far, seen on the sample.

use crate::search::knowledge::Knowledge;

/// Documents of the sample that meet the conditions chosen so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Their places, ascending; none where there is no condition yet.
    places: Option<Vec<usize>>,
    /// For how many documents they stand, in thousandths. Where the sample has none any more, a guess
    /// below what one of the sample stands for.
    thousandths: u64,
}

impl Found {
    /// Everything: no condition yet.
    pub(super) fn everything(knowledge: &Knowledge) -> Self {
        Self {
            places: None,
            thousandths: knowledge.documents.max(1).unsigned_abs() * 1_000,
        }
    }

    /// Places in the sample; none where there is no condition yet.
    pub(super) fn places(&self) -> Option<&[usize]> {
        self.places.as_deref()
    }

    /// How many documents are to be expected, in thousandths.
    pub(super) const fn thousandths(&self) -> u64 {
        self.thousandths
    }

    /// Those that stand at these places too.
    pub(super) fn narrow(&mut self, places: &[usize], knowledge: &Knowledge) {
        let left = match &self.places {
            None => places.to_vec(),
            Some(before) => both(before, places),
        };
        let unit = unit(knowledge);
        self.thousandths = match u64::try_from(left.len()).unwrap_or(u64::MAX) {
            0 => self.thousandths.min(unit / 2),
            seen => seen.saturating_mul(unit),
        };
        self.places = Some(left);
    }

    /// Where the sample has no such document any more: the guess becomes so many thousandths of it.
    pub(super) fn guess(&mut self, thousandths: u64) {
        if self.places.as_ref().is_some_and(Vec::is_empty) {
            self.thousandths = self.thousandths.saturating_mul(thousandths.max(1)) / 1_000;
        }
    }

    /// How many of a thousand of them stand at these places too; none where the sample cannot say.
    pub(super) fn share(&self, places: &[usize]) -> Option<u64> {
        let here = self.places.as_ref().filter(|here| !here.is_empty())?;
        u64::try_from(both(here, places).len() * 1_000 / here.len()).ok()
    }
}

/// For how many documents one of the sample stands, in thousandths.
fn unit(knowledge: &Knowledge) -> u64 {
    let sample = u64::try_from(knowledge.sample.len().max(1)).unwrap_or(u64::MAX);
    knowledge.documents.max(1).unsigned_abs() * 1_000 / sample
}

/// What stands in both of two ascending lists.
fn both(a: &[usize], b: &[usize]) -> Vec<usize> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut rest = long;
    let mut shared = Vec::new();
    for place in short {
        rest = &rest[rest.partition_point(|other| other < place)..];
        if rest.first() == Some(place) {
            shared.push(*place);
        }
    }
    shared
}

/// What stands in any of several ascending lists.
pub(super) fn any<'p>(lists: impl Iterator<Item = &'p [usize]>) -> Vec<usize> {
    let mut all: Vec<usize> = lists.flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::knowledge::SampleRow;

    fn knowledge(documents: i64, sample: usize) -> Knowledge {
        let row = SampleRow {
            status: "active".to_owned(),
            organization_type: String::new(),
            customer_type: "gold".to_owned(),
            name: "nord".to_owned(),
            body: String::new(),
            tags: Vec::new(),
            slice: 0,
        };
        Knowledge::of_sample(vec![row; sample], documents)
    }

    #[test]
    fn conditions_together_find_what_meets_all_of_them() {
        let knowledge = knowledge(1_000, 10);
        let mut found = Found::everything(&knowledge);
        assert_eq!(found.thousandths(), 1_000_000);
        found.narrow(&[1, 3, 5, 7], &knowledge);
        assert_eq!(found.share(&[3, 7, 9]), Some(500));
        found.narrow(&[3, 7, 9], &knowledge);
        assert_eq!(found.places(), Some([3, 7].as_slice()));
        assert_eq!(found.thousandths(), 200_000);
    }

    #[test]
    fn what_the_sample_has_not_is_expected_to_be_rarer_than_one_of_it_stands_for() {
        let knowledge = knowledge(1_000, 10);
        let mut found = Found::everything(&knowledge);
        found.narrow(&[], &knowledge);
        assert_eq!(found.thousandths(), 50_000);
        assert_eq!(found.share(&[1]), None);
        found.guess(100);
        assert_eq!(found.thousandths(), 5_000);
    }
}
