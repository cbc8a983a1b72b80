//! The forms of the side panel: add, change, new password.

use domain::access::Role;
use domain::edits::{EditOutcome, FieldDifference};
use domain::staff::{StaffUserEdit, StaffUserFields, StaffUserView};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::api::{StaffAdd, StaffChange, StaffPassword};
use crate::accounts::parts::ConflictScreen;
use crate::errors::{AppError, AppResult, ErrorCode};
use crate::refused::{error_of, sentence_at};
use crate::ui::{
    Button, ButtonKind, Choice, DialogActions, Field, Note, Select, TextInput, TextInputKind, Tone,
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

/// What no single field is to blame for.
#[component]
pub(crate) fn Whole(error: Signal<Option<AppError>>) -> impl IntoView {
    move || {
        error
            .get()
            .filter(|error| error.code != ErrorCode::Invalid)
            .map(|error| {
                view! {
                    <Note tone=Tone::Bad live=true>
                        {error.sentence}
                    </Note>
                }
            })
    }
}

fn roles() -> Vec<Choice> {
    Role::ALL
        .map(|role| Choice::new(role.code(), role.label()))
        .to_vec()
}

#[component]
pub(super) fn AddForm(done: Callback<String>) -> impl IntoView {
    let [login, name, role, password] =
        ["", "", Role::Csr.code(), ""].map(|text| RwSignal::new(text.to_owned()));
    let action = ServerAction::<StaffAdd>::new();
    let answer = Signal::derive(move || action.value().get());
    let error = error_of(answer);
    when_done(answer, done, move || {
        format!("{} may sign in.", name.get_untracked())
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        action.dispatch(StaffAdd {
            login: login.get_untracked(),
            display_name: name.get_untracked(),
            role: role.get_untracked(),
            password: password.get_untracked(),
        });
    };

    view! {
        <form class="form" on:submit=submit>
            <Whole error />
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
            <DialogActions>
                <Button kind=ButtonKind::Primary submit=true busy=action.pending()>
                    "Add staff user"
                </Button>
            </DialogActions>
        </form>
    }
}

/// Name and role of a staff user. What somebody else saved meanwhile is shown beside what is typed, and
/// `look_again` reads the list behind the form anew.
#[component]
pub(super) fn ChangeForm(
    user: StaffUserView,
    done: Callback<String>,
    look_again: Callback<()>,
) -> impl IntoView {
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
        action.dispatch(StaffChange { id, edit: typed() });
    };

    view! {
        <ConflictScreen
            differences=Signal::derive(move || meanwhile.get().map(|(_, differences)| differences))
            decide=Callback::new(decide)
        />
        <form class="form" on:submit=submit>
            <Whole error />
            <Field label="Name" name="display_name" required=true error=sentence_at(move || error.get(), "display_name", name)>
                <TextInput value=name autofocus=true />
            </Field>
            <Field label="Role" name="role" required=true error=sentence_at(move || error.get(), "role", role)>
                <Select value=role choices=roles() />
            </Field>
            <DialogActions>
                <Button kind=ButtonKind::Primary submit=true busy=action.pending()>
                    "Save"
                </Button>
            </DialogActions>
        </form>
    }
}

#[component]
pub(super) fn PasswordForm(user: StaffUserView, done: Callback<String>) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let (id, name) = (user.id.to_string(), user.display_name);
    let action = ServerAction::<StaffPassword>::new();
    let answer = Signal::derive(move || action.value().get());
    let error = error_of(answer);
    when_done(answer, done, move || {
        format!("{name} has a new password and was signed out everywhere.")
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        action.dispatch(StaffPassword {
            id: id.clone(),
            password: password.get_untracked(),
        });
    };

    view! {
        <form class="form" on:submit=submit>
            <Whole error />
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
            <DialogActions>
                <Button kind=ButtonKind::Primary submit=true busy=action.pending()>
                    "Reset password"
                </Button>
            </DialogActions>
        </form>
    }
}
