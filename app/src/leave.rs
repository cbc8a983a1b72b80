//! Nobody loses typing by leaving: a question before a form with unsaved changes, or a dialog with something
//! entered, goes away, whichever way the page is left: a link, the command palette, a key, Back and Forward,
//! closing the tab.

use std::cell::{Cell, RefCell};

#[cfg(feature = "hydrate")]
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use leptos_router::{hooks::use_location, location::Location};

use crate::ui::dialog_has_input;

const QUESTION: &str = "Leave without saving? What you changed here is not saved yet.";

thread_local! {
    /// Whether each open form has unsaved changes. Filled in the browser alone.
    static FORMS: RefCell<Vec<Memo<bool>>> = const { RefCell::new(Vec::new()) };
    /// Where the router is. Known in the browser alone.
    static PLACE: RefCell<Option<Location>> = const { RefCell::new(None) };
    /// A link out of the program is being followed, about which everything was asked.
    static IS_LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// Marks a link behind which what is typed is found again: nothing is asked before it is followed.
const TYPING_KEPT: &str = "data-typing-kept";

/// Whether a form has unsaved changes, or something is entered in an open dialog.
fn is_unsaved() -> bool {
    let is_changed = |form: &Memo<bool>| form.try_get_untracked() == Some(true);
    FORMS.with_borrow(|forms| forms.iter().any(is_changed)) || dialog_has_input()
}

/// Whether the page may be left: nothing is unsaved, nor entered in an open dialog, or the person wants to.
/// Ask this before the program itself goes to another page.
pub fn leave_allowed() -> bool {
    !is_unsaved() || leave_confirmed()
}

/// Asks before the page is left, reloaded or closed while this form is not saved.
///
/// Does nothing on the server. What listens goes with the part that asked for it.
pub fn leave_guard(is_changed: Memo<bool>) {
    Effect::new(move |_| {
        FORMS.with_borrow_mut(|forms| forms.push(is_changed));
        on_cleanup(move || {
            FORMS.with_borrow_mut(|forms| forms.retain(|form| *form != is_changed));
        });
        links_guard(is_changed);
    });
}

/// Tells the guards where the router is, as long as the pages are shown. Does nothing on the server.
pub fn place_follow() {
    let location = use_location();
    Effect::new(move |_| PLACE.set(Some(location.clone())));
    on_cleanup(|| PLACE.set(None));
}

fn leave_confirmed() -> bool {
    window().confirm_with_message(QUESTION).unwrap_or(true)
}

/// Stops a link before the router follows it, unless leaving is confirmed.
fn links_guard(is_changed: Memo<bool>) {
    let ask = move |event: web_sys::Event| {
        let link = event.dyn_ref().and_then(link_away);
        let Some(link) = link.filter(|_| is_changed.try_get_untracked() == Some(true)) else {
            return;
        };
        if !link.has_attribute(TYPING_KEPT) && !leave_confirmed() {
            event.prevent_default();
            event.stop_propagation();
        } else if link.get_attribute("rel").as_deref() == Some("external") {
            IS_LEAVING.set(true);
        }
    };
    listen_first(&document(), "click", ask);
}

/// Guards what is unsaved from Back and Forward, from reloading and from closing the tab.
///
/// Call this before the router is made: whoever listened on the window first is told first. Where one is,
/// the router then still says.
#[cfg(feature = "hydrate")]
pub fn window_guard() {
    // They stay for as long as the document.
    let _ = window_event_listener(ev::beforeunload, |event| {
        if is_unsaved() && !IS_LEAVING.take() {
            // The browser asks with its own words.
            event.prevent_default();
        }
    });
    let _ = window_event_listener(ev::popstate, |event| history_take_back(&event));
}

/// Takes Back and Forward back, unless leaving is confirmed. The browser has gone to the other address
/// by the time it tells: it is sent to the present one again, before the router hears of it.
#[cfg(feature = "hydrate")]
fn history_take_back(event: &web_sys::PopStateEvent) {
    let Some(location) = PLACE.with_borrow(Clone::clone) else {
        return;
    };
    let Some(here) = address_of(&location) else {
        return;
    };
    let stays = address_shown().is_none_or(|there| there == here);
    if stays || leave_allowed() {
        return;
    }
    event.stop_immediate_propagation();
    if let Ok(history) = window().history() {
        let hash = location.hash.try_get_untracked().unwrap_or_default();
        let here = format!("{here}{hash}");
        // Where the browser refuses, the address is another one and the form stays all the same.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&here));
    }
}

/// The page that the router shows: path and query.
#[cfg(feature = "hydrate")]
fn address_of(location: &Location) -> Option<String> {
    let path = location.pathname.try_get_untracked()?;
    let query = location.search.try_get_untracked()?;
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("{path}{mark}{query}"))
}

/// The page that the browser's address names. The server has none.
pub fn address_shown() -> Option<String> {
    if cfg!(not(feature = "hydrate")) {
        return None;
    }
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

/// The link that a click follows in this tab to another address than a part of this page.
fn link_away(event: &web_sys::MouseEvent) -> Option<web_sys::Element> {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("a[href]").ok().flatten())
        .filter(|link| {
            let stays = link
                .get_attribute("href")
                .is_some_and(|href| href.starts_with('#'));
            let elsewhere = link.has_attribute("target") || event.ctrl_key() || event.meta_key();
            !stays && !elsewhere
        })
}
