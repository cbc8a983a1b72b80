//! The address of the page: root, chosen account, open panel.

use std::time::Duration;

use chrono::NaiveDate;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map, use_query_map},
};

use super::{model::LineKind, moving::MovePlan, state::Tree};
use crate::{routes, ui::ComboboxOption};

/// How long the choice must rest before the address follows it.
const REST: Duration = Duration::from_millis(250);

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The number of an account of the organization, its root where the page wrote it.
    pub root: String,
    /// The number of the chosen account; empty: that of the root.
    pub row: String,
    /// The day whose tree is shown; none: of now.
    pub on: Option<NaiveDate>,
    /// Whether payers are shown.
    pub payers: bool,
    /// Whether Preview Move is open.
    pub is_move: bool,
    /// The number of the new parent; empty while none is chosen.
    pub to: String,
}

impl Address {
    /// The number of the account that is to be shown.
    pub fn account(&self) -> String {
        match self.row.is_empty() {
            true => self.root.clone(),
            false => self.row.clone(),
        }
    }
}

/// The address of the page. While the page is being left it stays what it was.
pub fn address_now() -> Memo<Address> {
    let (params, query, path) = (use_params_map(), use_query_map(), use_location().pathname);
    Memo::new(move |before: Option<&Address>| {
        let here = path.with(|path| path.starts_with(routes::hierarchy()));
        match before {
            Some(before) if !here => before.clone(),
            _ => Address {
                root: params.with(|params| params.get("number").unwrap_or_default()),
                row: query.with(|query| query.get("row").unwrap_or_default()),
                // What is no day is as if nothing were said.
                on: query.with(|query| query.get("on")?.parse().ok()),
                payers: query.with(|query| query.get("payers").as_deref() == Some("1")),
                is_move: query.with(|query| query.get("move").is_some()),
                to: query.with(|query| query.get("move").unwrap_or_default()),
            },
        }
    })
}

/// Keeps page and address in step: a link leads to its account, a choice shows in the address.
pub fn address_follow(address: Memo<Address>, tree: Tree, plan: MovePlan) {
    // What the page itself put into the address must not lead anywhere.
    let sent = StoredValue::new(None::<Address>);
    Effect::new(move |before: Option<Address>| {
        let wanted = address.get();
        if sent.get_value().as_ref() == Some(&wanted) {
            return wanted;
        }
        if tree.payers.shown.get_untracked() != wanted.payers {
            tree.payers.shown.set(wanted.payers);
        }
        let is_new = before
            .is_some_and(|before| before.account() != wanted.account() || before.on != wanted.on);
        if is_new {
            tree.go_to_day(wanted.account(), wanted.on);
        } else if wanted.is_move && wanted.on.is_none() && !plan.open.get_untracked() {
            panel_open(&wanted, tree, plan);
        }
        wanted
    });
    address_write(tree, plan, sent);
}

/// Opens Preview Move as the address says.
fn panel_open(wanted: &Address, tree: Tree, plan: MovePlan) {
    if let Some(row) = untrack(|| tree.chosen_row()) {
        plan.begin(row.account, None);
        if !wanted.to.is_empty() {
            plan.to.set(Some(ComboboxOption {
                value: wanted.to.clone(),
                label: wanted.to.clone(),
                detail: String::new(),
            }));
        }
    }
}

fn address_write(tree: Tree, plan: MovePlan, sent: StoredValue<Option<Address>>) {
    let navigate = use_navigate();
    let path = use_location().pathname;
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let shown = Memo::new(move |_| address_of(tree, plan));
    Effect::new(move |ran: Option<()>| {
        let shown = shown.get();
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let (Some(shown), true) = (shown, ran.is_some()) else {
            return;
        };
        let navigate = navigate.clone();
        let go = move || {
            // The next page's address is not ours.
            if !path.with_untracked(|path| path.starts_with(routes::hierarchy())) {
                return;
            }
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            let to = shown.is_move.then_some(shown.to.as_str());
            let href = routes::hierarchy_shown(&shown.root, &shown.row, to, shown.on, shown.payers);
            sent.set_value(Some(shown));
            navigate(&href, options);
        };
        waiting.set_value(set_timeout_with_handle(go, REST).ok());
    });
    on_cleanup(move || {
        if let Some(waiting) = waiting.try_get_value().flatten() {
            waiting.clear();
        }
    });
}

/// The address of what is shown; none while a place for more children is chosen.
fn address_of(tree: Tree, plan: MovePlan) -> Option<Address> {
    let root = tree
        .model
        .with(|model| model.root().map(|root| root.row.account.number.to_string()))?;
    let (id, LineKind::Account) = tree.chosen.get()? else {
        return None;
    };
    let row = tree.row(id)?.account.number.to_string();
    let is_move = plan.open.get();
    let to = plan.to.get().filter(|_| is_move);
    Some(Address {
        row: if row == root { String::new() } else { row },
        root,
        on: tree.on.get(),
        payers: tree.payers.shown.get(),
        is_move,
        to: to.map(|to| to.value).unwrap_or_default(),
    })
}
