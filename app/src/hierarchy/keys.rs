//! The keys of the tree, as WAI-ARIA has them for a tree grid: arrows, Home, End, first letters.

use std::sync::Arc;

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    api::TreeRights,
    lines::{Line, LineKind, Lines},
    model::Model,
    row_menu::RowMenu,
    state::Tree,
    typed::{LetterDeed, Typed, letter_type, name_find},
    window::LINE,
};

/// What keys do beside moving in the tree.
#[derive(Clone, Copy)]
pub struct KeyDeeds {
    /// Opens the account.
    pub enter: Callback<()>,
    /// Cuts the account.
    pub cut: Callback<()>,
    /// Takes back that one was cut.
    pub cut_end: Callback<()>,
    /// Pastes what was cut under the account.
    pub paste: Callback<()>,
    /// Opens all that stands below the account.
    pub open_below: Callback<()>,
}

/// The keys of a tree in words, for key help: of one whose lines have a menu, as far as the role has
/// what it offers.
pub fn keys_in_words(with_menu: bool, rights: TreeRights) -> Vec<(&'static str, &'static str)> {
    const WALK: [(&str, &str); 8] = [
        ("↑ ↓", "Next or previous line"),
        ("→", "Open, then go to the first below"),
        ("←", "Close, then go to the one above"),
        ("Home End", "First or last line"),
        ("PgUp PgDn", "A page up or down"),
        ("A–Z", "Go to the next name that begins so"),
        ("↵", "Open the account"),
        ("*", "Open all below"),
    ];
    const MENU: [(&str, &str); 2] = [
        ("Shift F10", "Menu of the line"),
        ("Ctrl Shift L", "Copy the link to the line"),
    ];
    const CUT: [(&str, &str); 3] = [
        ("X", "Cut"),
        ("P", "Paste what was cut below the line"),
        ("Esc", "Take the cut back"),
    ];
    const MOVE: [(&str, &str); 2] = [("F2", "Preview Move"), ("Del", "Remove From Hierarchy")];
    let mut keys = WALK.to_vec();
    for (is_so, more) in [
        (with_menu, MENU.as_slice()),
        (rights.may_associate, &CUT),
        (with_menu && rights.may_move, &MOVE),
    ] {
        if is_so {
            keys.extend(more);
        }
    }
    keys
}

/// Answers a key. What the menu of a line offers has keys where there is such a menu.
pub fn key_press(
    event: &KeyboardEvent,
    tree: Tree,
    typed: StoredValue<Typed>,
    deeds: KeyDeeds,
    menu: Option<RowMenu>,
) {
    if let Some(menu) = menu
        && menu_key_press(event, tree, menu)
    {
        event.prevent_default();
        return;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let lines = tree.lines.get_untracked();
    let Some(at) = untrack(|| tree.chosen_index()) else {
        tree.choose_at(0);
        return;
    };
    let Some(line) = lines.get(at) else {
        return;
    };
    let page = usize::try_from(lines_in_view(tree)).unwrap_or(1).max(1);
    let last = lines.len().saturating_sub(1);
    match event.key().as_str() {
        "ArrowDown" => tree.choose_at((at + 1).min(last)),
        "ArrowUp" => tree.choose_at(at.saturating_sub(1)),
        "PageDown" => tree.choose_at((at + page).min(last)),
        "PageUp" => tree.choose_at(at.saturating_sub(page)),
        "Home" => tree.choose_at(0),
        "End" => tree.choose_at(last),
        "ArrowRight" => right(tree, line, at),
        "ArrowLeft" => left(tree, line),
        "Enter" => match line.kind {
            LineKind::Account => deeds.enter.run(()),
            LineKind::Unread(place) => tree.unread_again(line.id, place),
        },
        "Escape" if tree.cut.with_untracked(Option::is_some) => deeds.cut_end.run(()),
        letter if letter.chars().count() == 1 => {
            if !letter_press(letter, tree, &lines, at, typed, deeds) {
                return;
            }
        }
        _ => return,
    }
    event.prevent_default();
    // Whoever holds a key down passes lines without reading them.
    if !event.repeat() {
        tree.unread_ask_chosen();
    }
}

/// The keys of the menu of a line, and those that open it. Answers whether it was one of them.
fn menu_key_press(event: &KeyboardEvent, tree: Tree, menu: RowMenu) -> bool {
    let is_ctrl = event.ctrl_key() || event.meta_key();
    let may_move = tree.rights.with_untracked(|rights| rights.may_move);
    match event.key().as_str() {
        _ if event.alt_key() => return false,
        "ContextMenu" => menu.open_at_line(tree),
        "F10" if event.shift_key() => menu.open_at_line(tree),
        "l" | "L" if is_ctrl && event.shift_key() => menu.copy_link.run(()),
        _ if is_ctrl => return false,
        "F2" if may_move => menu.preview_move.run(()),
        "Delete" if may_move => menu.remove.run(()),
        _ => return false,
    }
    true
}

/// How many lines are in view.
fn lines_in_view(tree: Tree) -> i32 {
    tree.view.height.get_value() / LINE - 2
}

/// Opens; where it is open, goes to the first child.
fn right(tree: Tree, line: Line, at: usize) {
    if let LineKind::Unread(place) = line.kind {
        tree.unread_again(line.id, place);
        return;
    }
    let node = tree.model.with_untracked(|model| {
        model
            .node(line.id)
            .map(|node| (node.is_open, node.row.has_children()))
    });
    match node {
        Some((false, true)) => tree.open_set(line.id, true),
        Some((true, true)) => tree.choose_at(at + 1),
        _ => {}
    }
}

/// Closes; where it is closed, goes to the parent.
fn left(tree: Tree, line: Line) {
    let node = tree.model.with_untracked(|model| {
        let node = model.node(line.id)?;
        Some((node.is_open, node.parent))
    });
    let parent = match node {
        Some((true, _)) if line.is_account() => {
            tree.open_set(line.id, false);
            return;
        }
        Some((_, parent)) if line.is_account() => parent,
        _ => Some(line.id),
    };
    let key = parent.map(|parent| (parent, LineKind::Account));
    let index = |lines: &Arc<Lines>| lines.index_of(key?);
    if let Some(index) = tree.lines.with_untracked(index) {
        tree.choose_at(index);
    }
}

/// Does what a letter says. Answers whether the key was for the tree.
fn letter_press(
    letter: &str,
    tree: Tree,
    lines: &Lines,
    at: usize,
    typed: StoredValue<Typed>,
    deeds: KeyDeeds,
) -> bool {
    let is_word = typed.with_value(Typed::is_word);
    let is_cut = tree.cut.with_untracked(Option::is_some);
    let may_cut = tree.rights.with_untracked(|rights| rights.may_associate);
    match LetterDeed::of(letter, is_word, may_cut, is_cut) {
        None => return false,
        Some(LetterDeed::Cut) => deeds.cut.run(()),
        Some(LetterDeed::Paste) => deeds.paste.run(()),
        Some(LetterDeed::OpenBelow) => deeds.open_below.run(()),
        Some(LetterDeed::Word) => {
            let word = letter_type(typed, letter);
            let find = |model: &Model| name_find(model, lines, at, &word);
            if let Some(found) = tree.model.with_untracked(find) {
                tree.choose_at(found);
            }
        }
    }
    true
}
