//! Taking a text into the clipboard.

use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Toasts, Tone};

/// Takes a text into the clipboard and says so by `said`; where the browser does not do it, shows the text to be
/// taken by hand. Browsers refuse it where somebody forbade it, and where the page came without TLS.
pub fn text_copy(text: String, said: String, toasts: Toasts) {
    let clipboard = window().navigator().clipboard();
    let is_there = !AsRef::<JsValue>::as_ref(&clipboard).is_undefined();
    spawn_local(async move {
        let is_done = is_there && JsFuture::from(clipboard.write_text(&text)).await.is_ok();
        match is_done {
            true => toasts.say(Tone::Neutral, said),
            false => toasts.say(
                Tone::Warn,
                format!("Your browser does not copy this: {text}"),
            ),
        }
    });
}
