//! Where the focus goes when what had it is taken away, switched off or made anew.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement};

/// Where the focus goes on once a page shows again what it read again. It belongs to the page: what is
/// shown goes with each reading.
#[derive(Clone, Copy, Default)]
pub struct FocusPlace(StoredValue<Vec<String>>);

impl FocusPlace {
    /// Nowhere yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first of these elements that there will be: what was pressed, or what takes its place.
    pub fn set(self, selectors: Vec<String>) {
        self.0.set_value(selectors);
    }

    /// What was read again is being shown.
    pub fn give(self) {
        let selectors = self.0.get_value();
        if !selectors.is_empty() {
            focus_return(selectors);
        }
    }
}

/// How many pictures of the browser are waited for the focus to be lost: one that its element was
/// switched off for is taken after the picture that shows it.
const PICTURES: u32 = 10;

/// Gives the focus to the first of these elements that there is, once what is being shown stands, where
/// it was lost: a list that is read again takes the buttons of the old one away.
fn focus_return(selectors: Vec<String>) {
    focus_soon(selectors, is_lost, PICTURES);
}

/// Gives the focus to the note of an open dialog that says why nothing was done and that something else is
/// shown by now: it stands above the button that was pressed, and is read before that is pressed again.
/// Who moved on to a field meanwhile stays there.
pub fn focus_answer(dialog: &str) {
    let note = format!("#{dialog} .note[tabindex]");
    let is_free = || is_lost() || active().is_some_and(|active| active.tag_name() == "BUTTON");
    focus_soon(vec![note], is_free, PICTURES);
}

/// Gives the focus to a field that a button led to, once the field shows what that chose. The button may go
/// only when an answer comes, which is not waited for.
pub fn focus_field(selector: &str) {
    focus_soon(vec![selector.to_owned()], || true, PICTURES);
}

fn focus_soon(selectors: Vec<String>, is_free: fn() -> bool, pictures: u32) {
    request_animation_frame(move || {
        // Where there is none of them it stays where the browser put it.
        let is_settled = is_free() && selectors.iter().any(|selector| focus_on(selector));
        if !is_settled && pictures > 1 {
            focus_soon(selectors, is_free, pictures - 1);
        }
    });
}

fn active() -> Option<Element> {
    document().active_element()
}

/// Whether nothing has the focus, or something that no key reaches any more.
fn is_lost() -> bool {
    active().is_none_or(|active| {
        active.tag_name() == "BODY" || active.matches(":disabled").unwrap_or(false)
    })
}

/// Whoever pressed a button of a notice goes on in the page: the button goes with its notice.
pub(super) fn page_focus() {
    // A page that takes no focus leaves it where the browser puts it.
    let _ = focus_on("main");
}

/// Gives the focus to the first element of this kind; whether it took it.
fn focus_on(selector: &str) -> bool {
    let element = document().query_selector(selector).ok().flatten();
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| {
        let asked: &Element = &element;
        element.focus().is_ok() && active().as_ref() == Some(asked)
    })
}
