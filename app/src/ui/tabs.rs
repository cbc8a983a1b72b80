//! Tabs: as links between pages of one thing, or as panels of one page.

use leptos::{html, prelude::*};
use leptos_router::components::A;

/// One page of a thing, for [`TabLinks`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabLink {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// How much it holds, where worth knowing: "3", "1,000+".
    pub count: Option<String>,
    /// Only this very address belongs to it, not those below.
    pub exact: bool,
}

impl TabLink {
    /// A page with its name and address.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        TabLink {
            label: label.into(),
            href: href.into(),
            ..TabLink::default()
        }
    }

    /// Only this very address belongs to it: the first tab, whose address begins all the others.
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// Shows how much the page holds.
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = Some(count.into());
        self
    }
}

/// Pages of one thing side by side, each with an address of its own. The current one is marked.
#[component]
pub fn TabLinks(
    /// What they are pages of, read out: "Acme Holding".
    #[prop(into)]
    label: String,
    /// The pages.
    tabs: Vec<TabLink>,
) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|tab| {
            view! {
                <li>
                    <A href=tab.href exact=tab.exact scroll=false {..} class="tab">
                        {tab.label}
                        {tab.count.map(|count| view! { <span class="tab-count">{count}</span> })}
                    </A>
                </li>
            }
        })
        .collect_view();

    view! {
        <nav class="tabs" aria-label=label>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

/// One panel of [`Tabs`].
pub struct TabPanel {
    /// Its name.
    pub label: String,
    /// What it shows.
    pub content: AnyView,
}

impl TabPanel {
    /// A panel with its name and content.
    pub fn new(label: impl Into<String>, content: impl IntoView + 'static) -> Self {
        TabPanel {
            label: label.into(),
            content: content.into_any(),
        }
    }
}

/// Panels of one page, one of which is seen. Arrow keys change the panel at once.
#[component]
pub fn Tabs(
    /// Begins the ids of tabs and panels. Unique on the page.
    id: &'static str,
    /// What the panels have in common, read out.
    #[prop(into)]
    label: String,
    /// The panels.
    panels: Vec<TabPanel>,
    /// Which one is seen, counted from 0.
    #[prop(optional, into)]
    selected: Option<RwSignal<usize>>,
) -> impl IntoView {
    let selected = selected.unwrap_or_else(|| RwSignal::new(0));
    let count = panels.len();
    let list = NodeRef::<html::Div>::new();
    let key_press = move |event: leptos::ev::KeyboardEvent| {
        let at = selected.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        selected.set(next);
        tab_focus(list, next);
    };
    let (tabs, panels): (Vec<_>, Vec<_>) = panels
        .into_iter()
        .enumerate()
        .map(|(index, panel)| {
            let is_selected = move || selected.get() == index;
            let tab = view! {
                <button
                    class="tab"
                    type="button"
                    role="tab"
                    id=format!("{id}-tab-{index}")
                    aria-controls=format!("{id}-panel-{index}")
                    aria-selected=move || if is_selected() { "true" } else { "false" }
                    tabindex=move || if is_selected() { "0" } else { "-1" }
                    on:click=move |_| selected.set(index)
                >
                    {panel.label}
                </button>
            };
            let panel = view! {
                <div
                    class="tab-panel"
                    role="tabpanel"
                    id=format!("{id}-panel-{index}")
                    aria-labelledby=format!("{id}-tab-{index}")
                    tabindex="0"
                    hidden=move || !is_selected()
                >
                    {panel.content}
                </div>
            };
            (tab, panel)
        })
        .unzip();

    view! {
        <div class="tabs" role="tablist" aria-label=label node_ref=list on:keydown=key_press>
            {tabs}
        </div>
        {panels}
    }
    .into_any()
}

fn tab_focus(list: NodeRef<html::Div>, index: usize) {
    use leptos::wasm_bindgen::JsCast;
    let Some(list) = list.get_untracked() else {
        return;
    };
    let Some(tab) = u32::try_from(index)
        .ok()
        .and_then(|index| list.children().item(index))
    else {
        return;
    };
    if let Some(tab) = tab.dyn_ref::<web_sys::HtmlElement>() {
        // A tab that is already gone cannot be focused, and need not be.
        let _ = tab.focus();
    }
}
