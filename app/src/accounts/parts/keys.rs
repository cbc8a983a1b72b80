//! Keys that a page listens for while it is open.

use leptos::{ev, prelude::*};

/// Runs `save` on Ctrl S (Cmd S), instead of the browser's own saving of the page.
pub fn on_save_keys(save: impl Fn() + Copy + 'static) {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |event| {
            let chord = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
            if chord && event.key().eq_ignore_ascii_case("s") {
                event.prevent_default();
                save();
            }
        });
        on_cleanup(move || listener.remove());
    });
}
