//! Taking back what is scheduled: asked first, since nothing brings it back but scheduling it anew.

use domain::{actions::DeferredAction, dates::date_words, text::ended};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{ScheduledRow, action_cancel},
    asked::{Reread, line_words, open_while_asked},
};
use crate::ui::{
    Button, ButtonKind, Dialog, DialogActions, Note, Opening, Toasts, Tone, live, use_toasts,
};

/// What is known of it so far.
#[derive(Clone, Copy)]
struct Cancelling {
    asked: RwSignal<Option<ScheduledRow>>,
    opening: Opening,
    /// Why it was not cancelled.
    problem: RwSignal<Option<String>>,
}

impl Cancelling {
    fn run(self, toasts: Toasts, reread: Reread) {
        let Some(row) = self.asked.get_untracked() else {
            return;
        };
        let deed = (self.opening).deed(format!("Cancelling {}", line_words(&row)));
        spawn_local(async move {
            let answer = action_cancel(row.id, row.operation_id).await;
            let is_awaited = deed.answered();
            match answer {
                Ok(action) => {
                    deed.close();
                    toasts.say(Tone::Good, words_cancelled(&action));
                    reread.when_closed();
                }
                Err(error) if is_awaited => {
                    reread.after_refusal(&error);
                    self.problem.set(Some(error.first_sentence().to_owned()));
                }
                Err(error) => deed.tell(toasts, error.first_sentence()),
            }
        });
    }
}

/// The question whether the chosen line is to happen at all.
#[component]
pub fn CancelDialog(asked: RwSignal<Option<ScheduledRow>>, reread: Reread) -> impl IntoView {
    let state = Cancelling {
        asked,
        opening: Opening::closed(),
        problem: RwSignal::new(None),
    };
    let toasts = use_toasts();
    open_while_asked(asked, state.opening, move || state.problem.set(None));
    let question = move || {
        let action = asked.get()?;
        let day = ended(format!(
            "Scheduled for {} by {}",
            date_words(action.due_on),
            action.by
        ));
        let board = action.board.map(|_| {
            view! { <p>"The board is then open again and its approval given up."</p> }
        });
        Some(view! {
            <p>{action.sentence}</p>
            {board}
            <p class="quiet">{day}</p>
        })
    };
    let problem = move || {
        let problem = state.problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{problem}</Note> })
    };

    view! {
        <Dialog open=state.opening.open id="cancel-scheduled" title="Cancel what is scheduled?">
            {live(question)}
            {live(problem)}
            <DialogActions note="Whoever wants it after all schedules it anew.">
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| state.opening.open.set(false))
                >
                    "Keep it"
                </Button>
                <Button
                    kind=ButtonKind::Danger
                    busy=state.opening.busy
                    on_press=Callback::new(move |()| state.run(toasts, reread))
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
