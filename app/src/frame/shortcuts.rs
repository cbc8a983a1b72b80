//! Keys that work on every page. Single letters can be switched off (WCAG 2.1.4).

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::leave::leave_allowed;

use super::{
    commands::{CommandDeed, Commands},
    search_slot::use_search_slot,
};

const KEPT_AS: &str = "shortcuts";

/// Whether keys without Ctrl do something.
pub(super) fn shortcuts_on() -> bool {
    let kept = window().local_storage().ok().flatten();
    kept.and_then(|storage| storage.get_item(KEPT_AS).ok().flatten())
        .as_deref()
        != Some("off")
}

/// Switches keys without Ctrl on or off, for this browser.
pub(super) fn shortcuts_switch(on: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing has them switched on.
        let _ = storage.set_item(KEPT_AS, if on { "on" } else { "off" });
    }
}

/// Listens for `Ctrl K`, `/`, `?` and the keys of commands.
pub(super) fn shortcuts_listen(
    commands: Commands,
    palette_open: RwSignal<bool>,
    help_open: RwSignal<bool>,
) {
    let navigate = use_navigate();
    let search = use_search_slot();
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let listener = window_event_listener(ev::keydown, move |event| {
            let chord = event.ctrl_key() || event.meta_key();
            let key = event.key();
            if chord && !event.alt_key() && key.eq_ignore_ascii_case("k") {
                event.prevent_default();
                palette_open.update(|open| *open = !*open);
                return;
            }
            if chord || event.alt_key() || event.default_prevented() {
                return;
            }
            if is_typing(&event) || dialog_is_open() || !shortcuts_on() {
                return;
            }
            match key.as_str() {
                "/" => {
                    if let Some(input) = search.input.get_untracked() {
                        // The box is on every page; one that is leaving needs no focus.
                        let _ = input.focus();
                        input.select();
                    }
                }
                "?" => help_open.set(true),
                letter => {
                    let all = untrack(|| commands.all());
                    let Some(command) = all.into_iter().find(|command| {
                        command
                            .key
                            .is_some_and(|key| key.eq_ignore_ascii_case(letter))
                    }) else {
                        return;
                    };
                    match command.deed {
                        CommandDeed::Go(href) if leave_allowed() => {
                            navigate(&href, NavigateOptions::default());
                        }
                        CommandDeed::Go(_) => {}
                        CommandDeed::Run(run) => run.run(()),
                    }
                }
            }
            event.prevent_default();
        });
        on_cleanup(move || listener.remove());
    });
}

/// Whether the key goes into a text.
fn is_typing(event: &ev::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || element.is_content_editable()
        })
}

/// Whether something stands above the page that has keys of its own.
fn dialog_is_open() -> bool {
    document()
        .query_selector("dialog[open], [popover]:popover-open")
        .ok()
        .flatten()
        .is_some()
}
