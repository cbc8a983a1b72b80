//! The last question before a board is applied, scheduled, opened again or discarded.

use chrono::NaiveDate;
use domain::{
    dates::date_words,
    hierarchy::{BoardAsShown, BoardChange, BoardConfirm, BoardEffectShown},
    ids::BoardId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{board_apply, board_effect_on_read, board_schedule},
    asked::asked_open,
    deeds::{BoardDeeds, words_of},
    effect::effect_view,
    reading::Known,
};
use crate::{
    actions::api::action_cancel,
    errors::{AppError, AppResult, ErrorCode},
    frame::business_date,
    hierarchy::undo::undo_offer,
    ui::{
        Button, ButtonKind, DATE_WANTED, DateInput, Dialog, DialogActions, Field, Note, Skeleton,
        Tone, date_coming, date_parse, focus_answer, live,
    },
};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ApplyAsk {
    Now,
    OnDate,
    /// The schedule is taken back.
    Cancel,
    Discard,
}

impl ApplyAsk {
    const fn title(self) -> &'static str {
        match self {
            Self::Now => "Apply the board now",
            Self::OnDate => "Apply the board on a date",
            Self::Cancel => "Cancel what is scheduled?",
            Self::Discard => "Discard the board",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Now => {
                "All steps are made at once, from today on. Where one is stale, or they come to anything \
                 else by now, nothing is made. All of it can be undone."
            }
            Self::OnDate => {
                "All steps are made at the beginning of this day, or none where one is stale by then. \
                 Until then it can be cancelled. Where they come to anything else by now than is shown \
                 here, nothing is scheduled."
            }
            Self::Cancel => {
                "Nothing of it is made on its day. The board is then open again and its approval given up: \
                 whoever wants it after all has it approved and scheduled anew."
            }
            Self::Discard => {
                "The board and its steps stay readable, and can be neither changed nor applied any \
                 more. The organization stays as it is."
            }
        }
    }

    /// What the button does, with the day that is typed by now.
    fn verb(self, steps: i64, day: Option<NaiveDate>) -> String {
        match (self, day) {
            (Self::OnDate, Some(day)) => {
                format!("Apply {} on {}", steps_words(steps), date_words(day))
            }
            (Self::Now | Self::OnDate, _) => format!("Apply {}", steps_words(steps)),
            (Self::Cancel, _) => "Cancel the change".to_owned(),
            (Self::Discard, _) => "Discard board".to_owned(),
        }
    }

    const fn way_back(self) -> &'static str {
        match self {
            Self::Cancel => "Keep it",
            Self::Now | Self::OnDate | Self::Discard => "Cancel",
        }
    }
}

/// What is said while the effect is not there.
const EFFECT_WANTED: &str =
    "What the board comes to is not read yet. Please wait for it, or open the page anew.";

/// The same of a day that is chosen.
const DAY_WANTED: &str =
    "What the board comes to on this day is not shown yet. Please look at it first.";

/// What the steps come to, in the words of the page, where this is asked to be done at once.
fn effect_words(ask: Option<ApplyAsk>, deeds: BoardDeeds) -> Option<String> {
    let shown = (ask == Some(ApplyAsk::Now)).then(|| deeds.effect.newest())?;
    Some(match shown {
        Some(Ok(BoardEffectShown::Now { effect, .. })) => effect.sentence(),
        _ => EFFECT_WANTED.to_owned(),
    })
}

/// A day with what the steps come to on it; none while that is not there.
type Shown = Option<(NaiveDate, AppResult<BoardEffectShown>)>;

/// What the steps come to on the day that is typed, which is asked for with each.
#[derive(Clone, Copy)]
struct OfDay {
    /// The day, while the question is open.
    day: Memo<Option<NaiveDate>>,
    shown: RwSignal<Shown>,
}

impl OfDay {
    /// Asks for it whenever another day is typed or the board was read again.
    fn of(
        ask: RwSignal<Option<ApplyAsk>>,
        (date, today): (RwSignal<String>, Option<NaiveDate>),
        deeds: BoardDeeds,
    ) -> Self {
        let of_day = Self {
            day: Memo::new(move |_| {
                let is_asked = ask.get() == Some(ApplyAsk::OnDate);
                day_read(&date.get(), today).filter(|_| is_asked)
            }),
            shown: RwSignal::new(None),
        };
        Effect::new(move |_| {
            let board = deeds.reading.page.with(|page| page.board.id);
            of_day.shown.set(None);
            if let Some(day) = of_day.day.get() {
                spawn_local(of_day.read(board, day));
            }
        });
        of_day
    }

    /// Whether a day is typed of which nothing is shown yet: what it comes to has to have been there to read before
    /// it is confirmed.
    fn is_unseen(self) -> Signal<bool> {
        let is_shown = |shown: &Shown| shown.as_ref().is_some_and(|(_, shown)| shown.is_ok());
        Signal::derive(move || self.day.get().is_some() && !self.shown.with(is_shown))
    }

    async fn read(self, board: BoardId, day: NaiveDate) {
        let answer = board_effect_on_read(board, day).await;
        // The page may be gone, or another day typed by now.
        if self.day.try_get_untracked().flatten() == Some(day) {
            self.shown.set(Some((day, answer)));
        }
    }

    /// What was shown of this day; none while that is not there.
    fn shown_of(self, day: NaiveDate) -> Option<BoardEffectShown> {
        let (of, shown) = self.shown.get_untracked()?;
        shown.ok().filter(|_| of == day)
    }
}

/// What is said of the day. A function, so that what it reads is followed.
fn of_day_view(of: OfDay) -> AnyView {
    match (of.day.get(), of.shown.get()) {
        (None, _) => ().into_any(),
        (Some(_), None) => view! { <div aria-busy="true"><Skeleton lines=4 /></div> }.into_any(),
        (Some(_), Some((_, Ok(shown)))) => effect_view(&shown),
        (Some(_), Some((_, Err(error)))) => {
            view! { <Note tone=Tone::Bad live=true>{words_of(&error)}</Note> }.into_any()
        }
    }
}

/// The day that counts, also while it is typed: the button says it in full.
fn day_read(text: &str, today: Option<NaiveDate>) -> Option<NaiveDate> {
    date_parse(text).or_else(|| date_coming(text, today?))
}

/// The question.
#[component]
pub(super) fn ApplyDialog(ask: RwSignal<Option<ApplyAsk>>, deeds: BoardDeeds) -> impl IntoView {
    let date = RwSignal::new(String::new());
    let unread = RwSignal::new(None);
    let problem = RwSignal::new(None::<String>);
    let open = asked_open(ask, move || problem.set(None));
    let title = Signal::derive(move || ask.get().map_or("", ApplyAsk::title).to_owned());
    let steps = Memo::new(move |_| deeds.reading.page.with(|page| page.board.steps));
    let today = business_date();
    let of_day = OfDay::of(ask, (date, today), deeds);
    // What was refused was refused of the day before.
    Effect::new(move |_| {
        of_day.day.track();
        problem.set(None);
    });
    let run = Callback::new(move |()| match ask.get_untracked() {
        Some(ApplyAsk::Now) => apply(deeds, open, problem),
        Some(ApplyAsk::OnDate) => match day_read(&date.get_untracked(), today) {
            Some(date) => schedule(deeds, (date, of_day), open, problem),
            None => unread.set(Some(DATE_WANTED.to_owned())),
        },
        Some(ApplyAsk::Cancel) => {
            open.set(false);
            schedule_cancel(deeds);
        }
        Some(ApplyAsk::Discard) => {
            open.set(false);
            let said = "The board is discarded.".to_owned();
            deeds.change(BoardChange::Discard, said, None);
        }
        None => {}
    });
    let verb = move || {
        let day = day_read(&date.get(), today);
        (ask.get()).map_or_else(String::new, |ask| ask.verb(steps.get(), day))
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
            {move || effect_words(ask.get(), deeds).map(|words| view! { <p>{words}</p> })}
            <p>{move || ask.get().map_or("", ApplyAsk::sentence)}</p>
            {field} {failure}
            <div class="board-effect-on">{live(move || of_day_view(of_day))}</div>
            <DialogActions>
                <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| open.set(false))>
                    {move || ask.get().map_or("Cancel", ApplyAsk::way_back)}
                </Button>
                <Button kind=ButtonKind::Primary disabled=of_day.is_unseen() busy=deeds.busy on_press=run>
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

fn confirm_of(deeds: BoardDeeds) -> BoardConfirm {
    let Known {
        board,
        operation_id,
    } = deeds.known();
    BoardConfirm {
        operation_id,
        board: board.id,
        version: board.version,
    }
}

/// The word about what was shown: what that says is what is confirmed (decision 19).
fn word_of_shown(deeds: BoardDeeds, shown: Option<BoardEffectShown>) -> Option<BoardAsShown> {
    match shown? {
        BoardEffectShown::Now {
            effect,
            fingerprint,
            ..
        } => Some(BoardAsShown {
            confirm: confirm_of(deeds),
            fingerprint,
            seen_at: effect.stamp,
        }),
        BoardEffectShown::Applied { .. } | BoardEffectShown::Unknown => None,
    }
}

/// Applies the board as its page shows it.
fn apply(deeds: BoardDeeds, open: RwSignal<bool>, problem: RwSignal<Option<String>>) {
    let shown = untrack(|| deeds.effect.newest()).and_then(Result::ok);
    let Some(word) = word_of_shown(deeds, shown) else {
        problem.set(Some(EFFECT_WANTED.to_owned()));
        return;
    };
    deeds.ask(board_apply(word), move |answer| match answer {
        Ok(done) => {
            open.set(false);
            let undo = done.undo(done.answer.entry);
            let said = format!("{} All of it is applied.", done.answer.sentence);
            let after = Callback::new(move |()| spawn_local(deeds.reading.again()));
            undo_offer(deeds.toasts, said, undo, after);
        }
        Err(error) => refused(&error, deeds, open, problem),
    });
}

/// Schedules the board as the question shows it for this day.
fn schedule(
    deeds: BoardDeeds,
    (date, of_day): (NaiveDate, OfDay),
    open: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
) {
    let Some(word) = word_of_shown(deeds, of_day.shown_of(date)) else {
        problem.set(Some(DAY_WANTED.to_owned()));
        return;
    };
    let deed = board_schedule(word, date);
    deeds.ask(deed, move |answer| match answer {
        Ok(_) => {
            open.set(false);
            let said = format!("The board is scheduled for {}.", date_words(date));
            deeds.toasts.say(Tone::Good, said);
        }
        Err(error) => refused(&error, deeds, open, problem),
    });
}

/// Takes back what is scheduled: the board is then open again.
fn schedule_cancel(deeds: BoardDeeds) {
    let Known {
        board,
        operation_id,
    } = deeds.known();
    let Some(action) = board.action else {
        return;
    };
    deeds.run(
        async move { action_cancel(action, operation_id).await.map(drop) },
        "It is cancelled: the board is open again.".to_owned(),
        None,
    );
}

/// Says why it is not done: in the question, unless that was closed, or was about another board than there is
/// now. Nobody confirms what they have not seen, so it then gives way to the board.
fn refused(
    error: &AppError,
    deeds: BoardDeeds,
    open: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
) {
    let is_other = matches!(error.code, ErrorCode::Stale | ErrorCode::Conflict);
    if is_other || !open.get_untracked() {
        open.set(false);
        deeds.toasts.say(Tone::Bad, words_of(error));
    } else {
        problem.set(Some(words_of(error)));
        focus_answer("board-apply");
    }
}
