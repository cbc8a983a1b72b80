//! Another name for a board.

use domain::hierarchy::{BoardChange, BoardEdit};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::board_change_make,
    deeds::{BoardDeeds, Known, words_of},
};
use crate::{
    errors::AppError,
    refused::sentence_at,
    ui::{Button, ButtonKind, Dialog, DialogActions, Field, IconName, Note, TextInput, Tone},
};

/// The button and the question that it opens.
#[component]
pub(super) fn Rename(known: Known, deeds: BoardDeeds) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<AppError>);
    let known = StoredValue::new(known);
    let begin = Callback::new(move |()| {
        name.set(known.with_value(|known| known.board.name.clone()));
        problem.set(None);
        open.set(true);
    });
    let run = move || known.with_value(|known| rename(known, deeds, name, open, problem));
    let name_error = sentence_at(move || problem.get(), "name", name);
    let failure = move || {
        let problem = problem.get()?;
        let is_beside = problem.sentence_for("name").is_some();
        (!is_beside).then(|| view! { <Note tone=Tone::Bad live=true>{words_of(&problem)}</Note> })
    };

    view! {
        <Button kind=ButtonKind::Plain icon=IconName::Pencil on_press=begin>
            "Rename…"
        </Button>
        <Dialog open id="board-rename" title="Rename the board">
            <form
                novalidate=true
                on:submit=move |event| {
                    event.prevent_default();
                    run();
                }
            >
                {failure}
                <Field label="Name" name="board-name" required=true error=name_error>
                    <TextInput value=name max_length=80 />
                </Field>
                <DialogActions>
                    <Button
                        kind=ButtonKind::Plain
                        on_press=Callback::new(move |()| open.set(false))
                    >
                        "Cancel"
                    </Button>
                    <Button kind=ButtonKind::Primary submit=true busy=deeds.busy>
                        "Rename"
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    }
    .into_any()
}

fn rename(
    known: &Known,
    deeds: BoardDeeds,
    name: RwSignal<String>,
    open: RwSignal<bool>,
    problem: RwSignal<Option<AppError>>,
) {
    if deeds.busy.get_untracked() {
        return;
    }
    let edit = BoardEdit {
        operation_id: known.operation_id.clone(),
        board: known.board.id,
        version: Some(known.board.version),
        change: BoardChange::Rename {
            name: name.get_untracked(),
        },
    };
    deeds.busy.set(true);
    spawn_local(async move {
        let answer = board_change_make(edit).await;
        if deeds.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(done) => {
                open.set(false);
                let said = format!("The board is called “{}” now.", done.answer.name);
                deeds.toasts.say(Tone::Good, said);
                deeds.again();
            }
            Err(error) => problem.set(Some(error)),
        }
    });
}
