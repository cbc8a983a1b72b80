//! What is known of an organization so far, and the lines that are shown of it. Plain data: nothing
//! here asks the server or draws.

use std::{collections::HashMap, sync::Arc};

use domain::{
    accounts::AccountRef,
    hierarchy::{TreeFrom, TreePage, TreeRow},
    ids::AccountId,
};

use super::api::TreeOpened;

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
    /// Its children as far as they are read, in order.
    children: Vec<AccountId>,
    /// Whether there are more behind them.
    has_more: bool,
    /// The child on the way to the account that was opened, where it is not among them yet.
    apart: Option<AccountId>,
}

impl Node {
    /// Where the next page of its children begins; none where all are read.
    fn next(&self, last: Option<&Node>) -> Option<TreeFrom> {
        self.has_more.then(|| match last {
            Some(last) => TreeFrom::After {
                place: last.row.place.clone(),
            },
            None => TreeFrom::Start,
        })
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// An account.
    Account,
    /// The place below the children of an account that are read, where more can be asked for.
    More,
}

/// Names a line.
pub type LineKey = (AccountId, LineKind);

/// A line of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The account; or whose further children these are.
    pub id: AccountId,
    /// What it is.
    pub kind: LineKind,
    /// How deep it stands: 0 is the root.
    pub level: usize,
    /// Which of its siblings it is, from 1; none where that is not known.
    pub position: Option<usize>,
    /// How many siblings there are, itself among them.
    pub siblings: i64,
}

impl Line {
    /// Its name.
    pub const fn key(&self) -> LineKey {
        (self.id, self.kind)
    }
}

/// An organization as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Model {
    root: Option<AccountId>,
    nodes: HashMap<AccountId, Node>,
}

impl Model {
    /// Takes in what was opened: it is the tree that is shown from now on. What was known already
    /// stays open.
    pub fn open(&mut self, opened: TreeOpened) {
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
                node.apart = (!node.children.contains(&below)).then_some(below);
            }
        }
    }

    /// Takes in first pages of children, a parent before its own, and shows them.
    pub fn pages_open(&mut self, pages: Vec<TreePage>) {
        for page in pages {
            let parent = page.parent.account.id;
            self.page_put(page, true);
            if let Some(node) = self.nodes.get_mut(&parent) {
                node.is_open = true;
            }
        }
    }

    /// Takes in a page of children that was asked for from there. Answers whether it was: where those
    /// known of the parent end elsewhere by now, it would leave some out.
    pub fn page_follow(&mut self, page: TreePage, from: &TreeFrom) -> bool {
        let is_next = self.next(page.parent.account.id).as_ref() == Some(from);
        if is_next {
            self.page_put(page, *from == TreeFrom::Start);
        }
        is_next
    }

    /// Takes in a page of children; the first one in place of those known before.
    pub fn page_put(&mut self, page: TreePage, is_first: bool) {
        let parent = page.parent.account.id;
        let above = self.nodes.get(&parent).and_then(|node| node.parent);
        self.node_put(page.parent, above);
        let children: Vec<AccountId> = page.rows.iter().map(|row| row.account.id).collect();
        // Few of them are known, and only those can be among the children already.
        let is_known = |id: &AccountId| self.nodes.contains_key(id);
        let known: Vec<AccountId> = children.iter().copied().filter(is_known).collect();
        for row in page.rows {
            self.node_put(row, Some(parent));
        }
        let Some(node) = self.nodes.get_mut(&parent) else {
            return;
        };
        if is_first {
            node.children.clear();
        }
        for child in children {
            if !known.contains(&child) || !node.children.contains(&child) {
                node.children.push(child);
            }
        }
        node.has_more = page.has_more;
        node.apart = node.apart.filter(|apart| !node.children.contains(apart));
    }

    fn node_put(&mut self, row: TreeRow, parent: Option<AccountId>) {
        let has_children = row.has_children();
        let id = row.account.id;
        let known = self.nodes.get(&id).map(|node| &node.row);
        let row = match known.filter(|known| ***known == row) {
            Some(known) => known.clone(),
            None => Arc::new(row),
        };
        let node = self.nodes.entry(id).or_insert_with(|| Node {
            row: row.clone(),
            parent,
            skipped: 0,
            is_open: false,
            children: Vec::new(),
            has_more: has_children,
            apart: None,
        });
        node.row = row;
        node.parent = parent;
        if !has_children {
            node.is_open = false;
            node.children.clear();
            node.has_more = false;
            node.apart = None;
        } else if node.children.is_empty() {
            node.has_more = true;
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

    /// Shows the children of an account, or hides them. Answers from where its first children have to
    /// be read where none are known.
    pub fn open_set(&mut self, id: AccountId, is_open: bool) -> Option<TreeFrom> {
        let node = self.nodes.get_mut(&id)?;
        node.is_open = is_open && node.row.has_children();
        let is_unread = node.children.is_empty() && node.apart.is_none();
        (node.is_open && is_unread).then_some(TreeFrom::Start)
    }

    /// Hides the children that another model of the same organization hides.
    pub fn close_as(&mut self, other: &Model) {
        for (id, node) in &mut self.nodes {
            let is_hidden = |other: &Node| other.row.has_children() && !other.is_open;
            node.is_open &= !other.node(*id).is_some_and(is_hidden);
        }
    }

    /// The first account from the top whose children another model of the same organization shows while this
    /// one hides them, with how many of them are read there.
    pub fn folded(&self, other: &Model) -> Option<(AccountId, usize)> {
        self.lines().iter().find_map(|line| {
            let (node, other) = (self.node(line.id)?, other.node(line.id)?);
            let is_folded = other.is_open && !node.is_open && node.row.has_children();
            is_folded.then_some((line.id, other.children.len()))
        })
    }

    /// Where the next page of the children of an account begins; none where all are read.
    pub fn next(&self, id: AccountId) -> Option<TreeFrom> {
        let node = self.node(id)?;
        node.next(node.children.last().and_then(|last| self.node(*last)))
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

    /// The lines from the top.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        // With what is known of the account: each is looked up once, of a hundred thousand siblings too.
        let mut waiting: Vec<(Line, Option<&Node>)> = Vec::new();
        waiting.extend(self.root.map(|id| {
            let line = Line {
                id,
                kind: LineKind::Account,
                level: 0,
                position: Some(1),
                siblings: 1,
            };
            (line, self.node(id))
        }));
        while let Some((line, node)) = waiting.pop() {
            lines.push(line);
            if let Some(node) = node.filter(|node| node.is_open) {
                self.below(&line, node, &mut waiting);
            }
        }
        lines
    }

    /// Puts what stands right below the line of an account on the stack, the last first.
    fn below<'a>(
        &'a self,
        line: &Line,
        node: &'a Node,
        waiting: &mut Vec<(Line, Option<&'a Node>)>,
    ) {
        let below = |id: AccountId, kind, position| Line {
            id,
            kind,
            level: line.level + 1,
            position,
            siblings: node.row.children,
        };
        // An account stands under its parent only, whatever an older page of children said.
        let child = |id: AccountId, position| {
            let child = self.node(id).filter(|_| Some(id) != self.root)?;
            let is_here = child.parent == Some(line.id);
            is_here.then(|| (below(id, LineKind::Account, position), Some(child)))
        };
        waiting.extend(node.apart.and_then(|id| child(id, None)));
        if node.has_more {
            waiting.push((below(line.id, LineKind::More, None), None));
        }
        let children = node.children.iter().enumerate().rev();
        waiting.extend(children.filter_map(|(index, id)| child(*id, Some(index + 1))));
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
pub(super) mod tests;
