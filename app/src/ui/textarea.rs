//! Several lines of text.

use leptos::{html, prelude::*};

use super::field::field_control;

/// Several lines of text inside a [`super::Field`]. It grows with what is typed.
#[component]
pub fn Textarea(
    /// The text, kept in both directions.
    value: RwSignal<String>,
    /// Lines shown while it is empty.
    #[prop(default = 3)]
    rows: u32,
    /// Most characters that are kept.
    #[prop(optional)]
    max_length: Option<u32>,
    /// An example of a good answer.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = field_control();
    let element = NodeRef::<html::Textarea>::new();
    let rendered = value.get_untracked();
    let first = rendered.clone();
    Effect::new(move |ran: Option<()>| {
        let text = value.get();
        let Some(area) = element.get() else { return };
        let shown = area.value();
        if ran.is_none() && shown != rendered {
            value.set(shown);
        } else if shown != text {
            area.set_value(&text);
        }
    });

    view! {
        <textarea
            node_ref=element
            class="input textarea"
            id=control.id.clone()
            name=control.name.clone()
            rows=rows.to_string()
            maxlength=max_length.map(|most| most.to_string())
            placeholder=placeholder
            required=control.required
            disabled=disabled
            aria-invalid=control.invalid
            aria-describedby=control.described_by
            on:input=move |event| value.set(event_target_value(&event))
        >
            {first}
        </textarea>
    }
}
