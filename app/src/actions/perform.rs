//! Performing what is scheduled before its day: what it would do now is seen first (decision 19).

use domain::{actions::ActionShown, dates::date_words};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{ScheduledRow, action_perform, action_preview},
    asked::{Reread, line_words, open_while_asked},
    deed::deed_view,
};
use crate::{
    errors::{AppResult, is_said},
    hierarchy::undo::undo_offer,
    ui::{
        Button, ButtonKind, Dialog, DialogActions, Note, Opening, Skeleton, Toasts, Tone,
        focus_answer, live, use_toasts,
    },
};

/// What is known of it so far.
#[derive(Clone, Copy)]
struct Performing {
    asked: RwSignal<Option<ScheduledRow>>,
    opening: Opening,
    /// What it would do now; none while that is on its way.
    shown: RwSignal<Option<AppResult<ActionShown>>>,
    /// Why it was not done.
    problem: RwSignal<Option<String>>,
}

impl Performing {
    fn look(self, reread: Reread) {
        let Some(row) = self.asked.get_untracked() else {
            return;
        };
        self.shown.set(None);
        spawn_local(async move {
            let preview = action_preview(row.id).await;
            // The page may be gone, or another line may be asked for by now.
            let asked = self.asked.try_get_untracked().flatten();
            if asked.is_some_and(|asked| asked.id == row.id) {
                if let Err(error) = &preview {
                    reread.after_refusal(error);
                }
                self.shown.set(Some(preview));
            }
        });
    }

    fn run(self, toasts: Toasts, reread: Reread) {
        let (Some(row), Some(Ok(preview))) =
            (self.asked.get_untracked(), self.shown.get_untracked())
        else {
            return;
        };
        let deed = (self.opening).deed(format!("Performing {}", line_words(&row)));
        spawn_local(async move {
            let shown = preview.tie();
            let answer = action_perform(row.id, row.operation_id, shown).await;
            let is_awaited = deed.answered();
            match answer {
                Ok(done) => {
                    deed.close();
                    let undo = done.undo(done.answer.entry);
                    match done.answer.may_undo {
                        true => undo_offer(toasts, done.answer.sentence, undo, reread.page),
                        false => toasts.say(Tone::Good, done.answer.sentence),
                    }
                    reread.when_closed();
                }
                Err(error) if is_awaited => {
                    reread.after_refusal(&error);
                    self.problem.set(Some(error.first_sentence().to_owned()));
                    focus_answer("perform-now");
                    self.look(reread);
                }
                Err(error) => deed.tell(toasts, error.first_sentence()),
            }
        });
    }
}

/// What the chosen line would do now, and the word to do it.
#[component]
pub fn PerformDialog(asked: RwSignal<Option<ScheduledRow>>, reread: Reread) -> impl IntoView {
    let state = Performing {
        asked,
        opening: Opening::closed(),
        shown: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    let toasts = use_toasts();
    open_while_asked(asked, state.opening, move || {
        state.problem.set(None);
        state.look(reread);
    });
    let may = move || {
        let is_possible =
            |shown: &AppResult<ActionShown>| shown.as_ref().is_ok_and(ActionShown::is_possible);
        (state.shown).with(|shown| shown.as_ref().is_some_and(is_possible))
    };
    let verb = move || match state.shown.get() {
        Some(Ok(preview)) => preview.verb(),
        _ => "Perform now".to_owned(),
    };

    view! {
        <Dialog open=state.opening.open id="perform-now" title="Perform now">
            {live(move || {
                let problem = state.problem.get()?;
                let is_below = (state.shown).with(|shown| {
                    let shown = shown.as_ref().and_then(|shown| shown.as_ref().err());
                    is_said(shown, &problem)
                });
                (!is_below).then(|| view! { <Note tone=Tone::Warn live=true>{problem}</Note> })
            })}
            {live(move || shown(state))}
            <DialogActions note="It then counts from today, and is no longer scheduled.">
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| state.opening.open.set(false))
                >
                    "Cancel"
                </Button>
                <Button
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || !may())
                    busy=state.opening.busy
                    on_press=Callback::new(move |()| state.run(toasts, reread))
                >
                    {live(verb)}
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

/// What it would do now. A function, so that what it reads is followed.
fn shown(state: Performing) -> AnyView {
    let Some(row) = state.asked.get() else {
        return ().into_any();
    };
    let scheduled = format!("Scheduled for {}.", date_words(row.due_on));
    match state.shown.get() {
        None => view! { <div aria-busy="true"><Skeleton lines=2 /></div> }.into_any(),
        Some(Err(error)) => {
            view! { <Note tone=Tone::Bad live=true>{error.first_sentence().to_owned()}</Note> }
                .into_any()
        }
        Some(Ok(preview)) => {
            let deed = deed_view(&preview, row.sentence);
            view! {
                {deed}
                <p class="quiet">{scheduled}</p>
            }
            .into_any()
        }
    }
}
