//! A form field: label, control, hint and error sentence, tied together for every reader.

use leptos::{context::Provider, prelude::*};

use super::live;

/// What a control inside a [`Field`] takes from it.
#[derive(Clone, Default)]
pub(super) struct FieldControl {
    /// Id of the control, for the label.
    pub id: Option<String>,
    /// Name under which the control's value is sent.
    pub name: Option<String>,
    /// Must not stay empty.
    pub required: bool,
    /// Ids of the sentences that describe the control.
    pub described_by: Signal<Option<String>>,
    /// The value of `aria-invalid`: set while an error sentence is shown.
    pub invalid: Signal<Option<&'static str>>,
}

/// What the [`Field`] around a control says about it; empty where there is none.
pub(super) fn field_control() -> FieldControl {
    use_context().unwrap_or_default()
}

/// Makes an id of a field name: `contacts[0][email]` becomes `contacts-0-email`.
pub fn field_id(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for part in name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(part);
    }
    id
}

/// A form field around one control: its label above, its hint and its error sentence below.
///
/// The control inside takes id, name, required mark and description from here.
#[component]
pub fn Field(
    /// What is asked for.
    #[prop(into)]
    label: String,
    /// Name under which the value is sent. Unique in its form.
    #[prop(into)]
    name: String,
    /// Id of the control where the name is not unique on the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// A short help that is always shown.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the value and what to do about it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Must not stay empty.
    #[prop(optional)]
    required: bool,
    /// The label is only read out, where the place says what is asked.
    #[prop(optional)]
    label_hidden: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let described_by = {
        let hint_id = hint.is_some().then(|| hint_id.clone());
        let error_id = error_id.clone();
        Signal::derive(move || match (&hint_id, error.with(Option::is_some)) {
            (Some(hint), true) => Some(format!("{error_id} {hint}")),
            (None, true) => Some(error_id.clone()),
            (Some(hint), false) => Some(hint.clone()),
            (None, false) => None,
        })
    };
    let tied = FieldControl {
        id: Some(id.clone()),
        name: Some(name),
        required,
        described_by,
        invalid: Signal::derive(move || error.with(Option::is_some).then_some("true")),
    };
    // Only the control inside sees it, not what follows the field.
    let control = view! { <Provider value=tied>{children()}</Provider> };

    view! {
        <div class="field">
            <label class=if label_hidden { "field-label hear" } else { "field-label" } for=id>
                {label}
                {required.then(required_mark)}
            </label>
            {control}
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            {live(move || {
                error.get().map(|error| view! { <FieldError id=error_id.clone() error /> })
            })}
        </div>
    }
    .into_any()
}

/// The star beside the label of what must not stay empty; the control itself says it in words.
pub(super) fn required_mark() -> impl IntoView {
    view! {
        <span class="field-required" aria-hidden="true" title="Required">
            "*"
        </span>
    }
}

/// The sentence that says what is wrong.
#[component]
pub(super) fn FieldError(id: String, error: String) -> impl IntoView {
    view! {
        <p class="field-error" id=id>
            <span class="field-error-mark" aria-hidden="true">
                "!"
            </span>
            {error}
        </p>
    }
}

/// Fields beside each other, as many as the width holds.
#[component]
pub fn FieldRow(
    /// The fields.
    children: Children,
) -> impl IntoView {
    view! { <div class="field-row">{children()}</div> }
}

#[cfg(test)]
mod tests {
    use super::field_id;

    #[test]
    fn names_of_nested_values_make_usable_ids() {
        assert_eq!(field_id("contacts[0][email]"), "contacts-0-email");
        assert_eq!(field_id("company"), "company");
    }
}
