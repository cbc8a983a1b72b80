//! What stands on a page that could not be shown.

use leptos::{html, prelude::*};
use leptos_meta::Title;

use crate::{
    errors::{AppError, ErrorCode},
    leave::address_shown,
    routes,
    ui::{ButtonKind, ButtonLink, Empty, ErrorState, IconName, Note, Tone, into_view, live},
};

/// The field of a form's operation id, which nobody sees (decision 26).
const OPERATION: &str = "operation_id";

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
                <SignInLink kept=false />
            </Empty>
        }
        .into_any(),
        _ => {
            let sentence = error.first_sentence().to_owned();
            view! { <ErrorState sentence request_id=error.request_id /> }.into_any()
        }
    }
}

/// Why a form could not be saved, where no single field is to blame. What was typed stays.
#[component]
pub fn SaveFailure(
    /// The error of the last try; none while there is nothing to say.
    answer: Signal<Option<AppError>>,
    /// The browser's tab keeps what is typed in this form: it is found again after signing in.
    #[prop(optional)]
    kept: bool,
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
        let error = answer.get().filter(is_of_the_whole)?;
        let sentence = error.first_sentence().to_owned();
        let number = (!error.request_id.is_empty()).then(|| {
            view! { <span class="faint">" Number: " <span class="code">{error.request_id}</span></span> }
        });
        let is_signed_out = error.code == ErrorCode::NotSignedIn;
        let action = move || is_signed_out.then(|| view! { <SignInLink kept /> });
        Some(view! {
            <Note tone=Tone::Bad live=true action>
                {sentence} " " {what_is_kept(error.code)} {number}
            </Note>
        })
    };
    view! {
        <div class="save-failure" node_ref=element>
            {live(said)}
        </div>
    }
}

/// The way to sign in and back to this page. The server's page: it alone reads where to go on.
#[component]
fn SignInLink(kept: bool) -> impl IntoView {
    view! {
        <a
            class=ButtonKind::Normal.class()
            href=routes::sign_in_before(&address_shown().unwrap_or_default())
            rel="external"
            data-typing-kept=kept.then_some("")
        >
            <span class="button-words">"Sign in"</span>
        </a>
    }
}

/// Whether no field is to blame: what is wrong with one is told beside it. More than a form takes, for one,
/// is nobody's fault; and a form whose operation id is missing has no field to say so beside.
fn is_of_the_whole(error: &AppError) -> bool {
    let mut fields = error.fields.0.iter();
    fields.all(|field| field.field == OPERATION)
}

/// What became of the save, as far as it is known: an answer that was lost may have been that it was saved
/// (decision 26).
const fn what_is_kept(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::NotSignedIn
        | ErrorCode::Refused
        | ErrorCode::NotFound
        | ErrorCode::Invalid
        | ErrorCode::Stale => "Nothing was saved, and what you typed is still here.",
        ErrorCode::Conflict => "What you typed is still here.",
        ErrorCode::TooSlow | ErrorCode::Unavailable | ErrorCode::Offline | ErrorCode::Internal => {
            "What you typed is still here. Should it have been saved all the same, saving again does not \
             save it twice."
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::fields::FieldErrors;

    use super::*;

    #[test]
    fn what_no_field_is_to_blame_for_is_told_above_the_form() {
        let too_large = AppError::new(ErrorCode::Invalid, "This is more than a form takes.");
        assert!(is_of_the_whole(&too_large));
        let mut fields = FieldErrors::default();
        fields.push("name", "required", "Please fill this in.");
        assert!(!is_of_the_whole(&AppError::from(fields)));
    }

    #[test]
    fn a_form_without_its_operation_id_says_so_above_itself() {
        let fields = domain::accounts::operation_parse("").expect_err("it is none");
        assert!(is_of_the_whole(&AppError::from(fields)));
    }

    #[test]
    fn where_the_answer_may_be_lost_it_is_not_said_that_nothing_was_saved() {
        for code in [
            ErrorCode::Offline,
            ErrorCode::Unavailable,
            ErrorCode::Conflict,
        ] {
            assert!(
                !what_is_kept(code).contains("Nothing was saved"),
                "{code:?}"
            );
        }
    }

    #[test]
    fn what_was_refused_is_not_saved() {
        assert!(what_is_kept(ErrorCode::Refused).starts_with("Nothing was saved"));
    }
}
