//! A side panel that the address opens, so that it can be sent to a colleague.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Whether the panel is open, kept in step with whether the address asks for it (`wanted`) in both
/// directions: closing it goes to the address `closed`.
#[must_use]
pub fn panel_follow(wanted: Signal<bool>, closed: Signal<String>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    let navigate = use_navigate();
    Effect::new(move |_| open.set(wanted.get()));
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open && wanted.get_untracked() {
            let options = NavigateOptions {
                scroll: false,
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&closed.get_untracked(), options);
        }
        is_open
    });
    open
}
