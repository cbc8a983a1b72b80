//! A button that opens a menu: Actions ▾.
//!
//! The menu is a native popover: it opens without the program, closes on Escape or a press
//! elsewhere and gives the focus back. The program adds the arrow keys.

use leptos::{html, prelude::*};

use super::{
    button::ButtonKind,
    button::press,
    icon::{Icon, IconName},
    kbd::Kbd,
    live,
    menu_keys::{menu_focus, menu_hide, menu_is_open, menu_key_press, menu_place, menu_show},
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
    disabled: Signal<Option<String>>,
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
            disabled: Signal::stored(None),
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
        self.disabled = Signal::stored(Some(reason.into()));
        self
    }

    /// The same as long as there is a reason. For what is done in place: a link stays what it was.
    pub fn disabled_while(mut self, reason: Signal<Option<String>>) -> Self {
        self.disabled = reason;
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
                on:keydown=move |event| menu_key_press(&event, menu, Some(button))
            >
                {groups}
            </div>
        </div>
    }
    .into_any()
}

/// Entries under their heading.
#[component]
pub(super) fn MenuGroupView(
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
    let reason = item.disabled;
    let usable = move || reason.with(Option::is_none);
    let words = view! {
        {item.icon.map(|name| view! { <Icon name /> })}
        <span class="menu-words">
            {item.label} {live(move || reason.get().map(|reason| view! { <small>{reason}</small> }))}
        </span>
        {item.keys.map(|keys| view! { <Kbd keys /> })}
    };

    match item.deed {
        MenuDeed::Follow(href) if untrack(usable) => view! {
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
                aria-disabled=move || (!usable()).then_some("true")
                tabindex=tabindex
                popovertarget=move || usable().then(|| menu_id.clone())
                popovertargetaction=move || usable().then_some("hide")
                on:click=move |_| {
                    if untrack(usable) {
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
