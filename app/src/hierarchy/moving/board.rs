//! The third choice of when: not at all yet, but as a step of a what-if board (ORG-9).

use domain::hierarchy::{Board, Effective};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{
        api::MoveAsk,
        board::{
            api::{BoardsOpened, StepAsk, board_step_add, boards_read},
            refusal::refusal_of,
        },
        handover_unit::HandoverOfStep,
        words::account_name,
    },
    MovePlan,
};
use crate::{
    errors::{AppError, AppResult, is_said},
    refused::{said_of, sentence_at},
    search::account_numbered,
    ui::{
        Button, ButtonKind, Choice, ComboboxOption, DialogActions, Field, Note, Select, Skeleton,
        TextInput, Tone, live, use_toasts,
    },
};

/// Stands for a new board among the choices.
const NEW: &str = "new";

/// Which board, and the button that puts the move onto it.
#[component]
pub fn MoveToBoard(plan: MovePlan) -> impl IntoView {
    let opened = RwSignal::new(None::<AppResult<BoardsOpened>>);
    spawn_local(async move {
        let answer = boards_read(false, String::new()).await;
        // The panel may be closed by now.
        let _ = opened.try_set(Some(answer));
    });

    move || {
        match opened.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(error)) => {
            let sentence = error.first_sentence().to_owned();
            let is_above = plan.problem.with(|problem| is_said(problem.as_ref(), &sentence));
            (!is_above).then(|| view! { <Note tone=Tone::Bad>{sentence}</Note> }).into_any()
        }
        Some(Ok(opened)) if !opened.may_begin => view! {
            <p class="quiet">"Your role may look at what-if boards, not fill them. Please ask a manager."</p>
        }
        .into_any(),
        Some(Ok(opened)) => view! { <BoardChoice opened plan /> }.into_any(),
    }
    }
}

/// Reads the name of an account of which a link named the number: a move that is not previewed has no answer
/// that would bring it.
fn name_read(chosen: RwSignal<Option<ComboboxOption>>) {
    let Some(unnamed) = chosen.get_untracked().filter(ComboboxOption::is_unnamed) else {
        return;
    };
    spawn_local(async move {
        let account = account_numbered(&unnamed.value).await;
        // The page may be gone, or something else chosen by now.
        let is_asked = chosen.try_get_untracked().flatten() == Some(unnamed);
        if let (Some(account), true) = (account, is_asked) {
            account_name(chosen, &account);
        }
    });
}

#[component]
fn BoardChoice(opened: BoardsOpened, plan: MovePlan) -> impl IntoView {
    let toasts = use_toasts();
    for chosen in [plan.to, plan.handover.chosen] {
        name_read(chosen);
    }
    let boards: Vec<Board> = (opened.list.rows.into_iter())
        .filter(|board| board.state.is_editable())
        .collect();
    // Somebody else's board, or an approved one, is a choice to be made and not to be overlooked.
    let own = opened.own.map(|board| board.to_string());
    let chosen = RwSignal::new(own.unwrap_or_else(|| NEW.to_owned()));
    let name = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<AppError>);
    let choices: Vec<Choice> = (boards.iter())
        .map(|board| Choice::new(board.id.to_string(), board.name.clone()))
        .chain([Choice::new(NEW, "A new board")])
        .collect();
    let warning = move || {
        let board =
            chosen.with(|chosen| boards.iter().find(|board| board.id.to_string() == *chosen));
        let sentence = board?.approval_taken_back()?;
        Some(view! { <Note tone=Tone::Warn live=true>{sentence}</Note> })
    };
    let ask = move || -> Option<MoveAsk> {
        Some(MoveAsk {
            account: plan.account.get()?.id,
            to: plan.to.get()?.value.parse().ok()?,
            form: plan.form_chosen()?,
            effective: Effective::Now,
        })
    };
    let is_off = Signal::derive(move || ask().is_none());
    let operation_id = opened.operation_id;
    let add = Callback::new(move |()| {
        let Some(step) = untrack(ask) else { return };
        let wanted = StepAsk {
            operation_id: operation_id.clone(),
            board: chosen.get_untracked().parse().ok(),
            name: name.get_untracked(),
            step,
            handover: plan.handover.to(),
        };
        let Some(deed) = plan.deed() else { return };
        spawn_local(async move {
            let answer = board_step_add(wanted).await;
            let is_awaited = deed.answered();
            match answer {
                Ok(board) => {
                    deed.close();
                    let said = format!(
                        "Step {} of “{}”. Nothing has moved.",
                        board.steps, board.name
                    );
                    toasts.say(Tone::Good, said);
                }
                // What the panel says of boards goes where another time is chosen.
                Err(error) => {
                    let sentence = error.first_sentence().to_owned();
                    if !is_awaited || problem.try_set(Some(error)).is_some() {
                        deed.tell(toasts, &sentence);
                    }
                }
            }
        });
    });
    let payer_refused = move || {
        let refusal = problem.with(|problem| refusal_of(problem.as_ref()?));
        refusal.and_then(|(is_payers, sentence)| is_payers.then_some(sentence))
    };
    let handover_error = said_of(payer_refused, plan.handover.chosen);
    let name_error = sentence_at(move || problem.get(), "name", name);
    let failure = move || {
        let problem = problem.get()?;
        let is_at_field = problem.sentence_for("name").is_some() || payer_refused().is_some();
        if is_at_field {
            return None;
        }
        let field = problem.fields.0.first().map(|field| field.sentence.clone());
        let sentence = field.unwrap_or(problem.sentence);
        Some(view! { <Note tone=Tone::Bad live=true>{sentence}</Note> })
    };
    let name_field = move || {
        (chosen.get() == NEW).then(|| {
            view! {
                <Field label="Name of the board" name="move-board-name" required=true error=name_error>
                    <TextInput value=name max_length=80 />
                </Field>
            }
        })
    };

    view! {
        <Field
            label="What-if board"
            name="move-board"
            hint="The move becomes its last step. The organization stays as it is, and the board shows what all of its steps come to."
        >
            <Select value=chosen choices />
        </Field>
        {live(warning)} {name_field}
        <HandoverOfStep
            handover=plan.handover
            name="handover"
            hint="Pays for what then stays while its payer moves; empty: nothing changes."
            error=handover_error
        />
        {failure}
        <DialogActions>
            <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| plan.open.set(false))>
                "Cancel"
            </Button>
            <Button kind=ButtonKind::Primary disabled=is_off busy=plan.running on_press=add>
                "Add to board"
            </Button>
        </DialogActions>
    }
    .into_any()
}
