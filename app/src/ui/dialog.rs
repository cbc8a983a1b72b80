//! Dialogs and side panels: the browser's own `<dialog>`, which keeps and returns the focus.

use std::time::Duration;

use leptos::{html, prelude::*};

use super::{
    button::IconButton,
    dialog_input::{close_allowed, control_entered, control_focused},
    icon::IconName,
    live,
};

/// A question in the middle of the page.
///
/// Its content is made anew each time it opens. Escape and a press beside it close it, after a question
/// where something is entered in it, and the focus returns to where it was. Without the program it never
/// opens: give its button an address to go to where that matters.
#[component]
pub fn Dialog(
    /// Whether it is open, kept in both directions.
    open: RwSignal<bool>,
    /// Id, for its title. Unique on the page.
    id: &'static str,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// Text, fields, and [`DialogActions`] at the end.
    children: ChildrenFn,
) -> impl IntoView {
    view! { <DialogFrame open id title class="dialog" children /> }
}

/// A sheet at the side of the page for what takes more room: a preview, an edit. On narrow screens
/// it comes from below. Behaves as [`Dialog`].
#[component]
pub fn Panel(
    /// Whether it is open, kept in both directions.
    open: RwSignal<bool>,
    /// Id, for its title. Unique on the page.
    id: &'static str,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// Text, fields, and [`DialogActions`] at the end.
    children: ChildrenFn,
) -> impl IntoView {
    view! { <DialogFrame open id title class="dialog panel" children /> }
}

/// The buttons at the end of a dialog or panel: the verb last, Cancel before it.
#[component]
pub fn DialogActions(
    /// A quiet word before the buttons.
    #[prop(optional, into)]
    note: Option<String>,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="dialog-actions">
            {note.map(|note| view! { <span class="dialog-note">{note}</span> })} {children()}
        </div>
    }
}

#[component]
fn DialogFrame(
    open: RwSignal<bool>,
    id: &'static str,
    title: Signal<String>,
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    Effect::new(move || {
        let wanted = open.get();
        let Some(dialog) = element.get() else { return };
        if wanted && !dialog.open() {
            dialog_show(dialog, open);
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let may_close = move || {
        element
            .get_untracked()
            .is_none_or(|dialog| close_allowed(&dialog))
    };
    let close = move || {
        if may_close() {
            open.set(false);
        }
    };
    // A press outside hits the dialog element itself, never its content.
    let press = move |event: leptos::ev::MouseEvent| {
        let outside = element
            .get_untracked()
            .is_some_and(|dialog| event.target() == Some(dialog.into()));
        if outside {
            // The focus stays where somebody types, in case they go on.
            event.prevent_default();
            close();
        }
    };
    Effect::new(move || {
        if open.get() {
            escape_listen(id, close);
        }
    });
    // Other ways to ask for it, such as Back on a phone.
    let cancel = move |event: leptos::ev::Event| {
        if !may_close() {
            event.prevent_default();
        }
    };

    view! {
        <dialog
            node_ref=element
            class=class
            id=id
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
            on:mousedown=press
            on:cancel=cancel
            on:focusin=move |event| control_focused(&event)
            on:input=move |event| control_entered(&event)
        >
            <div class="dialog-content">
                <header class="dialog-head">
                    <h2 id=title_id>{title}</h2>
                    <IconButton
                        icon=IconName::X
                        label="Close"
                        on_press=Callback::new(move |()| close())
                    />
                </header>
                {live(move || open.get().then(|| view! { <div class="dialog-body">{children()}</div> }))}
            </div>
        </dialog>
    }
    .into_any()
}

/// Takes Escape while a dialog is open, wherever the focus is, before the browser makes a request to
/// close of it: of two in a row that one lets only the first be refused. A list or a menu inside takes
/// its own first, and what stands above the dialog closes before it.
fn escape_listen(id: &'static str, close: impl Fn() + 'static) {
    let above = format!("dialog[open]:not(#{id}), [popover]:popover-open");
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let is_free = !event.default_prevented() && !event.is_composing();
        let is_escape = event.key() == "Escape" && is_free;
        if is_escape && matches!(document().query_selector(&above), Ok(None)) {
            event.prevent_default();
            close();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Opens it over the page. A page that begins with its dialog open makes it before it is in the
/// document: then it opens with the next frame that has it.
fn dialog_show(dialog: web_sys::HtmlDialogElement, open: RwSignal<bool>) {
    if !dialog.is_connected() {
        request_animation_frame(move || {
            if open.try_get_untracked() == Some(true) {
                dialog_show(dialog, open);
            }
        });
        return;
    }
    // Refused only where it is open otherwise.
    let _ = dialog.show_modal();
    dialog_focus_soon(dialog, open, FOCUS_TRIES);
}

/// How often a dialog looks for something to focus, and how long it waits in between: what is in it may
/// have to be downloaded first.
const FOCUS_TRIES: u32 = 60;
const FOCUS_WAIT: Duration = Duration::from_millis(50);

/// Focuses the first thing to fill in or press as soon as it is there, unless the person has moved on
/// meanwhile.
fn dialog_focus_soon(dialog: web_sys::HtmlDialogElement, open: RwSignal<bool>, tries: u32) {
    let is_untouched = document().active_element().is_none_or(|active| {
        let elsewhere = !dialog.contains(Some(&active));
        elsewhere || active.closest(".dialog-head").ok().flatten().is_some() || active == **dialog
    });
    if tries == 0 || !is_untouched || open.try_get_untracked() != Some(true) {
        return;
    }
    if !dialog_focus(&dialog) {
        set_timeout(
            move || dialog_focus_soon(dialog, open, tries - 1),
            FOCUS_WAIT,
        );
    }
}

/// Focuses the first thing to fill in or press, instead of the cross. False where there is none yet.
fn dialog_focus(dialog: &web_sys::Element) -> bool {
    use leptos::wasm_bindgen::JsCast;
    const FIRST: &str = ".dialog-body :is(input:not([type=hidden]), select, textarea, button)";
    let first = dialog.query_selector(FIRST).ok().flatten();
    let first = first
        .as_ref()
        .and_then(|first| first.dyn_ref::<web_sys::HtmlElement>());
    // Where it cannot take the focus the cross keeps it.
    first.is_some_and(|first| first.focus().is_ok())
}
