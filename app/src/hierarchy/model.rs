//! What is known of an organization so far, and the lines that are shown of it. Plain data: nothing
//! here asks the server or draws.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use domain::{
    accounts::AccountRef,
    hierarchy::{TreeFrom, TreePage, TreeRow},
    ids::AccountId,
};

use super::{
    api::TreeOpened,
    children::{Block, Children},
    lines::{Line, LineKind, Lines},
};

/// An account that is known.
#[derive(Clone, Debug)]
pub struct Node {
    /// As it was read last; the same one as long as nothing of it changed, so that a line can tell by
    /// its address.
    pub row: Arc<TreeRow>,
    /// What it is under.
    pub parent: Option<AccountId>,
    /// How many levels between it and what it is shown under are left out.
    pub skipped: i64,
    /// Whether its children are shown.
    pub is_open: bool,
    /// Its children as far as they are read.
    children: Children,
    /// The child on the way to the account that was opened, where its position is not known.
    apart: Option<AccountId>,
}

/// An organization as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Model {
    root: Option<AccountId>,
    nodes: HashMap<AccountId, Node>,
    /// When the tree was read last.
    read_at: DateTime<Utc>,
}

impl Model {
    /// Takes in what was opened: it is the tree that is shown from now on. What was known already
    /// stays open.
    pub fn open(&mut self, opened: TreeOpened) {
        self.read_at = opened.path.stamp;
        let mut above = None;
        for (index, row) in opened.path.rows.iter().enumerate() {
            self.node_put(row.clone(), above);
            let skipped = if index == 1 { opened.path.omitted } else { 0 };
            if let Some(node) = self.nodes.get_mut(&row.account.id) {
                node.skipped = skipped;
            }
            above = Some(row.account.id);
        }
        self.root = opened.path.rows.first().map(|row| row.account.id);
        self.pages_open(opened.pages);
        for step in opened.path.rows.windows(2) {
            let [above, below] = step else { continue };
            if let Some(node) = self.nodes.get_mut(&above.account.id) {
                let below = below.account.id;
                node.is_open = true;
                node.apart = (!node.children.holds(below)).then_some(below);
            }
        }
    }

    /// Whether a page was read before the tree was read last: what it says may no longer hold.
    pub fn is_late(&self, page: &TreePage) -> bool {
        page.stamp < self.read_at
    }

    /// Takes in pages of children that say where they begin, a parent before its own, and shows them; none that is
    /// late.
    pub fn pages_open(&mut self, pages: Vec<TreePage>) {
        for page in pages {
            if self.is_late(&page) {
                continue;
            }
            let parent = page.parent.account.id;
            let first = page.before.unwrap_or_default();
            self.page_put(page, first);
            if let Some(node) = self.nodes.get_mut(&parent) {
                node.is_open = true;
            }
        }
    }

    /// From where the children of an account are read, beginning with the one that has so many siblings
    /// before it.
    pub fn from(&self, parent: AccountId, first: usize) -> TreeFrom {
        let Some(before) = first.checked_sub(1) else {
            return TreeFrom::Start;
        };
        // Reading behind a place costs the same anywhere.
        match self.child_at(parent, before).and_then(|id| self.node(id)) {
            Some(before) => TreeFrom::After {
                place: before.row.place.clone(),
            },
            None => TreeFrom::Skip {
                rows: u32::try_from(first).unwrap_or(u32::MAX),
            },
        }
    }

    /// Takes in a page of children that was asked for from there, where the first had `first` siblings before
    /// it. A page is not taken where the tree was read again after it, or it does not say how many siblings it has
    /// before it and that may have changed since: what is in view is then asked for again.
    pub fn page_follow(&mut self, page: TreePage, from: &TreeFrom, first: usize) {
        if self.is_late(&page) {
            return;
        }
        let parent = page.parent.account.id;
        let known = self.node(parent).map(|node| node.row.children);
        let is_as_it_was = known == Some(page.parent.children) && self.from(parent, first) == *from;
        match page.before {
            Some(before) => self.page_put(page, before),
            None if is_as_it_was => self.page_put(page, count(first)),
            None => self.parent_put(page.parent),
        }
    }

    /// Takes in a page of children, of which the first has so many siblings before it.
    pub fn page_put(&mut self, page: TreePage, first: i64) {
        let parent = page.parent.account.id;
        self.parent_put(page.parent);
        let children = page.rows.iter().map(|row| row.account.id).collect();
        for row in page.rows {
            self.node_put(row, Some(parent));
        }
        if let Some(node) = self.nodes.get_mut(&parent) {
            node.children.put(place(first), children, !page.has_more);
            node.apart = node.apart.filter(|apart| !node.children.holds(*apart));
        }
    }

    fn parent_put(&mut self, row: TreeRow) {
        let above = self.node(row.account.id).and_then(|node| node.parent);
        self.node_put(row, above);
    }

    fn node_put(&mut self, row: TreeRow, parent: Option<AccountId>) {
        let children = place(row.children);
        let id = row.account.id;
        let known = self.nodes.get(&id);
        let before = known.and_then(|node| node.parent);
        let row = match known.filter(|node| *node.row == row) {
            Some(node) => node.row.clone(),
            None => Arc::new(row),
        };
        // An account stands under its parent only: what was read of the one before is out of date.
        if before != parent
            && let Some(before) = before.and_then(|before| self.nodes.get_mut(&before))
            && before.children.holds(id)
        {
            before.children.forget();
        }
        let node = self.nodes.entry(id).or_insert_with(|| Node {
            row: row.clone(),
            parent,
            skipped: 0,
            is_open: false,
            children: Children::unread(children),
            apart: None,
        });
        node.row = row;
        node.parent = parent;
        node.children.count_set(children);
        if children == 0 {
            node.is_open = false;
            node.apart = None;
        }
    }

    /// An account that is known.
    pub fn node(&self, id: AccountId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// The root.
    pub fn root(&self) -> Option<&Node> {
        self.node(self.root?)
    }

    /// The child of an account with so many siblings before it, where it is read.
    pub fn child_at(&self, parent: AccountId, place: usize) -> Option<AccountId> {
        self.node(parent)?.children.at(place)
    }

    /// Shows the children of an account, or hides them. Answers whether its first children have to be read
    /// since none is known.
    pub fn open_set(&mut self, id: AccountId, is_open: bool) -> bool {
        let Some(node) = self.nodes.get_mut(&id) else {
            return false;
        };
        node.is_open = is_open && node.row.has_children();
        node.is_open && node.children.blocks().is_empty() && node.apart.is_none()
    }

    /// Hides the children that another model of the same organization hides.
    pub fn close_as(&mut self, other: &Model) {
        for (id, node) in &mut self.nodes {
            let is_hidden = |other: &Node| other.row.has_children() && !other.is_open;
            node.is_open &= !other.node(*id).is_some_and(is_hidden);
        }
    }

    /// The first account from the top whose children another model of the same organization shows while this
    /// one hides them.
    pub fn folded(&self, other: &Model) -> Option<AccountId> {
        let lines = self.lines();
        let accounts = lines.runs().iter().filter(|run| run.line.is_account());
        let mut ids = accounts.map(|run| run.line.id);
        ids.find(|id| {
            let is_open = other.node(*id).is_some_and(|other| other.is_open);
            let is_hidden = |node: &Node| !node.is_open && node.row.has_children();
            is_open && self.node(*id).is_some_and(is_hidden)
        })
    }

    /// The accounts from the root to this one.
    pub fn path(&self, id: AccountId) -> Vec<AccountRef> {
        let mut path = Vec::new();
        let mut at = Some(id);
        // What was read at different moments could go round in circles.
        while let Some(node) = at.and_then(|id| self.node(id))
            && path.len() <= self.nodes.len()
        {
            path.push(node.row.account.clone());
            at = node.parent;
        }
        path.reverse();
        path
    }

    /// The lines from the top. Costs by the accounts that are known and shown, however many are not read.
    pub fn lines(&self) -> Lines {
        let mut lines = Lines::default();
        // With what is known of the account: each is looked up once, of a hundred thousand siblings too.
        let mut waiting: Vec<Waiting> = Vec::new();
        waiting.extend(self.root.map(|id| {
            let line = Line {
                id,
                kind: LineKind::Account,
                level: 0,
                position: Some(1),
                siblings: 1,
            };
            (line, 1, self.node(id))
        }));
        while let Some((line, count, node)) = waiting.pop() {
            lines.push(line, count);
            if let Some(node) = node.filter(|node| node.is_open) {
                self.below(&line, node, &mut waiting);
            }
        }
        lines
    }

    /// Puts what stands right below the line of an account on the stack, the last first.
    fn below<'a>(&'a self, line: &Line, node: &'a Node, waiting: &mut Vec<Waiting<'a>>) {
        let siblings = node.children.count();
        let below = |id: AccountId, kind, position| Line {
            id,
            kind,
            level: line.level + 1,
            position,
            siblings,
        };
        // What was read at different moments could go round in circles.
        let child = |id: AccountId, position| {
            let child = self.node(id).filter(|_| Some(id) != self.root)?;
            let is_here = child.parent == Some(line.id);
            is_here.then(|| (below(id, LineKind::Account, position), 1, Some(child)))
        };
        let mut apart = node.apart.and_then(|id| child(id, None));
        let blocks = node.children.blocks().iter().rev();
        let read: usize = blocks.clone().map(|block| block.ids.len()).sum();
        let is_child = |(_, _, child): &Waiting| child.is_some_and(|child| child.skipped == 0);
        if read >= siblings || !apart.as_ref().is_some_and(is_child) {
            waiting.extend(apart.take());
        }
        let mut end = siblings;
        for block in blocks.map(Some).chain([None]) {
            let first = block.map_or(0, Block::end);
            let mut unread = end.saturating_sub(first);
            // One of those that are not read yet; which one is not known.
            if unread > 0 && apart.is_some() {
                unread -= 1;
                waiting.extend(apart.take());
            }
            if unread > 0 {
                let line = below(line.id, LineKind::Unread(first), Some(first + 1));
                waiting.push((line, unread, None));
            }
            let Some(block) = block else { break };
            let places = (block.first + 1..).zip(&block.ids);
            let start = waiting.len();
            waiting.extend(places.filter_map(|(position, id)| child(*id, Some(position))));
            if let Some(added) = waiting.get_mut(start..) {
                added.reverse();
            }
            end = block.first;
        }
    }
}

/// Lines that are yet to come: the first, how many, and what is known of the account.
type Waiting<'a> = (Line, usize, Option<&'a Node>);

/// A number of children as it is counted here.
fn place(count: i64) -> usize {
    usize::try_from(count).unwrap_or_default()
}

/// The same as it is counted by the server.
fn count(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "model_tests.rs"]
pub(super) mod tests;
