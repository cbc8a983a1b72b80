//! The keys in the search box while the list is open: arrows move the choice, Enter opens it.

use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::hooks::use_navigate;

use crate::frame::use_search_slot;

/// A line that can be opened: the account's id and the address of its page.
pub type Line = (String, String);

/// Takes the keys of the box until the page is left.
pub fn box_keys(lines: Signal<Vec<Line>>, chosen: RwSignal<Option<String>>, moved: RwSignal<bool>) {
    let slot = use_search_slot();
    let navigate = use_navigate();
    let on_key = Callback::new(
        move |(event,): (KeyboardEvent,)| match event.key().as_str() {
            "ArrowDown" => step(&event, lines, chosen, moved, true),
            "ArrowUp" => step(&event, lines, chosen, moved, false),
            // Enter right after typing sends the search; after an arrow it opens the chosen line.
            "Enter" if moved.get_untracked() => {
                let href = lines.with_untracked(|lines| {
                    let chosen = chosen.get_untracked();
                    lines
                        .iter()
                        .find(|(id, _)| Some(id) == chosen.as_ref())
                        .map(|(_, href)| href.clone())
                });
                if let Some(href) = href {
                    event.prevent_default();
                    if event.ctrl_key() || event.meta_key() {
                        // Where the browser forbids new windows nothing happens.
                        let _ = window().open_with_url_and_target(&href, "_blank");
                    } else {
                        navigate(&href, Default::default());
                    }
                }
            }
            _ => {}
        },
    );
    Effect::new(move || slot.on_key.set(Some(on_key)));
    on_cleanup(move || slot.on_key.set(None));
}

fn step(
    event: &KeyboardEvent,
    lines: Signal<Vec<Line>>,
    chosen: RwSignal<Option<String>>,
    moved: RwSignal<bool>,
    down: bool,
) {
    event.prevent_default();
    lines.with_untracked(|lines| {
        let now = chosen.get_untracked();
        let at = lines.iter().position(|(id, _)| Some(id) == now.as_ref());
        let next = match (at, down) {
            // The first press marks the first line, which the pane shows already.
            (Some(at), _) if !moved.get_untracked() => at,
            (Some(at), true) => (at + 1).min(lines.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some((id, _)) = lines.get(next) {
            chosen.set(Some(id.clone()));
            moved.set(true);
            scroll_to(id);
        }
    });
}

/// Brings a line into view.
pub fn scroll_to(id: &str) {
    let line = document().query_selector(&format!("tr[data-key=\"{id}\"]"));
    if let Ok(Some(line)) = line {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
