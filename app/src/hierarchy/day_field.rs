//! The day on which a change is to be made.

use leptos::prelude::*;

use crate::{
    frame::business_date,
    ui::{DateInput, Field},
};

/// The field of the day, with what is wrong with it as it is typed, or by what was tried.
#[component]
pub fn DayField(
    /// The day as typed.
    date: RwSignal<String>,
    /// The field's name.
    name: &'static str,
    /// What happens on that day.
    hint: &'static str,
    /// What is wrong with the day, by what was tried.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let unread = RwSignal::new(None);
    let error = Signal::derive(move || unread.get().or_else(|| error.get()));
    view! {
        <Field label="Date" name required=true hint error>
            <DateInput value=date problem=unread coming_after=business_date() />
        </Field>
    }
    .into_any()
}
