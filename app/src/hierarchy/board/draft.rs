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
    /// Shows what a draft's tree is by now. The line that keys act on stays, unless it is gone.
    pub(super) fn draft_show(self, model: Model) {
        let chosen = self.chosen.get_untracked();
        let is_there = chosen.is_some_and(|(id, _)| model.node(id).is_some());
        let root = model.root().map(|root| root.row.account.id);
        self.model.set(model);
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
    let problem = live(move || {
        let error = tree.problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{error.first_sentence().to_owned()}</Note> })
    });

    view! {
        {problem}
        <div class="board-tree">
            <TreeGrid tree plan deeds />
        </div>
    }
    .into_any()
}
