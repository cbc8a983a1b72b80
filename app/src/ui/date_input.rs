//! A date, typed.

use leptos::prelude::*;

use super::{
    date_text::{date_format, date_parse},
    field::field_control,
    icon::{Icon, IconName},
    text_input::input_sync,
};

/// A date inside a [`super::Field`], typed in any common way and shown as `14 Mar 2026` once the
/// field is left. What is no date stays as typed, for the error sentence to speak of.
///
/// Read the text with [`date_parse`], on both sides.
#[component]
pub fn DateInput(
    /// The text, kept in both directions. Begin with [`date_format`].
    value: RwSignal<String>,
    /// What stands in the empty field: what an empty date means, or else how one is written.
    #[prop(default = "14 Mar 2026")]
    placeholder: &'static str,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = field_control();
    let element = NodeRef::new();
    input_sync(element, value);
    let tidy = move |_| {
        if let Some(date) = date_parse(&value.get_untracked()) {
            value.set(date_format(date));
        }
    };

    view! {
        <span class="date-input">
            <input
                node_ref=element
                class="input"
                type="text"
                id=control.id.clone()
                name=control.name.clone()
                value=value.get_untracked()
                placeholder=placeholder
                maxlength="24"
                autocomplete="off"
                spellcheck="false"
                required=control.required
                disabled=disabled
                aria-invalid=control.invalid
                aria-describedby=control.described_by
                on:input=move |event| value.set(event_target_value(&event))
                on:change=tidy
            />
            <Icon name=IconName::Calendar />
        </span>
    }
}
