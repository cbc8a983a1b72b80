//! What stands on a page that could not be shown.

use leptos::{html, prelude::*};
use leptos_meta::Title;

use crate::{
    errors::{AppError, ErrorCode},
    routes,
    ui::{ButtonLink, Empty, ErrorState, IconName, Note, Tone, into_view, live},
};

/// Says why a page is not there and what to do: search, sign in, try again.
#[component]
pub fn Failure(
    /// What went wrong.
    error: AppError,
    /// What is not there, for a heading: "No such account".
    #[prop(default = "Nothing here")]
    missing: &'static str,
) -> impl IntoView {
    match error.code {
        ErrorCode::NotFound => view! {
            <Title text=missing />
            <h1 class="hear">{missing}</h1>
            <Empty icon=IconName::Search title=missing sentence=error.sentence>
                <ButtonLink href=routes::search() icon=IconName::Search>
                    "Search accounts"
                </ButtonLink>
            </Empty>
        }
        .into_any(),
        ErrorCode::Refused => view! {
            <Empty icon=IconName::Lock title="Not for your role" sentence=error.sentence />
        }
        .into_any(),
        ErrorCode::NotSignedIn => view! {
            <Empty icon=IconName::KeyRound title="Signed out" sentence=error.sentence>
                <ButtonLink href=routes::sign_in()>"Sign in"</ButtonLink>
            </Empty>
        }
        .into_any(),
        _ => {
            let AppError {
                sentence,
                request_id,
                ..
            } = error;
            if request_id.is_empty() {
                view! { <ErrorState sentence /> }.into_any()
            } else {
                view! { <ErrorState sentence request_id /> }.into_any()
            }
        }
    }
}

/// Why a form could not be saved, where no single field is to blame. What was typed stays.
#[component]
pub fn SaveFailure(
    /// The error of the last try; none while there is nothing to say.
    answer: Signal<Option<AppError>>,
) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    // Whoever saved stands at the end of a form, this above it.
    Effect::new(move |_| {
        if answer.with(Option::is_some)
            && let Some(element) = element.get()
        {
            // Once the sentence stands in it.
            request_animation_frame(move || into_view(&element));
        }
    });
    let said = move || {
        let error = answer
            .get()
            .filter(|error| error.code != ErrorCode::Invalid)?;
        let number = (!error.request_id.is_empty()).then(|| {
            view! { <span class="faint">" Number: " <span class="code">{error.request_id}</span></span> }
        });
        let is_signed_out = error.code == ErrorCode::NotSignedIn;
        let action = move || {
            is_signed_out
                .then(|| view! { <ButtonLink href=routes::sign_in()>"Sign in"</ButtonLink> })
        };
        Some(view! {
            <Note tone=Tone::Bad live=true action>
                {error.sentence} " Nothing was saved, and what you typed is still here." {number}
            </Note>
        })
    };
    view! {
        <div class="save-failure" node_ref=element>
            {live(said)}
        </div>
    }
}
