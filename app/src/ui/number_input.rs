//! Numbers and amounts of money, typed.

use leptos::prelude::*;

use super::{field::field_control, text_input::input_sync};

/// A number inside a [`super::Field`], right-aligned in figures of one width, with its unit.
///
/// It is a text for the browser: nothing is rounded, and the wheel changes nothing.
#[component]
pub fn NumberInput(
    /// The text, kept in both directions.
    value: RwSignal<String>,
    /// What is counted, behind the number: `EUR`, `%`, `days`.
    #[prop(optional, into)]
    unit: Option<String>,
    /// May have decimals; decides the keyboard of a phone.
    #[prop(optional)]
    decimals: bool,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = field_control();
    let element = NodeRef::new();
    input_sync(element, value);

    view! {
        <span class="number-input">
            <input
                node_ref=element
                class="input num"
                type="text"
                inputmode=if decimals { "decimal" } else { "numeric" }
                id=control.id.clone()
                name=control.name.clone()
                value=value.get_untracked()
                maxlength="24"
                autocomplete="off"
                required=control.required
                disabled=disabled
                aria-invalid=control.invalid
                aria-describedby=control.described_by
                on:input=move |event| value.set(event_target_value(&event))
            />
            {unit.map(|unit| view! { <span class="number-input-unit">{unit}</span> })}
        </span>
    }
}

/// An amount of money inside a [`super::Field`].
#[component]
pub fn MoneyInput(
    /// The amount as text, kept in both directions.
    value: RwSignal<String>,
    /// ISO 4217 code, such as `EUR`.
    #[prop(into)]
    currency: String,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! { <NumberInput value unit=currency decimals=true disabled /> }
}
