//! Going on in a long list: by its key, never by its number.

use leptos::prelude::*;

use super::button::press;
use super::icon::{Icon, IconName};
use super::live;

/// Links to the next and the previous part of a list, with a word on what is shown.
#[component]
pub fn Pager(
    /// Which list, read out; needed where a page has several.
    #[prop(default = "Pages of the list")]
    label: &'static str,
    /// What is shown: "1–50 of 1,000+".
    #[prop(into)]
    summary: Signal<String>,
    /// Address of the part before; none on the first.
    #[prop(optional, into)]
    previous: Signal<Option<String>>,
    /// Address of the part after; none on the last.
    #[prop(optional, into)]
    next: Signal<Option<String>>,
) -> impl IntoView {
    let step = |href: Option<String>, label: &'static str, icon: IconName| match href {
        Some(href) => view! {
            <a class="button" href=href>
                <Icon name=icon />
                {label}
            </a>
        }
        .into_any(),
        None => view! {
            <span class="button" aria-disabled="true">
                <Icon name=icon />
                {label}
            </span>
        }
        .into_any(),
    };

    view! {
        <nav class="pager" aria-label=label>
            <span class="faint num" aria-live="polite">
                {summary}
            </span>
            {live(move || step(previous.get(), "Previous", IconName::ChevronLeft))}
            {live(move || step(next.get(), "Next", IconName::ChevronRight))}
        </nav>
    }
}

/// Adds the next part below the present one. A link, so that it also works without the program.
#[component]
pub fn ShowMore(
    /// Address that shows more.
    #[prop(into)]
    href: Signal<String>,
    /// The next part is on its way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Loads the next part in place; without it the address is followed.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <p class="show-more">
            <a
                class="button"
                href=href
                aria-busy=move || busy.get().then_some("true")
                on:click=move |event| {
                    if let Some(on_press) = on_press {
                        event.prevent_default();
                        if !busy.get_untracked() {
                            press(on_press);
                        }
                    }
                }
            >
                <span class="button-words">"Show more"</span>
            </a>
        </p>
    }
}
