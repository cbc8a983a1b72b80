//! Taking customer types out of what can be chosen and putting them back: done at once, said with the
//! way back (ACC-4).

use leptos::{prelude::*, task::spawn_local};

use super::api::customer_type_retire;
use crate::errors::{AppError, ErrorCode};
use crate::ui::{Toasts, Tone};

/// A customer type that is to be retired, or put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The type.
    pub(super) code: String,
    /// The name under which it is shown.
    pub(super) name: String,
    /// The operation id.
    pub(super) operation_id: String,
    /// Whether it is to be retired.
    pub(super) retire: bool,
}

impl Wanted {
    /// The undo, by an operation id of its own.
    fn back(&self, operation_id: String) -> Self {
        Self {
            operation_id,
            retire: !self.retire,
            ..self.clone()
        }
    }

    /// What is said once it is done.
    fn words(&self) -> String {
        match self.retire {
            true => format!("{} is retired.", self.name),
            false => format!("{} can be chosen again.", self.name),
        }
    }
}

/// Retiring types of one page. Undo may be pressed when that page is left: its signals may be gone.
#[derive(Clone, Copy)]
pub(super) struct Retiring {
    changes: RwSignal<u32>,
    toasts: Toasts,
    is_busy: RwSignal<bool>,
    failure: RwSignal<Option<AppError>>,
}

impl Retiring {
    /// Of the page whose list is read anew with each of `changes`.
    pub(super) fn new(changes: RwSignal<u32>, toasts: Toasts) -> Self {
        Self {
            changes,
            toasts,
            is_busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Whether one is under way.
    pub(super) fn busy(self) -> Signal<bool> {
        self.is_busy.into()
    }

    /// Why the last one was refused.
    pub(super) fn failure(self) -> Signal<Option<AppError>> {
        self.failure.into()
    }

    /// Does it, and says so with Undo.
    pub(super) fn run(self, wanted: Wanted) {
        self.is_busy.try_set(true);
        self.failure.try_set(None);
        spawn_local(async move {
            let Wanted {
                code,
                name,
                operation_id,
                retire,
            } = wanted.clone();
            let answer = customer_type_retire(code, operation_id, name, retire).await;
            self.is_busy.try_set(false);
            match answer {
                Ok(undo_id) => {
                    let back = wanted.back(undo_id);
                    self.toasts
                        .say_with_undo(wanted.words(), move || self.run(back.clone()));
                    self.look_again();
                }
                // The list is what it was about: it is shown as it is now, and the press can be repeated.
                Err(error) if error.code == ErrorCode::Stale => {
                    self.toasts.say(Tone::Bad, error.sentence);
                    self.look_again();
                }
                Err(error) => {
                    if let Some(Some(error)) = self.failure.try_set(Some(error)) {
                        self.toasts.say(Tone::Bad, error.sentence);
                    }
                }
            }
        });
    }

    fn look_again(self) {
        self.changes.try_update(|count| *count += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_names_the_type_and_undo_is_the_other_way() {
        let gold = Wanted {
            code: "gold".to_owned(),
            name: "Gold".to_owned(),
            operation_id: "one".to_owned(),
            retire: true,
        };
        assert_eq!(gold.words(), "Gold is retired.");
        let back = gold.back("two".to_owned());
        assert_eq!(back.words(), "Gold can be chosen again.");
        assert_eq!((back.retire, back.operation_id.as_str()), (false, "two"));
    }
}
