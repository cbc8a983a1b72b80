//! A button that opens a menu: Actions ▾.
//!
//! The menu is a native popover: it opens without the program, closes on Escape or a press
//! elsewhere and gives the focus back. The program adds the arrow keys.

use leptos::{html, prelude::*, wasm_bindgen::JsCast};

use super::{
    button::ButtonKind,
    button::press,
    icon::{Icon, IconName},
    kbd::Kbd,
};

/// What a menu entry does.
#[derive(Clone)]
enum MenuDeed {
    /// Goes to an address.
    Follow(String),
    /// Does something in place.
    Run(Callback<()>),
}

/// One entry of a menu.
#[derive(Clone)]
pub struct MenuItem {
    label: String,
    deed: MenuDeed,
    icon: Option<IconName>,
    keys: Option<&'static str>,
    danger: bool,
    disabled: Option<String>,
}

impl MenuItem {
    /// An entry that goes to an address; works without the program.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label.into(), MenuDeed::Follow(href.into()))
    }

    /// An entry that does something in place.
    pub fn action(label: impl Into<String>, run: impl Into<Callback<()>>) -> Self {
        Self::new(label.into(), MenuDeed::Run(run.into()))
    }

    fn new(label: String, deed: MenuDeed) -> Self {
        MenuItem {
            label,
            deed,
            icon: None,
            keys: None,
            danger: false,
            disabled: None,
        }
    }

    /// Shows an icon before the words.
    pub fn icon(mut self, icon: IconName) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Shows the keys that do the same. The page listens for them itself.
    pub fn keys(mut self, keys: &'static str) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Takes something away.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Cannot be used now, and why. It stays in the menu so that nobody searches for it.
    pub fn disabled(mut self, reason: impl Into<String>) -> Self {
        self.disabled = Some(reason.into());
        self
    }
}

/// Entries that belong together, under a heading where they have one.
#[derive(Clone, Default)]
pub struct MenuGroup {
    label: Option<String>,
    items: Vec<MenuItem>,
}

impl MenuGroup {
    /// Entries under a heading.
    pub fn new(label: impl Into<String>, items: Vec<MenuItem>) -> Self {
        MenuGroup {
            label: Some(label.into()),
            items,
        }
    }

    /// Entries without a heading.
    pub fn plain(items: Vec<MenuItem>) -> Self {
        MenuGroup { label: None, items }
    }
}

/// A button that opens a menu below it.
#[component]
pub fn MenuButton(
    /// Begins the ids. Unique on the page.
    id: &'static str,
    /// The words on the button, or its name where only the icon is shown.
    #[prop(into)]
    label: String,
    /// How loudly the button speaks.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Shows the icon alone.
    #[prop(optional)]
    icon_only: bool,
    /// The entries.
    groups: Vec<MenuGroup>,
) -> impl IntoView {
    let menu_id = format!("{id}-menu");
    let button_id = format!("{id}-button");
    let name = icon_only.then(|| label.clone());
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    // Which entry takes the focus once the menu is open; a negative one counts from the end.
    let first = StoredValue::new(0);
    // Until the program runs, entries are ordinary links and buttons in the order of the Tab key.
    let running = RwSignal::new(false);
    Effect::new(move || running.set(true));

    let groups = groups
        .into_iter()
        .map(|group| view! { <MenuGroupView group menu_id=menu_id.clone() running menu /> })
        .collect_view();

    view! {
        <div class="menu-anchor">
            <button
                node_ref=button
                class=kind.class()
                class:only-icon=icon_only
                type="button"
                id=button_id.clone()
                popovertarget=menu_id.clone()
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=menu_id.clone()
                aria-label=name.clone()
                title=name
                on:keydown=move |event| {
                    if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
                        event.prevent_default();
                        first.set_value(if event.key() == "ArrowUp" { -1 } else { 0 });
                        menu_show(menu, button);
                    }
                }
            >
                {icon.map(|name| view! { <Icon name /> })}
                {(!icon_only)
                    .then(|| view! {
                        <span class="button-words">{label}</span>
                        <Icon name=IconName::ChevronDown />
                    })}
            </button>
            <div
                node_ref=menu
                class="menu"
                id=menu_id
                popover="auto"
                role="menu"
                aria-labelledby=button_id
                on:toggle=move |_| {
                    let is_open = menu_is_open(menu);
                    open.set(is_open);
                    if is_open {
                        menu_place(menu, button);
                        menu_focus(menu, first.get_value());
                        first.set_value(0);
                    }
                }
                on:keydown=move |event| menu_key_press(&event, menu, button)
            >
                {groups}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn MenuGroupView(
    group: MenuGroup,
    menu_id: String,
    running: RwSignal<bool>,
    menu: NodeRef<html::Div>,
) -> impl IntoView {
    let name = group.label.clone();
    let items = group
        .items
        .into_iter()
        .map(|item| view! { <MenuItemView item menu_id=menu_id.clone() running menu /> })
        .collect_view();

    view! {
        <div class="menu-group" role="group" aria-label=name>
            {group
                .label
                .map(|label| view! {
                    <span class="menu-heading" aria-hidden="true">
                        {label}
                    </span>
                })}
            {items}
        </div>
    }
}

#[component]
fn MenuItemView(
    item: MenuItem,
    menu_id: String,
    running: RwSignal<bool>,
    menu: NodeRef<html::Div>,
) -> impl IntoView {
    let class = if item.danger {
        "menu-item danger"
    } else {
        "menu-item"
    };
    let tabindex = move || running.get().then_some("-1");
    let reason = item.disabled.clone();
    let disabled = reason.is_some();
    let words = view! {
        {item.icon.map(|name| view! { <Icon name /> })}
        <span class="menu-words">
            {item.label} {reason.map(|reason| view! { <small>{reason}</small> })}
        </span>
        {item.keys.map(|keys| view! { <Kbd keys /> })}
    };

    match item.deed {
        MenuDeed::Follow(href) if !disabled => view! {
            <a class=class role="menuitem" href=href tabindex=tabindex on:click=move |_| menu_hide(menu)>
                {words}
            </a>
        }
        .into_any(),
        MenuDeed::Follow(_) => view! {
            <span class=class role="menuitem" aria-disabled="true" tabindex=tabindex>
                {words}
            </span>
        }
        .into_any(),
        MenuDeed::Run(run) => view! {
            <button
                class=class
                type="button"
                role="menuitem"
                aria-disabled=disabled.then_some("true")
                tabindex=tabindex
                popovertarget=(!disabled).then_some(menu_id)
                popovertargetaction=(!disabled).then_some("hide")
                on:click=move |_| {
                    if !disabled {
                        press(run);
                    }
                }
            >
                {words}
            </button>
        }
        .into_any(),
    }
}

/// Arrow keys, Home, End, Tab and first letters inside an open menu.
fn menu_key_press(
    event: &leptos::ev::KeyboardEvent,
    menu: NodeRef<html::Div>,
    button: NodeRef<html::Button>,
) {
    let items = menu_items(menu);
    let count = i32::try_from(items.len()).unwrap_or(0);
    let focused = document().active_element();
    let at = items
        .iter()
        .position(|item| focused.as_ref() == Some(item.as_ref()))
        .and_then(|at| i32::try_from(at).ok())
        .unwrap_or(-1);
    let key = event.key();
    match key.as_str() {
        "ArrowDown" => menu_focus(menu, (at + 1) % count.max(1)),
        "ArrowUp" => menu_focus(menu, if at <= 0 { -1 } else { at - 1 }),
        "Home" => menu_focus(menu, 0),
        "End" => menu_focus(menu, -1),
        "Tab" => {
            menu_hide(menu);
            if let Some(button) = button.get_untracked() {
                // The button may be gone together with the menu.
                let _ = button.focus();
            }
            return;
        }
        "Enter" | " " => {
            // Links take no blank by themselves, disabled entries take nothing.
            if let Some(item) = usize::try_from(at).ok().and_then(|at| items.get(at)) {
                item.click();
            }
        }
        letter if letter.chars().count() == 1 && !event.ctrl_key() && !event.meta_key() => {
            let start = usize::try_from(at + 1).unwrap_or(0);
            let found = (0..items.len())
                .map(|step| (start + step) % items.len())
                .find(|index| {
                    let words = items[*index]
                        .text_content()
                        .unwrap_or_default()
                        .to_lowercase();
                    words.trim_start().starts_with(&letter.to_lowercase())
                });
            if let Some(found) = found.and_then(|found| i32::try_from(found).ok()) {
                menu_focus(menu, found);
            }
        }
        _ => return,
    }
    event.prevent_default();
}

fn menu_items(menu: NodeRef<html::Div>) -> Vec<web_sys::HtmlElement> {
    let Some(menu) = menu.get_untracked() else {
        return Vec::new();
    };
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect()
}

/// Focuses an entry; a negative index counts from the end.
fn menu_focus(menu: NodeRef<html::Div>, index: i32) {
    let items = menu_items(menu);
    let count = i32::try_from(items.len()).unwrap_or(0);
    let index = if index < 0 { count + index } else { index };
    if let Some(item) = usize::try_from(index)
        .ok()
        .and_then(|index| items.get(index))
    {
        // An entry that is already gone cannot be focused, and need not be.
        let _ = item.focus();
    }
}

fn menu_is_open(menu: NodeRef<html::Div>) -> bool {
    menu.get_untracked()
        .is_some_and(|menu| menu.matches(":popover-open").unwrap_or(false))
}

fn menu_hide(menu: NodeRef<html::Div>) {
    if let Some(menu) = menu.get_untracked() {
        // Hiding what is not shown changes nothing.
        let _ = menu.hide_popover();
    }
}

/// Opens the menu as a press of its button does, so that the browser knows where it belongs.
fn menu_show(menu: NodeRef<html::Div>, button: NodeRef<html::Button>) {
    if !menu_is_open(menu)
        && let Some(button) = button.get_untracked()
    {
        button.click();
    }
}

#[expect(
    clippy::float_arithmetic,
    reason = "pixels of the browser, which counts in floats"
)]
/// Puts the menu below its button where the browser cannot do it by style alone.
fn menu_place(menu: NodeRef<html::Div>, button: NodeRef<html::Button>) {
    let (Some(menu), Some(button)) = (menu.get_untracked(), button.get_untracked()) else {
        return;
    };
    if web_sys::css::supports_with_value("position-area", "block-end").unwrap_or(false) {
        return;
    }
    let place = button.get_bounding_client_rect();
    let width = f64::from(menu.offset_width());
    let room = f64::from(
        document()
            .document_element()
            .map_or(0, |root| root.client_width()),
    );
    let left = place.left().min(room - width - 8.0).max(8.0);
    let style = web_sys::HtmlElement::style(&menu);
    // A style that is refused leaves the menu in the middle, where it can still be used.
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{}px", place.bottom() + 4.0));
    let _ = style.set_property("margin", "0");
}
