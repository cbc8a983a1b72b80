//! The forms of the side panel: add, change, new password.

use domain::access::Role;
use domain::edits::{EditOutcome, FieldDifference};
use domain::staff::{StaffUserEdit, StaffUserFields, StaffUserView};
use leptos::ev::SubmitEvent;
use leptos::{html, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::api::{StaffAdd, StaffChange, StaffPassword, StaffUserRow};
use crate::accounts::parts::{ConflictScreen, SaveFailure};
use crate::errors::{AppError, AppResult, ErrorCode};
use crate::refused::{error_of, sentence_at};
use crate::ui::{
    Button, ButtonKind, Choice, DialogActions, Field, Select, TextInput, TextInputKind,
};

/// Runs `done` with what to say once the answer is good.
pub(crate) fn when_done(
    answer: Signal<Option<AppResult<()>>>,
    done: Callback<String>,
    said: impl Fn() -> String + 'static,
) {
    Effect::new(move || {
        if let Some(Ok(())) = answer.get() {
            done.run(said());
        }
    });
}

/// Moves the focus to the first field of a form that was refused, once its sentence stands.
pub(crate) fn refused_focus(error: Signal<Option<AppError>>, form: NodeRef<html::Form>) {
    Effect::new(move || {
        if !error.with(|error| {
            let code = error.as_ref().map(|error| error.code);
            code == Some(ErrorCode::Invalid)
        }) {
            return;
        }
        request_animation_frame(move || {
            let form = form.try_get_untracked().flatten();
            let first = form.and_then(|form| form.query_selector("[aria-invalid]").ok().flatten());
            if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
                // One that is switched off meanwhile needs no focus.
                let _ = first.focus();
            }
        });
    });
}

/// The end of a form at the side: the verb, and the way back before it.
#[component]
fn Verb(
    verb: &'static str,
    #[prop(into)] busy: Signal<bool>,
    cancel: Callback<()>,
) -> impl IntoView {
    view! {
        <DialogActions>
            <Button kind=ButtonKind::Plain on_press=cancel>
                "Cancel"
            </Button>
            <Button kind=ButtonKind::Primary submit=true busy>
                {verb}
            </Button>
        </DialogActions>
    }
    .into_any()
}

fn roles() -> Vec<Choice> {
    Role::ALL
        .map(|role| Choice::new(role.code(), role.label()))
        .to_vec()
}

#[component]
pub(super) fn AddForm(
    operation_id: String,
    done: Callback<String>,
    cancel: Callback<()>,
) -> impl IntoView {
    let [login, name, role, password] =
        ["", "", Role::Csr.code(), ""].map(|text| RwSignal::new(text.to_owned()));
    let action = ServerAction::<StaffAdd>::new();
    let answer = Signal::derive(move || action.value().get());
    let error = error_of(answer);
    let form = NodeRef::new();
    refused_focus(error, form);
    when_done(answer, done, move || {
        format!("{} may sign in.", name.get_untracked())
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        action.dispatch(StaffAdd {
            operation_id: operation_id.clone(),
            login: login.get_untracked(),
            display_name: name.get_untracked(),
            role: role.get_untracked(),
            password: password.get_untracked(),
        });
    };

    view! {
        <SaveFailure answer=error />
        <form node_ref=form novalidate=true on:submit=submit>
            <Field label="Name" name="display_name" required=true error=sentence_at(move || error.get(), "display_name", name)>
                <TextInput value=name autofocus=true />
            </Field>
            <Field label="Login" name="login" required=true error=sentence_at(move || error.get(), "login", login)>
                <TextInput value=login />
            </Field>
            <Field label="Role" name="role" required=true error=sentence_at(move || error.get(), "role", role)>
                <Select value=role choices=roles() />
            </Field>
            <Field
                label="First password"
                name="password"
                required=true
                hint="At least 12 characters; the person changes it after signing in."
                error=sentence_at(move || error.get(), "password", password)
            >
                <TextInput value=password kind=TextInputKind::Password autocomplete="new-password" />
            </Field>
            <Verb verb="Add staff user" busy=action.pending() cancel />
        </form>
    }
}

/// Name and role of a staff user. What somebody else saved meanwhile is shown beside what is typed, and
/// `look_again` reads the list behind the form anew.
#[component]
pub(super) fn ChangeForm(
    row: StaffUserRow,
    done: Callback<String>,
    look_again: Callback<()>,
    cancel: Callback<()>,
) -> impl IntoView {
    let StaffUserRow { user, operation_id } = row;
    let id = user.id;
    let [name, role] =
        [&user.display_name, user.role.code()].map(|text: &str| RwSignal::new(text.to_owned()));
    // What the form goes on from: as it was opened, or as it was found on the last try.
    let began = StoredValue::new(user.edit());
    let typed = move || StaffUserEdit {
        typed: StaffUserFields {
            display_name: name.get_untracked(),
            role: role.get_untracked(),
        },
        ..began.get_value()
    };
    let action = ServerAction::<StaffChange>::new();
    let answer = Signal::derive(move || action.value().get());
    let error = Signal::derive(move || answer.get().and_then(Result::err));
    let form = NodeRef::new();
    refused_focus(error, form);
    let meanwhile = RwSignal::new(None::<(StaffUserView, Vec<FieldDifference>)>);
    Effect::new(move || match answer.get() {
        Some(Ok(EditOutcome::Saved { .. })) => {
            done.run(format!("{} was changed.", name.get_untracked()));
        }
        Some(Ok(EditOutcome::Stale { now, differences })) => {
            meanwhile.set(Some((now, differences)));
            look_again.run(());
        }
        Some(Err(_)) | None => {}
    });
    let decide = move |take_now: Vec<String>| {
        if let Some((now, _)) = meanwhile.get_untracked() {
            let merged = typed().rebased(&now, &take_now);
            name.set(merged.typed.display_name.clone());
            role.set(merged.typed.role.clone());
            began.set_value(merged);
            meanwhile.set(None);
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        action.dispatch(StaffChange {
            id,
            operation_id: operation_id.clone(),
            edit: typed(),
        });
    };

    view! {
        <ConflictScreen
            differences=Signal::derive(move || meanwhile.get().map(|(_, differences)| differences))
            decide=Callback::new(decide)
        />
        <SaveFailure answer=error />
        <form node_ref=form novalidate=true on:submit=submit>
            <Field label="Name" name="display_name" required=true error=sentence_at(move || error.get(), "display_name", name)>
                <TextInput value=name autofocus=true />
            </Field>
            <Field label="Role" name="role" required=true error=sentence_at(move || error.get(), "role", role)>
                <Select value=role choices=roles() />
            </Field>
            <Verb verb="Save" busy=action.pending() cancel />
        </form>
    }
}

#[component]
pub(super) fn PasswordForm(
    row: StaffUserRow,
    done: Callback<String>,
    cancel: Callback<()>,
) -> impl IntoView {
    let StaffUserRow { user, operation_id } = row;
    let password = RwSignal::new(String::new());
    let (id, name) = (user.id.to_string(), user.display_name);
    let action = ServerAction::<StaffPassword>::new();
    let answer = Signal::derive(move || action.value().get());
    let error = error_of(answer);
    let form = NodeRef::new();
    refused_focus(error, form);
    when_done(answer, done, move || {
        format!("{name} has a new password and was signed out everywhere.")
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        action.dispatch(StaffPassword {
            id: id.clone(),
            operation_id: operation_id.clone(),
            password: password.get_untracked(),
        });
    };

    view! {
        <SaveFailure answer=error />
        <form node_ref=form novalidate=true on:submit=submit>
            <p>"All sessions of this person end. Tell them the new password; they change it then."</p>
            <Field
                label="New password"
                name="password"
                required=true
                hint="At least 12 characters."
                error=sentence_at(move || error.get(), "password", password)
            >
                <TextInput
                    value=password
                    kind=TextInputKind::Password
                    autocomplete="new-password"
                    autofocus=true
                />
            </Field>
            <Verb verb="Reset password" busy=action.pending() cancel />
        </form>
    }
}
