//! The fields of one contact and the list of them, for creating and for editing (ACC-3).

use domain::{contacts::ContactField, lists::FormLists};
use leptos::prelude::*;

use super::{
    super::form::{FormState, PRIMARY, row_path},
    inputs::{FormSelect, FormText, choices},
};
use crate::ui::{
    Button, Choice, FieldRow, IconName, TextInputKind, Toasts, Tone, each, live, use_toasts,
};

/// Every contact of a form, each shown on its own, with ways to add, remove and make primary.
#[component]
pub fn ContactList(
    /// The form.
    form: FormState,
    /// Countries to choose from.
    lists: FormLists,
) -> impl IntoView {
    let countries = StoredValue::new(choices(&lists.countries));
    let rows = form.rows();
    let add = move |()| {
        // The new contact is where the work goes on.
        contact_focus(form, form.row_add());
    };

    view! {
        <div class="contact-list">
            {each(
                move || rows.get(),
                |key| key.clone(),
                move |key| view! { <ContactCard form key countries /> },
            )}
            {live(move || form.error("contacts").get().map(|error| view! { <p class="field-error" role="alert">{error}</p> }))}
            <p>
                <Button icon=IconName::UserPlus on_press=Callback::new(add)>
                    "Add contact"
                </Button>
            </p>
        </div>
    }
}

#[component]
fn ContactCard(form: FormState, key: String, countries: StoredValue<Vec<Choice>>) -> impl IntoView {
    let rows = form.rows();
    let primary = form.field(PRIMARY);
    let own = StoredValue::new(key.clone());
    let number = Memo::new(move |_| {
        rows.with(|rows| {
            rows.iter()
                .position(|row| *row == own.get_value())
                .map_or(0, |at| at + 1)
        })
    });
    let is_primary = Memo::new(move |_| primary.get() == own.get_value());
    let first = form.row_field(&key, ContactField::FirstName.key());
    let last = form.row_field(&key, ContactField::LastName.key());
    let company = form.row_field(&key, ContactField::Company.key());
    let who = move || {
        let person = format!("{} {}", first.get().trim(), last.get().trim());
        match (person.trim(), company.get().trim()) {
            ("", "") => String::new(),
            ("", company) => company.to_owned(),
            (person, _) => person.to_owned(),
        }
    };
    let title = move || match who() {
        who if who.is_empty() => format!("Contact {}", number.get()),
        who => format!("Contact {}: {who}", number.get()),
    };
    let heading_id = format!("contact-{key}");
    let toasts = use_toasts();
    let remove = move |()| contact_remove(form, &own.get_value(), &untrack(title), toasts);
    let fields = contact_fields(form, &key, countries);

    view! {
        <section class="contact-card" aria-labelledby=heading_id>
            <header>
                <h3 id=format!("contact-{key}")>{live(title)}</h3>
                <label class="radio">
                    <input
                        type="radio"
                        name="primary"
                        prop:checked=move || is_primary.get()
                        checked=is_primary.get_untracked()
                        on:change=move |_| primary.set(own.get_value())
                    />
                    <span>"Primary contact"</span>
                </label>
                <span class="contact-remove">
                    {live(move || {
                        if is_primary.get() {
                            view! { <span class="faint">"The primary contact cannot be deleted"</span> }
                                .into_any()
                        } else {
                            view! {
                                <Button icon=IconName::Trash2 on_press=Callback::new(remove)>
                                    "Remove"
                                </Button>
                            }
                                .into_any()
                        }
                    })}
                </span>
            </header>
            {fields}
        </section>
    }
}

/// Takes a contact away; the focus goes to the one behind it, else to the one before. What was typed in it
/// can be brought back.
fn contact_remove(form: FormState, key: &str, title: &str, toasts: Toasts) {
    let near = form.rows().with_untracked(|rows| {
        let at = rows.iter().position(|row| row == key)?;
        let before = at.checked_sub(1).and_then(|at| rows.get(at));
        rows.get(at + 1).or(before).cloned()
    });
    let removed = form.row_remove(key);
    if let Some(near) = near {
        contact_focus(form, near);
    }
    if let Some(removed) = removed.filter(|removed| !removed.is_empty()) {
        let said = format!("{title} is removed from the form.");
        toasts.say_with_undo(said, move || match form.row_restore(&removed) {
            Some(key) => contact_focus(form, key),
            None => toasts.say(
                Tone::Bad,
                "The form is closed by now: nothing was brought back.",
            ),
        });
    }
}

/// Moves the focus to a contact that is on the page in a moment.
fn contact_focus(form: FormState, key: String) {
    request_animation_frame(move || {
        super::field_focus(form, &row_path(&key, ContactField::FirstName.key()));
    });
}

fn contact_fields(form: FormState, key: &str, countries: StoredValue<Vec<Choice>>) -> AnyView {
    use ContactField as F;
    let row = |fields: &[ContactField]| {
        let fields = fields
            .iter()
            .map(|field| contact_field(form, key, *field, countries))
            .collect::<Vec<_>>();
        view! { <FieldRow>{fields}</FieldRow> }
    };
    view! {
        {row(&[F::Salutation, F::FirstName, F::MiddleName, F::LastName])}
        {row(&[F::Company, F::JobTitle])}
        {row(&[F::Street, F::PostalCode, F::City])}
        {row(&[F::Region, F::Country])}
        {row(&[F::Email, F::PhoneWork, F::PhoneMobile])}
        {row(&[F::PhoneHome, F::PhoneFax, F::PhonePager])}
    }
    .into_any()
}

fn contact_field(
    form: FormState,
    key: &str,
    field: ContactField,
    countries: StoredValue<Vec<Choice>>,
) -> AnyView {
    let path = row_path(key, field.key());
    let kind = match field {
        ContactField::Country => {
            let choices = countries.get_value();
            return view! { <FormSelect form path label=field.label() choices empty="None" /> }
                .into_any();
        }
        ContactField::Email => TextInputKind::Email,
        ContactField::PhoneHome
        | ContactField::PhoneWork
        | ContactField::PhoneMobile
        | ContactField::PhoneFax
        | ContactField::PhonePager => TextInputKind::Phone,
        _ => TextInputKind::Text,
    };
    // Other people's data: the browser has no business filling in its owner's.
    view! { <FormText form path label=field.label() kind /> }.into_any()
}
