//! The head of the tree: the path to the chosen account, and what may be done with it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    day::TreeDay, find::TreeFind, keys::KeyDeeds, row_menu::RowMenu, state::Tree,
    tree_payers::PayersSwitch, words::accounts_words,
};
use crate::{
    routes,
    ui::{Breadcrumb, Button, ButtonKind, Crumb, IconName, MenuButton, Moment},
};

/// Path, name and actions. No amount of the tree is older than `stamp` (decision 20); that of another day has none.
#[component]
pub fn TreeHead(tree: Tree, menu: RowMenu, deeds: KeyDeeds, stamp: DateTime<Utc>) -> impl IntoView {
    let title = move || {
        tree.model.with(|model| {
            let root = model.root();
            root.map(|root| (root.row.account.name.clone(), root.row.accounts_below + 1))
        })
    };
    let name = move || title().map(|(name, _)| name);
    let count = move || title().map(|(_, count)| accounts_words(count));
    let as_of = move || {
        (tree.on.get().is_none()).then(|| {
            view! {
                <small class="faint">"Amounts due as of " <Moment at=stamp /> " or later"</small>
            }
        })
    };
    let actions = move || {
        let rights = tree.rights.get();
        view! {
            {rights
                .may_move
                .then(|| view! {
                    <Button icon=IconName::Network on_press=menu.preview_move>
                        "Move…"
                    </Button>
                })}
            <MenuButton
                id="tree-actions"
                label="Actions"
                kind=ButtonKind::Primary
                groups=menu.groups(rights, deeds)
            />
        }
    };

    view! {
        <header class="tree-page-head">
            <div class="tree-title">
                <TreePath tree />
                <div class="tree-actions">
                    <TreeDay tree />
                    <PayersSwitch tree />
                </div>
            </div>
            <div class="tree-title">
                <h1>{name}</h1>
                <span class="quiet">{count}</span>
                {as_of}
                <TreeFind tree />
                <div class="tree-actions">{actions}</div>
            </div>
        </header>
    }
    .into_any()
}

/// The path from the root to the chosen account.
#[component]
fn TreePath(tree: Tree) -> impl IntoView {
    /// Steps of a path that are shown on each side of what is left out.
    const ENDS: usize = 4;
    let path = Memo::new(move |_| {
        let chosen = tree.chosen.get().map(|(id, _)| id);
        tree.model
            .with(|model| chosen.map(|id| model.path(id)).unwrap_or_default())
    });

    move || {
        let path = path.get();
        let last = path.len().saturating_sub(1);
        let crumb = |(index, account): (usize, domain::accounts::AccountRef)| {
            if index == last {
                return Some(Crumb::here(account.name));
            }
            if index < ENDS || index + ENDS > last {
                return Some(Crumb::link(
                    account.name,
                    routes::hierarchy_shown(
                        &account.number.to_string(),
                        "",
                        None,
                        tree.on.get(),
                        tree.payers.shown.get(),
                    ),
                ));
            }
            (index == ENDS).then(|| Crumb::here("…"))
        };
        let crumbs: Vec<Crumb> = path.into_iter().enumerate().filter_map(crumb).collect();
        view! { <Breadcrumb label="Path to the chosen account" crumbs /> }
    }
}
