//! The line that a dialog is about, and the list that is read again after a change.

use domain::dates::date_words;
use leptos::prelude::*;

use super::api::ScheduledRow;
use crate::{errors::AppError, ui::Opening};

/// Whether the dialog of the line that is asked about is open. It opens with each asking, after `begin`; once it
/// is closed nothing is asked any more, so that the same line can be asked for again.
pub(super) fn open_while_asked(
    asked: RwSignal<Option<ScheduledRow>>,
    opening: Opening,
    begin: impl Fn() + 'static,
) {
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            begin();
            opening.begin();
        }
    });
    Effect::new(move |_| {
        if !opening.open.get() && asked.with_untracked(Option::is_some) {
            asked.set(None);
        }
    });
}

/// What a line is about, to be told where it is not in sight: "what is scheduled for Sales (A-00000123) on
/// 1 Dec 2026".
pub(super) fn line_words(row: &ScheduledRow) -> String {
    format!(
        "what is scheduled for {} ({}) on {}",
        row.account.name,
        row.account.number,
        date_words(row.due_on)
    )
}

/// The list of a page, which the page reads again after a change. Its dialogs are made anew with it.
#[derive(Clone, Copy)]
pub struct Reread {
    /// Reads it again at once. It belongs to the page: a notice may offer Undo when this list is gone.
    pub page: Callback<()>,
    is_due: RwSignal<bool>,
}

impl Reread {
    /// Of a list of which something `is_asked` while a dialog is open.
    pub(super) fn new(page: Callback<()>, is_asked: impl Fn() -> bool + 'static) -> Self {
        let is_due = RwSignal::new(false);
        Effect::new(move |_| {
            let is_asked = is_asked();
            if is_due.get() && !is_asked {
                is_due.set(false);
                page.run(());
            }
        });
        Reread { page, is_due }
    }

    /// Reads it again, once no dialog is open, where a refusal says that the line is not what it was: it was
    /// done, cancelled or changed meanwhile.
    pub(super) fn after_refusal(self, refusal: &AppError) {
        if refusal.sentence_for("action").is_some() {
            self.when_closed();
        }
    }

    /// Reads it again once no dialog is open: one that was opened meanwhile stays.
    pub(super) fn when_closed(self) {
        // The list may have been read again meanwhile, and its page may be gone.
        if self.is_due.try_set(true).is_some() {
            self.page.try_run(());
        }
    }
}
