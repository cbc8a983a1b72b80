//! A menu of what is under the pointer, or where the keyboard is: it opens at a point.
//!
//! It closes when it loses the focus. A popover that closes by itself would go again when the button of
//! the pointer is let go that opened it.

use leptos::{html, prelude::*, wasm_bindgen::JsCast};

use super::{
    menu::{MenuGroup, MenuGroupView},
    menu_keys::{EDGE, menu_focus, menu_hide, menu_is_open, menu_key_press},
};

/// A menu that opens at a point of the window.
#[component]
pub fn ContextMenu(
    /// Begins the ids. Unique on the page.
    id: &'static str,
    /// What it is a menu of.
    #[prop(into)]
    label: String,
    /// Set it to open the menu there.
    at: RwSignal<Option<(i32, i32)>>,
    /// Is told when the menu took the focus away with it: give it to where it was.
    focus_back: Callback<()>,
    /// The entries.
    groups: Vec<MenuGroup>,
) -> impl IntoView {
    let menu_id = format!("{id}-menu");
    let menu = NodeRef::<html::Div>::new();
    let running = RwSignal::new(false);
    Effect::new(move || running.set(true));
    Effect::new(move |_| {
        if let (Some(point), Some(element)) = (at.get(), menu.get_untracked())
            // One that is open stays, and moves.
            && (menu_is_open(menu) || element.show_popover().is_ok())
        {
            place(&element, point);
            menu_focus(menu, 0);
        }
    });
    let groups = groups
        .into_iter()
        .map(|group| view! { <MenuGroupView group menu_id=menu_id.clone() running menu /> })
        .collect_view();

    view! {
        <div
            node_ref=menu
            class="menu at-point"
            id=menu_id
            popover="manual"
            role="menu"
            aria-label=label
            on:toggle=move |_| {
                if !menu_is_open(menu) {
                    at.set(None);
                    if is_focus_lost(menu) {
                        focus_back.run(());
                    }
                }
            }
            on:focusout=move |event| {
                let next = event.related_target().and_then(|next| next.dyn_into::<web_sys::Node>().ok());
                let is_inside = menu
                    .get_untracked()
                    .is_some_and(|menu| menu.contains(next.as_ref()));
                if !is_inside {
                    menu_hide(menu);
                }
            }
            on:contextmenu=move |event| event.prevent_default()
            on:keydown=move |event| match event.key().as_str() {
                "Escape" | "Tab" => {
                    event.prevent_default();
                    event.stop_propagation();
                    menu_hide(menu);
                }
                _ => menu_key_press(&event, menu, None),
            }
        >
            {groups}
        </div>
    }
    .into_any()
}

/// Whether nothing has the focus, or something in the menu that is closed.
fn is_focus_lost(menu: NodeRef<html::Div>) -> bool {
    let focused = document().active_element();
    focused.is_none_or(|focused| {
        focused.tag_name() == "BODY"
            || (menu.get_untracked()).is_some_and(|menu| menu.contains(Some(&focused)))
    })
}

/// Puts the menu below and behind the point, or as near as the window allows.
fn place(menu: &web_sys::HtmlElement, (x, y): (i32, i32)) {
    let Some(root) = document().document_element() else {
        return;
    };
    let left = x.min(root.client_width() - menu.offset_width() - EDGE);
    let top = y.min(root.client_height() - menu.offset_height() - EDGE);
    let style = web_sys::HtmlElement::style(menu);
    // A style that is refused leaves the menu in a corner, where it can still be used.
    let _ = style.set_property("left", &format!("{}px", left.max(EDGE)));
    let _ = style.set_property("top", &format!("{}px", top.max(EDGE)));
}
