//! The page of one's own sign-in.

use domain::staff::SessionView;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{OwnSignInOpened, PasswordChange, sessions_list};
use super::browser::browser_words;
use crate::accounts::parts::{Failure, SaveFailure};
use crate::answer::Answer;
use crate::refused::{error_of, sentence_at};
use crate::routes;
use crate::staff::forms::{refused_focus, when_done};
use crate::ui::{
    Block, Button, ButtonKind, Column, Field, Moment, Table, TextInput, TextInputKind, Tone,
    use_toasts,
};

/// Change the password; see where one is signed in; sign out everywhere.
#[component]
pub fn OwnSignInPage() -> impl IntoView {
    let sessions = Answer::new(|| (), |()| sessions_list());

    view! {
        <Title text="Your sign-in" />
        <div class="page">
            <h1>"Your sign-in"</h1>
            <Block title="Password">
                <PasswordForm opened=sessions />
            </Block>
            <Block title="Where you are signed in">
                {sessions
                    .shown(
                        || view! { <p class="quiet">"Loading sessions …"</p> }.into_any(),
                        |sessions| match sessions {
                            Ok(opened) => {
                                view! { <Sessions sessions=opened.sessions /> }.into_any()
                            }
                            Err(error) => view! { <Failure error /> }.into_any(),
                        },
                    )}
                <form method="post" action=routes::sign_out_everywhere()>
                    <Button submit=true>"Sign out everywhere"</Button>
                </form>
            </Block>
        </div>
    }
}

#[component]
fn PasswordForm(opened: Answer<OwnSignInOpened>) -> impl IntoView {
    let toasts = use_toasts();
    let (current, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let action = ServerAction::<PasswordChange>::new();
    let answer = Signal::derive(move || action.value().get());
    let error = error_of(answer);
    let form = NodeRef::new();
    refused_focus(error, form);
    let done = Callback::new(move |said: String| {
        current.set(String::new());
        password.set(String::new());
        toasts.say(Tone::Good, said);
        opened.again();
    });
    when_done(answer, done, || {
        "Your password was changed. All other sessions ended.".to_owned()
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // Where the sessions could not be read there is none, and the server says to load the page again.
        let newest = untrack(|| opened.newest()).and_then(Result::ok);
        let operation_id = newest.map(|opened| opened.operation_id);
        action.dispatch(PasswordChange {
            operation_id: operation_id.unwrap_or_default(),
            current: current.get_untracked(),
            password: password.get_untracked(),
        });
    };

    view! {
        <form class="form narrow" method="post" node_ref=form novalidate=true on:submit=submit>
            <SaveFailure answer=error />
            <Field label="Current password" name="current" required=true error=sentence_at(move || error.get(), "current", current)>
                <TextInput
                    value=current
                    kind=TextInputKind::Password
                    autocomplete="current-password"
                />
            </Field>
            <Field
                label="New password"
                name="password"
                required=true
                hint="At least 12 characters. A few words are easy to keep."
                error=sentence_at(move || error.get(), "password", password)
            >
                <TextInput value=password kind=TextInputKind::Password autocomplete="new-password" />
            </Field>
            <Button kind=ButtonKind::Primary submit=true busy=action.pending()>
                "Change password"
            </Button>
        </form>
    }
}

#[component]
fn Sessions(sessions: Vec<SessionView>) -> impl IntoView {
    let columns = vec![
        Column::new("Last used"),
        Column::new("Since"),
        Column::new("From"),
        Column::new("Browser"),
    ];
    let rows = sessions
        .into_iter()
        .map(|session| {
            let last = match session.is_current {
                true => "now, this session".into_any(),
                false => view! { <Moment at=session.last_seen_at /> }.into_any(),
            };
            view! {
                <tr>
                    <td>{last}</td>
                    <td>
                        <Moment at=session.created_at />
                    </td>
                    <td class="code">{session.network}</td>
                    <td title=session.user_agent.clone()>
                        {browser_words(&session.user_agent)}
                    </td>
                </tr>
            }
        })
        .collect_view();

    view! {
        <Table caption="Your sessions" columns>
            {rows}
        </Table>
    }
}
