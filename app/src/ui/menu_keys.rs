//! The keyboard in an open menu, and where the menu stands.

use leptos::{html, prelude::*, wasm_bindgen::JsCast};

/// Kept free between a menu and the edges of the window, in pixels.
pub(super) const EDGE: i32 = 8;

/// Between a button and its menu, in pixels.
const GAP: i32 = 4;

/// Arrow keys, Home, End, Tab and first letters inside an open menu.
pub(super) fn menu_key_press(
    event: &leptos::ev::KeyboardEvent,
    menu: NodeRef<html::Div>,
    button: Option<NodeRef<html::Button>>,
) {
    let items = menu_items(menu);
    let count = i32::try_from(items.len()).unwrap_or(0);
    let focused = document().active_element();
    let at = items
        .iter()
        .position(|item| focused.as_ref() == Some(item.as_ref()))
        .and_then(|at| i32::try_from(at).ok())
        .unwrap_or(-1);
    let key = event.key();
    match key.as_str() {
        "ArrowDown" => menu_focus(menu, (at + 1) % count.max(1)),
        "ArrowUp" => menu_focus(menu, if at <= 0 { -1 } else { at - 1 }),
        "Home" => menu_focus(menu, 0),
        "End" => menu_focus(menu, -1),
        "Tab" => {
            menu_hide(menu);
            if let Some(button) = button.and_then(|button| button.get_untracked()) {
                // The button may be gone together with the menu.
                let _ = button.focus();
            }
            return;
        }
        "Enter" | " " => {
            // Links take no blank by themselves, disabled entries take nothing.
            if let Some(item) = usize::try_from(at).ok().and_then(|at| items.get(at)) {
                item.click();
            }
        }
        letter if letter.chars().count() == 1 && !event.ctrl_key() && !event.meta_key() => {
            let start = usize::try_from(at + 1).unwrap_or(0);
            let found = (0..items.len())
                .map(|step| (start + step) % items.len())
                .find(|index| {
                    let words = items[*index].text_content().unwrap_or_default();
                    begins_with(&words, letter)
                });
            if let Some(found) = found.and_then(|found| i32::try_from(found).ok()) {
                menu_focus(menu, found);
            }
        }
        _ => return,
    }
    event.prevent_default();
}

/// Whether an entry's words begin with the letter that was typed. Entries are in our own words, so
/// ASCII's capitals are enough: those of all scripts are a table of 14 kB that every page would load
/// (T11).
fn begins_with(words: &str, letter: &str) -> bool {
    let first = words.trim_start().chars().next();
    let typed = letter.chars().next();
    matches!((first, typed), (Some(first), Some(typed)) if first.eq_ignore_ascii_case(&typed))
}

fn menu_items(menu: NodeRef<html::Div>) -> Vec<web_sys::HtmlElement> {
    let Some(menu) = menu.get_untracked() else {
        return Vec::new();
    };
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect()
}

/// Focuses an entry; a negative index counts from the end.
pub(super) fn menu_focus(menu: NodeRef<html::Div>, index: i32) {
    let items = menu_items(menu);
    let count = i32::try_from(items.len()).unwrap_or(0);
    let index = if index < 0 { count + index } else { index };
    if let Some(item) = usize::try_from(index)
        .ok()
        .and_then(|index| items.get(index))
    {
        // An entry that is already gone cannot be focused, and need not be.
        let _ = item.focus();
    }
}

pub(super) fn menu_is_open(menu: NodeRef<html::Div>) -> bool {
    menu.get_untracked()
        .is_some_and(|menu| menu.matches(":popover-open").unwrap_or(false))
}

pub(super) fn menu_hide(menu: NodeRef<html::Div>) {
    if let Some(menu) = menu.get_untracked() {
        // Hiding what is not shown changes nothing.
        let _ = menu.hide_popover();
    }
}

/// Opens the menu as a press of its button does, so that the browser knows where it belongs.
pub(super) fn menu_show(menu: NodeRef<html::Div>, button: NodeRef<html::Button>) {
    if !menu_is_open(menu)
        && let Some(button) = button.get_untracked()
    {
        button.click();
    }
}

/// Puts the menu below its button where the browser cannot do it by style alone.
///
/// It counts in whole pixels: writing a float down takes 7 kB of code that nothing else on the first
/// pages needs (T11).
pub(super) fn menu_place(menu: NodeRef<html::Div>, button: NodeRef<html::Button>) {
    let (Some(menu), Some(button)) = (menu.get_untracked(), button.get_untracked()) else {
        return;
    };
    if web_sys::css::supports_with_value("position-area", "block-end").unwrap_or(false) {
        return;
    }
    let place = button.get_bounding_client_rect();
    let room = document()
        .document_element()
        .map_or(0, |root| root.client_width());
    let left = (place.left() as i32)
        .min(room - menu.offset_width() - EDGE)
        .max(EDGE);
    let top = place.bottom() as i32 + GAP;
    let style = web_sys::HtmlElement::style(&menu);
    // A style that is refused leaves the menu in the middle, where it can still be used.
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
    let _ = style.set_property("margin", "0");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_finds_the_entry_that_begins_with_it_small_or_capital() {
        assert!(begins_with("\n Sign out everywhere", "s"));
        assert!(begins_with("sign out", "S"));
        assert!(!begins_with("Sign out", "i"));
    }

    #[test]
    fn an_entry_without_words_is_found_by_no_letter() {
        assert!(!begins_with("  ", "s"));
    }
}
