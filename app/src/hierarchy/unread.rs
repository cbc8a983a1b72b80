//! Children that are not read yet: each has a line of its own, and those that come into view are read where
//! the person stands, once scrolling pauses a moment or a key has led there (ORG-6). Lines keep their height
//! while they are read, so the tree is as tall as it is from the first.

use std::{ops::Range, sync::Arc};

use domain::{
    hierarchy::{TreeAsk, TreeFrom, TreePage},
    ids::AccountId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::CHILDREN,
    lines::{LineKey, LineKind, Lines},
    model::Model,
    state::Tree,
};
use crate::errors::AppResult;

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

/// The questions for children that are open or failed. Of one account one is open at most, and those that failed
/// have no position in common.
#[derive(Clone, Debug, Default)]
pub struct Asked(Vec<(AccountId, Asking)>);

impl Asked {
    fn is_waiting(&self, parent: AccountId) -> bool {
        self.0.contains(&(parent, Asking::Waiting))
    }

    /// Those of an account that failed.
    fn failed_of(&self, parent: AccountId) -> impl Iterator<Item = &Failed> {
        self.0
            .iter()
            .filter_map(move |(asked, asking)| match asking {
                Asking::Failed(failed) if *asked == parent => Some(failed),
                _ => None,
            })
    }

    /// How the last one for this child of an account failed, if it did.
    pub fn failed(&self, parent: AccountId, place: usize) -> Option<&Failed> {
        self.failed_of(parent)
            .find(|failed| failed.places.contains(&place))
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

    /// Begins one for these children of an account; not while another for the same account is open.
    pub fn begin(&mut self, parent: AccountId, places: &Range<usize>) -> bool {
        let is_new = !self.is_waiting(parent);
        if is_new {
            self.forget(parent, places);
            self.0.push((parent, Asking::Waiting));
        }
        is_new
    }

    /// Ends the one that is open for an account, where it failed with how. Where it did not, others that failed
    /// may be asked for again.
    pub fn end(&mut self, parent: AccountId, failed: Option<Failed>) {
        match failed {
            None => self.0.retain(|(asked, _)| *asked != parent),
            Some(failed) => {
                self.0.retain(|one| *one != (parent, Asking::Waiting));
                self.forget(parent, &failed.places);
                self.0.push((parent, Asking::Failed(failed)));
            }
        }
    }

    /// Forgets that one for some of these children of an account failed.
    fn forget(&mut self, parent: AccountId, places: &Range<usize>) {
        self.0.retain(|(asked, asking)| match asking {
            Asking::Failed(failed) => *asked != parent || !overlaps(&failed.places, places),
            Asking::Waiting => true,
        });
    }

    /// Whether these children of an account can be asked for: no question for it is open, and none for one of
    /// them failed.
    fn is_free(&self, parent: AccountId, places: &Range<usize>) -> bool {
        let is_failed = |failed: &Failed| overlaps(&failed.places, places);
        !self.is_waiting(parent) && !self.failed_of(parent).any(is_failed)
    }
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// What stays where it is while accounts are read.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The line that stays where it is in view, and where it stood: the chosen one, or the first.
    line: Option<(usize, LineKey)>,
    /// Where the line stood that keys act on.
    chosen: Option<usize>,
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
            let places = place..place + 1;
            self.asked.update(|asked| asked.forget(parent, &places));
        }
        self.unread_ask_chosen();
    }

    /// Asks for the first of these lines that are not read yet, with those around them.
    fn unread_ask(self, lines: &Range<usize>) {
        if let Some(wanted) = self.unread_wanted(lines) {
            self.children_ask(wanted);
        }
    }

    /// Asks for what is in view, now that a question was answered: somebody may have scrolled on meanwhile, and
    /// rest by now.
    pub fn unread_ask_seen(self) {
        if let Some(wanted) = self.unread_wanted_seen() {
            self.children_ask(wanted);
        }
    }

    fn unread_wanted_seen(self) -> Option<Wanted> {
        let seen = self.view.seen.get_value();
        (self.view.is_resting()).then(|| self.unread_wanted(&seen))?
    }

    fn unread_wanted(self, within: &Range<usize>) -> Option<Wanted> {
        self.lines.with_untracked(|lines| {
            self.asked
                .with_untracked(|asked| unread_wanted(lines, within, asked))
        })
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
        let (parent, places) = (wanted.parent, &wanted.places);
        let is_new = self.asked.try_update(|asked| asked.begin(parent, places));
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
            if let Some(next) = self.children_take(wanted, &from, answer) {
                self.children_ask(next);
            }
        });
    }

    /// Takes in the answer to a question that was asked from there. Answers what is to be asked for next, also
    /// where this failed: who scrolled on waits for other children.
    fn children_take(
        self,
        wanted: Wanted,
        from: &TreeFrom,
        answer: AppResult<TreePage>,
    ) -> Option<Wanted> {
        let Wanted { parent, places, at } = wanted;
        let first = places.start;
        let failed = answer.as_ref().err().map(|error| Failed {
            why: error.first_sentence().into(),
            places,
            at,
        });
        self.asked.update(|asked| asked.end(parent, failed));
        if let Ok(page) = answer {
            let held = self.held();
            self.model
                .update(|model| model.page_follow(page, from, first));
            self.hold(held);
            self.problem.set(None);
        }
        self.unread_wanted_seen()
    }

    /// What is to stay where it is while accounts are read.
    pub fn held(self) -> Held {
        let lines = self.lines.get_untracked();
        let seen = self.view.seen.get_value();
        let chosen = self.chosen_index_now(&lines);
        let held = chosen.filter(|chosen| seen.contains(chosen));
        let held = held.unwrap_or(seen.start);
        Held {
            line: lines.get(held).map(|line| (held, line.key())),
            chosen,
        }
    }

    /// Keeps a line in view where it was, now that accounts are read: what is open among them takes room, and
    /// others may be gone. Keys go on at the account of the line that they acted on.
    pub fn hold(self, held: Held) {
        let lines = self.lines.get_untracked();
        if let Some(chosen) = self.chosen.get_untracked() {
            let now = self
                .model
                .with_untracked(|model| chosen_now(model, &lines, chosen, held.chosen));
            if now != chosen {
                self.chosen.set(Some(now));
            }
        }
        if let Some((before, key)) = held.line {
            let now = self.model.with_untracked(|model| key_now(model, key));
            self.view
                .shift(before, lines.index_of(now).unwrap_or(before));
        }
    }
}

/// How a line is named by now: a child that was not read yet by its account.
fn key_now(model: &Model, key: LineKey) -> LineKey {
    let (parent, LineKind::Unread(place)) = key else {
        return key;
    };
    let child = model.child_at(parent, place);
    child.map_or(key, |child| (child, LineKind::Account))
}

/// The line that keys go on at: the chosen one; its parent where that has fewer children than there were; where
/// somebody else's change left neither in the tree, the line that stands where the chosen one stood.
fn chosen_now(model: &Model, lines: &Lines, chosen: LineKey, before: Option<usize>) -> LineKey {
    let is_there = |key: &LineKey| lines.index_of(*key).is_some();
    let now = match key_now(model, chosen) {
        now @ (parent, LineKind::Unread(_)) if !is_there(&now) => (parent, LineKind::Account),
        now => now,
    };
    let last = lines.len().saturating_sub(1);
    let at_its_place = || lines.get(before?.min(last));
    match is_there(&now) {
        true => now,
        false => at_its_place().map_or(now, |line| line.key()),
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
#[path = "unread_tests.rs"]
mod tests;
