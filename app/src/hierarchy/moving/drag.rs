//! Dragging an account onto its new parent.

use std::time::Duration;

use domain::ids::AccountId;
use leptos::{ev::DragEvent, prelude::*};

use super::{super::state::Tree, MovePlan};

/// How long an account is held over a closed line until that opens.
const HELD: Duration = Duration::from_millis(700);

impl MovePlan {
    /// An account is taken up.
    pub fn drag_begin(self, event: &DragEvent, id: AccountId) {
        self.dragged.set(Some(id));
        if let Some(data) = event.data_transfer() {
            data.set_effect_allowed("move");
            // Some browsers drag nothing that carries nothing; others need not have it.
            let _ = data.set_data("text/plain", &id.to_string());
        }
    }

    /// It is held over another account, which could take it.
    pub fn drag_over(self, event: &DragEvent, tree: Tree, id: AccountId) {
        let dragged = self.dragged.get_untracked();
        if dragged.is_some_and(|dragged| dragged != id) {
            event.prevent_default();
            if tree.target.get_untracked() != Some(id) {
                tree.target.set(Some(id));
                self.drag_open(tree, id);
            }
        } else {
            Self::drag_out(tree);
        }
    }

    /// What is closed opens when it is held over for a while, so that one can drop below it.
    fn drag_open(self, tree: Tree, id: AccountId) {
        let open = move || {
            let is_over = tree.target.try_get_untracked() == Some(Some(id));
            if is_over && untrack(|| tree.row(id)).is_some_and(|row| row.has_children()) {
                tree.open_set(id, true);
            }
        };
        set_timeout(open, HELD);
    }

    /// It is let go over another account: the preview opens, nothing moves yet.
    pub fn drop_on(self, event: &DragEvent, tree: Tree, id: AccountId) {
        event.prevent_default();
        let dragged = self.dragged.get_untracked();
        self.drag_end(tree);
        let row = |id| untrack(|| tree.row(id));
        if let Some(account) = dragged.filter(|dragged| *dragged != id).and_then(row)
            && let Some(to) = row(id)
        {
            self.begin(account.account, Some(&to.account));
        }
    }

    /// It is held over nothing that could take it: what it was held over does not open any more.
    pub fn drag_out(tree: Tree) {
        if tree.target.with_untracked(Option::is_some) {
            tree.target.set(None);
        }
    }

    /// It is let go, wherever.
    pub fn drag_end(self, tree: Tree) {
        self.dragged.set(None);
        tree.target.set(None);
    }
}
