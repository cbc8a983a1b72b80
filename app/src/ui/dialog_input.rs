//! What a person entered in a dialog, so that a press beside it does not drop it without a word.
//!
//! It is read from the controls themselves: whatever stands in a dialog is seen to, and no form has to
//! be told. What a control held when it first got the focus is noted on it; what was typed and taken
//! back again is nothing.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};

const QUESTION: &str = "Close this? What you entered here is not kept.";

/// What the control held when it was first focused.
const BEGAN: &str = "data-began";
/// A person changed it, not the program.
const ENTERED: &str = "data-entered";

/// Notes what a control holds as it gets the focus for the first time.
pub(super) fn control_focused(event: &ev::FocusEvent) {
    if let Some(control) = control_of(event)
        && !control.has_attribute(BEGAN)
    {
        // An attribute of this name can always be set.
        let _ = control.set_attribute(BEGAN, &value_of(&control));
    }
}

/// Notes that a person changes a control.
pub(super) fn control_entered(event: &ev::Event) {
    if let Some(control) = control_of(event) {
        // As above.
        let _ = control.set_attribute(ENTERED, "");
    }
}

/// Whether a dialog may be closed: nothing is entered in it, or the person wants to.
pub(super) fn close_allowed(dialog: &web_sys::Element) -> bool {
    !has_input(dialog) || window().confirm_with_message(QUESTION).unwrap_or(true)
}

/// Whether something is entered in a dialog that is open.
pub fn dialog_has_input() -> bool {
    let page = document().document_element();
    page.is_some_and(|page| has_input(&page))
}

/// Whether something is entered in the dialogs of a part of the page.
fn has_input(part: &web_sys::Element) -> bool {
    let Ok(entered) = part.query_selector_all(&format!("[{ENTERED}]")) else {
        return false;
    };
    (0..entered.length())
        .filter_map(|at| entered.get(at)?.dyn_into::<web_sys::Element>().ok())
        .any(|control| control.get_attribute(BEGAN).as_deref() != Some(&value_of(&control)))
}

/// The control that an event is about. A switch outside of a form counts at once: it is no input.
fn control_of(event: &web_sys::Event) -> Option<web_sys::Element> {
    let control = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let counts = match control.dyn_ref::<web_sys::HtmlInputElement>() {
        Some(input) if is_switch(input) => matches!(input.closest("form"), Ok(Some(_))),
        Some(_) => true,
        None => matches!(control.tag_name().as_str(), "SELECT" | "TEXTAREA"),
    };
    counts.then_some(control)
}

fn is_switch(input: &web_sys::HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "checkbox" | "radio")
}

/// What a control holds. Of a password only whether there is one: it is written nowhere.
fn value_of(control: &web_sys::Element) -> String {
    if let Some(input) = control.dyn_ref::<web_sys::HtmlInputElement>() {
        return match input.type_().as_str() {
            "checkbox" | "radio" => input.checked().to_string(),
            "password" => (!input.value().is_empty()).to_string(),
            _ => input.value(),
        };
    }
    if let Some(select) = control.dyn_ref::<web_sys::HtmlSelectElement>() {
        return select.value();
    }
    let text = control.dyn_ref::<web_sys::HtmlTextAreaElement>();
    text.map(web_sys::HtmlTextAreaElement::value)
        .unwrap_or_default()
}
