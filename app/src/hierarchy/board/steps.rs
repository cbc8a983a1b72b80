//! The steps of a board: each with its sentence, what makes it stale, and what may be done with it.

use domain::hierarchy::{BoardChange, BoardPage, BoardStepRow};
use leptos::prelude::*;

use super::{
    deeds::{BoardDeeds, step_part_id},
    removal::RemovalAdd,
    shift::{ShiftAsk, ShiftDialog},
};
use crate::{
    routes,
    ui::{Block, Button, Empty, Icon, IconName, Note, Tone, live},
};

/// How a board is filled.
const SENTENCE: &str = "Open an organization, choose Move… for an account, and say “On a what-if \
    board” where it asks from when. The organization itself stays as it is.";

/// What the list of steps shows. As long as it is the same its lines stay, and with them the focus.
#[derive(Clone, PartialEq, Eq)]
struct Steps {
    board: String,
    rows: Vec<BoardStepRow>,
    has_more: bool,
    /// The number of the last step of the board.
    last: i64,
    may_change: bool,
}

impl Steps {
    fn of(page: &BoardPage) -> Self {
        Self {
            board: page.board.id.to_string(),
            rows: page.rows.clone(),
            has_more: page.has_more,
            last: page.board.steps,
            may_change: page.board.may_change && page.board.state.is_editable(),
        }
    }
}

/// The steps, and a removal to add.
#[component]
pub(super) fn BoardSteps(deeds: BoardDeeds) -> impl IntoView {
    let page = deeds.reading.page;
    let steps = Memo::new(move |_| page.with(Steps::of));
    let may_change = Memo::new(move |_| steps.with(|steps| steps.may_change));
    let shifted = RwSignal::new(None);

    view! {
        <Block title="Steps">
            {live(move || steps_view(steps.get(), deeds, shifted))}
            <ShiftDialog asked=shifted deeds />
            {live(move || may_change.get().then(|| view! { <RemovalAdd deeds /> }))}
        </Block>
    }
    .into_any()
}

fn steps_view(steps: Steps, deeds: BoardDeeds, shifted: RwSignal<Option<ShiftAsk>>) -> AnyView {
    let Steps {
        board,
        rows,
        has_more,
        last,
        may_change,
    } = steps;
    let first = rows.first().map_or(0, |row| row.number);
    let next = rows.last().filter(|_| has_more).map(|row| {
        let href = routes::board_steps(&board, row.number, "");
        view! { <a class="button" href=href>"Next steps"</a> }
    });
    let back = (first > 1).then(|| {
        let href = routes::board(&board);
        view! { <a class="button" href=href>"First steps"</a> }
    });
    let after = first.saturating_sub(1);
    let shown = match rows.is_empty() {
        true => view! {
            <Empty icon=IconName::List title="No steps yet" sentence=SENTENCE>
                <a class="button" href=routes::hierarchy()>"Open an organization"</a>
            </Empty>
        }
        .into_any(),
        false => {
            let lines = rows
                .into_iter()
                .map(|row| {
                    let href = routes::board_steps(&board, after, &row.account.number.to_string());
                    let buttons = may_change.then(|| {
                        let row = row.clone();
                        view! { <StepButtons row last deeds shifted /> }.into_any()
                    });
                    view! { <StepLine row buttons href /> }
                })
                .collect_view();
            view! { <ol class="board-steps" start=first.to_string()>{lines}</ol> }.into_any()
        }
    };

    view! {
        {shown}
        <p class="board-pages">{back} " " {next}</p>
    }
    .into_any()
}

#[component]
fn StepLine(
    row: BoardStepRow,
    /// None where nothing may be done with it.
    buttons: Option<AnyView>,
    href: String,
) -> impl IntoView {
    let conflict = row.conflict.clone().map(|sentence| {
        view! { <Note tone=Tone::Bad>{sentence}</Note> }
    });
    let handed = row.handed.clone().map(|sentence| {
        view! { <p class="quiet">{sentence}</p> }
    });
    let number = row.number;
    let sentence = row.sentence.clone();
    let account = format!("Show {} in the draft's tree", row.account.name);
    let id = step_part_id(row.id, "words");

    view! {
        <li class="board-step">
            <span class="board-number num" aria-hidden="true">{number}</span>
            <div class="board-words">
                <p><a id=id href=href title=account>{sentence}</a></p>
                {handed} {conflict}
            </div>
            {buttons}
        </li>
    }
    .into_any()
}

#[component]
fn StepButtons(
    row: BoardStepRow,
    last: i64,
    deeds: BoardDeeds,
    shifted: RwSignal<Option<ShiftAsk>>,
) -> impl IntoView {
    let (step, number) = (row.id, row.number);
    let shift = move |to: i64, what: &'static str| {
        Callback::new(move |()| deeds.step_shift(step, (number, to), what))
    };
    let far = Callback::new(move |()| shifted.set(Some(ShiftAsk { step, number })));
    let has_conflict = row.conflict.is_some();
    let remove = Callback::new(move |()| deeds.step_out(&row));
    let replan = Callback::new(move |()| {
        let change = BoardChange::ReplanStep { step };
        let said = format!("Step {number} is planned from where the account stands now.");
        let focus = Some(step_part_id(step, "up"));
        deeds.change(change, said, focus);
    });
    let again = has_conflict.then(|| {
        view! { <Button on_press=replan>"Plan anew"</Button> }
    });

    view! {
        <span class="board-buttons">
            {again}
            <StepButton
                id=step_part_id(step, "up")
                icon=IconName::ArrowUp
                label=format!("Step {number} up")
                disabled={number <= 1}
                on_press=shift(number - 1, "up")
            />
            <StepButton
                id=step_part_id(step, "down")
                icon=IconName::ArrowDown
                label=format!("Step {number} down")
                disabled={number >= last}
                on_press=shift(number + 1, "down")
            />
            <StepButton
                id=step_part_id(step, "far")
                icon=IconName::Pencil
                label=format!("Give step {number} another number")
                disabled={last <= 1}
                on_press=far
            />
            <StepButton
                id=step_part_id(step, "out")
                icon=IconName::Trash2
                label=format!("Take step {number} out")
                disabled=false
                on_press=remove
            />
        </span>
    }
    .into_any()
}

/// A button that is found again by its id when the board was read again.
#[component]
fn StepButton(
    id: String,
    icon: IconName,
    label: String,
    disabled: bool,
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="button plain only-icon"
            type="button"
            id=id
            aria-label=label.clone()
            title=label
            aria-disabled=disabled.then_some("true")
            on:click=move |_| {
                if !disabled {
                    let _ = on_press.try_run(());
                }
            }
        >
            <Icon name=icon />
        </button>
    }
}
