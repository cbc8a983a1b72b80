//! One of a short list.

use leptos::{html, prelude::*};

use super::{
    field::field_control,
    icon::{Icon, IconName},
    live,
};

/// One choice of a [`Select`] or a [`super::RadioGroup`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Shown, but cannot be chosen now.
    pub disabled: bool,
}

impl Choice {
    /// A choice that can be made.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice {
            value: value.into(),
            label: label.into(),
            disabled: false,
        }
    }
}

/// One of a short list, inside a [`super::Field`]. The browser's own control, so that it works
/// without the program and on every device.
#[component]
pub fn Select(
    /// The chosen value, kept in both directions.
    value: RwSignal<String>,
    /// What can be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Words for an empty choice that stands first.
    #[prop(optional, into)]
    empty: Option<String>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = field_control();
    let element = NodeRef::<html::Select>::new();
    let rendered = value.get_untracked();
    Effect::new(move |ran: Option<()>| {
        let wanted = value.get();
        choices.track();
        let Some(select) = element.get() else { return };
        let shown = select.value();
        if ran.is_none() && shown != rendered && wanted == rendered {
            value.set(shown);
        } else if shown != wanted {
            select.set_value(&wanted);
        }
    });
    let options = move || {
        let chosen = value.get_untracked();
        choices
            .get()
            .into_iter()
            .map(|choice| {
                let selected = choice.value == chosen;
                view! {
                    <option value=choice.value selected=selected disabled=choice.disabled>
                        {choice.label}
                    </option>
                }
            })
            .collect_view()
    };

    view! {
        <span class="select">
            <select
                node_ref=element
                class="input"
                id=control.id.clone()
                name=control.name.clone()
                required=control.required
                disabled=disabled
                aria-invalid=control.invalid
                aria-describedby=control.described_by
                on:change=move |event| value.set(event_target_value(&event))
            >
                {empty.map(|words| view! { <option value="">{words}</option> })}
                {live(options)}
            </select>
            <Icon name=IconName::ChevronDown />
        </span>
    }
}
