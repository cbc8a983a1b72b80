//! Tables: sortable heads, figures aligned, rows chosen with the arrow keys.

use std::sync::Arc;

use leptos::{context::Provider, html, prelude::*};

use super::icon::{Icon, IconName};
use super::live;

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortDirection {
    /// Smallest, first or oldest on top.
    Ascending,
    /// Largest, last or newest on top.
    Descending,
}

impl SortDirection {
    fn aria(self) -> &'static str {
        match self {
            SortDirection::Ascending => "ascending",
            SortDirection::Descending => "descending",
        }
    }
}

/// The head of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    label: String,
    numeric: bool,
    label_hidden: bool,
    href: Option<String>,
    sorted: Option<SortDirection>,
}

impl Column {
    /// A column of words.
    pub fn new(label: impl Into<String>) -> Self {
        Column {
            label: label.into(),
            ..Column::default()
        }
    }

    /// A column of figures, aligned at their end. The unit belongs into the label: "Due EUR".
    pub fn numeric(label: impl Into<String>) -> Self {
        Column {
            numeric: true,
            ..Column::new(label)
        }
    }

    /// The label is only read out: a column of buttons.
    pub fn hidden(label: impl Into<String>) -> Self {
        Column {
            label_hidden: true,
            ..Column::new(label)
        }
    }

    /// The head leads to `href`, which sorts by this column (or turns its order round).
    pub fn sortable(mut self, href: impl Into<String>, sorted: Option<SortDirection>) -> Self {
        self.href = Some(href.into());
        self.sorted = sorted;
        self
    }
}

/// Which row of a table is chosen, by the row's key.
#[derive(Clone, Copy)]
struct Chosen(RwSignal<Option<String>>);

/// A table. Its children are [`Row`]s or plain `<tr>`s of `<td>`s; figures take `class="num"`.
///
/// With `chosen` given it is a grid for the keyboard: arrows, Home, End and Page keys move the
/// choice, Enter opens the row's first link, Ctrl Enter opens it in a new tab.
#[component]
pub fn Table(
    /// What the table holds, read out before it.
    #[prop(into)]
    caption: String,
    /// The heads.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// The key of the chosen row, kept in both directions; makes rows choosable.
    #[prop(optional, into)]
    chosen: Option<RwSignal<Option<String>>>,
    /// New rows are on their way; the old ones stay until then.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The body of the table, for whoever moves the focus into it.
    #[prop(optional)]
    body: NodeRef<html::Tbody>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    // Only the rows inside see it; write them inside, not before the table.
    let rows = view! { <Provider value=chosen.map(Chosen)>{children()}</Provider> };
    let heads = move || {
        columns
            .get()
            .into_iter()
            .map(|column| view! { <ColumnHead column /> })
            .collect_view()
    };

    let frame = NodeRef::<html::Div>::new();
    let scrolls = frame_scrolls(frame);

    view! {
        <div class="table-frame" node_ref=frame tabindex=move || scrolls.get().then_some("0")>
            <table
                class="table"
                role=chosen.map(|_| "grid")
                aria-busy=move || busy.get().then_some("true")
            >
                <caption class="hear">{caption}</caption>
                <thead>
                    <tr>{live(heads)}</tr>
                </thead>
                <tbody
                    node_ref=body
                    on:keydown=move |event| {
                        if let Some(chosen) = chosen {
                            row_key_press(&event, chosen);
                        }
                    }
                >
                    {rows}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Whether the table is wider than its place: then the frame takes the focus, so that the keyboard
/// can scroll it.
fn frame_scrolls(frame: NodeRef<html::Div>) -> ReadSignal<bool> {
    let (scrolls, set_scrolls) = signal(false);
    Effect::new(move || {
        let measure = move || {
            if let Some(frame) = frame.get_untracked() {
                set_scrolls.set(frame.scroll_width() > frame.client_width());
            }
        };
        frame.track();
        measure();
        let listener = window_event_listener(leptos::ev::resize, move |_| measure());
        on_cleanup(move || listener.remove());
    });
    scrolls
}

#[component]
fn ColumnHead(column: Column) -> impl IntoView {
    let label = match (column.href, column.label_hidden) {
        (_, true) => view! { <span class="hear">{column.label}</span> }.into_any(),
        (None, _) => column.label.into_any(),
        (Some(href), _) => {
            let arrow = match column.sorted {
                Some(SortDirection::Descending) => IconName::ArrowDown,
                _ => IconName::ArrowUp,
            };
            view! {
                <a class="table-sort" href=href>
                    {column.label}
                    <Icon name=arrow />
                </a>
            }
            .into_any()
        }
    };

    view! {
        <th
            scope="col"
            class=column.numeric.then_some("num")
            aria-sort=column.sorted.map(SortDirection::aria)
        >
            {label}
        </th>
    }
}

/// A row of a [`Table`].
#[component]
pub fn Row(
    /// What tells this row from the others, such as the account's number.
    #[prop(into)]
    key: String,
    /// The cells.
    children: Children,
) -> impl IntoView {
    let Some(Chosen(chosen)) = use_context::<Option<Chosen>>().flatten() else {
        return view! { <tr>{children()}</tr> }.into_any();
    };
    // Counted, not owned: a row that is being replaced is still on the screen for a moment, and may
    // be clicked, after what made it is gone.
    let own: Arc<str> = key.as_str().into();
    let is_chosen = {
        let own = own.clone();
        ArcMemo::new(move |_| chosen.with(|chosen| chosen.as_deref() == Some(&*own)))
    };
    let choose = move || {
        if chosen.try_with_untracked(|chosen| chosen.as_deref() != Some(&*own)) == Some(true) {
            chosen.set(Some(own.to_string()));
        }
    };
    let (selected, choose_too) = (is_chosen.clone(), choose.clone());

    view! {
        <tr
            data-key=key
            aria-selected=move || if selected.get() { "true" } else { "false" }
            tabindex=move || {
                if is_chosen.get() || chosen.with(Option::is_none) { "0" } else { "-1" }
            }
            on:click=move |_| choose()
            on:focusin=move |_| choose_too()
        >
            {children()}
        </tr>
    }
    .into_any()
}

/// Rows of grey bars, as high as real ones, for a table that is loading.
#[component]
pub fn SkeletonRows(
    /// How many rows to keep room for.
    rows: usize,
    /// How many columns the table has.
    columns: usize,
) -> impl IntoView {
    (0..rows)
        .map(|_| {
            let cells = (0..columns)
                .map(|_| {
                    view! {
                        <td>
                            <span class="skeleton"></span>
                        </td>
                    }
                })
                .collect_view();
            view! { <tr aria-hidden="true">{cells}</tr> }
        })
        .collect_view()
}

/// How many rows the Page keys pass.
const PAGE_ROWS: usize = 10;

/// Moves the choice from row to row and opens rows, as the pattern for grids has it.
fn row_key_press(event: &leptos::ev::KeyboardEvent, chosen: RwSignal<Option<String>>) {
    let Some(row) = event_target::<web_sys::Element>(event)
        .closest("tr")
        .ok()
        .flatten()
    else {
        return;
    };
    let key = event.key();
    let next = match key.as_str() {
        "ArrowDown" => row_at(&row, 1),
        "ArrowUp" => row_at(&row, -1),
        "PageDown" => row_at(&row, PAGE_ROWS as isize),
        "PageUp" => row_at(&row, -(PAGE_ROWS as isize)),
        "Home" => row_at(&row, isize::MIN),
        "End" => row_at(&row, isize::MAX),
        "Enter" if event.target() == Some(row.clone().into()) => {
            row_open(&row, event.ctrl_key() || event.meta_key());
            event.prevent_default();
            None
        }
        _ => None,
    };
    if let Some(next) = next {
        event.prevent_default();
        chosen.set(next.get_attribute("data-key"));
        row_focus(&next);
    }
}

/// The row `steps` further down (up where negative), or the last one on the way.
fn row_at(row: &web_sys::Element, steps: isize) -> Option<web_sys::Element> {
    let mut found = None;
    let mut at = row.clone();
    for _ in 0..steps.unsigned_abs() {
        let next = if steps > 0 {
            at.next_element_sibling()
        } else {
            at.previous_element_sibling()
        };
        match next {
            Some(next) => at = next,
            None => break,
        }
        if at.has_attribute("data-key") {
            found = Some(at.clone());
        }
    }
    found
}

fn row_focus(row: &web_sys::Element) {
    use leptos::wasm_bindgen::JsCast;
    if let Some(row) = row.dyn_ref::<web_sys::HtmlElement>() {
        // A row that is already gone cannot be focused, and need not be.
        let _ = row.focus();
    }
}

fn row_open(row: &web_sys::Element, beside: bool) {
    use leptos::wasm_bindgen::JsCast;
    let Some(link) = row.query_selector("a[href]").ok().flatten() else {
        return;
    };
    let Some(link) = link.dyn_ref::<web_sys::HtmlAnchorElement>() else {
        return;
    };
    if beside {
        // Where the browser forbids new windows the row just stays where it is.
        let _ = window().open_with_url_and_target(&link.href(), "_blank");
    } else {
        link.click();
    }
}
