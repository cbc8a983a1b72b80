//! Nobody loses typing by leaving: a question before a form with unsaved changes goes away.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};

const QUESTION: &str = "Leave without saving? What you changed here is not saved yet.";

/// Asks before the page is left, reloaded or closed while something is not saved.
///
/// Does nothing on the server. The listeners go with the part that asked for them.
pub fn leave_guard(is_changed: Memo<bool>) {
    Effect::new(move |_| {
        let closing = window_event_listener(ev::beforeunload, move |event| {
            if is_changed.try_get_untracked() == Some(true) {
                // The browser asks with its own words.
                event.prevent_default();
            }
        });
        on_cleanup(move || closing.remove());
        links_guard(is_changed);
    });
}

/// Stops a link before the router follows it, unless leaving is confirmed.
fn links_guard(is_changed: Memo<bool>) {
    let ask = move |event: web_sys::MouseEvent| {
        if is_changed.try_get_untracked() == Some(true)
            && leads_away(&event)
            && !window().confirm_with_message(QUESTION).unwrap_or(true)
        {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let listener = Closure::<dyn Fn(web_sys::MouseEvent)>::new(ask).into_js_value();
    // While the event is caught and not yet bubbling: the router listens on the window.
    let added = document().add_event_listener_with_callback_and_bool(
        "click",
        listener.unchecked_ref(),
        true,
    );
    let listener: StoredValue<JsValue, LocalStorage> = StoredValue::new_local(listener);
    on_cleanup(move || {
        if added.is_ok() {
            listener.with_value(|listener| {
                // Gone with the document at the latest.
                let _ = document().remove_event_listener_with_callback_and_bool(
                    "click",
                    listener.unchecked_ref(),
                    true,
                );
            });
        }
    });
}

/// Whether a click follows a link in this tab to another address than a part of this page.
fn leads_away(event: &web_sys::MouseEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("a[href]").ok().flatten())
        .is_some_and(|link| {
            let stays = link
                .get_attribute("href")
                .is_some_and(|href| href.starts_with('#'));
            let elsewhere = link.has_attribute("target") || event.ctrl_key() || event.meta_key();
            !stays && !elsewhere
        })
}
