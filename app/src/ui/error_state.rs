//! What stands where something could not be shown.

use leptos::prelude::*;

use super::button::press;
use super::icon::{Icon, IconName};

/// Says what could not be done, what to do, and the number to name when asking for help.
#[component]
pub fn ErrorState(
    /// What happened and what to do, in plain words.
    #[prop(into)]
    sentence: String,
    /// The number of the request, as it stands in the log; empty where the server was not reached.
    #[prop(optional, into)]
    request_id: Option<String>,
    /// The address that tries again; the present one where it is not given.
    #[prop(optional, into)]
    href: Option<String>,
    /// Tries again in place.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let retry = match on_retry {
        Some(on_retry) => view! {
            <button class="button" type="button" on:click=move |_| press(on_retry)>
                <Icon name=IconName::RefreshCw />
                "Try again"
            </button>
        }
        .into_any(),
        // An empty address is the present one: the browser loads it anew.
        None => view! {
            <a class="button" href=href.unwrap_or_default() rel="external">
                <Icon name=IconName::RefreshCw />
                "Try again"
            </a>
        }
        .into_any(),
    };

    view! {
        <div class="error-state" role="alert">
            <Icon name=IconName::CircleAlert />
            <p>{sentence}</p>
            <div class="error-state-actions">{retry}</div>
            {request_id
                .filter(|id| !id.is_empty())
                .map(|id| view! {
                    <p class="faint">
                        "If it goes on, name this number: " <span class="code">{id}</span>
                    </p>
                })}
        </div>
    }
}
