//! What is scheduled, by day, with Perform now, another day, Cancel: for an account or across accounts.

use domain::{actions::ActionState, dates::date_words, ids::DeferredActionId};
use leptos::prelude::*;

use super::{
    api::ScheduledRow, asked::Reread, cancel::CancelDialog, perform::PerformDialog,
    shift::ShiftDialog,
};
use crate::{
    lazy_page::{LazyPart, lazy_part},
    routes,
    ui::{Block, Button, Column, FocusPlace, Note, Table, Tone},
};

lazy_part! {
    /// Few who open an account change what is scheduled for it.
    perform_now(PerformDialog { asked: RwSignal<Option<ScheduledRow>>, reread: Reread });
}

lazy_part! {
    /// The same.
    another_day(ShiftDialog { asked: RwSignal<Option<ScheduledRow>>, reread: Reread });
}

lazy_part! {
    /// The same.
    cancel_question(CancelDialog { asked: RwSignal<Option<ScheduledRow>>, reread: Reread });
}

/// The scheduled changes of an account; nothing where there are none. `after` hears of each change, and the
/// focus then goes on at `place`.
#[component]
pub fn ScheduledBlock(
    rows: Vec<ScheduledRow>,
    place: FocusPlace,
    after: Callback<()>,
) -> impl IntoView {
    (!rows.is_empty())
        .then(|| {
            view! {
                <Block title="Scheduled changes">
                    <ScheduledTable rows is_across=false place after />
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
    place: FocusPlace,
}

impl Asked {
    /// Asks something about a line; the focus then goes on at one of `ways`.
    fn ask(
        self,
        what: RwSignal<Option<ScheduledRow>>,
        row: &ScheduledRow,
        ways: Vec<String>,
    ) -> Callback<()> {
        let row = row.clone();
        Callback::new(move |()| {
            self.place.set(ways.clone());
            what.set(Some(row.clone()));
        })
    }
}

/// The button of a line that gives it another day, which keeps the line.
const SHIFT: &str = "another-day";

/// Where somebody goes on who changed the line at `at`: there, where it is given another day; else, as after
/// a contact is taken away, at the line behind it or before it, or on the page.
fn line_ways(ids: &[DeferredActionId], at: usize) -> Vec<String> {
    let before = at.checked_sub(1).and_then(|at| ids.get(at));
    let near = [ids.get(at + 1), before].into_iter().flatten();
    (ids.get(at)
        .map(|id| format!("#{id} [name=\"{SHIFT}\"]"))
        .into_iter())
    .chain(near.map(|id| format!("#{id} button")))
    .chain(["main".to_owned()])
    .collect()
}

/// Scheduled changes as a table; `is_across` accounts, which are then named. `after` hears of each change, and
/// the focus then goes on at `place`.
#[component]
pub(super) fn ScheduledTable(
    rows: Vec<ScheduledRow>,
    is_across: bool,
    place: FocusPlace,
    after: Callback<()>,
) -> impl IntoView {
    let asked = Asked {
        perform: RwSignal::new(None),
        shift: RwSignal::new(None),
        cancel: RwSignal::new(None),
        place,
    };
    let ids: Vec<DeferredActionId> = rows.iter().map(|row| row.id).collect();
    let rows = (rows.into_iter().enumerate())
        .map(|(at, row)| {
            let ways = line_ways(&ids, at);
            view! { <ScheduledLine row is_across asked ways /> }
        })
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
        ..
    } = asked;
    let reread = Reread::new(after, move || {
        [perform, shift, cancel]
            .iter()
            .any(|asked| asked.with(Option::is_some))
    });

    view! {
        <Table caption="Changes that are scheduled, by day" columns>
            {rows}
        </Table>
        <LazyPart
            wanted=Signal::derive(move || perform.with(Option::is_some))
            load=move || perform_now(perform, reread)
        />
        <LazyPart
            wanted=Signal::derive(move || shift.with(Option::is_some))
            load=move || another_day(shift, reread)
        />
        <LazyPart
            wanted=Signal::derive(move || cancel.with(Option::is_some))
            load=move || cancel_question(cancel, reread)
        />
    }
    .into_any()
}

#[component]
fn ScheduledLine(
    row: ScheduledRow,
    is_across: bool,
    asked: Asked,
    ways: Vec<String>,
) -> impl IntoView {
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

    let board = action.board.map(|board| {
        let href = routes::board(&board.to_string());
        view! { <a href=href>"Open the board"</a> " " }
    });

    view! {
        <tr id=action.id.to_string()>
            <td class="scheduled-day">{date_words(action.due_on)}</td>
            {account}
            <td>{action.sentence} " " {board} <small>{action.state_words}</small> {failure} {conflict}</td>
            <td class="num">
                <span class="scheduled-deeds">
                    <LineButtons row asked ways />
                </span>
            </td>
        </tr>
    }
    .into_any()
}

/// Perform now, another day, Cancel, as far as the reader may.
#[component]
fn LineButtons(row: ScheduledRow, asked: Asked, ways: Vec<String>) -> impl IntoView {
    let perform = asked.ask(asked.perform, &row, ways.clone());
    let shift = asked.ask(asked.shift, &row, ways.clone());
    let cancel = asked.ask(asked.cancel, &row, ways);
    let action = row;

    view! {
        {action
            .may_perform
            .then(|| view! { <Button on_press=perform>"Perform now…"</Button> })}
        {action
            .may_shift
            .then(|| view! { <Button name=SHIFT on_press=shift>"Another day…"</Button> })}
        {action.may_cancel.then(|| view! { <Button on_press=cancel>"Cancel…"</Button> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn who_changed_a_line_goes_on_there_or_at_the_one_behind_it_or_before_it() {
        let ids = [1, 2, 3].map(|id| DeferredActionId::from_uuid(Uuid::from_u128(id)));
        let [first, second, third] = ids;
        assert_eq!(
            line_ways(&ids, 1),
            [
                format!("#{second} [name=\"another-day\"]"),
                format!("#{third} button"),
                format!("#{first} button"),
                "main".to_owned(),
            ]
        );
    }

    #[test]
    fn who_changed_the_only_line_goes_on_there_or_on_the_page() {
        let only = DeferredActionId::from_uuid(Uuid::from_u128(1));
        let ways = line_ways(&[only], 0);
        assert_eq!(
            ways,
            [format!("#{only} [name=\"another-day\"]"), "main".to_owned()]
        );
    }
}
