//! What is scheduled for an account: by day, with Perform now and Cancel.

use domain::{
    actions::{ActionState, DeferredAction},
    dates::date_words,
    hierarchy::UndoRequest,
};
use leptos::{prelude::*, task::spawn_local};

use super::api::{ScheduledRow, action_cancel, action_perform};
use crate::{
    errors::AppError,
    hierarchy::api::{Undoable, move_undo},
    ui::{Block, Button, Column, Note, Table, Toasts, Tone, use_toasts},
};

/// The scheduled changes of an account; nothing where there are none. `after` hears of each change.
#[component]
pub fn ScheduledBlock(rows: Vec<ScheduledRow>, after: Callback<()>) -> impl IntoView {
    (!rows.is_empty())
        .then(|| {
            let busy = RwSignal::new(false);
            let rows = rows
                .into_iter()
                .map(|row| view! { <ScheduledLine row busy after /> })
                .collect_view();
            view! {
                <Block title="Scheduled changes">
                    <Table
                        caption="Changes that are scheduled, by day"
                        columns=vec![
                            Column::new("Day"),
                            Column::new("Change"),
                            Column::hidden("What may be done with it"),
                        ]
                    >
                        {rows}
                    </Table>
                </Block>
            }
        })
        .into_any()
}

#[component]
fn ScheduledLine(row: ScheduledRow, busy: RwSignal<bool>, after: Callback<()>) -> impl IntoView {
    let ScheduledRow {
        action,
        operation_id,
    } = row;
    let toasts = use_toasts();
    let (id, perform_id) = (action.id, operation_id.clone());
    let cancelled = words_cancelled(&action);
    let perform = Callback::new(move |()| {
        busy.set(true);
        let operation_id = perform_id.clone();
        spawn_local(async move {
            let answer = action_perform(id, operation_id).await;
            match answer {
                Ok(done) => performed(toasts, done, after),
                Err(error) => toasts.say(Tone::Bad, words_of(&error)),
            }
            finish(busy, after);
        });
    });
    let cancel = Callback::new(move |()| {
        busy.set(true);
        let (operation_id, cancelled) = (operation_id.clone(), cancelled.clone());
        spawn_local(async move {
            match action_cancel(id, operation_id).await {
                Ok(_) => toasts.say(Tone::Good, cancelled),
                Err(error) => toasts.say(Tone::Bad, words_of(&error)),
            }
            finish(busy, after);
        });
    });
    let failure = action
        .failure
        .clone()
        .filter(|_| action.state == ActionState::Failed);
    let failure = failure.map(|failure| {
        let tried = format!(" Tried last on {}.", date_words(failure.on));
        view! { <Note tone=Tone::Bad>{failure.sentence} {tried}</Note> }
    });

    view! {
        <tr>
            <td>{date_words(action.due_on)}</td>
            <td>
                {action.sentence} " " <small>{format!("{}, by {}", action.state.label(), action.by)}</small>
                {failure}
            </td>
            <td class="num">
                {action
                    .may_perform
                    .then(|| view! { <Button busy on_press=perform>"Perform now"</Button> })}
                " "
                {action.may_cancel.then(|| view! { <Button busy on_press=cancel>"Cancel"</Button> })}
            </td>
        </tr>
    }
    .into_any()
}

/// The list is read again, unless its page is gone.
fn finish(busy: RwSignal<bool>, after: Callback<()>) {
    if busy.try_set(false).is_none() {
        after.run(());
    }
}

/// Says what was done, and offers to undo it.
fn performed(
    toasts: Toasts,
    done: Undoable<domain::actions::ActionPerformed>,
    after: Callback<()>,
) {
    let undo = UndoRequest {
        operation_id: done.undo_id,
        entry: done.answer.entry,
    };
    toasts.say_with_undo(done.answer.sentence, move || {
        let undo = undo.clone();
        spawn_local(async move {
            match move_undo(undo).await {
                Ok(done) => toasts.say(Tone::Good, done.sentence),
                Err(error) => toasts.say(Tone::Bad, words_of(&error)),
            }
            after.try_run(());
        });
    });
}

/// "Cancelled: Sales moves from EMEA to Americas on 1 Dec 2026 no longer."
fn words_cancelled(action: &DeferredAction) -> String {
    format!(
        "Cancelled. What was scheduled for {} will not happen: {}",
        date_words(action.due_on),
        action.sentence
    )
}

/// The sentence of the one thing that is wrong.
fn words_of(error: &AppError) -> String {
    let field = error.fields.0.first().map(|field| field.sentence.clone());
    field.unwrap_or_else(|| error.sentence.clone())
}
