//! The tree of a board's draft: for looking at, with the keys of any tree. It is read again with each change of
//! the board, and what is open stays open.

use domain::hierarchy::{TreeAsk, TreeFrom};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::super::{
    api::{CHILDREN, TreeOpened},
    grid::TreeGrid,
    keys::KeyDeeds,
    lines::LineKind,
    model::Model,
    moving::MovePlan,
    state::Tree,
    tree_payers::PayersSwitch,
    unread::Asked,
};
use crate::{
    routes,
    ui::{Note, Tone, live, use_toasts},
};

/// The most branches that are read again beside those on the way to the account that a tree is opened around:
/// each is a question in which all steps are made. Further ones fold up.
const BRANCHES: usize = 40;

/// What a draft's tree is by now: opened as it was read, with the branches open that are open in the tree that is
/// shown, from the top. None where the page is gone.
pub(super) async fn draft_read(tree: Tree, opened: TreeOpened) -> Option<Model> {
    let mut model = Model::default();
    model.open(opened);
    tree.problem.try_set(None);
    for _ in 0..BRANCHES {
        // Somebody may open and close branches meanwhile.
        let next = tree.model.try_with_untracked(|shown| {
            model.close_as(shown);
            model.folded(shown)
        })?;
        let Some(parent) = next else { break };
        let ask = TreeAsk {
            parent,
            as_of: None,
            from: TreeFrom::Start,
            limit: CHILDREN,
        };
        match tree.children_read(ask).await {
            Ok(page) => model.pages_open(vec![page]),
            Err(error) => {
                tree.problem.try_set(Some(error));
                break;
            }
        }
    }
    tree.model
        .try_with_untracked(|shown| model.close_as(shown))?;
    Some(model)
}

impl Tree {
    /// Shows what a draft's tree is by now. The line that keys act on stays; where it is gone, or not read yet,
    /// keys go on at the line that stands there now, and in another organization at the root.
    pub(super) fn draft_show(self, model: Model) {
        let root_of = |model: &Model| Some(model.root()?.row.account.id);
        let before = self.model.with_untracked(root_of);
        let root = root_of(&model);
        let held = self.held();
        self.model.set(model);
        self.payers.forget();
        // What was asked for was of the draft before.
        self.asked.update(|asked| *asked = Asked::default());
        if root == before {
            self.hold(held);
        }
        let is_there = untrack(|| self.chosen_index()).is_some();
        if !is_there {
            self.chosen.set(root.map(|root| (root, LineKind::Account)));
        }
    }
}

/// The tree on the page.
#[component]
pub(super) fn DraftTree(tree: Tree) -> impl IntoView {
    let navigate = use_navigate();
    let toasts = use_toasts();
    let enter = Callback::new(move |()| {
        if let Some(row) = untrack(|| tree.chosen_row()) {
            let href = routes::account(row.account.number);
            navigate(&href, NavigateOptions::default());
        }
    });
    let nothing = Callback::new(|()| ());
    let deeds = KeyDeeds {
        enter,
        cut: nothing,
        cut_end: nothing,
        paste: nothing,
        open_below: Callback::new(move |()| tree.open_below_chosen(toasts)),
    };
    let plan = MovePlan::new();
    tree.payers.follow(tree);
    let problem = live(move || {
        let error = tree.problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{error.first_sentence().to_owned()}</Note> })
    });

    view! {
        {problem}
        <PayersSwitch tree />
        <div class="board-tree">
            <TreeGrid tree plan deeds />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::{
            lines::LineKey,
            model::tests::{id, opened, page, row},
        },
        *,
    };

    /// Root 1 with 300 children, of which account 10 is the first; so many are read.
    fn wide(read: i64) -> Model {
        let root = row(1, 300);
        let children: Vec<_> = (10..10 + read).map(|number| row(number, 0)).collect();
        let mut model = Model::default();
        let first = page(root.clone(), &children, true);
        model.open(opened(&[root], vec![first]));
        model
    }

    fn account(number: i64) -> Option<LineKey> {
        Some((id(number), LineKind::Account))
    }

    #[test]
    fn a_change_of_the_board_leaves_the_keys_where_they_are() {
        let owner = Owner::new();
        owner.set();
        let tree = Tree::new();
        tree.draft_show(wide(200));
        assert_eq!(tree.chosen.get_untracked(), account(1), "from the first");
        tree.chosen.set(account(30));
        tree.draft_show(wide(100));
        assert_eq!(tree.chosen.get_untracked(), account(30));
        tree.draft_show(wide(200));
        tree.chosen.set(account(160));
        tree.asked.update(|asked| {
            asked.begin(id(1), &(100..200));
        });
        tree.draft_show(wide(100));
        assert_eq!(
            tree.chosen.get_untracked(),
            Some((id(1), LineKind::Unread(150))),
            "behind what is read first of the draft"
        );
        let is_free = |asked: &mut Asked| asked.begin(id(1), &(100..200));
        assert_eq!(tree.asked.try_update(is_free), Some(true));
    }

    #[test]
    fn in_another_organization_keys_begin_at_its_root() {
        let owner = Owner::new();
        owner.set();
        let tree = Tree::new();
        tree.draft_show(wide(100));
        tree.chosen.set(account(11));
        let (other, three) = (row(2, 2), row(3, 0));
        let first = page(other.clone(), &[three, row(4, 0)], false);
        let mut model = Model::default();
        model.open(opened(&[other], vec![first]));
        tree.draft_show(model);
        assert_eq!(tree.chosen.get_untracked(), account(2));
    }
}
