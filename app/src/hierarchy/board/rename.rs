//! Another name for a board.

use domain::hierarchy::BoardChange;
use leptos::prelude::*;

use super::{
    api::board_change_make,
    deeds::{BoardDeeds, words_of},
};
use crate::{
    errors::AppError,
    refused::sentence_at,
    ui::{Button, ButtonKind, Dialog, DialogActions, Field, IconName, Note, TextInput, Tone, live},
};

/// The button and the question that it opens.
#[component]
pub(super) fn Rename(
    deeds: BoardDeeds,
    /// Whether there is the button. The question stays where it is open.
    offered: Memo<bool>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<AppError>);
    let begin = Callback::new(move |()| {
        name.set(deeds.known().board.name);
        problem.set(None);
        open.set(true);
    });
    let run = move || rename(deeds, name, open, problem);
    let button = live(move || {
        offered.get().then(|| {
            view! {
                <Button kind=ButtonKind::Plain icon=IconName::Pencil on_press=begin>
                    "Rename…"
                </Button>
            }
        })
    });
    let name_error = sentence_at(move || problem.get(), "name", name);
    let failure = move || {
        let problem = problem.get()?;
        let is_beside = problem.sentence_for("name").is_some();
        (!is_beside).then(|| view! { <Note tone=Tone::Bad live=true>{words_of(&problem)}</Note> })
    };

    view! {
        {button}
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
    deeds: BoardDeeds,
    name: RwSignal<String>,
    open: RwSignal<bool>,
    problem: RwSignal<Option<AppError>>,
) {
    let known = deeds.known();
    let former = known.board.name.clone();
    let edit = known.edit(BoardChange::Rename {
        name: name.get_untracked(),
    });
    deeds.ask(board_change_make(edit), move |answer| match answer {
        Ok(done) => {
            open.set(false);
            let said = format!("The board is called “{}” now.", done.answer.name);
            let said_back = format!("The board is called “{former}” again.");
            let back = BoardChange::Rename { name: former };
            deeds.undo_offer(done, said, (back, said_back));
        }
        Err(error) if open.get_untracked() => problem.set(Some(error)),
        // Nobody waits for it in the dialog any more.
        Err(error) => deeds.toasts.say(Tone::Bad, words_of(&error)),
    });
}
