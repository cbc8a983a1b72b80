//! The state of Remove From Hierarchy. Its signals belong to the page.

use domain::{
    accounts::{AccountNumber, AccountRef},
    actions::DeferredAction,
    hierarchy::{Effective, Going, HandoverTo, RemovalDone, RemovalOutcome, RemovalRequest},
};
use leptos::{prelude::*, task::spawn_local};

use super::super::api::{RemovalOpened, Undoable, removal_open, removal_run};
use super::super::handover::Handover;
use super::super::moving::{NOW, ON_DATE};
use crate::{
    errors::AppError,
    ui::{Opening, Toasts, date_parse, focus_answer},
};

/// A removal that is being thought about.
#[derive(Clone, Copy)]
pub struct Removal {
    /// Whether the question is asked.
    pub open: RwSignal<bool>,
    /// When: [`NOW`] or [`ON_DATE`].
    pub(super) when: RwSignal<String>,
    /// The day as typed, where it is to be on a day to come.
    pub(super) date: RwSignal<String>,
    /// What is to be known before; none while that is on its way.
    pub(super) opened: RwSignal<Option<RemovalOpened>>,
    /// Who is to pay for all that the account pays for (HIER-2).
    pub(super) handover: Handover,
    /// Why it cannot be done, or was not.
    pub(super) problem: RwSignal<Option<AppError>>,
    /// What is shown is new because the world changed after what was shown before.
    pub(super) is_stale: RwSignal<bool>,
    /// Who changed what meanwhile, in words.
    pub(super) meanwhile: RwSignal<Option<String>>,
    pub(super) running: RwSignal<bool>,
    /// The dialog with its deed.
    opening: Opening,
    account: RwSignal<Option<AccountNumber>>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    turn: StoredValue<u32>,
}

/// Who is told what became of it.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) done: Callback<Undoable<RemovalDone>>,
    pub(super) scheduled: Callback<Undoable<DeferredAction>>,
    /// Where it is told once the dialog does not wait for it any more.
    pub(super) toasts: Toasts,
}

impl Removal {
    /// Nothing is thought about.
    pub fn new() -> Self {
        let opening = Opening::closed();
        Removal {
            open: opening.open,
            when: RwSignal::new(NOW.to_owned()),
            date: RwSignal::new(String::new()),
            opened: RwSignal::new(None),
            handover: Handover::new(),
            problem: RwSignal::new(None),
            is_stale: RwSignal::new(false),
            meanwhile: RwSignal::new(None),
            running: opening.busy,
            opening,
            account: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Asks whether an account is to leave its organization.
    pub fn begin(self, account: &AccountRef) {
        self.when.set(NOW.to_owned());
        self.date.set(String::new());
        self.handover.clear();
        self.account.set(Some(account.number));
        self.opening.begin();
    }

    /// The number of the account that is asked about, while it is.
    pub fn shown(self) -> Option<AccountNumber> {
        self.account.get().filter(|_| self.open.get())
    }

    /// Reads what is to be known before, anew with each account and day. Called once, by the dialog.
    pub(super) fn follow(self) {
        let wanted = Memo::new(move |_| {
            let account = self.account.get().filter(|_| self.open.get())?;
            Some((account, self.effective()?))
        });
        Effect::new(move |_| {
            let wanted = wanted.get();
            self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
            self.opened.set(None);
            self.problem.set(None);
            self.is_stale.set(false);
            if let Some((account, effective)) = wanted {
                self.ask(account, effective);
            }
        });
        self.handover.follow(move || {
            self.opened.with(|opened| {
                let preview = &opened.as_ref()?.preview;
                Some(Going::Removal {
                    account: preview.account.id,
                    effective: preview.effective,
                })
            })
        });
    }

    /// From when it is to count; none while no day is typed where one is asked for.
    fn effective(self) -> Option<Effective> {
        match self.when.get() == ON_DATE {
            true => date_parse(&self.date.get()).map(|date| Effective::On { date }),
            false => Some(Effective::Now),
        }
    }

    /// Whether something is on its way to be shown.
    pub(super) fn is_asked(self) -> bool {
        self.effective().is_some()
    }

    fn ask(self, account: AccountNumber, effective: Effective) {
        let turn = self.turn.get_value();
        spawn_local(async move {
            let answer = removal_open(account.to_string(), effective).await;
            // The page may be gone, or something else asked for by now.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(opened) => self.opened.set(Some(opened)),
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }

    /// Whether anything stays while its payer leaves, by what is shown.
    fn leaves_any(opened: Option<&RemovalOpened>) -> bool {
        opened.is_some_and(|opened| opened.preview.payers.left_behind > 0)
    }

    /// Who is to pay for what stays, where anything does: who was chosen for another day is not asked.
    fn handover_wanted(self) -> Option<HandoverTo> {
        let leaves_any = (self.opened).with_untracked(|opened| Self::leaves_any(opened.as_ref()));
        leaves_any.then(|| self.handover.to()).flatten()
    }

    /// Whether what is chosen is known to hold, where there is anything to choose.
    pub(super) fn is_settled(self) -> bool {
        let leaves_any = (self.opened).with(|opened| Self::leaves_any(opened.as_ref()));
        !leaves_any || self.handover.is_settled()
    }

    /// Does what is shown, or schedules it.
    pub(super) fn run(self, told: Told) {
        let Some(RemovalOpened {
            preview,
            operation_id,
        }) = self.opened.get_untracked()
        else {
            return;
        };
        self.problem.set(None);
        let account = &preview.account;
        let what = format!("Removing {} ({})", account.name, account.number);
        let (deed, turn) = (self.opening.deed(what), self.turn.get_value());
        let removal = RemovalRequest {
            operation_id: operation_id.clone(),
            account: preview.account.id,
            effective: preview.effective,
            fingerprint: preview.fingerprint,
            seen_at: Some(preview.stamp),
            handover: self.handover_wanted(),
            handover_shown: self.handover.shown(),
        };
        spawn_local(async move {
            let answer = removal_run(removal).await;
            // Another day may be chosen by now.
            let is_shown = deed.answered() && self.turn.get_value() == turn;
            let Undoable { answer, undo_id } = match answer {
                Ok(answer) => answer,
                Err(error) if is_shown => return self.problem.set(Some(error)),
                Err(error) => return deed.tell(told.toasts, error.first_sentence()),
            };
            match answer {
                RemovalOutcome::Done { done: answer } => {
                    deed.close();
                    told.done.try_run(Undoable { answer, undo_id });
                }
                RemovalOutcome::Scheduled { action } => {
                    deed.close();
                    let answer = *action;
                    told.scheduled.try_run(Undoable { answer, undo_id });
                }
                RemovalOutcome::Stale { now, meanwhile } if is_shown => {
                    let preview = *now;
                    let now = RemovalOpened {
                        preview,
                        operation_id,
                    };
                    self.stale_show(now, meanwhile);
                }
                RemovalOutcome::Stale { meanwhile, .. } => {
                    deed.tell_stale(told.toasts, meanwhile.as_deref());
                }
            }
        });
    }

    /// Shows what is true by now, and says that nothing was done, and why.
    fn stale_show(self, now: RemovalOpened, meanwhile: Option<String>) {
        self.meanwhile.set(meanwhile);
        self.handover.ask_again();
        self.is_stale.set(true);
        focus_answer("removal");
        self.opened.set(Some(now));
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{
        hierarchy::{Fingerprint, PayerCrossings, RemovalPreview},
        ids::AccountId,
    };
    use uuid::Uuid;

    use super::*;
    use crate::ui::ComboboxOption;

    /// The removal of an account, by a preview in which this many bill units stay while it pays for them.
    fn removal(left_behind: i64) -> Removal {
        let removal = Removal::new();
        let preview = RemovalPreview {
            account: AccountRef {
                id: AccountId::from_uuid(Uuid::from_u128(1)),
                number: "A-1".parse().unwrap(),
                name: "Sales".to_owned(),
            },
            effective: Effective::Now,
            from: None,
            children: Vec::new(),
            children_count: 0,
            payers: PayerCrossings {
                left_behind,
                ..PayerCrossings::default()
            },
            scheduled: Vec::new(),
            more_scheduled: 0,
            fingerprint: Fingerprint(String::new()),
            stamp: DateTime::default(),
        };
        removal.opened.set(Some(RemovalOpened {
            preview,
            operation_id: String::new(),
        }));
        let payer = ComboboxOption::unnamed("A-00000007".to_owned());
        removal.handover.chosen.set(Some(payer));
        removal
    }

    #[test]
    fn who_was_chosen_to_pay_is_asked_only_where_something_stays_on_the_day_that_is_shown() {
        let owner = Owner::new();
        owner.set();
        let handed = |left_behind| {
            let to = removal(left_behind).handover_wanted();
            to.map(|to| to.account.to_string())
        };
        assert_eq!(handed(2).as_deref(), Some("A-00000007"));
        assert_eq!(handed(0), None);
        // What is not asked need not be known either.
        let is_settled = |left_behind| untrack(|| removal(left_behind).is_settled());
        assert_eq!((is_settled(2), is_settled(0)), (false, true));
    }
}
