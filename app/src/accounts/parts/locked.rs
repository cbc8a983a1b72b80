//! Fields that wait while their form is being saved.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

use crate::ui::FocusPlace;

/// The fields of a form that is gone once it is saved. They cannot be changed meanwhile: what was typed after
/// the press would be lost with the form. Where it stays open, whoever was in a field goes on there.
#[component]
pub fn Locked(
    /// The save is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// What the fields are of, for screen readers.
    legend: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let place = FocusPlace::new();
    Effect::new(move |was: Option<bool>| {
        let busy = busy.get();
        if was == Some(true) && !busy {
            place.give();
        }
        busy
    });
    // Noted as it comes: fields that are switched off have lost the focus already.
    let focused = move |event: ev::FocusEvent| {
        let field = event
            .target()
            .and_then(|field| field.dyn_into::<Element>().ok());
        let id = field.map(|field| field.id()).filter(|id| !id.is_empty());
        place.set(id.map(|id| format!("[id=\"{id}\"]")).into_iter().collect());
    };

    view! {
        <fieldset class="form-whole" disabled=move || busy.get() on:focusin=focused>
            <legend class="hear">{legend}</legend>
            {children()}
        </fieldset>
    }
}
