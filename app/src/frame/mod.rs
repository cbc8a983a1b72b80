//! What stands around every console page: top bar, navigation, open accounts, palette, key help.

mod commands;
mod key_help;
mod navigation;
mod open_accounts;
mod palette;
mod search_slot;
mod shortcuts;
pub mod theme;
mod top_bar;
mod user_menu;
mod visitor;

pub use commands::{Command, Commands, provide_page_commands, provide_page_keys};
pub use open_accounts::{OpenAccounts, use_open_accounts};
pub use search_slot::{SearchSlot, use_search_slot};
pub use visitor::{Visitor, business_date};

use leptos::{html, prelude::*};
use leptos_router::{components::Outlet, hooks::use_location};

use crate::{routes, ui::provide_clock};

/// What somebody at work opens by a key and expects at once: parts by the names of their files.
#[cfg(feature = "ssr")]
const NEXT: [&str; 2] = ["palette_content", "key_help_content"];

/// The frame with the current page inside.
///
/// Pages find in their context: [`OpenAccounts`], [`SearchSlot`], [`Commands`] and
/// `Option<`[`Visitor`]`>`.
#[component]
pub fn FramedPages() -> impl IntoView {
    let visitor = visitor::visitor();
    #[cfg(feature = "ssr")]
    if visitor.is_some() {
        crate::lazy_page::files_hint(&NEXT);
    }
    crate::lazy_page::files_fetch_later();
    crate::leave::place_follow();
    provide_context(visitor.clone());
    if let Some(visitor) = &visitor {
        provide_clock(visitor.clock.clone());
    }
    open_accounts::provide_open_accounts(visitor.as_ref());
    search_slot::provide_search_slot();
    crate::search::provide_search_memory();
    let commands = commands::provide_commands(visitor.as_ref(), theme::provide_theme());
    let palette_open = RwSignal::new(false);
    let help_open = RwSignal::new(false);
    shortcuts::shortcuts_listen(commands, palette_open, help_open);
    let content = NodeRef::<html::Main>::new();
    content_focus(content);

    view! {
        <a class="skip" href="#content">
            "Skip to content"
        </a>
        <div class="frame">
            <top_bar::TopBar visitor=visitor.clone() palette_open help_open />
            <navigation::Navigation visitor=visitor.clone() />
            <div class="main">
                {visitor.is_some().then(|| view! { <open_accounts::OpenAccountTabs /> })}
                <main id="content" tabindex="-1" node_ref=content>
                    <Outlet />
                </main>
            </div>
        </div>
        <palette::Palette open=palette_open />
        <key_help::KeyHelp open=help_open />
    }
    .into_any()
}

/// Moves the focus to the content when another page is shown, so that a keyboard or a screen reader
/// goes on there. Tabs of one thing and a changed query are the same page and leave it alone.
fn content_focus(content: NodeRef<html::Main>) {
    let pathname = use_location().pathname;
    let page = Memo::new(move |_| {
        pathname.with(|path| {
            // One tree shows any account of it.
            let parts = if path.starts_with(routes::hierarchy()) {
                2
            } else {
                3
            };
            path.split('/').take(parts).collect::<Vec<_>>().join("/")
        })
    });
    Effect::new(move |before: Option<String>| {
        let page = page.get();
        if before.is_some_and(|before| before != page)
            && !(page == routes::search() && is_searching())
            && let Some(content) = content.get_untracked()
        {
            // A page that is leaving cannot take the focus, and need not.
            let _ = content.focus();
        }
        page
    });
}

/// Whether somebody is at the search box: sending a search leaves them there, with the arrow keys.
fn is_searching() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| matches!(focused.closest("[role=search]"), Ok(Some(_))))
}
