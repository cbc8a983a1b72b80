//! `?`: all keys on one sheet, and the switch that turns single letters off.

use leptos::prelude::*;

use super::{
    commands::Commands,
    shortcuts::{shortcuts_on, shortcuts_switch},
};
use crate::{
    lazy_page::{LazyPart, lazy_part},
    ui::{Checkbox, Dialog, Kbd},
};

const EVERYWHERE: [(&str, &str); 4] = [
    ("/", "Search"),
    ("Ctrl K", "All commands"),
    ("?", "This help"),
    ("Esc", "Close what is on top"),
];

const LISTS: [(&str, &str); 5] = [
    ("↑ ↓", "Next or previous row"),
    ("Home End", "First or last row"),
    ("↵", "Open the row"),
    ("Ctrl ↵", "Open it in a new tab"),
    ("← →", "Next or previous tab"),
];

lazy_part! {
    /// It is read a few times in a life.
    key_help_content(KeyHelpContent {});
}

#[component]
pub(super) fn KeyHelp(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open id="key-help" title="Keys">
            <LazyPart wanted=open load=key_help_content />
        </Dialog>
    }
    .into_any()
}

#[component]
fn KeyHelpContent() -> impl IntoView {
    let commands: Commands = expect_context();
    let on = RwSignal::new(shortcuts_on());
    Effect::new(move |ran: Option<()>| {
        let on = on.get();
        if ran.is_some() {
            shortcuts_switch(on);
        }
    });
    let page: Vec<_> = untrack(|| commands.all())
        .into_iter()
        .filter_map(|command| Some((command.key?, command.label)))
        .collect();

    let part = (commands.part_keys())
        .map(|(part, keys)| view! { <KeyList title=part keys=owned(&keys) /> });

    view! {
        <div class="key-help">
            <KeyList title="Everywhere" keys=owned(&EVERYWHERE) />
            <KeyList title="Lists and tabs" keys=owned(&LISTS) />
            {(!page.is_empty()).then(|| view! { <KeyList title="This page" keys=page /> })} {part}
        </div>
        <Checkbox
            checked=on
            name="shortcuts"
            label="Keys without Ctrl are on"
            hint="Switch them off if you speak to your computer."
        />
    }
    .into_any()
}

fn owned(keys: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    keys.iter()
        .map(|(keys, words)| (*keys, (*words).to_owned()))
        .collect()
}

#[component]
fn KeyList(title: &'static str, keys: Vec<(&'static str, String)>) -> impl IntoView {
    let rows = keys
        .into_iter()
        .map(|(keys, words)| {
            view! {
                <div>
                    <dt>
                        <Kbd keys />
                    </dt>
                    <dd>{words}</dd>
                </div>
            }
        })
        .collect_view();

    view! {
        <section>
            <h3>{title}</h3>
            <dl>{rows}</dl>
        </section>
    }
}
