//! Lists whose rows come, go and change places by themselves.

use std::sync::Arc;

use leptos::prelude::*;

/// A row before it is made: what tells it from the others, and how it is made.
struct Row {
    key: String,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A row for each item, made anew only where its key is new: `{each(move || rows.get(), |row| row.id,
/// |row| view! { … })}`.
///
/// `<For>` does the same, but is compiled again for each kind of item: ten kilobytes of the program each
/// time (T11).
pub fn each<Item, Key, View>(
    items: impl Fn() -> Vec<Item> + Send + Sync + 'static,
    key: impl Fn(&Item) -> Key + Send + Sync + 'static,
    row: impl Fn(Item) -> View + Send + Sync + 'static,
) -> AnyView
where
    Item: Send + 'static,
    Key: ToString,
    View: IntoAny,
{
    let row = Arc::new(row);
    rows(Box::new(move || {
        let made = items().into_iter().map(|item| {
            let row = Arc::clone(&row);
            Row {
                key: key(&item).to_string(),
                make: Box::new(move || row(item).into_any()),
            }
        });
        made.collect()
    }))
}

fn rows(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|row| row.key.clone() children=|row| (row.make)() /> }.into_any()
}
