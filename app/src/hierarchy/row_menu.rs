//! What can be done with a line: one list for its own menu and for the Actions of the page.

use domain::accounts::AccountRef;
use leptos::prelude::*;

use super::{
    api::TreeRights,
    face::line_id,
    keys::KeyDeeds,
    lines::LineKind,
    payers_face::{PayersLink, payers_links},
    state::Tree,
};
use crate::{
    routes,
    ui::{ContextMenu, IconName, MenuGroup, MenuItem, Toasts, text_copy},
};

/// The menu of the chosen line, and what of it has no place among the keys of any tree.
#[derive(Clone, Copy)]
pub struct RowMenu {
    /// Where it is open.
    pub at: RwSignal<Option<(i32, i32)>>,
    /// The links of the line that it was opened for.
    pub links: RwSignal<Vec<PayersLink>>,
    /// Opens Preview Move.
    pub preview_move: Callback<()>,
    /// Begins Remove From Hierarchy.
    pub remove: Callback<()>,
    /// Takes the address of the line into the clipboard.
    pub copy_link: Callback<()>,
    /// Why nothing can be pasted.
    pub paste_off: Signal<Option<String>>,
}

impl RowMenu {
    /// Opens for the chosen line at a point of the window.
    pub fn open_at(self, tree: Tree, x: i32, y: i32) {
        let shown = tree.payers.shown.get_untracked();
        let links = untrack(|| tree.chosen_row()).filter(|_| shown);
        let links = links.map_or_else(Vec::new, |row| {
            payers_links(row.account.number, &tree.payers.of(row.account.id))
        });
        // Setting the same again would build the menu anew.
        if self.links.with_untracked(|known| *known != links) {
            self.links.set(links);
        }
        self.at.set(Some((x, y)));
    }

    /// Opens below the chosen line.
    pub fn open_at_line(self, tree: Tree) {
        let Some((id, LineKind::Account)) = tree.chosen.get_untracked() else {
            return;
        };
        let element = document().get_element_by_id(&line_id((id, LineKind::Account)));
        let name = element.and_then(|line| line.query_selector(".tree-words").ok().flatten());
        if let Some(name) = name {
            let place = name.get_bounding_client_rect();
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a place in the window, in whole pixels"
            )]
            self.open_at(tree, place.left() as i32, place.bottom() as i32);
        }
    }

    /// The entries, as far as the role has them.
    pub fn groups(self, rights: TreeRights, deeds: KeyDeeds) -> Vec<MenuGroup> {
        let mut groups = vec![MenuGroup::new(
            "Account",
            vec![
                MenuItem::action("Open account", deeds.enter)
                    .icon(IconName::User)
                    .keys("Enter"),
                MenuItem::action("Open all below", deeds.open_below)
                    .icon(IconName::ChevronsDown)
                    .keys("*"),
                MenuItem::action("Copy link", self.copy_link)
                    .icon(IconName::Copy)
                    .keys("Ctrl Shift L"),
            ],
        )];
        if rights.may_move {
            groups.push(MenuGroup::new(
                "Organization Hierarchy",
                vec![
                    MenuItem::action("Preview Move…", self.preview_move)
                        .icon(IconName::Network)
                        .keys("F2"),
                    MenuItem::action("Cut", deeds.cut)
                        .icon(IconName::Scissors)
                        .keys("X"),
                    MenuItem::action("Paste below", deeds.paste)
                        .icon(IconName::ClipboardPaste)
                        .keys("P")
                        .disabled_while(self.paste_off),
                    MenuItem::action("Remove From Hierarchy", self.remove)
                        .icon(IconName::X)
                        .keys("Del")
                        .danger(),
                ],
            ));
        }
        groups
    }
}

/// The menu of a line.
#[component]
pub fn RowMenuView(tree: Tree, menu: RowMenu, deeds: KeyDeeds) -> impl IntoView {
    let focus_back = Callback::new(move |()| tree.focus());
    move || {
        let mut groups = menu.groups(tree.rights.get(), deeds);
        groups.extend(links_group(menu.links.get()));
        view! { <ContextMenu id="tree-row" label="Actions for the account" at=menu.at focus_back groups /> }
    }
}

/// The links of a line as entries; none where it has none.
fn links_group(links: Vec<PayersLink>) -> Option<MenuGroup> {
    let item = |link: PayersLink| MenuItem::link(link.label, link.href).icon(IconName::ReceiptText);
    let items: Vec<MenuItem> = links.into_iter().map(item).collect();
    (!items.is_empty()).then(|| MenuGroup::new("Who pays", items))
}

/// Takes the address of the tree with this account chosen into the clipboard.
pub fn link_copy(tree: Tree, account: &AccountRef, toasts: Toasts) {
    let (on, payers) = (tree.on.get_untracked(), tree.payers.shown.get_untracked());
    let href = routes::hierarchy_shown(&account.number.to_string(), "", None, on, payers);
    let origin = window().location().origin().unwrap_or_default();
    let said = format!("The link to {} is copied.", account.name);
    text_copy(format!("{origin}{href}"), said, toasts);
}
