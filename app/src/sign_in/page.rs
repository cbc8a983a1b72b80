//! The page to sign in on.

use leptos::prelude::*;
use leptos_meta::Title;

use super::SignInNotice;
use crate::ui::{Button, ButtonKind, Field, Note, TextInput, TextInputKind, Tone};
use crate::wire::PageCodec;

/// Login, password, one button. A try that failed comes back with its sentence and its login.
#[component]
pub fn SignInPage() -> impl IntoView {
    // Known to the server alone, and sent along so that the browser takes over the same page.
    let notice = SharedValue::<_, PageCodec>::new_with_encoding(notice_of_request).into_inner();
    let is_retry = !notice.login.is_empty();
    let error = |field: &str| notice.fields.sentence(field).map(str::to_owned);
    let [login_error, password_error] = ["login", "password"].map(error);
    let login = RwSignal::new(notice.login);
    let password = RwSignal::new(String::new());

    view! {
        <Title text="Sign in" />
        <main class="sign-in" id="content">
            <h1 class="sign-in-name">"Canopy"</h1>
            <form class="sign-in-form" method="post" action=crate::routes::sign_in() novalidate=true>
                {(!notice.sentence.is_empty())
                    .then(|| view! {
                        <div role="alert">
                            <Note tone=Tone::Bad>{notice.sentence}</Note>
                        </div>
                    })}
                <Field label="Login" name="login" required=true error=Signal::stored(login_error)>
                    <TextInput value=login autocomplete="username" autofocus=!is_retry />
                </Field>
                <Field label="Password" name="password" required=true error=Signal::stored(password_error)>
                    <TextInput
                        value=password
                        kind=TextInputKind::Password
                        autocomplete="current-password"
                        autofocus=is_retry
                    />
                </Field>
                <input type="hidden" name="next" value=notice.next />
                <Button kind=ButtonKind::Primary submit=true>
                    "Sign in"
                </Button>
            </form>
        </main>
    }
}

#[cfg(feature = "ssr")]
fn notice_of_request() -> SignInNotice {
    use_context().unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
fn notice_of_request() -> SignInNotice {
    SignInNotice::default()
}
