//! Dialogs that are about something: open while it is asked about.

use leptos::prelude::*;

/// Whether the dialog is open: from when something is asked about, each time after `begin`, until somebody closes
/// it. Then nothing is asked about any more.
pub fn asked_open<T: Send + Sync + 'static>(
    asked: RwSignal<Option<T>>,
    begin: impl Fn() + 'static,
) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            begin();
            open.set(true);
        }
    });
    Effect::new(move |was: Option<bool>| {
        let is_open = open.get();
        if was == Some(true) && !is_open {
            asked.set(None);
        }
        is_open
    });
    open
}
