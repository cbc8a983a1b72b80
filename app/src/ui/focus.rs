//! Where the focus goes when what had it is taken away or made anew.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

/// Gives the focus to the first of these elements that there is, once what is being shown stands, where
/// it was lost: a list that is read again takes the buttons of the old one away.
pub fn focus_return(selectors: Vec<String>) {
    request_animation_frame(move || {
        let is_lost = document()
            .active_element()
            .is_none_or(|active| active.tag_name() == "BODY");
        if is_lost {
            // Where there is none of them it stays where the browser put it.
            let _ = selectors.iter().any(|selector| focus_on(selector));
        }
    });
}

/// Whoever pressed a button of a notice goes on in the page: the button goes with its notice.
pub(super) fn page_focus() {
    // A page that takes no focus leaves it where the browser puts it.
    let _ = focus_on("main");
}

/// Gives the focus to the first element of this kind; whether there is one.
fn focus_on(selector: &str) -> bool {
    let element = document().query_selector(selector).ok().flatten();
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}
