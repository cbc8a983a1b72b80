//! What is scheduled, by day, with Perform now, another day, Cancel: for an account or across accounts.

use domain::{actions::ActionState, dates::date_words};
use leptos::prelude::*;

use super::{api::ScheduledRow, cancel::CancelDialog, perform::PerformDialog, shift::ShiftDialog};
use crate::{
    lazy_page::{LazyPart, lazy_part},
    routes,
    ui::{Block, Button, Column, Note, Table, Tone},
};

lazy_part! {
    /// Few who open an account change what is scheduled for it.
    perform_now(PerformDialog { asked: RwSignal<Option<ScheduledRow>>, after: Callback<()> });
}

lazy_part! {
    /// The same.
    another_day(ShiftDialog { asked: RwSignal<Option<ScheduledRow>>, after: Callback<()> });
}

lazy_part! {
    /// The same.
    cancel_question(CancelDialog { asked: RwSignal<Option<ScheduledRow>>, after: Callback<()> });
}

/// The scheduled changes of an account; nothing where there are none. `after` hears of each change.
#[component]
pub fn ScheduledBlock(rows: Vec<ScheduledRow>, after: Callback<()>) -> impl IntoView {
    (!rows.is_empty())
        .then(|| {
            view! {
                <Block title="Scheduled changes">
                    <ScheduledTable rows is_across=false after />
                </Block>
            }
        })
        .into_any()
}

/// What the buttons of a line ask for.
#[derive(Clone, Copy)]
struct Asked {
    perform: RwSignal<Option<ScheduledRow>>,
    shift: RwSignal<Option<ScheduledRow>>,
    cancel: RwSignal<Option<ScheduledRow>>,
}

/// Scheduled changes as a table; `is_across` accounts, which are then named. `after` hears of each change.
#[component]
pub(super) fn ScheduledTable(
    rows: Vec<ScheduledRow>,
    is_across: bool,
    after: Callback<()>,
) -> impl IntoView {
    let asked = Asked {
        perform: RwSignal::new(None),
        shift: RwSignal::new(None),
        cancel: RwSignal::new(None),
    };
    let rows = rows
        .into_iter()
        .map(|row| view! { <ScheduledLine row is_across asked /> })
        .collect_view();
    let mut columns = vec![Column::new("Day")];
    if is_across {
        columns.push(Column::new("Account"));
    }
    columns.extend([
        Column::new("Change"),
        Column::hidden("What may be done with it"),
    ]);
    let Asked {
        perform,
        shift,
        cancel,
    } = asked;

    view! {
        <Table caption="Changes that are scheduled, by day" columns>
            {rows}
        </Table>
        <LazyPart
            wanted=Signal::derive(move || perform.with(Option::is_some))
            load=move || perform_now(perform, after)
        />
        <LazyPart
            wanted=Signal::derive(move || shift.with(Option::is_some))
            load=move || another_day(shift, after)
        />
        <LazyPart
            wanted=Signal::derive(move || cancel.with(Option::is_some))
            load=move || cancel_question(cancel, after)
        />
    }
    .into_any()
}

#[component]
fn ScheduledLine(row: ScheduledRow, is_across: bool, asked: Asked) -> impl IntoView {
    let action = row.clone();
    let account = is_across.then(|| {
        let href = routes::account(action.account.number);
        view! {
            <td>
                <a href=href>{action.account.name.clone()}</a>
                " "
                <span class="code quiet">{action.account.number.to_string()}</span>
            </td>
        }
    });
    let failure = (action.failure.clone()).filter(|_| action.state == ActionState::Failed);
    let failure = failure.map(|failure| {
        let tried = format!(" Tried last on {}.", date_words(failure.on));
        view! { <Note tone=Tone::Bad>{failure.sentence} {tried}</Note> }
    });
    let conflict = action.conflict.clone().map(|sentence| {
        let said = format!("As things stand it cannot be made on its day: {sentence}");
        view! { <Note tone=Tone::Warn>{said}</Note> }
    });
    let state = format!("{}, by {}", action.state.label(), action.by);

    view! {
        <tr>
            <td>{date_words(action.due_on)}</td>
            {account}
            <td>{action.sentence} " " <small>{state}</small> {failure} {conflict}</td>
            <td class="num">
                <span class="scheduled-deeds">
                    <LineButtons row asked />
                </span>
            </td>
        </tr>
    }
    .into_any()
}

/// Perform now, another day, Cancel, as far as the reader may.
#[component]
fn LineButtons(row: ScheduledRow, asked: Asked) -> impl IntoView {
    let (perform, shift) = (row.clone(), row.clone());
    let perform = Callback::new(move |()| asked.perform.set(Some(perform.clone())));
    let shift = Callback::new(move |()| asked.shift.set(Some(shift.clone())));
    let cancel = row.clone();
    let cancel = Callback::new(move |()| asked.cancel.set(Some(cancel.clone())));
    let action = row;

    view! {
        {action
            .may_perform
            .then(|| view! { <Button on_press=perform>"Perform now…"</Button> })}
        {action.may_shift.then(|| view! { <Button on_press=shift>"Another day…"</Button> })}
        {action.may_cancel.then(|| view! { <Button on_press=cancel>"Cancel…"</Button> })}
    }
    .into_any()
}
