//! The buttons that end a form.

use leptos::prelude::*;

use super::toast::use_toasts;

/// The buttons that end a form. They stay at the lower edge of the window while the form is longer than that;
/// notices keep away from there.
#[component]
pub fn FormActions(children: Children) -> impl IntoView {
    use_toasts().lower_edge_take();
    view! { <div class="form-actions">{children()}</div> }
}
