//! The tree as a WAI-ARIA tree grid whose lines are in the document only around what is in view
//! (ORG-6, T5).

use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use super::{
    keys::{KeyDeeds, Typed, key_press},
    model::Line,
    moving::MovePlan,
    row::{TreeLine, line_id},
    state::{LINE, Tree},
    tree_payers::PayersHead,
    words::count_words,
};

/// The tree. The element itself has the focus and names the chosen line, so that a line may leave
/// the document while somebody scrolls.
#[component]
pub fn TreeGrid(tree: Tree, plan: MovePlan, deeds: KeyDeeds) -> impl IntoView {
    let typed = StoredValue::new(Typed::default());
    let rows = NodeRef::<html::Div>::new();
    room_keep(tree, rows);
    size_follow(tree);
    let active = move || {
        let chosen = tree.chosen.get()?;
        let mut window = tree.window().into_iter();
        window.find_map(|(_, line)| (line.key() == chosen).then(|| line_id(&line)))
    };

    view! {
        <div
            class="tree"
            class:with-payers=move || tree.payers.shown.get()
            role="treegrid"
            tabindex="0"
            aria-label=move || tree_name(tree)
            aria-rowcount=move || (tree.lines.with(|lines| lines.len()) + 1).to_string()
            aria-colcount=move || tree.columns().to_string()
            aria-multiselectable="false"
            aria-activedescendant=active
            node_ref=tree.element
            on:keydown=move |event| key_press(&event, tree, typed, deeds)
            on:scroll=move |_| tree.look()
        >
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
            <div class="tree-rows" role="rowgroup" node_ref=rows>
                <For
                    each=move || tree.window()
                    key=move |(index, line)| line_version(tree, *index, line)
                    children=move |(index, line)| view! { <TreeLine line index tree plan /> }
                />
            </div>
        </div>
    }
    .into_any()
}

/// A line is made anew when what it shows is another; else it stays in the document.
fn line_version(tree: Tree, index: usize, line: &Line) -> (Line, usize, String) {
    let shown = tree.model.with_untracked(|model| {
        let row = model.node(line.id).map(|node| &node.row);
        row.map_or_else(String::new, |row| {
            format!(
                "{} {} {:?} {} {:?}",
                row.account.name,
                row.status.code(),
                row.due_within,
                row.accounts_below,
                row.children
            )
        })
    });
    (*line, index, shown)
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

/// Keeps the room of all lines, and that of those above the first in the document.
fn room_keep(tree: Tree, rows: NodeRef<html::Div>) {
    Effect::new(move |_| {
        let total = tree.lines.with(|lines: &Arc<Vec<Line>>| lines.len());
        let first = tree.first.get().min(total.saturating_sub(1));
        let Some(rows) = rows.get() else { return };
        let style = web_sys::HtmlElement::style(&rows);
        let pixels = |lines: usize| format!("{}px", lines * usize::try_from(LINE).unwrap_or(1));
        // A style that is refused leaves all lines at the top, where they can still be read.
        let _ = style.set_property("min-height", &pixels(total));
        let _ = style.set_property("padding-top", &pixels(first));
    });
}

/// Follows the size of the browser's window, from when the tree is there.
fn size_follow(tree: Tree) {
    Effect::new(move |_| {
        if tree.element.get().is_none() {
            return;
        }
        tree.look();
        tree.reveal();
        let listener = window_event_listener(ev::resize, move |_| tree.look());
        on_cleanup(move || listener.remove());
    });
}
