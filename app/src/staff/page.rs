//! The list of staff users and what an administrator does with them.

use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{StaffOpened, StaffUserRow, staff_allow, staff_list};
use super::forms::{AddForm, ChangeForm, PasswordForm};
use crate::accounts::parts::Failure;
use crate::answer::Answer;
use crate::errors::AppResult;
use crate::refused::said_of;
use crate::routes;
use crate::ui::{
    Button, ButtonKind, Column, Empty, Field, FieldRow, IconName, ListFilter, Moment, Pager, Panel,
    Status, Table, TextInput, Toasts, Tone, live, use_toasts,
};

/// What is open at the side.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    /// With the operation id of the form.
    Add(String),
    Change(StaffUserRow),
    Password(StaffUserRow),
}

impl Open {
    fn title(&self) -> String {
        match self {
            Self::Add(_) => "Add a staff user".to_owned(),
            Self::Change(row) => format!("Change {}", row.user.display_name),
            Self::Password(row) => format!("New password for {}", row.user.display_name),
        }
    }
}

/// What is said where there is no operation id to add somebody by.
const ADD_UNREADY: &str = "Nobody can be added until the staff users are read. They are read again now: please \
     try once more. Where what is looked for is refused, take it out of the field first.";

/// The operation id of adding somebody (decision 26): that of the last list that could be read, until somebody
/// is added by it.
#[derive(Clone, Copy)]
struct AddId(StoredValue<Option<String>>);

impl AddId {
    fn new() -> Self {
        Self(StoredValue::new(None))
    }

    fn get(self) -> Option<String> {
        self.0.get_value()
    }

    fn keep(self, page: &StaffOpened) {
        self.0.set_value(Some(page.add_id.clone()));
    }

    fn spend(self) {
        self.0.set_value(None);
    }
}

/// Somebody who may sign in, or no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowed {
    id: String,
    name: String,
    operation_id: String,
    allowed: bool,
}

impl Allowed {
    fn back(&self, operation_id: String) -> Self {
        Self {
            operation_id,
            allowed: !self.allowed,
            ..self.clone()
        }
    }

    fn words(&self) -> String {
        match self.allowed {
            true => format!("{} may sign in again.", self.name),
            false => format!("{} can no longer sign in.", self.name),
        }
    }
}

/// Staff users: add, change, disable, reset a password.
#[component]
pub fn StaffPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            (text("find"), text("after"))
        })
    });
    let users = Answer::new(move || asked.get(), |(find, after)| staff_list(find, after));
    let toasts = use_toasts();
    let what = RwSignal::new(None::<Open>);
    let is_open = RwSignal::new(false);
    let open = Callback::new(move |wanted: Open| {
        what.set(Some(wanted));
        is_open.set(true);
    });
    let allowing = Allowing {
        users,
        toasts,
        under_way: StoredValue::new(Vec::new()),
    };
    let allow = Callback::new(move |wanted| allowing.run(wanted));
    let add_id = AddId::new();
    let add = move |()| match add_id.get() {
        Some(id) => open.run(Open::Add(id)),
        None => {
            toasts.say(Tone::Bad, ADD_UNREADY);
            users.again();
        }
    };

    view! {
        <Title text="Staff" />
        <div class="page">
            <header class="page-head">
                <h1>"Staff"</h1>
                <Button
                    kind=ButtonKind::Primary
                    icon=IconName::Plus
                    on_press=Callback::new(add)
                >
                    "Add staff user"
                </Button>
            </header>
            {users
                .shown(
                    || view! { <p class="quiet">"Loading staff users …"</p> }.into_any(),
                    move |users| {
                        if let Ok(page) = &users {
                            add_id.keep(page);
                        }
                        let (find, after) = asked.get_untracked();
                        let (page, refused) = match found(users) {
                            Ok(found) => found,
                            Err(error) => return view! { <Failure error /> }.into_any(),
                        };
                        view! { <Staff page find refused after open allow /> }.into_any()
                    },
                )}
            <StaffPanel open=is_open what users add_id toasts />
        </div>
    }
}

/// The form at the side.
#[component]
fn StaffPanel(
    open: RwSignal<bool>,
    what: RwSignal<Option<Open>>,
    users: Answer<StaffOpened>,
    add_id: AddId,
    toasts: Toasts,
) -> impl IntoView {
    let done = Callback::new(move |said: String| {
        open.set(false);
        if what.with_untracked(|what| matches!(what, Some(Open::Add(_)))) {
            add_id.spend();
        }
        toasts.say(Tone::Good, said);
        users.again();
    });
    let look_again = Callback::new(move |()| users.again());
    let cancel = Callback::new(move |()| open.set(false));
    let form = move || match what.get() {
        Some(Open::Add(operation_id)) => view! { <AddForm operation_id done cancel /> }.into_any(),
        Some(Open::Change(row)) => view! { <ChangeForm row done look_again cancel /> }.into_any(),
        Some(Open::Password(row)) => view! { <PasswordForm row done cancel /> }.into_any(),
        None => ().into_any(),
    };
    let title = move || what.with(|what| what.as_ref().map(Open::title).unwrap_or_default());
    view! {
        <Panel open id="staff-panel" title=Signal::derive(title)>
            {live(form)}
        </Panel>
    }
    .into_any()
}

/// The page that was found; where nobody can be found by what was typed, none, and why.
fn found(users: AppResult<StaffOpened>) -> AppResult<(StaffOpened, Option<String>)> {
    match users {
        Ok(page) => Ok((page, None)),
        Err(error) => match error.sentence_for("find") {
            Some(sentence) => Ok((StaffOpened::default(), Some(sentence.to_owned()))),
            None => Err(error),
        },
    }
}

/// Letting staff users sign in or no longer: done at once, said with the way back. Each press has an answer of
/// its own, however many are under way.
#[derive(Clone, Copy)]
struct Allowing {
    users: Answer<StaffOpened>,
    toasts: Toasts,
    /// Of whom a change is under way: pressed twice it is one wish.
    under_way: StoredValue<Vec<String>>,
}

impl Allowing {
    fn run(self, wanted: Allowed) {
        // Undo may be pressed when the page is left.
        let is_second = self
            .under_way
            .try_update_value(|ids| match ids.contains(&wanted.id) {
                true => true,
                false => {
                    ids.push(wanted.id.clone());
                    false
                }
            });
        if is_second == Some(true) {
            return;
        }
        spawn_local(async move {
            let Allowed {
                id,
                operation_id,
                allowed,
                ..
            } = wanted.clone();
            let answer = staff_allow(id, operation_id, allowed).await;
            let page = self
                .under_way
                .try_update_value(|ids| ids.retain(|id| *id != wanted.id));
            match answer {
                Ok(undo_id) => {
                    let back = wanted.back(undo_id);
                    self.toasts
                        .say_with_undo(wanted.words(), move || self.run(back.clone()));
                    if page.is_some() {
                        self.users.again();
                    }
                }
                Err(error) => self.toasts.say(Tone::Bad, error.sentence),
            }
        });
    }
}

/// A page of the staff users, with the way to whoever is not on it.
#[component]
fn Staff(
    page: StaffOpened,
    find: String,
    /// Why nobody can be found by it.
    refused: Option<String>,
    after: String,
    open: Callback<Open>,
    allow: Callback<Allowed>,
) -> impl IntoView {
    let StaffOpened { rows, next, .. } = page;
    let first = (!after.is_empty()).then(|| routes::staff_page(&find, ""));
    let next = next.map(|next| routes::staff_page(&find, &next.to_string()));
    let shown = match rows.is_empty() {
        true => view! {
            <Empty
                icon=IconName::Search
                title="No staff user found"
                sentence="Neither a name nor a login has this in it."
            />
        }
        .into_any(),
        false => view! { <StaffTable rows open allow /> }.into_any(),
    };
    let find = RwSignal::new(find);
    let find_error = said_of(move || refused.clone(), find);

    view! {
        <ListFilter action=routes::staff()>
            <FieldRow>
                <Field label="Name or login" name="find" error=find_error>
                    <TextInput value=find />
                </Field>
                <Button icon=IconName::Search submit=true>
                    "Find"
                </Button>
            </FieldRow>
        </ListFilter>
        {shown}
        <Pager first next />
    }
}

#[component]
fn StaffTable(
    rows: Vec<StaffUserRow>,
    open: Callback<Open>,
    allow: Callback<Allowed>,
) -> impl IntoView {
    let columns = vec![
        Column::new("Name"),
        Column::new("Login"),
        Column::new("Role"),
        Column::new("Sign-in"),
        Column::new("Last signed in"),
        Column::hidden("Actions"),
    ];
    let rows = rows
        .into_iter()
        .map(|row| view! { <StaffRow row open allow /> })
        .collect_view();

    view! {
        <Table caption="Staff users" columns>
            {rows}
        </Table>
    }
}

#[component]
fn StaffRow(row: StaffUserRow, open: Callback<Open>, allow: Callback<Allowed>) -> impl IntoView {
    let (change, password) = (row.clone(), row.clone());
    let StaffUserRow { user, operation_id } = row;
    let allowed = user.disabled_at.is_none();
    let status = if allowed {
        (Tone::Good, "Allowed")
    } else {
        (Tone::Neutral, "Disabled")
    };
    let last = match user.last_signed_in_at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => "never".into_any(),
    };
    let toggled = Allowed {
        id: user.id.to_string(),
        name: user.display_name.clone(),
        operation_id,
        allowed: !allowed,
    };

    view! {
        <tr>
            <td>{user.display_name}</td>
            <td class="code">{user.login}</td>
            <td>{user.role.label()}</td>
            <td>
                <Status tone=status.0 label=status.1 />
            </td>
            <td>{last}</td>
            <td class="row-actions">
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| open.run(Open::Change(change.clone())))
                >
                    "Change"
                </Button>
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| open.run(Open::Password(password.clone())))
                >
                    "Reset password"
                </Button>
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| allow.run(toggled.clone()))
                >
                    {if allowed { "Disable" } else { "Enable" }}
                </Button>
            </td>
        </tr>
    }
}
