//! Remove From Hierarchy: an account without children leaves its organization (ORG-4).

use domain::{
    accounts::AccountRef,
    hierarchy::{RemovalDone, RemovalOutcome, RemovalPreview, RemovalRequest},
};
use leptos::{prelude::*, task::spawn_local};

use super::api::{RemovalOpened, Undoable, removal_open, removal_run};
use super::payers::PayersAcross;
use crate::{
    errors::AppError,
    ui::{Button, ButtonKind, ComboboxOption, Dialog, DialogActions, Note, Skeleton, Tone},
};

/// The code of the refusal that names the first of the children.
const HAS_CHILDREN: &str = "has_children";

/// A removal that is being thought about.
#[derive(Clone, Copy)]
pub struct Removal {
    /// Whether the question is asked.
    pub open: RwSignal<bool>,
    opened: RwSignal<Option<RemovalOpened>>,
    handover: RwSignal<Option<ComboboxOption>>,
    problem: RwSignal<Option<AppError>>,
    /// What is shown is new because the world changed after what was shown before.
    is_stale: RwSignal<bool>,
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
            is_stale: RwSignal::new(false),
            running: RwSignal::new(false),
        }
    }

    /// Asks whether an account is to leave its organization.
    pub fn begin(self, account: &AccountRef) {
        self.opened.set(None);
        self.handover.set(None);
        self.problem.set(None);
        self.is_stale.set(false);
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
            preview,
            operation_id,
        }) = self.opened.get_untracked()
        else {
            return;
        };
        self.running.set(true);
        self.problem.set(None);
        let removal = RemovalRequest {
            operation_id: operation_id.clone(),
            account: preview.account.id,
            fingerprint: preview.fingerprint,
            handover: (self.handover.get_untracked()).and_then(|payer| payer.value.parse().ok()),
        };
        spawn_local(async move {
            let answer = removal_run(removal).await;
            if self.running.try_get_untracked().is_none() {
                return;
            }
            self.running.set(false);
            let (answer, undo_id) = match answer {
                Ok(Undoable { answer, undo_id }) => (answer, undo_id),
                Err(error) => {
                    self.problem.set(Some(error));
                    return;
                }
            };
            match answer {
                RemovalOutcome::Done { done } => {
                    self.open.set(false);
                    after.run(Undoable {
                        answer: done,
                        undo_id,
                    });
                }
                RemovalOutcome::Stale { now } => {
                    self.is_stale.set(true);
                    self.opened.set(Some(RemovalOpened {
                        preview: *now,
                        operation_id,
                    }));
                }
            }
        });
    }
}

/// The question. `after` is told what was done, `children_first` of an account whose children are to get
/// a new parent before.
#[component]
pub fn RemovalDialog(
    removal: Removal,
    after: Callback<Undoable<RemovalDone>>,
    children_first: Callback<AccountRef>,
) -> impl IntoView {
    let handover_error = Signal::derive(move || {
        let problem = removal.problem.get()?;
        problem.sentence_for("handover").map(str::to_owned)
    });
    let question = move || match removal.opened.get() {
        Some(opened) => question_view(removal, opened.preview, handover_error),
        None if removal.problem.with(Option::is_none) => view! { <Skeleton lines=2 /> }.into_any(),
        None => ().into_any(),
    };
    let stale = move || {
        removal.is_stale.get().then(|| {
            view! {
                <Note tone=Tone::Warn live=true>
                    "Something changed since you looked: nothing was removed. This is what is true now."
                </Note>
            }
        })
    };
    let problem = move || {
        let problem = removal.problem.get()?;
        // What belongs to the other field stands beside it.
        if problem.sentence_for("handover").is_some() {
            return None;
        }
        let has_children = problem.fields.has("account", HAS_CHILDREN);
        let sentence = problem
            .sentence_for("account")
            .unwrap_or(&problem.sentence)
            .to_owned();
        let action = move || has_children.then(|| children_button(removal, children_first));
        Some(view! { <Note tone=Tone::Bad live=true action=action>{sentence}</Note> })
    };
    let is_off = Signal::derive(move || {
        removal.opened.with(|opened| {
            opened
                .as_ref()
                .is_none_or(|opened| opened.preview.from.is_none())
        })
    });

    view! {
        <Dialog open=removal.open id="removal" title="Remove From Hierarchy">
            {stale}
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

/// The way out where children stand in the way.
fn children_button(removal: Removal, children_first: Callback<AccountRef>) -> AnyView {
    let move_them = Callback::new(move |()| {
        let opened = removal.opened.get_untracked();
        removal.open.set(false);
        if let Some(RemovalOpened { preview, .. }) = opened {
            children_first.run(preview.account);
        }
    });
    view! { <Button on_press=move_them>"Move its children…"</Button> }.into_any()
}

/// What leaves what, and who pays for whom across that.
fn question_view(
    removal: Removal,
    preview: RemovalPreview,
    handover_error: Signal<Option<String>>,
) -> AnyView {
    let RemovalPreview {
        account,
        from,
        payers,
        ..
    } = preview;
    let Some(from) = from else {
        let sentence = format!("{} is not under another account.", account.name);
        return view! { <p>{sentence}</p> }.into_any();
    };
    view! {
        <p>
            <strong>{account.name}</strong>
            " leaves "
            <strong>{from.name}</strong>
            ". The account itself, what it owes and who pays for it stay as they are."
        </p>
        <PayersAcross payers chosen=removal.handover error=handover_error />
    }
    .into_any()
}
