//! Remove From Hierarchy: an account without children leaves its organization (ORG-4).

use domain::{
    accounts::AccountRef,
    hierarchy::{HandoverAsk, RemovalDone, RemovalOutcome, RemovalPreview, RemovalRequest},
};
use leptos::{prelude::*, task::spawn_local};

use super::api::{RemovalOpened, Undoable, removal_open, removal_run};
use super::handover::Handover;
use super::payers::PayersAcross;
use super::words::count_words;
use crate::{
    errors::AppError,
    ui::{Button, ButtonKind, Dialog, DialogActions, Note, Skeleton, Tone},
};

/// The code of the refusal that names the first of the children.
const HAS_CHILDREN: &str = "has_children";

/// A removal that is being thought about.
#[derive(Clone, Copy)]
pub struct Removal {
    /// Whether the question is asked.
    pub open: RwSignal<bool>,
    opened: RwSignal<Option<RemovalOpened>>,
    handover: Handover,
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
            handover: Handover::new(),
            problem: RwSignal::new(None),
            is_stale: RwSignal::new(false),
            running: RwSignal::new(false),
        }
    }

    /// Asks whether an account is to leave its organization.
    pub fn begin(self, account: &AccountRef) {
        self.opened.set(None);
        self.handover.clear();
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
            handover: self.handover.number(),
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
        Some(opened) => question_view(removal, opened.preview, handover_error, children_first),
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
    removal.handover.follow(move || {
        let account = removal
            .opened
            .with(|opened| Some(opened.as_ref()?.preview.account.id))?;
        Some(HandoverAsk::Removal { account })
    });
    let is_off = Signal::derive(move || {
        !removal.handover.is_settled()
            || removal.opened.with(|opened| {
                opened.as_ref().is_none_or(|RemovalOpened { preview, .. }| {
                    preview.from.is_none() || preview.children_count > 0
                })
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
    children_first: Callback<AccountRef>,
) -> AnyView {
    let RemovalPreview {
        account,
        from,
        children,
        children_count,
        payers,
        ..
    } = preview;
    let Some(from) = from else {
        let sentence = format!("{} is not under another account.", account.name);
        return view! { <p>{sentence}</p> }.into_any();
    };
    if children_count > 0 {
        let sentence = children_words(&account, &children, children_count);
        let action = move || children_button(removal, children_first);
        return view! { <Note tone=Tone::Warn action=action>{sentence}</Note> }.into_any();
    }
    view! {
        <p>
            <strong>{account.name}</strong>
            " leaves "
            <strong>{from.name}</strong>
            ". The account itself, what it owes and who pays for it stay as they are."
        </p>
        <PayersAcross payers handover=removal.handover error=handover_error />
    }
    .into_any()
}

/// Names what stands in the way (ORG-4).
fn children_words(account: &AccountRef, children: &[AccountRef], count: i64) -> String {
    let named: Vec<String> = (children.iter())
        .map(|child| format!("{} ({})", child.name, child.number))
        .collect();
    let unnamed = count - i64::try_from(named.len()).unwrap_or(i64::MAX);
    let more = match unnamed {
        ..=0 => String::new(),
        unnamed => format!(" and {} more", count_words(unnamed)),
    };
    let (children, verb) = match count {
        1 => ("a child", "needs"),
        _ => ("children", "need"),
    };
    format!(
        "{} has {children}, which {verb} a new parent first: {}{more}.",
        account.name,
        named.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::AccountId;
    use uuid::Uuid;

    fn account(number: i64, name: &str) -> AccountRef {
        AccountRef {
            id: AccountId::from_uuid(Uuid::from_u128(1)),
            number: format!("A-{number}").parse().unwrap(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn children_in_the_way_are_named_and_counted() {
        let sales = account(1, "Sales");
        assert_eq!(
            children_words(&sales, &[account(2, "Oslo")], 1),
            "Sales has a child, which needs a new parent first: Oslo (A-00000002)."
        );
        assert_eq!(
            children_words(&sales, &[account(2, "Oslo"), account(3, "Rome")], 1_204),
            "Sales has children, which need a new parent first: Oslo (A-00000002), Rome (A-00000003) and \
             1,202 more."
        );
    }
}
