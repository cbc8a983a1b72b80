//! Fields that wait while their form is being saved.

use leptos::prelude::*;

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
        if busy {
            // Fields that are switched off lose the focus, but not at once.
            let field = document().active_element().map(|field| field.id());
            let field = field.filter(|id| !id.is_empty());
            place.set(
                field
                    .map(|id| format!("[id=\"{id}\"]"))
                    .into_iter()
                    .collect(),
            );
        } else if was == Some(true) {
            place.give();
        }
        busy
    });

    view! {
        <fieldset class="form-whole" disabled=move || busy.get()>
            <legend class="hear">{legend}</legend>
            {children()}
        </fieldset>
    }
}
