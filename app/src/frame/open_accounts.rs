//! The accounts somebody works on, as tabs above the page. Kept in the browser, for each person.

use domain::ids::StaffUserId;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use super::visitor::Visitor;
use crate::{
    leave::leave_allowed,
    routes,
    ui::{Icon, IconName, each},
};

/// More tabs than this nobody can tell apart; the one opened longest ago gives way.
const MOST: usize = 12;

#[derive(Clone, Debug, PartialEq, Eq)]
struct OpenAccount {
    href: String,
    name: String,
}

/// The accounts that are open as tabs. Take it with [`use_open_accounts`].
#[derive(Clone, Copy)]
pub struct OpenAccounts {
    tabs: RwSignal<Vec<OpenAccount>>,
    /// Under which key the browser keeps them.
    kept_as: StoredValue<String>,
}

impl OpenAccounts {
    /// Adds an account, or gives its tab the present name. Called by the page of the account, in an
    /// effect.
    pub fn open(self, href: impl Into<String>, name: impl Into<String>) {
        let (href, name) = (href.into(), name.into());
        let known = self
            .tabs
            .with_untracked(|tabs| tabs.iter().any(|tab| tab.href == href && tab.name == name));
        if known {
            return;
        }
        self.tabs.update(|tabs| {
            match tabs.iter_mut().find(|tab| tab.href == href) {
                Some(tab) => tab.name = name,
                None => tabs.push(OpenAccount { href, name }),
            }
            if tabs.len() > MOST {
                tabs.remove(0);
            }
        });
        self.keep();
    }

    /// Takes a tab away; answers where to go if it was the current one.
    fn close(self, href: &str) -> String {
        let mut next = None;
        self.tabs.update(|tabs| {
            if let Some(at) = tabs.iter().position(|tab| tab.href == href) {
                tabs.remove(at);
                next = tabs
                    .get(at.min(tabs.len().saturating_sub(1)))
                    .map(|tab| tab.href.clone());
            }
        });
        self.keep();
        next.unwrap_or_else(|| routes::search().to_owned())
    }

    fn keep(self) {
        if let Ok(Some(storage)) = window().local_storage() {
            let text = self.tabs.with_untracked(|tabs| tabs_write(tabs));
            // A browser that keeps nothing shows the tabs until the page is left.
            let _ = self.kept_as.with_value(|key| storage.set_item(key, &text));
        }
    }

    fn load(self) {
        let kept = window().local_storage().ok().flatten().and_then(|storage| {
            self.kept_as
                .with_value(|key| storage.get_item(key))
                .ok()
                .flatten()
        });
        if let Some(kept) = kept {
            let fresh = self.tabs.get_untracked();
            self.tabs.set(tabs_read(&kept));
            // What the page opened before the kept ones were read stays open too.
            for tab in fresh {
                self.open(tab.href, tab.name);
            }
        }
    }
}

/// One tab on a line: address, a tab character, name.
fn tabs_write(tabs: &[OpenAccount]) -> String {
    tabs.iter()
        .map(|tab| format!("{}\t{}", tab.href, tab.name))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Reads what [`tabs_write`] wrote; what does not lead into this site is left out.
fn tabs_read(text: &str) -> Vec<OpenAccount> {
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(href, _)| href.starts_with('/') && !href.starts_with("//"))
        .take(MOST)
        .map(|(href, name)| OpenAccount {
            href: href.to_owned(),
            name: name.to_owned(),
        })
        .collect()
}

/// The key of a person's tabs in the browser. Two people may have the same name.
fn tabs_key(who: Option<StaffUserId>) -> String {
    let who = who.map(|id| id.to_string()).unwrap_or_default();
    format!("open-accounts:{who}")
}

pub(super) fn provide_open_accounts(visitor: Option<&Visitor>) {
    let who = visitor.map(|visitor| visitor.id);
    let open = OpenAccounts {
        tabs: RwSignal::new(Vec::new()),
        kept_as: StoredValue::new(tabs_key(who)),
    };
    // Read after the browser has taken over the page, so that both sides begin alike.
    Effect::new(move |ran: Option<()>| {
        if ran.is_none() {
            open.load();
        }
    });
    provide_context(open);
}

/// The accounts that are open as tabs.
pub fn use_open_accounts() -> OpenAccounts {
    expect_context()
}

/// The tabs. Their place is kept from the start, so that nothing moves when they come.
#[component]
pub(super) fn OpenAccountTabs() -> impl IntoView {
    let open = use_open_accounts();

    view! {
        <nav class="open-accounts" aria-label="Open accounts">
            <ul>
                {each(
                    move || open.tabs.get(),
                    |tab| format!("{} {}", tab.href, tab.name),
                    move |tab| view! { <OpenAccountTab tab open /> },
                )}
            </ul>
        </nav>
    }
    .into_any()
}

#[component]
fn OpenAccountTab(tab: OpenAccount, open: OpenAccounts) -> impl IntoView {
    let pathname = use_location().pathname;
    let navigate = use_navigate();
    let own = StoredValue::new(tab.href.clone());
    let is_current =
        Memo::new(move |_| own.with_value(|own| pathname.with(|path| path_is_below(path, own))));
    let close = move |_| {
        if is_current.get_untracked() && !leave_allowed() {
            return;
        }
        let next = own.with_value(|own| open.close(own));
        if is_current.get_untracked() {
            navigate(&next, NavigateOptions::default());
        }
    };

    view! {
        <li class="open-account" class:current=is_current>
            <a href=tab.href title=tab.name.clone() aria-current=move || is_current.get().then_some("page")>
                {tab.name.clone()}
            </a>
            <button type="button" aria-label=format!("Close {}", tab.name) on:click=close>
                <Icon name=IconName::X />
            </button>
        </li>
    }
}

/// Whether `path` is `top` or an address below it.
fn path_is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tab(href: &str, name: &str) -> OpenAccount {
        OpenAccount {
            href: href.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn open_accounts_come_back_as_they_were() {
        let tabs = vec![tab("/A-1", "Acme, Holding"), tab("/A-2", "Fox, Ana")];
        assert_eq!(tabs_read(&tabs_write(&tabs)), tabs);
    }

    #[test]
    fn everybody_has_tabs_of_their_own() {
        let key = |number| tabs_key(Some(StaffUserId::from_uuid(uuid::Uuid::from_u128(number))));
        assert_ne!(key(1), key(2));
        assert_ne!(key(1), tabs_key(None));
    }

    #[test]
    fn a_kept_address_never_leads_out_of_the_site() {
        assert_eq!(
            tabs_read("//evil.example\tx\njavascript:x\ty\n/A-1\tz").len(),
            1
        );
    }

    #[test]
    fn an_account_is_current_on_all_its_pages_and_on_no_other_account() {
        assert!(path_is_below("/A-1", "/A-1"));
        assert!(path_is_below("/A-1/profile", "/A-1"));
        assert!(!path_is_below("/A-10", "/A-1"));
    }
}
