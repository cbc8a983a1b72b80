//! What was and what is: changes side by side.

use leptos::prelude::*;

/// One value that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffRow {
    /// What it is called.
    pub label: String,
    /// The value before; empty where there was none.
    pub before: String,
    /// The value after; empty where there is none.
    pub after: String,
}

impl DiffRow {
    /// A value with what it was and what it is.
    pub fn new(
        label: impl Into<String>,
        before: impl Into<String>,
        after: impl Into<String>,
    ) -> Self {
        DiffRow {
            label: label.into(),
            before: before.into(),
            after: after.into(),
        }
    }

    /// Whether the two differ.
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// Values before and after, in two columns. What changes is marked, by sign as well as colour.
#[component]
pub fn Diff(
    /// What is compared, read out.
    #[prop(into)]
    caption: String,
    /// Head of the first column.
    #[prop(default = "Now")]
    before: &'static str,
    /// Head of the second column.
    #[prop(default = "After")]
    after: &'static str,
    /// The values.
    rows: Vec<DiffRow>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let changes = row.changes();
            let cells = if changes {
                let cell = |text: String, gone: bool| {
                    if text.is_empty() {
                        view! { <span class="faint">"none"</span> }.into_any()
                    } else if gone {
                        view! { <del>{text}</del> }.into_any()
                    } else {
                        view! { <ins>{text}</ins> }.into_any()
                    }
                };
                (cell(row.before, true), cell(row.after, false))
            } else {
                (row.before.into_any(), row.after.into_any())
            };
            view! {
                <tr class=changes.then_some("changes")>
                    <th scope="row">{row.label}</th>
                    <td>{cells.0}</td>
                    <td>{cells.1}</td>
                </tr>
            }
        })
        .collect_view();

    view! {
        <table class="diff">
            <caption class="hear">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">
                        <span class="hear">"What"</span>
                    </th>
                    <th scope="col">{before}</th>
                    <th scope="col">{after}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
