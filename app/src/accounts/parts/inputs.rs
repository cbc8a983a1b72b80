//! The fields of a form, tied to their path: label, text, error and name in one.

use domain::{
    accounts::{AccountingType, OrganizationType},
    lists::Choice as ListChoice,
};
use leptos::prelude::*;

use super::super::form::FormState;
use crate::{
    search::account_source,
    ui::{
        Choice, Combobox, ComboboxOption, ComboboxSource, Field, Select, TextInput, TextInputKind,
        live,
    },
};

/// One line of text of a form.
#[component]
pub fn FormText(
    /// The form.
    form: FormState,
    /// Path of the field.
    #[prop(into)]
    path: String,
    /// What is asked for.
    label: &'static str,
    /// What kind of text.
    #[prop(optional)]
    kind: TextInputKind,
    /// What a browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// A short help.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Must not stay empty.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    match hint {
        Some(hint) => view! {
            <Field label name=form.name(&path) hint error=form.error(&path) required>
                <TextInput value=form.field(&path) kind autocomplete />
            </Field>
        }
        .into_any(),
        None => view! {
            <Field label name=form.name(&path) error=form.error(&path) required>
                <TextInput value=form.field(&path) kind autocomplete />
            </Field>
        }
        .into_any(),
    }
}

/// An account of a form, by its number: typed, or found by searching (FIND-5).
#[component]
pub fn FormAccount(
    /// The form.
    form: FormState,
    /// Path of the field.
    #[prop(into)]
    path: String,
    /// What is asked for.
    label: &'static str,
    /// A short help.
    #[prop(into)]
    hint: String,
    /// Where accounts come from; all of them where it is not given.
    #[prop(optional)]
    source: Option<ComboboxSource>,
) -> impl IntoView {
    let source = source.unwrap_or_else(account_source);
    let chosen = RwSignal::new(None::<ComboboxOption>);
    // The number alone says little: the name stands beside it.
    let name = move || {
        let chosen = chosen.get()?;
        Some(view! { <p class="field-hint" role="status">{chosen.label}</p> })
    };

    view! {
        <Field label name=form.name(&path) hint error=form.error(&path)>
            <Combobox
                chosen
                text=form.field(&path)
                source
                placeholder="Name, number, e-mail or phone"
            />
            {live(name)}
        </Field>
    }
}

/// One of a list, of a form.
#[component]
pub fn FormSelect(
    /// The form.
    form: FormState,
    /// Path of the field.
    #[prop(into)]
    path: String,
    /// What is asked for.
    label: &'static str,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// Words for the empty choice; without them something has to be chosen.
    #[prop(optional, into)]
    empty: Option<&'static str>,
    /// Must not stay empty.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let value = form.field(&path);
    view! {
        <Field label name=form.name(&path) error=form.error(&path) required>
            {match empty {
                Some(empty) => view! { <Select value choices empty /> }.into_any(),
                None => view! { <Select value choices /> }.into_any(),
            }}
        </Field>
    }
}

/// A list of the product as choices of a control.
#[must_use]
pub fn choices(list: &[ListChoice]) -> Vec<Choice> {
    list.iter()
        .map(|choice| Choice::new(choice.code.clone(), choice.name.clone()))
        .collect()
}

/// As [`choices`], the code before the name: `EUR – Euro`.
#[must_use]
pub fn coded_choices(list: &[ListChoice]) -> Vec<Choice> {
    list.iter()
        .map(|choice| {
            Choice::new(
                choice.code.clone(),
                format!("{} – {}", choice.code, choice.name),
            )
        })
        .collect()
}

/// Organization types as choices.
#[must_use]
pub fn organization_types() -> Vec<Choice> {
    OrganizationType::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect()
}

/// Accounting types as choices.
#[must_use]
pub fn accounting_types() -> Vec<Choice> {
    AccountingType::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect()
}
