//! The children of an account as far as they are read, each at its position among all of them. Pages come in
//! any order, and where one of them contradicts what was read before, only that page is kept: somebody moved
//! or renamed accounts meanwhile, and what is dropped is read again (ORG-6).

use std::{collections::HashSet, mem};

use domain::ids::AccountId;

/// Children that are read and follow each other.
#[derive(Clone, Debug)]
pub struct Block {
    /// How many siblings stand before the first.
    pub first: usize,
    /// The children.
    pub ids: Vec<AccountId>,
}

impl Block {
    /// How many siblings stand before the one behind the last.
    pub fn end(&self) -> usize {
        self.first + self.ids.len()
    }

    /// Each child with its position.
    fn places(&self) -> impl Iterator<Item = (usize, AccountId)> {
        (self.first..).zip(self.ids.iter().copied())
    }
}

/// The children of an account.
#[derive(Clone, Debug, Default)]
pub struct Children {
    /// In order; between two of them at least one child is not read yet.
    blocks: Vec<Block>,
    count: usize,
}

impl Children {
    /// So many, none of which is read yet.
    pub const fn unread(count: usize) -> Self {
        Children {
            blocks: Vec::new(),
            count,
        }
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Those that are read.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The child with so many siblings before it; none where it is not read yet.
    pub fn at(&self, place: usize) -> Option<AccountId> {
        let block = self.blocks.iter().find(|block| place < block.end())?;
        block.ids.get(place.checked_sub(block.first)?).copied()
    }

    /// Whether this child is read.
    pub fn holds(&self, child: AccountId) -> bool {
        self.blocks.iter().any(|block| block.ids.contains(&child))
    }

    /// Takes what was read for doubtful.
    pub fn forget(&mut self) {
        self.blocks.clear();
    }

    /// Takes note of how many there are. Where there were others before, nobody knows which came or went.
    pub fn count_set(&mut self, count: usize) {
        if self.count != count {
            self.count = count;
            self.forget();
        }
    }

    /// Takes in children that follow each other, with `first` siblings before them; behind the last of all
    /// `is_last` is set.
    pub fn put(&mut self, first: usize, ids: Vec<AccountId>, is_last: bool) {
        let page = Block { first, ids };
        self.count = match is_last {
            // Nothing is there either where it begins behind the end.
            true if page.ids.is_empty() => self.count.min(first),
            true => page.end(),
            false => self.count.max(page.end() + 1),
        };
        if self.is_against(&page) {
            self.forget();
        }
        if !page.ids.is_empty() {
            self.join(page);
        }
    }

    /// Whether what is read does not go with a page: another child at a position of it, a child of it at another
    /// position, or one behind the last.
    fn is_against(&self, page: &Block) -> bool {
        let known: HashSet<AccountId> = page.ids.iter().copied().collect();
        let places = page.first..page.end();
        let mut read = self.blocks.iter().flat_map(Block::places);
        read.any(|(place, child)| match places.contains(&place) {
            true => page.ids.get(place - page.first) != Some(&child),
            false => place >= self.count || known.contains(&child),
        })
    }

    /// Puts a page in its place; blocks that touch it become one with it.
    fn join(&mut self, mut page: Block) {
        let mut before = Vec::new();
        let mut behind = Vec::new();
        for mut block in mem::take(&mut self.blocks) {
            if block.end() < page.first {
                before.push(block);
            } else if block.first > page.end() {
                behind.push(block);
            } else {
                let further = page.end().saturating_sub(block.first);
                page.ids.extend(block.ids.iter().skip(further));
                if block.first < page.first {
                    block.ids.truncate(page.first - block.first);
                    block.ids.append(&mut page.ids);
                    page = block;
                }
            }
        }
        before.push(page);
        before.append(&mut behind);
        self.blocks = before;
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::{super::model::tests::id, *};

    fn ids(numbers: Range<i64>) -> Vec<AccountId> {
        numbers.map(id).collect()
    }

    /// Of twenty children, with account 100 at the first position, these are read.
    fn read(parts: &[(i64, i64)]) -> Children {
        let mut children = Children::unread(20);
        for (start, end) in parts.iter().copied() {
            let first = usize::try_from(start).unwrap();
            children.put(first, ids(start + 100..end + 100), end == 20);
        }
        children
    }

    /// Checks that each is where it belongs, and answers which positions are read.
    fn places(children: &Children) -> String {
        let block = |block: &Block| {
            for place in block.first..block.end() {
                let number = i64::try_from(place).unwrap() + 100;
                assert_eq!(children.at(place), Some(id(number)), "at {place}");
            }
            format!("{}..{}", block.first, block.end())
        };
        let blocks: Vec<String> = children.blocks.iter().map(block).collect();
        blocks.join(" ")
    }

    #[test]
    fn pages_come_in_any_order_and_join_where_they_touch() {
        assert_eq!(
            places(&read(&[(0, 3), (15, 20), (8, 10)])),
            "0..3 8..10 15..20"
        );
        assert_eq!(places(&read(&[(0, 3), (3, 6)])), "0..6");
        assert_eq!(places(&read(&[(3, 6), (0, 3)])), "0..6");
        assert_eq!(places(&read(&[(0, 3), (8, 10), (3, 8)])), "0..10");
        let overlapping = [(0, 5), (3, 9), (12, 14), (8, 13)];
        assert_eq!(places(&read(&overlapping)), "0..14");
        assert_eq!(places(&read(&[(5, 9), (2, 12)])), "2..12");
        assert_eq!(places(&read(&[(2, 12), (5, 9)])), "2..12");
        assert_eq!(places(&read(&[(2, 4), (6, 8), (10, 12), (1, 15)])), "1..15");
    }

    #[test]
    fn what_is_not_read_yet_is_at_no_position() {
        let children = read(&[(3, 6)]);
        assert_eq!(children.at(2), None);
        assert_eq!(children.at(5), Some(id(105)));
        assert_eq!(children.at(6), None);
        assert!(children.holds(id(104)) && !children.holds(id(106)));
    }

    #[test]
    fn a_page_that_contradicts_takes_the_place_of_all_that_was_read() {
        let mut other_at_its_position = read(&[(0, 6), (12, 14)]);
        other_at_its_position.put(4, vec![id(104), id(900)], false);
        assert_eq!(other_at_its_position.at(5), Some(id(900)));
        assert_eq!(other_at_its_position.at(0), None);
        assert_eq!(other_at_its_position.at(12), None);

        let mut one_from_elsewhere = read(&[(0, 3)]);
        one_from_elsewhere.put(10, vec![id(101), id(111)], false);
        assert_eq!(one_from_elsewhere.at(10), Some(id(101)));
        assert_eq!(one_from_elsewhere.at(1), None, "an account stands once");
    }

    #[test]
    fn of_another_number_of_children_nothing_is_known() {
        let mut children = read(&[(0, 3)]);
        children.count_set(20);
        assert_eq!(places(&children), "0..3");
        children.count_set(21);
        assert!(children.blocks().is_empty());
    }

    #[test]
    fn where_the_last_page_ends_no_child_is_waited_for() {
        let mut fewer = read(&[(0, 3)]);
        fewer.put(3, ids(103..105), true);
        assert_eq!((fewer.count(), places(&fewer)), (5, "0..5".to_owned()));
        let mut none = read(&[(0, 3)]);
        none.put(3, Vec::new(), true);
        assert_eq!((none.count(), places(&none)), (3, "0..3".to_owned()));
        let mut beyond = read(&[(0, 3)]);
        beyond.put(40, Vec::new(), true);
        assert_eq!(beyond.count(), 20);
        let mut more = read(&[(0, 3)]);
        more.put(19, ids(119..121), false);
        assert_eq!(more.count(), 22);
        let mut behind_the_end = read(&[(15, 20)]);
        behind_the_end.put(0, ids(100..103), true);
        assert_eq!(places(&behind_the_end), "0..3");
    }
}
