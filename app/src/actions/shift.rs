//! Giving what is scheduled another day: what it would do then is seen first (decision 19).

use chrono::NaiveDate;
use domain::{
    actions::{ActionShown, ActionTie, DeferredAction},
    dates::date_words,
    ids::DeferredActionId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{ScheduledRow, action_shift, action_shift_preview},
    asked::{Reread, line_words, open_while_asked},
    deed::deed_view,
};
use crate::{
    errors::{AppResult, is_said},
    frame::business_date,
    hierarchy::undo::Undoable,
    ui::{
        Button, ButtonKind, DateInput, Dialog, DialogActions, Field, Note, Opening, Skeleton,
        Toasts, Tone, date_parse, focus_answer, live, use_toasts,
    },
};

/// What is known of it so far.
#[derive(Clone, Copy)]
struct Shifting {
    asked: RwSignal<Option<ScheduledRow>>,
    opening: Opening,
    /// The day as typed.
    typed: RwSignal<String>,
    /// What it would do on that day, once that is known.
    shown: RwSignal<Option<(NaiveDate, AppResult<ActionShown>)>>,
    /// Why it was not saved.
    problem: RwSignal<Option<String>>,
}

impl Shifting {
    /// Asks what it would do on that day, where one is typed.
    fn look(self, day: Option<NaiveDate>, reread: Reread) {
        self.shown.set(None);
        let (Some(row), Some(day)) = (self.asked.get_untracked(), day) else {
            return;
        };
        spawn_local(async move {
            let preview = action_shift_preview(row.id, day).await;
            // The page may be gone, or another line or day may be asked for by now.
            let is_asked =
                (self.asked.try_get_untracked().flatten()).is_some_and(|asked| asked.id == row.id);
            let typed = self.typed.try_get_untracked();
            if is_asked && typed.and_then(|typed| date_parse(&typed)) == Some(day) {
                if let Err(error) = &preview {
                    reread.after_refusal(error);
                }
                self.shown.set(Some((day, preview)));
            }
        });
    }

    /// Saves the day that is shown; `today` is the business date.
    fn run(self, toasts: Toasts, today: Option<NaiveDate>, reread: Reread) {
        let (Some(row), Some((day, Ok(preview)))) =
            (self.asked.get_untracked(), self.shown.get_untracked())
        else {
            return;
        };
        let deed = (self.opening).deed(format!("Another day for {}", line_words(&row)));
        spawn_local(async move {
            let shown = preview.tie();
            let answer = action_shift(row.id, row.operation_id, day, shown).await;
            let is_awaited = deed.answered();
            match answer {
                Ok(shifted) => {
                    deed.close();
                    reread.when_closed();
                    shifted_say(toasts, (row.due_on, today), shifted, reread.page).await;
                }
                Err(error) if is_awaited => {
                    reread.after_refusal(&error);
                    self.problem.set(Some(error.first_sentence().to_owned()));
                    focus_answer("another-day");
                    // Another day may be typed by now.
                    self.look(self.typed.with_untracked(|typed| date_parse(typed)), reread);
                }
                Err(error) => deed.tell(toasts, error.first_sentence()),
            }
        });
    }
}

/// Says which day it has now, and offers to go back to the day before where that is still to come and it
/// could be done then. What it would do then is looked at here: where that has changed until the word is given,
/// it stays as it is.
async fn shifted_say(
    toasts: Toasts,
    (was, today): (NaiveDate, Option<NaiveDate>),
    shifted: Undoable<DeferredAction>,
    after: Callback<()>,
) {
    let Undoable { answer, undo_id } = shifted;
    let said = format!(
        "Scheduled for {} instead of {}: {}",
        date_words(answer.due_on),
        date_words(was),
        answer.sentence
    );
    let back = match today.is_some_and(|today| was > today) {
        true => action_shift_preview(answer.id, was).await.ok(),
        false => None,
    };
    match back.filter(ActionShown::is_possible) {
        Some(shown) => toasts.say_with_undo(said, move || {
            let back = (answer.id, was, shown.tie());
            take_back(toasts, back, undo_id.clone(), after);
        }),
        None => toasts.say(Tone::Good, said),
    }
}

/// Gives it its former day again, as it was looked at.
fn take_back(
    toasts: Toasts,
    (id, to, shown): (DeferredActionId, NaiveDate, Option<ActionTie>),
    operation_id: String,
    after: Callback<()>,
) {
    spawn_local(async move {
        match action_shift(id, operation_id, to, shown).await {
            Ok(Undoable { answer, .. }) => {
                let day = date_words(answer.due_on);
                let said = format!("Scheduled for {day} again: {}", answer.sentence);
                toasts.say(Tone::Good, said);
            }
            Err(error) => toasts.say(Tone::Bad, error.first_sentence()),
        }
        // The notice outlives the page that hears of it.
        after.try_run(());
    });
}

/// The new day of the chosen line, what it would do then, and the word to save it.
#[component]
pub fn ShiftDialog(asked: RwSignal<Option<ScheduledRow>>, reread: Reread) -> impl IntoView {
    let state = Shifting {
        asked,
        opening: Opening::closed(),
        typed: RwSignal::new(String::new()),
        shown: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    let (toasts, today) = (use_toasts(), business_date());
    open_while_asked(asked, state.opening, move || {
        state.problem.set(None);
        state.shown.set(None);
        state.typed.set(String::new());
    });
    // Leaving the field writes the same day in other words: nothing is asked again, and a press on the
    // button that made one leave it counts.
    let day_typed = Memo::new(move |_| state.typed.with(|typed| date_parse(typed)));
    Effect::new(move |_| {
        state.look(day_typed.get(), reread);
    });
    let unread = RwSignal::new(None);
    // The day, where it can be done then.
    let day = move || {
        (state.shown).with(|shown| {
            let (day, shown) = shown.as_ref()?;
            let is_possible = shown.as_ref().is_ok_and(ActionShown::is_possible);
            is_possible.then_some(*day)
        })
    };
    let verb = move || match day() {
        Some(day) => format!("Schedule for {}", date_words(day)),
        None => "Schedule".to_owned(),
    };

    view! {
        <Dialog open=state.opening.open id="another-day" title="Another day">
            {move || {
                let problem = state.problem.get()?;
                let is_below = (state.shown).with(|shown| {
                    let shown = shown.as_ref().and_then(|(_, shown)| shown.as_ref().err());
                    is_said(shown, &problem)
                });
                (!is_below).then(|| view! { <Note tone=Tone::Warn live=true>{problem}</Note> })
            }}
            <Field label="Date" name="new-day" required=true error=unread>
                <DateInput value=state.typed problem=unread coming_after=today />
            </Field>
            {live(move || shown(state))}
            <DialogActions>
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| state.opening.open.set(false))
                >
                    "Cancel"
                </Button>
                <Button
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || day().is_none())
                    busy=state.opening.busy
                    on_press=Callback::new(move |()| state.run(toasts, today, reread))
                >
                    {verb}
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

/// What it would do on the new day. A function, so that what it reads is followed.
fn shown(state: Shifting) -> AnyView {
    let Some(row) = state.asked.get() else {
        return ().into_any();
    };
    let scheduled = format!("Scheduled for {} so far.", date_words(row.due_on));
    let is_day = move || state.typed.with(|typed| date_parse(typed).is_some());
    let words = match state.shown.get() {
        None if is_day() => view! { <div aria-busy="true"><Skeleton lines=2 /></div> }.into_any(),
        None => view! { <p>{row.sentence}</p> }.into_any(),
        Some((_, Err(error))) => {
            let sentence = error.first_sentence().to_owned();
            view! { <Note tone=Tone::Bad live=true>{sentence}</Note> }.into_any()
        }
        Some((_, Ok(preview))) => deed_view(&preview, row.sentence),
    };
    view! {
        {words}
        <p class="quiet">{scheduled}</p>
    }
    .into_any()
}
