//! What is wrong with a form, in one place, with a way to each field.

use domain::{contacts::ContactField, fields::FieldErrors};
use leptos::{html, prelude::*};

use super::super::form::{FormState, row_path_parts};
use crate::ui::{Icon, IconName, field_id, live};

/// The words of a field in a summary: "Contact 2: E-mail". `label` gives those of other paths.
#[must_use]
pub fn path_words(path: &str, rows: &[String], label: fn(&str) -> &'static str) -> String {
    let Some((key, field)) = row_path_parts(path) else {
        return label(path).to_owned();
    };
    let words = ContactField::ALL
        .iter()
        .find(|contact_field| contact_field.key() == field)
        .map_or("", |contact_field| contact_field.label());
    let number = rows
        .iter()
        .position(|row| row == key)
        .map_or(0, |at| at + 1);
    if words.is_empty() {
        format!("Contact {number}")
    } else {
        format!("Contact {number}: {words}")
    }
}

/// Everything that is wrong with a form, each sentence a link to its field. What is changed afterwards goes
/// from it without a word, so that it is read out once for each try.
///
/// When new errors arrive the first field in error takes the focus.
#[component]
pub fn ErrorSummary(
    /// The form.
    form: FormState,
    /// The words of the fields outside contacts.
    label: fn(&str) -> &'static str,
) -> impl IntoView {
    let left = form.errors();
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let FieldErrors(errors) = form.refused();
        if let Some(first) = errors.into_iter().next().map(|error| error.field) {
            // After the sections that hold errors have opened.
            request_animation_frame(move || {
                if !field_focus(form, &first)
                    && let Some(summary) = element.try_get_untracked().flatten()
                {
                    let _ = summary.focus();
                }
            });
        }
    });

    view! {
        {live(move || {
            let FieldErrors(errors) = form.refused();
            (!errors.is_empty())
                .then(|| {
                    let rows = form.rows().get_untracked();
                    let lines = errors
                        .into_iter()
                        .map(|error| {
                            let href = format!("#{}", field_id(&form.name(&error.field)));
                            let words = path_words(&error.field, &rows, label);
                            let path = error.field.clone();
                            let sentence = form.error(&path);
                            let go = move |event: leptos::ev::MouseEvent| {
                                if field_focus(form, &path) {
                                    event.prevent_default();
                                }
                            };
                            view! {
                                <li hidden=move || sentence.with(Option::is_none)>
                                    <a href=href rel="external" on:click=go>
                                        {words}
                                    </a>
                                    " – "
                                    {error.sentence}
                                </li>
                            }
                        })
                        .collect_view();
                    view! {
                        <div
                            class="error-summary"
                            role="alert"
                            tabindex="-1"
                            node_ref=element
                            hidden=move || left.with(FieldErrors::is_empty)
                        >
                            <Icon name=IconName::CircleAlert />
                            <div>
                                <h2>"Please correct what is marked"</h2>
                                <ul>{lines}</ul>
                            </div>
                        </div>
                    }
                })
        })}
    }
}

/// Moves the focus to a field of a form; false where it is not on the page.
pub fn field_focus(form: FormState, path: &str) -> bool {
    element_focus(&field_id(&form.name(path)))
}

/// Moves the focus to an element, opening the section around it; false where it is not on the page.
pub fn element_focus(id: &str) -> bool {
    use leptos::wasm_bindgen::JsCast;
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    if let Ok(Some(section)) = element.closest("details") {
        // Opening what is open changes nothing.
        let _ = section.set_attribute("open", "");
    }
    element
        .dyn_ref::<web_sys::HtmlElement>()
        .is_some_and(|element| element.focus().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_contact_is_named_by_the_contacts_place() {
        let rows = ["con_a".to_owned(), "0".to_owned()];
        let label = |_: &str| "Language";
        assert_eq!(
            path_words("contacts.0.email", &rows, label),
            "Contact 2: E-mail"
        );
        assert_eq!(path_words("language", &rows, label), "Language");
    }
}
