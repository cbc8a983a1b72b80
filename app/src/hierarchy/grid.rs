//! The tree as a WAI-ARIA tree grid whose lines are in the document only around what is in view
//! (ORG-6, T5).

use std::rc::Rc;

use domain::ids::AccountId;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

use super::{
    draw::Drawer,
    face::{Face, Shown, line_id, line_key},
    keys::{KeyDeeds, key_press, keys_in_words},
    lines::{LineKey, LineKind},
    moving::MovePlan,
    row::{payers_view, row_view},
    row_menu::RowMenu,
    state::Tree,
    tree_payers::PayersHead,
    typed::Typed,
    window::Window,
    words::count_words,
};
use crate::{frame::provide_page_keys, ui::live};

/// The tree. The element itself has the focus and names the chosen line, so that a line may leave
/// the document while somebody scrolls.
#[component]
pub fn TreeGrid(
    tree: Tree,
    plan: MovePlan,
    deeds: KeyDeeds,
    /// What the menu of a line offers; without it there is none.
    #[prop(optional)]
    menu: Option<RowMenu>,
) -> impl IntoView {
    let typed = StoredValue::new(Typed::default());
    let rows = NodeRef::<html::Div>::new();
    let pattern = NodeRef::<html::Div>::new();
    let with_payers = tree.payers.shown.get_untracked();
    let first: Vec<(Shown, Face)> = first_lines(tree);
    let views: Vec<AnyView> = (first.iter())
        .map(|(_, face)| row_view(face.clone(), with_payers))
        .collect();
    let chosen = tree.chosen.get_untracked();
    let is_chosen = |(shown, _): &(Shown, Face)| Some(shown.line.key()) == chosen;
    let active = (first.iter().any(is_chosen)).then(|| chosen.map(line_id));
    draw_follow(tree, rows, pattern, first, with_payers);
    provide_page_keys("The tree", move || {
        keys_in_words(menu.is_some(), tree.rights.get())
    });

    view! {
        <div
            class="tree"
            class:with-payers=move || tree.payers.shown.get()
            class:with-menu=menu.is_some()
            role="treegrid"
            tabindex="0"
            aria-label=move || tree_name(tree)
            aria-rowcount=move || (tree.lines.with(|lines| lines.len()) + 1).to_string()
            aria-colcount=move || tree.columns().to_string()
            aria-multiselectable="false"
            aria-activedescendant=active.flatten()
            node_ref=tree.element
            on:keydown=move |event| key_press(&event, tree, typed, deeds, menu)
            on:scroll=move |_| tree.look()
        >
            <Head tree />
            <div
                class="tree-rows"
                role="rowgroup"
                node_ref=rows
                on:click=move |event| press(&event, tree, menu)
                on:dblclick=move |event| press_twice(&event, tree)
                on:contextmenu=move |event| menu_open(&event, tree, menu)
                on:dragstart=move |event| {
                    if let Some(id) = account_of(&event) {
                        plan.drag_begin(&event, id);
                    }
                }
                on:dragover=move |event| held_over(&event, tree, plan)
                on:dragleave=move |event| left(&event, rows, tree)
                on:drop=move |event| {
                    if let Some(id) = account_of(&event) {
                        plan.drop_on(&event, tree, id);
                    }
                }
                on:dragend=move |_| plan.drag_end(tree)
            >
                {views}
            </div>
        </div>
        <span class="hear" role="status">
            {live(move || tree.asked.with(|asked| asked.failure().map(str::to_owned)))}
        </span>
        <div class="tree-pattern" hidden node_ref=pattern>
            {row_view(Face::empty(), false)} {payers_view(&Face::empty())}
        </div>
    }
    .into_any()
}

/// The names of the columns.
#[component]
fn Head(tree: Tree) -> impl IntoView {
    view! {
        <div class="tree-head" role="rowgroup">
            <div class="tree-line" role="row" aria-rowindex="1">
                <span role="columnheader" class="tree-name">"Name"</span>
                <span role="columnheader" class="tree-number">"Number"</span>
                <span role="columnheader" class="tree-type">"Type"</span>
                <span role="columnheader" class="tree-status">"Status"</span>
                <span role="columnheader" class="tree-customer">"Customer type"</span>
                <span role="columnheader" class="num tree-below">"Accounts below"</span>
                <span role="columnheader" class="num tree-due">"Due with below"</span>
                <PayersHead tree />
            </div>
        </div>
    }
    .into_any()
}

/// The lines that the page begins with, the same on the server and in the browser.
fn first_lines(tree: Tree) -> Vec<(Shown, Face)> {
    let lines = tree.lines.get_untracked();
    tree.shown_with(&lines, |shown_of| {
        let shown = Window::start(lines.len()).lines().filter_map(shown_of);
        let faced = |shown: Shown| {
            let face = Face::of(&shown);
            (shown, face)
        };
        shown.map(faced).collect()
    })
}

/// Draws whatever changes, from when the tree is there, and follows the size of the browser's window.
fn draw_follow(
    tree: Tree,
    rows: NodeRef<html::Div>,
    pattern: NodeRef<html::Div>,
    first: Vec<(Shown, Face)>,
    with_payers: bool,
) {
    let mut first = Some(first);
    Effect::new(move |drawer: Option<Option<Rc<Drawer>>>| {
        tree.lines_track();
        let (Some(element), Some(_)) = (tree.element.get(), rows.get()) else {
            return None;
        };
        let drawer = drawer.flatten().unwrap_or_else(|| {
            tree.view.measure(&element);
            tree.view.reveal();
            let first = first.take().unwrap_or_default();
            Drawer::new(tree, rows, pattern, first, with_payers)
        });
        drawer.ask();
        Some(drawer)
    });
    Effect::new(move |_| {
        let listener = window_event_listener(ev::resize, move |_| {
            if let Some(element) = tree.element.get_untracked() {
                tree.view.measure(&element);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn tree_name(tree: Tree) -> String {
    tree.model.with(|model| {
        model.root().map_or_else(String::new, |root| {
            format!(
                "Organization {}, {} accounts",
                root.row.account.name,
                count_words(root.row.accounts_below + 1)
            )
        })
    })
}

/// The line that an event happened on, and the element it happened to.
fn line_of(event: &web_sys::Event) -> Option<(LineKey, Element)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let row = target.closest("[role=row]").ok()??;
    Some((line_key(&row.id())?, target))
}

fn account_of(event: &web_sys::Event) -> Option<AccountId> {
    match line_of(event)?.0 {
        (id, LineKind::Account) => Some(id),
        (_, LineKind::Unread(_)) => None,
    }
}

/// An account is dragged over a line.
fn held_over(event: &web_sys::DragEvent, tree: Tree, plan: MovePlan) {
    match account_of(event) {
        Some(id) => plan.drag_over(event, tree, id),
        None => MovePlan::drag_out(tree),
    }
}

/// It is dragged out of the lines; from one of their elements to another it leaves the first as well.
fn left(event: &web_sys::DragEvent, rows: NodeRef<html::Div>, tree: Tree) {
    let to: Option<web_sys::Node> = event.related_target().and_then(|to| to.dyn_into().ok());
    if (rows.get_untracked()).is_some_and(|rows| !rows.contains(to.as_ref())) {
        MovePlan::drag_out(tree);
    }
}

fn is_within(target: &Element, selector: &str) -> bool {
    matches!(target.closest(selector), Ok(Some(_)))
}

/// The other button chooses the line and opens its menu.
fn menu_open(event: &web_sys::MouseEvent, tree: Tree, menu: Option<RowMenu>) {
    if let (Some(menu), Some(id)) = (menu, account_of(event)) {
        event.prevent_default();
        tree.chosen.set(Some((id, LineKind::Account)));
        menu.open_at(tree, event.client_x(), event.client_y());
    }
}

/// A press chooses the line; on its signs it opens what is below or the menu.
fn press(event: &web_sys::MouseEvent, tree: Tree, menu: Option<RowMenu>) {
    let Some((key, target)) = line_of(event) else {
        return;
    };
    tree.focus();
    if is_within(&target, ".tree-twist") && key.1 == LineKind::Account {
        tree.open_turn(key.0);
        return;
    }
    tree.chosen.set(Some(key));
    if let (parent, LineKind::Unread(place)) = key {
        tree.unread_again(parent, place);
    } else if is_within(&target, ".tree-menu-sign")
        && let Some(menu) = menu
    {
        menu.open_at(tree, event.client_x(), event.client_y());
    }
}

/// Two presses open what is below, or close it.
fn press_twice(event: &web_sys::MouseEvent, tree: Tree) {
    if let Some(((id, LineKind::Account), target)) = line_of(event)
        && !is_within(&target, ".tree-twist, .tree-menu-sign, a")
    {
        tree.open_turn(id);
    }
}
