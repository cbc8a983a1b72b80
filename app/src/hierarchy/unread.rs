//! Children that are not read yet: each has a line of its own, and those that come into view are read where
//! the person stands, once scrolling pauses a moment or a key has led there (ORG-6). Lines keep their height
//! while they are read, so the tree is as tall as it is from the first.

use std::{ops::Range, sync::Arc};

use domain::{
    hierarchy::{TreeAsk, TreePage},
    ids::AccountId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::CHILDREN,
    lines::{LineKey, LineKind, Lines},
    model::Model,
    state::Tree,
};

/// Children that are read at once: as many as the store gives.
const PAGE: usize = 200;

/// A question for children of an account that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Why.
    pub why: Arc<str>,
    /// The positions that were asked for. They are asked for again only when somebody says so.
    pub places: Range<usize>,
    /// The position whose line says why: one that was in view.
    pub at: usize,
}

/// How a question for children of an account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asking {
    /// The answer is on its way.
    Waiting,
    Failed(Failed),
}

/// The questions for children that are open or failed, one for each account at most.
#[derive(Clone, Debug, Default)]
pub struct Asked(Vec<(AccountId, Asking)>);

impl Asked {
    fn of(&self, parent: AccountId) -> Option<&Asking> {
        let mut all = self.0.iter();
        Some(&all.find(|(asked, _)| *asked == parent)?.1)
    }

    /// How the last one for this child of an account failed, if it did.
    pub fn failed(&self, parent: AccountId, place: usize) -> Option<&Failed> {
        match self.of(parent)? {
            Asking::Failed(failed) => Some(failed).filter(|failed| failed.places.contains(&place)),
            Asking::Waiting => None,
        }
    }

    /// Why the last one failed.
    pub fn failure(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|(_, asking)| match asking {
            Asking::Failed(failed) => Some(&*failed.why),
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

    /// Ends one, where it failed with how.
    pub fn end(&mut self, parent: AccountId, failed: Option<Failed>) {
        self.0.retain(|(asked, _)| *asked != parent);
        self.0
            .extend(failed.map(|failed| (parent, Asking::Failed(failed))));
    }

    /// Whether these children of an account can be asked for: no question for it is open, and none for one of
    /// them failed.
    fn is_free(&self, parent: AccountId, places: &Range<usize>) -> bool {
        match self.of(parent) {
            None => true,
            Some(Asking::Waiting) => false,
            Some(Asking::Failed(Failed { places: failed, .. })) => {
                places.end <= failed.start || places.start >= failed.end
            }
        }
    }
}

/// Children of an account that are to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    parent: AccountId,
    places: Range<usize>,
    /// The one in the middle of what is in view.
    at: usize,
}

impl Tree {
    /// Nobody scrolls any more: what is in view is read.
    pub fn rest(self) {
        // The page may be gone.
        if let Some(seen) = self.view.seen.try_get_value() {
            self.view.rest();
            self.unread_ask(&seen);
        }
    }

    /// Reads the line that keys act on.
    pub fn unread_ask_chosen(self) {
        if let Some(at) = untrack(|| self.chosen_index()) {
            self.unread_ask(&(at..at + 1));
        }
    }

    /// Asks again for a child of an account, where that failed.
    pub fn unread_again(self, parent: AccountId, place: usize) {
        let is_failed = |asked: &Asked| asked.failed(parent, place).is_some();
        if self.asked.with_untracked(is_failed) {
            self.asked.update(|asked| asked.end(parent, None));
        }
        self.unread_ask_chosen();
    }

    /// Asks for the first of these lines that are not read yet, with those around them.
    fn unread_ask(self, lines: &Range<usize>) {
        let wanted = self.lines.with_untracked(|all| {
            self.asked
                .with_untracked(|asked| unread_wanted(all, lines, asked))
        });
        if let Some(wanted) = wanted {
            self.children_ask(wanted);
        }
    }

    /// Asks for the first children of an account.
    pub fn children_ask_first(self, parent: AccountId) {
        self.children_ask(Wanted {
            parent,
            places: 0..usize::from(CHILDREN),
            at: 0,
        });
    }

    /// Asks for children of an account, one question at a time.
    fn children_ask(self, wanted: Wanted) {
        let Wanted { parent, places, at } = wanted;
        let is_new = self.asked.try_update(|asked| asked.begin(parent));
        if is_new != Some(true) {
            return;
        }
        let on = self.on.get_untracked();
        let from = (self.model).with_untracked(|model| model.from(parent, places.start));
        let ask = TreeAsk {
            parent,
            as_of: on,
            from: from.clone(),
            limit: u16::try_from(places.len()).unwrap_or(CHILDREN),
        };
        let answer = self.children_read(ask);
        spawn_local(async move {
            let answer = answer.await;
            // The page may be gone, or the tree of another day be shown by now.
            if self.on.try_get_untracked() != Some(on) {
                return;
            }
            let first = places.start;
            let failed = answer.as_ref().err().map(|error| Failed {
                why: error.first_sentence().into(),
                places,
                at,
            });
            self.asked.update(|asked| asked.end(parent, failed));
            let Ok(page) = answer else { return };
            let held = self.held();
            self.model
                .update(|model| model.page_follow(page, &from, first));
            self.hold(held);
            self.problem.set(None);
            // Somebody may have scrolled on meanwhile, and rest by now.
            if self.view.is_resting() {
                self.unread_ask(&self.view.seen.get_value());
            }
        });
    }

    /// The line that stays where it is in view while accounts are read: the chosen one, or the first.
    pub fn held(self) -> Option<(usize, LineKey)> {
        let lines = self.lines.get_untracked();
        let seen = self.view.seen.get_value();
        let chosen = self.chosen_index_now(&lines);
        let held = chosen.filter(|chosen| seen.contains(chosen));
        let held = held.unwrap_or(seen.start);
        Some((held, lines.get(held)?.key()))
    }

    /// Keeps a line in view where it was, now that accounts are read: what is open among them takes room, and
    /// others may be gone. Keys go on at the account of the line that they acted on; at its parent where that has
    /// fewer children than there were.
    pub fn hold(self, held: Option<(usize, LineKey)>) {
        let index = |key| self.lines.with_untracked(|lines| lines.index_of(key));
        if let Some(chosen) = self.chosen.get_untracked() {
            let now = match (self.key_now(chosen), chosen) {
                (now, (parent, LineKind::Unread(_))) if index(now).is_none() => {
                    (parent, LineKind::Account)
                }
                (now, _) => now,
            };
            if now != chosen {
                self.chosen.set(Some(now));
            }
        }
        if let Some((before, key)) = held {
            let after = index(self.key_now(key));
            self.view.shift(before, after.unwrap_or(before));
        }
    }

    /// How a line is named by now: a child that was not read yet by its account.
    fn key_now(self, key: LineKey) -> LineKey {
        let (parent, LineKind::Unread(place)) = key else {
            return key;
        };
        let read = |model: &Model| model.child_at(parent, place);
        let child = self.model.with_untracked(read);
        child.map_or(key, |child| (child, LineKind::Account))
    }
}

/// The first children that are not read yet among these lines and can be asked for, with those around them.
fn unread_wanted(lines: &Lines, within: &Range<usize>, asked: &Asked) -> Option<Wanted> {
    lines.within(within).iter().find_map(|run| {
        let LineKind::Unread(first) = run.line.kind else {
            return None;
        };
        let parent = run.line.id;
        let place = |line: usize| first + line.saturating_sub(run.first).min(run.count);
        let seen = place(within.start)..place(within.end);
        asked.is_free(parent, &seen).then(|| Wanted {
            parent,
            places: page_around(&seen, &(first..first + run.count)),
            at: seen.start.midpoint(seen.end),
        })
    })
}

/// The page that is read for what is in view of children that are not read yet: as much before it as behind it,
/// and no gap where those that are read are near.
fn page_around(seen: &Range<usize>, unread: &Range<usize>) -> Range<usize> {
    let spare = PAGE.saturating_sub(seen.len()) / 2;
    let last = unread.end.saturating_sub(PAGE);
    let first = seen.start.saturating_sub(spare).min(last);
    let first = first.max(unread.start);
    first..(first + PAGE).min(unread.end)
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{id, opened, page, row},
        *,
    };

    fn failed(places: Range<usize>) -> Option<Failed> {
        Some(Failed {
            why: "The server is away.".into(),
            at: places.start,
            places,
        })
    }

    #[test]
    fn one_question_at_a_time_is_open_for_each_account() {
        let mut asked = Asked::default();
        assert!(asked.begin(id(1)) && asked.begin(id(2)));
        assert!(!asked.begin(id(1)), "it is on its way");
        asked.end(id(2), None);
        assert!(!asked.is_free(id(1), &(0..1)));
        assert!(asked.is_free(id(2), &(0..1)));
    }

    #[test]
    fn what_failed_says_why_until_it_is_asked_again() {
        let mut asked = Asked::default();
        asked.begin(id(1));
        asked.end(id(1), failed(100..300));
        assert_eq!(asked.failed(id(1), 100), failed(100..300).as_ref());
        assert_eq!(asked.failed(id(1), 300), None);
        assert_eq!(asked.failure(), Some("The server is away."));
        assert!(asked.begin(id(1)));
        assert_eq!((asked.failed(id(1), 100), asked.failure()), (None, None));
    }

    #[test]
    fn what_failed_is_asked_for_by_itself_only_elsewhere() {
        let mut asked = Asked::default();
        asked.end(id(1), failed(100..300));
        assert!(!asked.is_free(id(1), &(90..110)));
        assert!(!asked.is_free(id(1), &(290..310)));
        assert!(asked.is_free(id(1), &(300..330)) && asked.is_free(id(1), &(80..100)));
    }

    #[test]
    fn what_failed_is_forgotten_once_the_children_come_otherwise() {
        let mut asked = Asked::default();
        asked.end(id(1), failed(0..100));
        asked.end(id(2), failed(0..100));
        asked.begin(id(3));
        let read = |number| page(row(number, 9), &[], true);
        asked.came(&[read(1), read(3)]);
        assert_eq!(asked.failed(id(1), 0), None);
        assert_eq!(asked.failure(), Some("The server is away."), "of 2");
        assert!(!asked.is_free(id(3), &(0..1)), "it is still on its way");
    }

    #[test]
    fn a_page_lies_around_what_is_in_view_and_joins_what_is_read_near_it() {
        let of_many = |seen| page_around(&seen, &(100..200_000));
        assert_eq!(of_many(100_000..100_030), 99_915..100_115);
        assert_eq!(of_many(100..110), 100..300);
        assert_eq!(of_many(180..210), 100..300, "near its beginning");
        assert_eq!(of_many(199_900..199_930), 199_800..200_000, "near its end");
        assert_eq!(page_around(&(7..9), &(5..20)), 5..20);
        assert_eq!(page_around(&(0..300), &(0..900)), 0..200, "a tall screen");
    }

    /// Root 1 with nine children of which 2 and 3 are read, and 2 with nine of which 4 is: 1 2 4 (8) 3 (7).
    fn lines() -> Lines {
        let (root, two) = (row(1, 9), row(2, 9));
        let mut model = Model::default();
        let first = page(root.clone(), &[two.clone(), row(3, 0)], true);
        model.open(opened(std::slice::from_ref(&root), vec![first]));
        model.pages_open(vec![page(two, &[row(4, 0)], true)]);
        model.lines()
    }

    #[test]
    fn what_is_in_view_is_asked_for_one_account_after_the_other() {
        let (lines, mut asked) = (lines(), Asked::default());
        let wanted = |asked: &Asked, within| {
            let Wanted { parent, places, at } = unread_wanted(&lines, &within, asked)?;
            Some((parent, places, at))
        };
        assert_eq!(wanted(&asked, 0..19), Some((id(2), 1..9, 5)));
        assert_eq!(wanted(&asked, 9..11), Some((id(2), 1..9, 8)));
        asked.begin(id(2));
        assert_eq!(wanted(&asked, 0..19), Some((id(1), 2..9, 5)));
        assert_eq!(wanted(&asked, 0..12), None, "that of 1 is not in view");
        asked.end(id(2), failed(1..9));
        assert_eq!(wanted(&asked, 5..12), None, "it failed");
        assert_eq!(wanted(&Asked::default(), 0..3), None, "all is read");
        assert_eq!(wanted(&asked, 50..90), None, "lines that are gone by now");
    }
}
