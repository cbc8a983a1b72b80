//! Going on in a long list: by its key, never by its number.

use leptos::prelude::*;

use super::button::press;
use super::icon::{Icon, IconName};

/// The ways through a long list: back to its first page, on to the next. Nothing where it has one page.
#[component]
pub fn Pager(
    /// Which list, read out; needed where a page has several.
    #[prop(default = "Pages of the list")]
    label: &'static str,
    /// Address of the first page; none on it.
    first: Option<String>,
    /// Address of the next page; none on the last.
    next: Option<String>,
) -> impl IntoView {
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=label>
                {first.map(|href| view! {
                    <a class="button" href=href>
                        <Icon name=IconName::ChevronLeft />
                        "First page"
                    </a>
                })}
                {next.map(|href| view! {
                    <a class="button" href=href>
                        "Next page"
                        <Icon name=IconName::ChevronRight />
                    </a>
                })}
            </nav>
        }
    })
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
