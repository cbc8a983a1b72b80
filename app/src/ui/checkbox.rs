//! Yes or no.

use leptos::{html, prelude::*};

/// A box to tick, with its words beside it. Stands on its own, without a [`super::Field`].
#[component]
pub fn Checkbox(
    /// Whether it is ticked, kept in both directions.
    checked: RwSignal<bool>,
    /// Name under which `on` is sent while it is ticked.
    #[prop(into)]
    name: String,
    /// What a tick means.
    #[prop(into)]
    label: String,
    /// A short help below the words.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Neither yes nor no: some of what it stands for is ticked.
    #[prop(optional, into)]
    mixed: Signal<bool>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let element = NodeRef::<html::Input>::new();
    let rendered = checked.get_untracked();
    let hint_id = format!("{}-hint", super::field::field_id(&name));
    Effect::new(move |ran: Option<()>| {
        let wanted = checked.get();
        let mixed = mixed.get();
        let Some(input) = element.get() else { return };
        input.set_indeterminate(mixed);
        if ran.is_none() && input.checked() != rendered {
            checked.set(input.checked());
        } else if input.checked() != wanted {
            input.set_checked(wanted);
        }
    });

    view! {
        <label class="checkbox">
            <input
                node_ref=element
                type="checkbox"
                name=name
                checked=rendered
                disabled=disabled
                aria-describedby=hint.is_some().then(|| hint_id.clone())
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            <span>
                {label}
                {hint
                    .map(|hint| view! {
                        <span class="field-hint" id=hint_id>
                            {hint}
                        </span>
                    })}
            </span>
        </label>
    }
}
