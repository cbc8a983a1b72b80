//! Remove From Hierarchy: an account without children leaves its organization (ORG-4).

use domain::{
    accounts::AccountRef,
    hierarchy::{RemovalDone, RemovalRequest},
};
use leptos::{prelude::*, task::spawn_local};

use super::api::{RemovalOpened, Undoable, removal_open, removal_run};
use super::payers::PayersAcross;
use crate::{
    errors::AppError,
    ui::{Button, ButtonKind, ComboboxOption, Dialog, DialogActions, Note, Skeleton, Tone},
};

/// A removal that is being thought about.
#[derive(Clone, Copy)]
pub struct Removal {
    /// Whether the question is asked.
    pub open: RwSignal<bool>,
    opened: RwSignal<Option<RemovalOpened>>,
    handover: RwSignal<Option<ComboboxOption>>,
    problem: RwSignal<Option<AppError>>,
    running: RwSignal<bool>,
}

impl Removal {
    /// Nothing is thought about.
    pub fn new() -> Self {
        Removal {
            open: RwSignal::new(false),
            opened: RwSignal::new(None),
            handover: RwSignal::new(None),
            problem: RwSignal::new(None),
            running: RwSignal::new(false),
        }
    }

    /// Asks whether an account is to leave its organization.
    pub fn begin(self, account: &AccountRef) {
        self.opened.set(None);
        self.handover.set(None);
        self.problem.set(None);
        self.running.set(false);
        self.open.set(true);
        let number = account.number.to_string();
        spawn_local(async move {
            let answer = removal_open(number).await;
            if self.open.try_get_untracked() != Some(true) {
                return;
            }
            match answer {
                Ok(opened) => self.opened.set(Some(opened)),
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }

    fn run(self, after: Callback<Undoable<RemovalDone>>) {
        let Some(RemovalOpened {
            account,
            from: Some(from),
            operation_id,
            ..
        }) = self.opened.get_untracked()
        else {
            return;
        };
        self.running.set(true);
        let removal = RemovalRequest {
            operation_id,
            account: account.id,
            from: from.id,
            handover: (self.handover.get_untracked()).and_then(|payer| payer.value.parse().ok()),
        };
        spawn_local(async move {
            let answer = removal_run(removal).await;
            if self.running.try_get_untracked().is_none() {
                return;
            }
            self.running.set(false);
            match answer {
                Ok(done) => {
                    self.open.set(false);
                    after.run(done);
                }
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }
}

/// The question. `after` is told what was done.
#[component]
pub fn RemovalDialog(removal: Removal, after: Callback<Undoable<RemovalDone>>) -> impl IntoView {
    let handover_error = Signal::derive(move || {
        let problem = removal.problem.get()?;
        problem.sentence_for("handover").map(str::to_owned)
    });
    let question = move || match removal.opened.get() {
        Some(RemovalOpened {
            account,
            from: Some(from),
            payers,
            ..
        }) => view! {
            <p>
                <strong>{account.name}</strong>
                " leaves "
                <strong>{from.name}</strong>
                ". The account itself, what it owes and who pays for it stay as they are."
            </p>
            <PayersAcross payers chosen=removal.handover error=handover_error />
        }
        .into_any(),
        Some(RemovalOpened { account, .. }) => {
            let sentence = format!("{} is not under another account.", account.name);
            view! { <p>{sentence}</p> }.into_any()
        }
        None if removal.problem.with(Option::is_none) => view! { <Skeleton lines=2 /> }.into_any(),
        None => ().into_any(),
    };
    let problem = move || {
        let problem = removal.problem.get()?;
        // What belongs to the other field stands beside it.
        if problem.sentence_for("handover").is_some() {
            return None;
        }
        let sentence = problem
            .sentence_for("account")
            .unwrap_or(&problem.sentence)
            .to_owned();
        Some(view! { <Note tone=Tone::Bad live=true>{sentence}</Note> })
    };
    let is_off = Signal::derive(move || {
        removal
            .opened
            .with(|opened| opened.as_ref().is_none_or(|opened| opened.from.is_none()))
    });

    view! {
        <Dialog open=removal.open id="removal" title="Remove From Hierarchy">
            {question}
            {problem}
            <DialogActions>
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| removal.open.set(false))
                >
                    "Cancel"
                </Button>
                <Button
                    kind=ButtonKind::Danger
                    disabled=is_off
                    busy=removal.running
                    on_press=Callback::new(move |()| removal.run(after))
                >
                    "Remove from hierarchy"
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}
