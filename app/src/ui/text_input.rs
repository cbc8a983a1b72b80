//! One line of text.

use leptos::{html, prelude::*};

use super::field::field_control;

/// What kind of text is asked for; decides keyboard, autofill and masking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextInputKind {
    /// Anything.
    #[default]
    Text,
    /// An e-mail address. Checked by us, not by the browser, so that the sentence is ours.
    Email,
    /// A telephone number.
    Phone,
    /// A secret, never sent back by the server.
    Password,
}

impl TextInputKind {
    fn html_type(self) -> &'static str {
        match self {
            TextInputKind::Text | TextInputKind::Email => "text",
            TextInputKind::Phone => "tel",
            TextInputKind::Password => "password",
        }
    }

    fn input_mode(self) -> Option<&'static str> {
        match self {
            TextInputKind::Email => Some("email"),
            TextInputKind::Phone => Some("tel"),
            TextInputKind::Text | TextInputKind::Password => None,
        }
    }
}

/// Keeps an input and its signal the same.
///
/// What was typed before the program took over the page wins over the value it was rendered with.
pub(super) fn input_sync(element: NodeRef<html::Input>, value: RwSignal<String>) {
    let rendered = value.get_untracked();
    Effect::new(move |ran: Option<()>| {
        let text = value.get();
        let Some(input) = element.get() else { return };
        let shown = input.value();
        if ran.is_none() && shown != rendered {
            value.set(shown);
        } else if shown != text {
            input.set_value(&text);
        }
    });
}

/// One line of text inside a [`super::Field`].
#[component]
pub fn TextInput(
    /// The text, kept in both directions.
    value: RwSignal<String>,
    /// What kind of text.
    #[prop(optional)]
    kind: TextInputKind,
    /// The browser's autofill token, such as `organization`; `off` for other people's data.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// An example of a good answer. Never the label.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Most characters that are kept.
    #[prop(optional)]
    max_length: Option<u32>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Shown and sent, but not to be changed.
    #[prop(optional)]
    read_only: bool,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let control = field_control();
    let element = NodeRef::new();
    input_sync(element, value);

    view! {
        <input
            node_ref=element
            class="input"
            type=kind.html_type()
            inputmode=kind.input_mode()
            id=control.id.clone()
            name=control.name.clone()
            value=value.get_untracked()
            autocomplete=autocomplete
            placeholder=placeholder
            maxlength=max_length.map(|most| most.to_string())
            required=control.required
            readonly=read_only
            autofocus=autofocus
            spellcheck="false"
            disabled=disabled
            aria-invalid=control.invalid
            aria-describedby=control.described_by
            on:input=move |event| value.set(event_target_value(&event))
        />
    }
}
