//! The lines of the tree from the top, as runs: however many children of an account are not read yet, those
//! that follow each other are one run (ORG-6, T5).

use domain::ids::AccountId;
use std::ops::Range;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// An account.
    Account,
    /// A child of the account that is not read yet, with so many siblings before it.
    Unread(usize),
}

/// Names a line.
pub type LineKey = (AccountId, LineKind);

/// A line of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The account; or whose child this is.
    pub id: AccountId,
    /// What it is.
    pub kind: LineKind,
    /// How deep it stands: 0 is the root.
    pub level: usize,
    /// Which of its siblings it is, from 1; none where that is not known.
    pub position: Option<usize>,
    /// How many siblings there are, itself among them.
    pub siblings: usize,
}

impl Line {
    /// Its name.
    pub const fn key(&self) -> LineKey {
        (self.id, self.kind)
    }

    /// Whether it is an account that is known.
    pub fn is_account(&self) -> bool {
        self.kind == LineKind::Account
    }
}

/// Lines that follow each other: an account, or children that are not read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which of all lines its first is.
    pub first: usize,
    /// How many lines it has.
    pub count: usize,
    /// The first of them.
    pub line: Line,
}

impl Run {
    /// The line so many behind its first.
    fn line(&self, step: usize) -> Line {
        match self.line.kind {
            LineKind::Account => self.line,
            LineKind::Unread(place) => Line {
                kind: LineKind::Unread(place + step),
                position: Some(place + step + 1),
                ..self.line
            },
        }
    }

    /// How far behind its first a line stands; none where it is not one of its lines.
    fn step_of(&self, (id, kind): LineKey) -> Option<usize> {
        let step = match (self.line.kind, kind) {
            _ if self.line.id != id => None,
            (LineKind::Account, LineKind::Account) => Some(0),
            (LineKind::Unread(first), LineKind::Unread(place)) => place.checked_sub(first),
            _ => None,
        };
        step.filter(|step| *step < self.count)
    }
}

/// All lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    runs: Vec<Run>,
}

impl Lines {
    /// Adds so many lines at the end.
    pub fn push(&mut self, line: Line, count: usize) {
        let first = self.len();
        self.runs.push(Run { first, count, line });
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.runs.last().map_or(0, |run| run.first + run.count)
    }

    /// The line at this place.
    pub fn get(&self, index: usize) -> Option<Line> {
        let run = self.within(&(index..index + 1)).first()?;
        Some(run.line(index - run.first))
    }

    /// Where a line stands.
    pub fn index_of(&self, key: LineKey) -> Option<usize> {
        let found = |run: &Run| Some(run.first + run.step_of(key)?);
        self.runs.iter().find_map(found)
    }

    /// The runs from the top.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The runs that have lines among these.
    pub fn within(&self, range: &Range<usize>) -> &[Run] {
        let before = |run: &Run| run.first + run.count <= range.start;
        let first = self.runs.partition_point(before);
        let until = self.runs.partition_point(|run| run.first < range.end);
        self.runs.get(first..until).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::model::tests::id, *};

    fn line(number: i64, kind: LineKind) -> Line {
        Line {
            id: id(number),
            kind,
            level: 1,
            position: None,
            siblings: 300_000,
        }
    }

    /// Account 2, children 7 to 200,006 of account 1, account 3.
    fn lines() -> Lines {
        let mut lines = Lines::default();
        lines.push(line(2, LineKind::Account), 1);
        lines.push(line(1, LineKind::Unread(7)), 200_000);
        lines.push(line(3, LineKind::Account), 1);
        lines
    }

    #[test]
    fn a_line_is_found_by_its_place_and_its_place_by_the_line() {
        let lines = lines();
        assert_eq!(lines.len(), 200_002);
        for (index, key) in [
            (0, (id(2), LineKind::Account)),
            (1, (id(1), LineKind::Unread(7))),
            (100_000, (id(1), LineKind::Unread(100_006))),
            (200_000, (id(1), LineKind::Unread(200_006))),
            (200_001, (id(3), LineKind::Account)),
        ] {
            assert_eq!(lines.get(index).map(|line| line.key()), Some(key));
            assert_eq!(lines.index_of(key), Some(index));
        }
        assert_eq!(lines.get(200_002), None);
        for gone in [
            LineKind::Unread(6),
            LineKind::Unread(200_007),
            LineKind::Account,
        ] {
            assert_eq!(lines.index_of((id(1), gone)), None, "{gone:?}");
        }
    }

    #[test]
    fn a_line_that_is_not_read_yet_knows_its_position() {
        let line = lines().get(100_000).unwrap();
        assert_eq!((line.position, line.siblings), (Some(100_007), 300_000));
    }

    #[test]
    fn the_runs_of_some_lines_are_those_that_have_one_of_them() {
        let lines = lines();
        let within = |range: Range<usize>| lines.within(&range).len();
        assert_eq!(within(0..1), 1);
        assert_eq!(within(50..90), 1);
        assert_eq!(within(0..2), 2);
        assert_eq!(within(200_000..200_900), 2);
        assert_eq!(within(200_002..200_900), 0);
        assert_eq!(within(0..0), 0);
    }
}
