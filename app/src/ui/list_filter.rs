//! A form that narrows a list: what its fields say stands in the address of the page.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

/// A form whose fields are sent to the address of a list, also without the program. With it, only what says
/// something then stands in the address.
#[component]
pub fn ListFilter(
    /// The address of the list.
    #[prop(into)]
    action: String,
    /// Its fields and the button.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let path = action.clone();
    let send = move |event: SubmitEvent| {
        let form: HtmlFormElement = event_target(&event);
        // The browser sends it where its fields cannot be read.
        if let Some(said) = filled_of(&form) {
            event.prevent_default();
            let address = match said.is_empty() {
                true => path.clone(),
                false => format!("{path}?{said}"),
            };
            navigate(&address, NavigateOptions::default());
        }
    };

    view! {
        <form method="get" action=action class="list-form" on:submit=send>
            {children()}
        </form>
    }
    .into_any()
}

/// What the fields say, as it stands behind the `?` of an address; fields that say nothing are left out.
fn filled_of(form: &HtmlFormElement) -> Option<String> {
    let fields = FormData::new_with_form(form).ok()?;
    let said = UrlSearchParams::new().ok()?;
    for name in fields.keys() {
        let name = name.ok()?.as_string()?;
        let value = fields.get(&name).as_string().unwrap_or_default();
        if !value.is_empty() {
            said.append(&name, &value);
        }
    }
    said.to_string().as_string()
}
