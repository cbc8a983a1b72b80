//! The next children of an account that has many: they are asked for by a press or a key, and by
//! themselves where somebody scrolls to the place for them or walks onto it (ORG-6). What is in view
//! stays where it is when they come.

use std::{ops::Range, sync::Arc};

use domain::{
    hierarchy::{TreeAsk, TreeFrom, TreePage},
    ids::AccountId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::CHILDREN,
    model::{Line, LineKind},
    state::Tree,
};

/// Children that are read at once behind the first ones: as many as the store gives.
const FURTHER: u16 = 200;

/// How a question for children of an account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// The answer is on its way.
    Waiting,
    /// There was none, for this reason. It is asked again only when somebody says so.
    Failed(Arc<str>),
}

/// The questions for children that are open or failed, one for each account at most.
#[derive(Clone, Debug, Default)]
pub struct Asked(Vec<(AccountId, Asking)>);

impl Asked {
    /// How that for the children of an account stands.
    pub fn of(&self, parent: AccountId) -> Option<&Asking> {
        let mut all = self.0.iter();
        Some(&all.find(|(asked, _)| *asked == parent)?.1)
    }

    /// Why the last one failed.
    pub fn failure(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|(_, asking)| match asking {
            Asking::Failed(why) => Some(&**why),
            Asking::Waiting => None,
        })
    }

    /// Forgets why one failed, where children of its account came otherwise.
    pub fn came(&mut self, pages: &[TreePage]) {
        let has_come = |parent: AccountId| {
            let mut parents = pages.iter().map(|page| page.parent.account.id);
            parents.any(|came| came == parent)
        };
        self.0
            .retain(|(parent, asking)| *asking == Asking::Waiting || !has_come(*parent));
    }

    /// Begins one; not while another for the same account is open.
    pub fn begin(&mut self, parent: AccountId) -> bool {
        let is_new = self.of(parent) != Some(&Asking::Waiting);
        if is_new {
            self.end(parent, None);
            self.0.push((parent, Asking::Waiting));
        }
        is_new
    }

    /// Ends one, with the reason where it failed.
    pub fn end(&mut self, parent: AccountId, failed: Option<&str>) {
        self.0.retain(|(asked, _)| *asked != parent);
        self.0
            .extend(failed.map(|why| (parent, Asking::Failed(why.into()))));
    }
}

impl Tree {
    /// Asks for the next children of an account.
    pub fn more(self, id: AccountId) {
        let next = self.model.with_untracked(|model| model.next(id));
        if let Some(from) = next {
            self.children_ask(id, from);
        }
    }

    /// Asks for the next children of an account whose place for them was reached, unless that failed.
    pub fn more_reached(self, id: AccountId) {
        if self.asked.with_untracked(|asked| asked.of(id).is_none()) {
            self.more(id);
        }
    }

    /// Asks for the next children wherever a place for them came into view by scrolling; `seen` is in view.
    pub fn more_look(self, lines: &[Line], seen: &Range<usize>) {
        let now = more_within(lines, seen);
        let before = self.view.more_seen.get_value();
        if self.view.moved_take() {
            let came = now.iter().filter(|id| !before.contains(id));
            came.for_each(|id| self.more_reached(*id));
        }
        if now != before {
            self.view.more_seen.set_value(now);
        }
    }

    /// Asks for children of an account, one question at a time.
    pub fn children_ask(self, parent: AccountId, from: TreeFrom) {
        let is_new = self.asked.try_update(|asked| asked.begin(parent));
        if is_new != Some(true) {
            return;
        }
        let on = self.on.get_untracked();
        let ask = TreeAsk {
            parent,
            as_of: on,
            from: from.clone(),
            limit: match from {
                TreeFrom::Start => CHILDREN,
                _ => FURTHER,
            },
        };
        let answer = self.children_read(ask);
        spawn_local(async move {
            let answer = answer.await;
            // The page may be gone, or the tree of another day be shown by now.
            if self.on.try_get_untracked() != Some(on) {
                return;
            }
            let failed = answer.as_ref().err().map(|error| error.first_sentence());
            self.asked.update(|asked| asked.end(parent, failed));
            if let Ok(page) = answer {
                self.children_take(page, &from);
                self.problem.set(None);
            }
        });
    }

    /// Takes in a page that was asked for from there; what is in view stays.
    fn children_take(self, page: TreePage, from: &TreeFrom) {
        let parent = page.parent.account.id;
        let lines = self.lines.get_untracked();
        let stays = self.stays(&lines, parent, *from == TreeFrom::Start);
        let first = page.rows.first().map(|row| row.account.id);
        let is_taken = self.model.try_update(|model| model.page_follow(page, from));
        if is_taken != Some(true) {
            return;
        }
        // Whoever asked for more by the keyboard goes on at the first that came.
        if self.chosen.get_untracked() == Some((parent, LineKind::More)) {
            self.chosen
                .set(Some((first.unwrap_or(parent), LineKind::Account)));
        }
        match stays.and_then(|before| Some((before, lines.get(before)?.key()))) {
            Some((before, key)) => self.lines.with_untracked(|lines| {
                let after = lines.iter().position(|line| line.key() == key);
                self.view.shift(before, after.unwrap_or(before));
            }),
            // On a tall screen the place may be in view after it as before it: scrolling on asks again.
            None => (self.view.more_seen).update_value(|more| more.retain(|id| *id != parent)),
        }
    }

    /// The line that stays where it is when children of an account come in, where that is not the first in
    /// view. Those above somebody's first children stay: they were asked for there.
    fn stays(self, lines: &[Line], parent: AccountId, is_first: bool) -> Option<usize> {
        let more = (parent, LineKind::More);
        let more = lines.iter().position(|line| line.key() == more)?;
        let chosen = match is_first {
            true => Some(more),
            false => self.chosen_index_now(lines),
        };
        let view = self.view;
        view.seen
            .with_value(|seen| line_staying(more, seen, chosen, view.is_upward.get_value()))
    }
}

/// The accounts whose places for more are among these lines.
fn more_within(lines: &[Line], within: &Range<usize>) -> Vec<AccountId> {
    let lines = lines.get(within.clone()).unwrap_or_default().iter();
    let more = lines.filter(|line| line.kind == LineKind::More);
    more.map(|line| line.id).collect()
}

/// The line that stays where it is when lines come in at `more`. None where those above it stay in any
/// case: `more` is below what is in view, or is reached from above. What is below it stays where nothing
/// else is in view, where somebody scrolls upward, and where the chosen line is there.
fn line_staying(
    more: usize,
    seen: &Range<usize>,
    chosen: Option<usize>,
    is_upward: bool,
) -> Option<usize> {
    let is_kept = match chosen {
        _ if more < seen.start => true,
        Some(chosen) if chosen == more => false,
        Some(chosen) if chosen > more && seen.contains(&chosen) => true,
        _ => is_upward || more == seen.start,
    };
    let below = (more + 1).max(seen.start);
    (is_kept && below < seen.end).then_some(below)
}

/// Where a page down leads to: nowhere past a place for more, so that what comes there is not passed over.
pub fn page_down(lines: &[Line], at: usize, page: usize) -> usize {
    let until = (at + page).min(lines.len().saturating_sub(1));
    let mut on_the_way = (at + 1)..until;
    let is_more = |at: &usize| {
        lines
            .get(*at)
            .is_some_and(|line| line.kind == LineKind::More)
    };
    on_the_way.find(is_more).unwrap_or(until)
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::{
            Model,
            tests::{id, opened, page, row},
        },
        *,
    };

    #[test]
    fn one_question_at_a_time_is_open_for_each_account() {
        let mut asked = Asked::default();
        assert!(asked.begin(id(1)) && asked.begin(id(2)));
        assert!(!asked.begin(id(1)), "it is on its way");
        asked.end(id(2), None);
        assert_eq!(asked.of(id(1)), Some(&Asking::Waiting));
        assert_eq!(asked.of(id(2)), None);
    }

    #[test]
    fn what_failed_says_why_until_it_is_asked_again() {
        let mut asked = Asked::default();
        asked.begin(id(1));
        asked.end(id(1), Some("The server is away."));
        assert_eq!(
            asked.of(id(1)),
            Some(&Asking::Failed("The server is away.".into()))
        );
        assert_eq!(asked.failure(), Some("The server is away."));
        assert!(asked.begin(id(1)));
        assert_eq!(
            (asked.of(id(1)), asked.failure()),
            (Some(&Asking::Waiting), None)
        );
    }

    #[test]
    fn what_failed_is_forgotten_once_the_children_come_otherwise() {
        let mut asked = Asked::default();
        asked.end(id(1), Some("The server is away."));
        asked.end(id(2), Some("The server is away."));
        asked.begin(id(3));
        let read = |number| page(row(number, 9), &[], true);
        asked.came(&[read(1), read(3)]);
        assert_eq!(asked.of(id(1)), None);
        assert_eq!(asked.failure(), Some("The server is away."), "of 2");
        assert_eq!(
            asked.of(id(3)),
            Some(&Asking::Waiting),
            "it is still on its way"
        );
    }

    #[test]
    fn scrolling_down_onto_the_place_for_more_leaves_what_is_above_it() {
        assert_eq!(line_staying(30, &(10..40), None, false), None);
        assert_eq!(line_staying(30, &(10..40), Some(12), false), None);
        assert_eq!(line_staying(60, &(10..40), Some(12), true), None);
    }

    #[test]
    fn scrolling_up_onto_it_leaves_what_is_below_it() {
        assert_eq!(line_staying(12, &(10..40), None, true), Some(13));
        assert_eq!(line_staying(10, &(10..40), None, false), Some(11));
        assert_eq!(line_staying(4, &(10..40), None, false), Some(10));
    }

    #[test]
    fn the_chosen_line_stays_in_view() {
        assert_eq!(line_staying(30, &(10..40), Some(31), false), Some(31));
        assert_eq!(line_staying(30, &(10..40), Some(70), false), None);
        // The first that came is chosen then, and stands where the place for more was.
        assert_eq!(line_staying(30, &(10..40), Some(30), true), None);
        assert_eq!(line_staying(10, &(10..40), Some(10), true), None);
    }

    /// Root 1 with children 2 and 3 of which 2 has child 4, more of both to come: 1 2 4 +2 3 +1.
    fn lines() -> Vec<Line> {
        let (root, two) = (row(1, 9), row(2, 9));
        let mut model = Model::default();
        let first = page(root.clone(), &[two.clone(), row(3, 0)], true);
        model.open(opened(std::slice::from_ref(&root), vec![first]));
        model.pages_open(vec![page(two, &[row(4, 0)], true)]);
        model.lines()
    }

    #[test]
    fn places_for_more_are_found_among_what_is_in_view() {
        let lines = lines();
        assert_eq!(more_within(&lines, &(0..6)), [id(2), id(1)]);
        assert_eq!(more_within(&lines, &(0..3)), []);
        assert_eq!(
            more_within(&lines, &(4..9)),
            [],
            "lines that are gone by now"
        );
    }

    #[test]
    fn a_page_down_stops_at_the_first_place_for_more() {
        let lines = lines();
        assert_eq!(page_down(&lines, 0, 2), 2);
        assert_eq!(page_down(&lines, 0, 30), 3);
        assert_eq!(page_down(&lines, 3, 30), 5);
        assert_eq!(page_down(&lines, 5, 30), 5);
    }
}
