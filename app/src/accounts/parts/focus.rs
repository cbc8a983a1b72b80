//! Where the focus goes when what had it was made anew.

use leptos::{prelude::*, wasm_bindgen::JsCast};

/// Gives the focus to the first of these elements that there is, once what is being shown stands, where
/// it was lost: a list that is read again takes the buttons of the old one away.
pub fn focus_return(selectors: Vec<String>) {
    request_animation_frame(move || {
        let is_lost = document()
            .active_element()
            .is_none_or(|active| active.tag_name() == "BODY");
        if !is_lost {
            return;
        }
        for selector in &selectors {
            let element = document().query_selector(selector).ok().flatten();
            let element = element
                .as_ref()
                .and_then(|e| e.dyn_ref::<web_sys::HtmlElement>());
            if element.is_some_and(|element| element.focus().is_ok()) {
                return;
            }
        }
    });
}
