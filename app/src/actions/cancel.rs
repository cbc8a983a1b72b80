//! Taking back what is scheduled: asked first, since nothing brings it back but scheduling it anew.

use domain::{actions::DeferredAction, dates::date_words};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{ScheduledRow, action_cancel},
    asked::open_while_asked,
};
use crate::ui::{Button, ButtonKind, Dialog, DialogActions, Note, Toasts, Tone, live, use_toasts};

/// What is known of it so far.
#[derive(Clone, Copy)]
struct Cancelling {
    asked: RwSignal<Option<ScheduledRow>>,
    open: RwSignal<bool>,
    /// Why it was not cancelled.
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Cancelling {
    fn run(self, toasts: Toasts, after: Callback<()>) {
        let Some(row) = self.asked.get_untracked() else {
            return;
        };
        self.busy.set(true);
        spawn_local(async move {
            let answer = action_cancel(row.id, row.operation_id).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(action) => {
                    self.open.set(false);
                    toasts.say(Tone::Good, words_cancelled(&action));
                    after.run(());
                }
                Err(error) => self.problem.set(Some(error.first_sentence().to_owned())),
            }
        });
    }
}

/// The question whether the chosen line is to happen at all.
#[component]
pub fn CancelDialog(asked: RwSignal<Option<ScheduledRow>>, after: Callback<()>) -> impl IntoView {
    let state = Cancelling {
        asked,
        open: RwSignal::new(false),
        problem: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let toasts = use_toasts();
    open_while_asked(asked, state.open, move || state.problem.set(None));
    let question = move || {
        let action = asked.get()?;
        let day = format!(
            "Scheduled for {} by {}.",
            date_words(action.due_on),
            action.by
        );
        Some(view! {
            <p>{action.sentence}</p>
            <p class="quiet">{day}</p>
        })
    };
    let problem = move || {
        let problem = state.problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{problem}</Note> })
    };

    view! {
        <Dialog open=state.open id="cancel-scheduled" title="Cancel what is scheduled?">
            {live(question)}
            {live(problem)}
            <DialogActions note="Whoever wants it after all schedules it anew.">
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| state.open.set(false))
                >
                    "Keep it"
                </Button>
                <Button
                    kind=ButtonKind::Danger
                    busy=state.busy
                    on_press=Callback::new(move |()| state.run(toasts, after))
                >
                    "Cancel the change"
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

/// "Cancelled. What was scheduled for 1 Dec 2026 will not happen: Sales moves from EMEA to Americas."
fn words_cancelled(action: &DeferredAction) -> String {
    format!(
        "Cancelled. What was scheduled for {} will not happen: {}",
        date_words(action.due_on),
        action.sentence
    )
}
