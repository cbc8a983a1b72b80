//! The line that a dialog is about.

use leptos::prelude::*;

use super::api::ScheduledRow;

/// Whether the dialog of the line that is asked about is open. It opens with each asking, after `begin`; once it
/// is closed nothing is asked any more, so that the same line can be asked for again.
pub(super) fn open_while_asked(
    asked: RwSignal<Option<ScheduledRow>>,
    open: RwSignal<bool>,
    begin: impl Fn() + 'static,
) {
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            begin();
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() && asked.with_untracked(Option::is_some) {
            asked.set(None);
        }
    });
}
