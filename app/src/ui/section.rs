//! Parts of a page, and parts of a form that fold and remember how they stood.

use super::live;
use leptos::{html, prelude::*};

/// A part of a page under its heading, with a link or button at the end of the heading's line.
#[component]
pub fn Block(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What stands at the end of the heading's line: "All bills".
    #[prop(optional, into)]
    more: ViewFn,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="block">
            <header>
                <h2>{title}</h2>
                <span class="block-more">{more.run()}</span>
            </header>
            {children()}
        </section>
    }
}

/// A part of a form that folds. Whether it stood open is remembered in the browser under its id;
/// what was typed inside stays, folded or not.
#[component]
pub fn Section(
    /// Id under which it is remembered. Unique in the product.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: String,
    /// A short word behind the heading that is seen while it is folded too.
    #[prop(optional, into)]
    summary: Signal<Option<String>>,
    /// Stands open until somebody folds it.
    #[prop(default = true)]
    open: bool,
    /// Holds an error: it opens, so that the sentence can be seen.
    #[prop(optional, into)]
    invalid: Signal<bool>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Details>::new();
    Effect::new(move |ran: Option<()>| {
        let Some(details) = element.get() else { return };
        if invalid.get() {
            details.set_open(true);
        } else if ran.is_none()
            && let Some(was_open) = section_remembered(id)
        {
            details.set_open(was_open);
        }
    });

    view! {
        <details
            class="section"
            node_ref=element
            id=id
            open=open
            on:toggle=move |_| {
                if let Some(details) = element.get_untracked() {
                    section_remember(id, details.open());
                }
            }
        >
            <summary>
                <h2>{title}</h2>
                {live(move || summary.get().map(|words| view! { <span class="faint">{words}</span> }))}
            </summary>
            <div class="section-body">{children()}</div>
        </details>
    }
}

fn section_remembered(id: &str) -> Option<bool> {
    let kept = window()
        .local_storage()
        .ok()??
        .get_item(&format!("section:{id}"))
        .ok()??;
    Some(kept == "open")
}

fn section_remember(id: &str, open: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing makes the section open as it does at first.
        let _ = storage.set_item(
            &format!("section:{id}"),
            if open { "open" } else { "folded" },
        );
    }
}
