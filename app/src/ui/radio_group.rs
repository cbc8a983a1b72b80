//! One of a few, all of them in view.

use leptos::prelude::*;

use super::{
    field::{FieldError, field_id, required_mark},
    live,
    select::Choice,
};

/// How a [`RadioGroup`] looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RadioGroupKind {
    /// Below each other.
    #[default]
    List,
    /// Side by side in one bar: Now | On a date.
    Segmented,
}

/// One of a few choices, all in view. Carries its own label, hint and error.
#[component]
pub fn RadioGroup(
    /// The chosen value, kept in both directions.
    value: RwSignal<String>,
    /// Name under which the value is sent. Unique on the page.
    #[prop(into)]
    name: String,
    /// What is asked for.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// How it looks.
    #[prop(optional)]
    kind: RadioGroupKind,
    /// A short help.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong and what to do about it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = field_id(&name);
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let described_by = {
        let (hint_id, error_id) = (hint.is_some().then(|| hint_id.clone()), error_id.clone());
        move || match error.with(Option::is_some) {
            true => Some(error_id.clone()),
            false => hint_id.clone(),
        }
    };
    let options = choices
        .into_iter()
        .map(|choice| {
            view! { <RadioChoice choice name=name.clone() value required disabled /> }
        })
        .collect_view();

    view! {
        <fieldset class="field radio-group" aria-describedby=described_by>
            <legend class="field-label">
                {label}
                {required.then(required_mark)}
            </legend>
            <div class=match kind {
                RadioGroupKind::List => "radio-list",
                RadioGroupKind::Segmented => "segmented",
            }>{options}</div>
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            {live(move || {
                error.get().map(|error| view! { <FieldError id=error_id.clone() error /> })
            })}
        </fieldset>
    }
}

#[component]
fn RadioChoice(
    choice: Choice,
    name: String,
    value: RwSignal<String>,
    required: bool,
    disabled: Signal<bool>,
) -> impl IntoView {
    let element = NodeRef::<leptos::html::Input>::new();
    let own = StoredValue::new(choice.value.clone());
    let is_chosen = move || own.with_value(|own| value.with(|value| value == own));
    let rendered = untrack(is_chosen);
    Effect::new(move |ran: Option<()>| {
        let wanted = is_chosen();
        let Some(input) = element.get() else { return };
        if ran.is_none() && input.checked() && !rendered {
            value.set(own.get_value());
        } else if input.checked() != wanted {
            input.set_checked(wanted);
        }
    });

    view! {
        <label class="radio">
            <input
                node_ref=element
                type="radio"
                name=name
                value=choice.value
                checked=rendered
                required=required
                disabled=move || disabled.get() || choice.disabled
                on:change=move |_| value.set(own.get_value())
            />
            <span>{choice.label}</span>
        </label>
    }
}
