//! The steps of a board: each with its sentence, what makes it stale, and what may be done with it.

use domain::{
    accounts::AccountNumber,
    hierarchy::{BoardChange, BoardPage, BoardStepRow, HandoverTo},
};
use leptos::prelude::*;

use super::{
    api::board_removal_add,
    deeds::{BoardDeeds, Known, button_id},
};
use crate::{
    routes,
    search::AccountPicker,
    ui::{Block, Button, ComboboxOption, Empty, Field, FieldRow, Icon, IconName, Note, Tone},
};

/// How a board is filled.
const SENTENCE: &str = "Open an organization, choose Move… for an account, and say “On a what-if \
    board” where it asks from when. The organization itself stays as it is.";

/// The steps, and a removal to add.
#[component]
pub(super) fn BoardSteps(page: BoardPage, known: Known, deeds: BoardDeeds) -> impl IntoView {
    let may_change = page.board.may_change && page.board.state.is_editable();
    let last = page.board.steps;
    let id = page.board.id.to_string();
    let first = page.rows.first().map_or(0, |row| row.number);
    let next = page.rows.last().filter(|_| page.has_more).map(|row| {
        let href = routes::board_steps(&id, row.number, "");
        view! { <a class="button" href=href>"Next steps"</a> }
    });
    let back = (first > 1).then(|| {
        let href = routes::board(&id);
        view! { <a class="button" href=href>"First steps"</a> }
    });
    let after = first.saturating_sub(1);
    let shown = match page.rows.is_empty() {
        true => view! {
            <Empty icon=IconName::List title="No steps yet" sentence=SENTENCE>
                <a class="button" href=routes::hierarchy()>"Open an organization"</a>
            </Empty>
        }
        .into_any(),
        false => {
            let rows = page
                .rows
                .into_iter()
                .map(|row| {
                    let known = may_change.then(|| known.clone());
                    let href = routes::board_steps(&id, after, &row.account.number.to_string());
                    view! { <StepLine row last known deeds href /> }
                })
                .collect_view();
            view! { <ol class="board-steps" start=first.to_string()>{rows}</ol> }.into_any()
        }
    };

    view! {
        <Block title="Steps">
            {shown}
            <p class="board-pages">{back} " " {next}</p>
            {may_change.then(|| view! { <RemovalAdd known deeds /> })}
        </Block>
    }
    .into_any()
}

#[component]
fn StepLine(
    row: BoardStepRow,
    last: i64,
    known: Option<Known>,
    deeds: BoardDeeds,
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
    let buttons = known.map(|known| view! { <StepButtons row last known deeds /> });

    view! {
        <li class="board-step">
            <span class="board-number num" aria-hidden="true">{number}</span>
            <div class="board-words">
                <p><a href=href title=account>{sentence}</a></p>
                {handed} {conflict}
            </div>
            {buttons}
        </li>
    }
    .into_any()
}

#[component]
fn StepButtons(row: BoardStepRow, last: i64, known: Known, deeds: BoardDeeds) -> impl IntoView {
    let (step, number) = (row.id, row.number);
    let known = StoredValue::new(known);
    let shift = move |to: i64, what: &'static str| {
        Callback::new(move |()| {
            let change = BoardChange::ShiftStep { step, number: to };
            let said = format!("Step {number} is step {to} now.");
            let focus = Some(button_id(step, what));
            known.with_value(|known| deeds.change(known, change, said, focus));
        })
    };
    let has_conflict = row.conflict.is_some();
    let remove = Callback::new(move |()| known.with_value(|known| deeds.step_out(known, &row)));
    let replan = Callback::new(move |()| {
        let change = BoardChange::ReplanStep { step };
        let said = format!("Step {number} is planned from where the account stands now.");
        let focus = Some(button_id(step, "up"));
        known.with_value(|known| deeds.change(known, change, said, focus));
    });
    let again = has_conflict.then(|| {
        view! { <Button on_press=replan>"Plan anew"</Button> }
    });

    view! {
        <span class="board-buttons">
            {again}
            <StepButton
                id=button_id(step, "up")
                icon=IconName::ArrowUp
                label=format!("Step {number} up")
                disabled={number <= 1}
                on_press=shift(number - 1, "up")
            />
            <StepButton
                id=button_id(step, "down")
                icon=IconName::ArrowDown
                label=format!("Step {number} down")
                disabled={number >= last}
                on_press=shift(number + 1, "down")
            />
            <StepButton
                id=button_id(step, "out")
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

/// A removal, put behind the other steps.
#[component]
fn RemovalAdd(known: Known, deeds: BoardDeeds) -> impl IntoView {
    let chosen = RwSignal::new(None::<ComboboxOption>);
    let payer = RwSignal::new(None::<ComboboxOption>);
    let number = |of: RwSignal<Option<ComboboxOption>>| -> Option<AccountNumber> {
        of.with_untracked(|chosen| chosen.as_ref()?.value.parse().ok())
    };
    let add = move || {
        let Some(account) = number(chosen) else {
            return;
        };
        let handover = number(payer).map(HandoverTo::from);
        let (board, operation_id) = (known.board.id, known.operation_id.clone());
        deeds.run(
            async move {
                board_removal_add(board, account, handover, operation_id)
                    .await
                    .map(drop)
            },
            "The removal is added.".to_owned(),
        );
    };

    view! {
        <form
            class="board-add"
            id="board-steps-add"
            tabindex="-1"
            aria-label="Add a removal"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                add();
            }
        >
            <FieldRow>
                <Field label="Remove from its organization" name="board-remove">
                    <AccountPicker chosen />
                </Field>
                <Field
                    label="Hand over to another paying account"
                    name="board-remove-payer"
                    hint="Pays for all that it pays for; empty: nothing changes."
                >
                    <AccountPicker chosen=payer />
                </Field>
                <Button submit=true busy=deeds.busy icon=IconName::Plus>
                    "Add removal"
                </Button>
            </FieldRow>
        </form>
    }
    .into_any()
}
