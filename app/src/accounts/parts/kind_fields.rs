//! What an account is called and what kind of customer it is, as creating and editing ask for it.

use domain::lists::FormLists;
use leptos::prelude::*;

use super::{FormSelect, FormText, choices, organization_types};
use crate::accounts::form::FormState;

/// The account's own name.
#[component]
pub fn AccountNameField(
    /// The form that it is a field of.
    form: FormState,
) -> impl IntoView {
    view! {
        <FormText
            form
            path="name"
            label="Account name"
            hint="Empty: the primary contact's company, or where blank the person's name."
        />
    }
}

/// Organization type, customer type and language.
#[component]
pub fn KindFields<'a>(
    /// The form that they are fields of.
    form: FormState,
    /// What can be chosen.
    lists: &'a FormLists,
) -> impl IntoView + use<> {
    view! {
        <FormSelect
            form
            path="organization_type"
            label="Organization type"
            choices=organization_types()
            empty="None"
        />
        <FormSelect
            form
            path="customer_type"
            label="Customer type"
            choices=choices(&lists.customer_types)
            required=true
        />
        <FormSelect
            form
            path="language"
            label="Language"
            choices=choices(&lists.languages)
            required=true
        />
    }
}
