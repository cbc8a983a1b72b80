//! What is scheduled for an account: by day, with Perform now and Cancel.

use domain::{
    actions::{ActionState, DeferredAction},
    dates::date_words,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{ScheduledRow, action_cancel},
    perform::PerformDialog,
};
use crate::{
    errors::AppError,
    lazy_page::{LazyPart, lazy_part},
    ui::{Block, Button, Column, Note, Table, Tone, use_toasts},
};

lazy_part! {
    /// Few who open an account perform what is scheduled for it.
    perform_now(PerformDialog { asked: RwSignal<Option<ScheduledRow>>, after: Callback<()> });
}

/// The scheduled changes of an account; nothing where there are none. `after` hears of each change.
#[component]
pub fn ScheduledBlock(rows: Vec<ScheduledRow>, after: Callback<()>) -> impl IntoView {
    (!rows.is_empty())
        .then(|| {
            let busy = RwSignal::new(false);
            let asked = RwSignal::new(None::<ScheduledRow>);
            let rows = rows
                .into_iter()
                .map(|row| view! { <ScheduledLine row busy asked after /> })
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
                    <LazyPart
                        wanted=Signal::derive(move || asked.with(Option::is_some))
                        load=move || perform_now(asked, after)
                    />
                </Block>
            }
        })
        .into_any()
}

#[component]
fn ScheduledLine(
    row: ScheduledRow,
    busy: RwSignal<bool>,
    asked: RwSignal<Option<ScheduledRow>>,
    after: Callback<()>,
) -> impl IntoView {
    let perform = {
        let row = row.clone();
        Callback::new(move |()| asked.set(Some(row.clone())))
    };
    let ScheduledRow {
        action,
        operation_id,
    } = row;
    let toasts = use_toasts();
    let id = action.id;
    let cancelled = words_cancelled(&action);
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
                    .then(|| view! { <Button busy on_press=perform>"Perform now…"</Button> })}
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

/// "Cancelled: Sales moves from EMEA to Americas on 1 Dec 2026 no longer."
fn words_cancelled(action: &DeferredAction) -> String {
    format!(
        "Cancelled. What was scheduled for {} will not happen: {}",
        date_words(action.due_on),
        action.sentence
    )
}

/// The sentence of the one thing that is wrong.
pub(super) fn words_of(error: &AppError) -> String {
    let field = error.fields.0.first().map(|field| field.sentence.clone());
    field.unwrap_or_else(|| error.sentence.clone())
}
