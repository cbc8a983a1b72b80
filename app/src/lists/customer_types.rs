//! The list of customer types: add, rename, retire (ACC-4).

use domain::edits::EditOutcome;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{
    CustomerTypeAdd, CustomerTypeRename, CustomerTypeRow, CustomerTypesOpened, customer_types,
};
use super::retiring::{Retiring, Wanted};
use crate::{
    accounts::parts::{Failure, SaveFailure},
    answer::Answer,
    errors::{AppResult, ErrorCode},
    refused::{error_of, sentence_at},
    ui::{
        Block, Button, ButtonKind, Column, Dialog, DialogActions, Field, FieldRow, FocusPlace,
        IconName, Note, Skeleton, Status, Table, TextInput, Tone, focus_field, use_toasts,
    },
};

/// Customer types, as an administrator keeps them.
#[component]
pub fn CustomerTypesPage() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    // What gets the focus when the list was read again.
    let focus = FocusPlace::new();
    let types = Answer::new(move || changes.get(), |_| customer_types());
    let retiring = Retiring::new(changes, use_toasts());
    // Beside a list that could not be read nothing is added; what was typed stays.
    let is_unread = RwSignal::new(false);

    view! {
        <Title text="Customer types" />
        <div class="page form-page">
            <h1>"Customer types"</h1>
            <p class="quiet">
                "What kinds of customer there are, the most valued first. A type that accounts have is retired, never deleted: it stays in history."
            </p>
            {types
                .shown(
                    || view! { <div aria-busy="true"><Skeleton lines=8 /></div> }.into_any(),
                    move |types| {
                        let is_failed = types.is_err();
                        Effect::new(move |_| is_unread.set(is_failed));
                        match types {
                            Ok(opened) => {
                                focus.give();
                                view! { <TypeList rows=opened.rows changes retiring focus /> }.into_any()
                            }
                            Err(error) => view! { <Failure error /> }.into_any(),
                        }
                    },
                )}
            // Not a part of what is read again: what is being typed stays while the list is.
            <div class="block" hidden=move || is_unread.get()>
                <AddType types changes />
            </div>
        </div>
    }
}

#[component]
fn TypeList(
    rows: Vec<CustomerTypeRow>,
    changes: RwSignal<u32>,
    retiring: Retiring,
    focus: FocusPlace,
) -> impl IntoView {
    let renaming = RwSignal::new(None::<CustomerTypeRow>);
    let rows = rows
        .into_iter()
        .map(|row| view! { <TypeRow row renaming retiring focus /> })
        .collect_view();

    view! {
        <SaveFailure answer=retiring.failure() />
        <RenameDialog renaming changes />
        <Block title="The list">
            <Table
                caption="Customer types"
                columns=vec![
                    Column::new("Name"),
                    Column::new("Code"),
                    Column::new("State"),
                    Column::hidden("What can be done"),
                ]
            >
                {rows}
            </Table>
        </Block>
    }
}

#[component]
fn TypeRow(
    row: CustomerTypeRow,
    renaming: RwSignal<Option<CustomerTypeRow>>,
    retiring: Retiring,
    focus: FocusPlace,
) -> impl IntoView {
    let whole = row.clone();
    let CustomerTypeRow { kind, operation_id } = row;
    let is_retired = kind.is_retired;
    let (code, name) = (kind.code.clone(), kind.name.clone());
    let state = match (is_retired, kind.is_used) {
        (true, _) => view! { <Status label="Retired" /> }.into_any(),
        (false, true) => view! { <Status tone=Tone::Good label="In use" /> }.into_any(),
        (false, false) => view! { <span class="faint">"Not used yet"</span> }.into_any(),
    };
    let data_code = code.clone();
    let own_button = format!("tr[data-code=\"{code}\"] button");
    let last_button = format!("{own_button}:last-of-type");
    let rename = move |()| {
        focus.set(vec![own_button.clone()]);
        renaming.set(Some(whole.clone()));
    };
    let busy = retiring.busy();
    let press = move |()| {
        focus.set(vec![last_button.clone()]);
        retiring.run(Wanted {
            code: code.clone(),
            name: name.clone(),
            operation_id: operation_id.clone(),
            retire: !is_retired,
        });
    };

    view! {
        <tr data-code=data_code>
            <td>{kind.name}</td>
            <td class="code">{kind.code}</td>
            <td>{state}</td>
            <td class="num">
                <Button kind=ButtonKind::Plain on_press=Callback::new(rename)>
                    "Rename"
                </Button>
                " "
                <Button kind=ButtonKind::Plain busy on_press=Callback::new(press)>
                    {if is_retired { "Put back" } else { "Retire" }}
                </Button>
            </td>
        </tr>
    }
}

#[component]
fn AddType(types: Answer<CustomerTypesOpened>, changes: RwSignal<u32>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let add = ServerAction::<CustomerTypeAdd>::new();
    let answer = Signal::derive(move || add.value().get());
    after_change(answer, changes, "The customer type is added.", move || {
        name.set(String::new());
        // The next one is typed there.
        focus_field("#new-type-name");
    });
    let error = error_of(answer);
    let name_error = sentence_at(move || error.get(), "name", name);
    let busy = add.pending();

    view! {
        <Block title="Add a customer type">
            <SaveFailure answer=error />
            <form
                class="list-form"
                novalidate=true
                on:submit=move |event| {
                    event.prevent_default();
                    if !busy.get_untracked() {
                        let newest = untrack(|| types.newest()).and_then(Result::ok);
                        add.dispatch(CustomerTypeAdd {
                            operation_id: newest.map(|opened| opened.add_id).unwrap_or_default(),
                            name: name.get_untracked(),
                        });
                    }
                }
            >
                <FieldRow>
                    <Field label="Name" name="new-type-name" error=name_error required=true>
                        <TextInput value=name />
                    </Field>
                    <Button icon=IconName::Plus submit=true busy>
                        "Add customer type"
                    </Button>
                </FieldRow>
            </form>
        </Block>
    }
}

#[component]
fn RenameDialog(
    renaming: RwSignal<Option<CustomerTypeRow>>,
    changes: RwSignal<u32>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    // The name that is replaced: as shown in the list, or as found on the last try.
    let was = RwSignal::new(String::new());
    let rename = ServerAction::<CustomerTypeRename>::new();
    let answer = Signal::derive(move || match rename.value().get()? {
        Ok(EditOutcome::Saved { .. }) => Some(Ok(())),
        Ok(EditOutcome::Stale { .. }) => None,
        Err(error) => Some(Err(error)),
    });
    Effect::new(move |_| {
        if let Some(CustomerTypeRow { kind, .. }) = renaming.get() {
            rename.clear();
            was.set(kind.name.clone());
            name.set(kind.name);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(EditOutcome::Stale { now, .. })) = rename.value().get() {
            was.set(now);
        }
    });
    // Closed without a save: the list behind shows what somebody else made of it.
    Effect::new(move |_| {
        let shown = renaming.with_untracked(|row| Some(row.as_ref()?.kind.name.clone()));
        if !open.get() && shown.is_some_and(|shown| shown != was.get_untracked()) {
            changes.update(|count| *count += 1);
        }
    });
    after_change(
        answer,
        changes,
        "The customer type is renamed.",
        move || open.set(false),
    );
    let send = move || {
        if let Some(CustomerTypeRow { kind, operation_id }) = renaming.get_untracked() {
            rename.dispatch(CustomerTypeRename {
                code: kind.code,
                operation_id,
                was: was.get_untracked(),
                name: name.get_untracked(),
            });
        }
    };
    let error = error_of(answer);
    let name_error = sentence_at(move || error.get(), "name", name);
    let busy = rename.pending();

    view! {
        <Dialog open id="rename-type" title="Rename the customer type">
            <RenamedMeanwhile renaming was />
            <SaveFailure answer=error />
            <form
                novalidate=true
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <Field label="Name" name="type-name" error=name_error required=true>
                    <TextInput value=name />
                </Field>
                <DialogActions>
                    <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| open.set(false))>
                        "Cancel"
                    </Button>
                    <Button kind=ButtonKind::Primary submit=true busy>
                        "Rename"
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    }
}

/// Says that somebody renamed the type since the dialog was opened; a second save then counts
/// knowingly (ACC-6).
#[component]
fn RenamedMeanwhile(
    renaming: RwSignal<Option<CustomerTypeRow>>,
    was: RwSignal<String>,
) -> impl IntoView {
    move || {
        let shown = renaming.get()?.kind.name;
        let now = was.get();
        (now != shown).then(|| {
            let sentence = format!(
                "Somebody else renamed it from {shown} to {now} meanwhile. Nothing is saved yet: \
                 rename again to set your name, or cancel to keep theirs."
            );
            view! {
                <Note tone=Tone::Warn live=true>
                    {sentence}
                </Note>
            }
        })
    }
}

/// Says that a change is saved, or that somebody else changed the same meanwhile, and reads the list
/// anew.
fn after_change(
    answer: Signal<Option<AppResult<()>>>,
    changes: RwSignal<u32>,
    done: &'static str,
    then: impl Fn() + 'static,
) {
    let toasts = use_toasts();
    Effect::new(move |_| match answer.get() {
        Some(Ok(())) => {
            toasts.say(Tone::Good, done);
            then();
            changes.update(|count| *count += 1);
        }
        // The list is what it was about: it is shown as it is now, and the press can be repeated.
        Some(Err(error)) if error.code == ErrorCode::Stale => {
            toasts.say(Tone::Bad, error.sentence);
            changes.update(|count| *count += 1);
        }
        Some(Err(_)) | None => {}
    });
}
