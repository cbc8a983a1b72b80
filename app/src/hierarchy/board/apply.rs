//! The last question before a board is applied, scheduled or discarded.

use chrono::NaiveDate;
use domain::{
    dates::date_words,
    hierarchy::{BoardChange, BoardConfirm},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{board_apply, board_schedule},
    deeds::{BoardDeeds, Known, words_of},
};
use crate::{
    frame::business_date,
    hierarchy::undo::undo_offer,
    ui::{
        Button, ButtonKind, DATE_WANTED, DateInput, Dialog, DialogActions, Field, Note, Tone,
        date_coming, date_parse,
    },
};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ApplyAsk {
    Now,
    OnDate,
    Discard,
}

impl ApplyAsk {
    const fn title(self) -> &'static str {
        match self {
            Self::Now => "Apply the board now",
            Self::OnDate => "Apply the board on a date",
            Self::Discard => "Discard the board",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Now => {
                "All steps are made at once, from today on. Where one is stale nothing is made. All of \
                 it can be undone."
            }
            Self::OnDate => {
                "All steps are made at the beginning of this day, or none where one is stale by then. \
                 Until then it can be cancelled."
            }
            Self::Discard => {
                "The board and its steps stay readable, and can be neither changed nor applied any \
                 more. The organization stays as it is."
            }
        }
    }
}

/// The day that counts, also while it is typed: the button says it in full.
fn day_read(text: &str, today: Option<NaiveDate>) -> Option<NaiveDate> {
    date_parse(text).or_else(|| date_coming(text, today?))
}

/// The question.
#[component]
pub(super) fn ApplyDialog(
    ask: RwSignal<Option<ApplyAsk>>,
    known: Known,
    deeds: BoardDeeds,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let date = RwSignal::new(String::new());
    let unread = RwSignal::new(None);
    let problem = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        if ask.get().is_some() {
            problem.set(None);
            open.set(true);
        }
    });
    Effect::new(move |was: Option<bool>| {
        let is_open = open.get();
        if was == Some(true) && !is_open {
            ask.set(None);
        }
        is_open
    });
    let title = Signal::derive(move || ask.get().map_or("", ApplyAsk::title).to_owned());
    let steps = known.board.steps;
    let known = StoredValue::new(known);
    let today = business_date();
    let run = Callback::new(move |()| match ask.get_untracked() {
        Some(ApplyAsk::Now) => apply(known, deeds, open, problem),
        Some(ApplyAsk::OnDate) => match day_read(&date.get_untracked(), today) {
            Some(date) => schedule(known, deeds, date, open, problem),
            None => unread.set(Some(DATE_WANTED.to_owned())),
        },
        Some(ApplyAsk::Discard) => {
            open.set(false);
            let said = "The board is discarded.".to_owned();
            known.with_value(|known| deeds.change(known, BoardChange::Discard, said, None));
        }
        None => {}
    });
    let verb = move || match ask.get() {
        Some(ApplyAsk::Now) => format!("Apply {}", steps_words(steps)),
        Some(ApplyAsk::OnDate) => match day_read(&date.get(), today) {
            Some(date) => format!("Apply {} on {}", steps_words(steps), date_words(date)),
            None => format!("Apply {}", steps_words(steps)),
        },
        _ => "Discard board".to_owned(),
    };
    let field = move || {
        (ask.get() == Some(ApplyAsk::OnDate)).then(|| {
            view! {
                <Field label="Date" name="board-date" required=true error=unread>
                    <DateInput value=date problem=unread coming_after=today />
                </Field>
            }
        })
    };
    let failure = move || {
        let sentence = problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{sentence}</Note> })
    };

    view! {
        <Dialog open id="board-apply" title>
            <p>{move || ask.get().map_or("", ApplyAsk::sentence)}</p>
            {field} {failure}
            <DialogActions>
                <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| open.set(false))>
                    "Cancel"
                </Button>
                <Button kind=ButtonKind::Primary busy=deeds.busy on_press=run>
                    {verb}
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

fn steps_words(steps: i64) -> String {
    match steps {
        1 => "1 step".to_owned(),
        steps => format!("{steps} steps"),
    }
}

fn confirm_of(known: StoredValue<Known>) -> BoardConfirm {
    known.with_value(|known| BoardConfirm {
        operation_id: known.operation_id.clone(),
        board: known.board.id,
        version: known.board.version,
    })
}

fn apply(
    known: StoredValue<Known>,
    deeds: BoardDeeds,
    open: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
) {
    let confirm = confirm_of(known);
    deeds.busy.set(true);
    spawn_local(async move {
        let answer = board_apply(confirm).await;
        if deeds.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(done) => {
                open.set(false);
                let undo = done.undo(done.answer.entry);
                let said = format!("{} All of it is applied.", done.answer.sentence);
                let after = Callback::new(move |()| deeds.again());
                undo_offer(deeds.toasts, said, undo, after);
                deeds.again();
            }
            Err(error) => problem.set(Some(words_of(&error))),
        }
    });
}

fn schedule(
    known: StoredValue<Known>,
    deeds: BoardDeeds,
    date: NaiveDate,
    open: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
) {
    let confirm = confirm_of(known);
    deeds.busy.set(true);
    spawn_local(async move {
        let answer = board_schedule(confirm, date).await;
        if deeds.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(_) => {
                open.set(false);
                let said = format!("The board is scheduled for {}.", date_words(date));
                deeds.toasts.say(Tone::Good, said);
                deeds.again();
            }
            Err(error) => problem.set(Some(words_of(&error))),
        }
    });
}
