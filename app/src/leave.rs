//! Nobody loses typing by leaving: a question before a form with unsaved changes goes away, whichever
//! way the page is left: a link, the command palette, a key, Back and Forward, closing the tab.

use std::cell::RefCell;

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use leptos_router::{hooks::use_location, location::Location};

use crate::ui::dialog_has_input;

const QUESTION: &str = "Leave without saving? What you changed here is not saved yet.";

thread_local! {
    /// Whether each open form has unsaved changes, and where it stands. Filled in the browser alone.
    static FORMS: RefCell<Vec<(Memo<bool>, Location)>> = const { RefCell::new(Vec::new()) };
}

/// Where a form with unsaved changes stands.
fn form_unsaved() -> Option<Location> {
    FORMS.with_borrow(|forms| {
        let is_changed = |(form, _): &&(Memo<bool>, _)| form.try_get_untracked() == Some(true);
        forms
            .iter()
            .find(is_changed)
            .map(|(_, location)| location.clone())
    })
}

/// Whether the page may be left: nothing is unsaved, nor entered in an open dialog, or the person wants to.
/// Ask this before the program itself goes to another page.
pub fn leave_allowed() -> bool {
    (form_unsaved().is_none() && !dialog_has_input()) || leave_confirmed()
}

/// Asks before the page is left, reloaded or closed while something is not saved.
///
/// Does nothing on the server. The listeners go with the part that asked for them.
pub fn leave_guard(is_changed: Memo<bool>) {
    let location = use_location();
    Effect::new(move |_| {
        FORMS.with_borrow_mut(|forms| forms.push((is_changed, location.clone())));
        on_cleanup(move || {
            FORMS.with_borrow_mut(|forms| forms.retain(|(form, _)| *form != is_changed));
        });
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

fn leave_confirmed() -> bool {
    window().confirm_with_message(QUESTION).unwrap_or(true)
}

/// Stops a link before the router follows it, unless leaving is confirmed.
fn links_guard(is_changed: Memo<bool>) {
    let ask = move |event: web_sys::Event| {
        if is_changed.try_get_untracked() == Some(true)
            && event
                .dyn_ref::<web_sys::MouseEvent>()
                .is_some_and(leads_away)
            && !leave_confirmed()
        {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    listen_first(&document(), "click", ask);
}

/// Takes Back and Forward back, unless leaving is confirmed. The browser has gone to the other address
/// by the time it tells: it is sent to the present one again, before the router hears of it.
///
/// Call this before the router is made: whoever listened on the window first is told first. Where one is,
/// the router then still says.
#[cfg(feature = "hydrate")]
pub fn history_guard() {
    // It stays for as long as the document.
    let _ = window_event_listener(ev::popstate, |event| {
        let Some(location) = form_unsaved() else {
            return;
        };
        let Some(here) = address_of(&location) else {
            return;
        };
        let stays = address_shown().is_none_or(|there| there == here);
        if stays || leave_confirmed() {
            return;
        }
        event.stop_immediate_propagation();
        if let Ok(history) = window().history() {
            let hash = location.hash.try_get_untracked().unwrap_or_default();
            let here = format!("{here}{hash}");
            // Where the browser refuses, the address is another one and the form stays all the same.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&here));
        }
    });
}

/// The page that the router shows: path and query.
#[cfg(feature = "hydrate")]
fn address_of(location: &Location) -> Option<String> {
    let path = location.pathname.try_get_untracked()?;
    let query = location.search.try_get_untracked()?;
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("{path}{mark}{query}"))
}

/// The page that the browser's address names.
#[cfg(feature = "hydrate")]
fn address_shown() -> Option<String> {
    let location = window().location();
    let (path, query) = (location.pathname().ok()?, location.search().ok()?);
    Some(format!("{path}{query}"))
}

/// Listens while the event is caught and not yet bubbling: before the router, which listens on the
/// window.
fn listen_first(
    target: &web_sys::EventTarget,
    event: &'static str,
    hear: impl Fn(web_sys::Event) + 'static,
) {
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(hear).into_js_value();
    let added =
        target.add_event_listener_with_callback_and_bool(event, listener.unchecked_ref(), true);
    let kept: StoredValue<(web_sys::EventTarget, JsValue), LocalStorage> =
        StoredValue::new_local((target.clone(), listener));
    on_cleanup(move || {
        if added.is_ok() {
            kept.with_value(|(target, listener)| {
                // Gone with the document at the latest.
                let _ = target.remove_event_listener_with_callback_and_bool(
                    event,
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
