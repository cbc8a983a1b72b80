//! A date, typed.

use chrono::NaiveDate;
use domain::dates::date_words;
use leptos::prelude::*;

use super::{
    date_text::{date_coming, date_parse, date_problem},
    field::field_control,
    icon::{Icon, IconName},
    text_input::input_sync,
};

/// A date inside a [`super::Field`], typed in any common way and shown as `14 Mar 2026` once the
/// field is left. What is no date stays as typed, for the error sentence to speak of: `problem` has that
/// sentence from when the field is left until the text is a date.
///
/// Read the text with [`date_parse`], on both sides.
#[component]
pub fn DateInput(
    /// The text, kept in both directions. Begin with [`date_words`](domain::dates::date_words).
    value: RwSignal<String>,
    /// What stands in the empty field: what an empty date means, or else how one is written.
    #[prop(default = "14 Mar 2026")]
    placeholder: &'static str,
    /// What is wrong with the text, for the field to say.
    #[prop(optional)]
    problem: Option<RwSignal<Option<String>>>,
    /// Today, where a day to come is wanted: without its year a day is then the next such day, which is
    /// shown in full once the field is left.
    #[prop(optional_no_strip)]
    coming_after: Option<NaiveDate>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = field_control();
    let element = NodeRef::new();
    input_sync(element, value);
    let tidy = move |_| {
        let text = value.get_untracked();
        let coming = || date_coming(&text, coming_after?);
        if let Some(date) = date_parse(&text).or_else(coming) {
            value.set(date_words(date));
        } else if let Some(problem) = problem {
            problem.set(date_problem(&text));
        }
    };
    if let Some(problem) = problem {
        Effect::new(move |_| {
            let is_right = value.with(|text| date_problem(text)).is_none();
            if is_right && problem.with_untracked(Option::is_some) {
                problem.set(None);
            }
        });
    }

    view! {
        <span class="date-input">
            <input
                node_ref=element
                class="input"
                type="text"
                id=control.id.clone()
                name=control.name.clone()
                value=value.get_untracked()
                placeholder=placeholder
                maxlength="24"
                autocomplete="off"
                spellcheck="false"
                required=control.required
                disabled=disabled
                aria-invalid=control.invalid
                aria-describedby=control.described_by
                on:input=move |event| value.set(event_target_value(&event))
                on:change=tidy
            />
            <Icon name=IconName::Calendar />
        </span>
    }
}
