//! The address of the page: root, chosen account, open panel.

use std::time::Duration;

use chrono::NaiveDate;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map, use_query_map},
};

use super::{
    moving::{MovePlan, MoveShown},
    removal::Removal,
    state::Tree,
};
use crate::routes;

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
    /// What is chosen in Preview Move; none: it is closed.
    pub moving: Option<MoveShown>,
    /// Whether Remove From Hierarchy is open for the account.
    pub removing: bool,
}

impl Address {
    /// The number of the account that is to be shown.
    pub fn account(&self) -> String {
        match self.row.is_empty() {
            true => self.root.clone(),
            false => self.row.clone(),
        }
    }

    /// As the address bar shows it.
    fn href(&self) -> String {
        let to = self.moving.as_ref().map(|moving| moving.to.as_str());
        let href = routes::hierarchy_shown(&self.root, &self.row, to, self.on, self.payers);
        match &self.moving {
            Some(moving) => moving.href(&href),
            None if self.removing => routes::removal_shown(&href),
            None => href,
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
                moving: query.with(MoveShown::read),
                removing: query.with(|query| query.get("remove").as_deref() == Some("1")),
            },
        }
    })
}

/// Keeps page and address in step: a link leads to its account, a choice shows in the address.
pub fn address_follow(address: Memo<Address>, tree: Tree, plan: MovePlan, removal: Removal) {
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
        } else if let (Some(moving), None, false) =
            (&wanted.moving, wanted.on, plan.open.get_untracked())
            && let Some(row) = untrack(|| tree.chosen_row())
        {
            plan.begin(row.account, None);
            moving.choose(plan);
        } else if wanted.removing
            && wanted.on.is_none()
            && tree.rights.get_untracked().may_move
            && !removal.open.get_untracked()
            && let Some(row) = untrack(|| tree.chosen_row())
        {
            removal.begin(&row.account);
        }
        wanted
    });
    address_write(tree, (plan, removal), sent);
}

fn address_write(
    tree: Tree,
    (plan, removal): (MovePlan, Removal),
    sent: StoredValue<Option<Address>>,
) {
    let navigate = use_navigate();
    let path = use_location().pathname;
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let shown = Memo::new(move |_| address_of(tree, plan, removal));
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
            let href = shown.href();
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

/// The address of what is shown; none while an account is chosen that is not read yet. An open panel is about the
/// account that moves or leaves, whichever line is chosen behind it.
fn address_of(tree: Tree, plan: MovePlan, removal: Removal) -> Option<Address> {
    let root = tree
        .model
        .with(|model| model.root().map(|root| root.row.account.number.to_string()))?;
    let is_open = plan.open.get();
    let moves = plan.account.get().filter(|_| is_open);
    let leaves = removal.shown();
    let removing = leaves.is_some();
    let number = match moves.map(|moves| moves.number).or(leaves) {
        Some(number) => number,
        None => tree.chosen_row()?.account.number,
    };
    let row = number.to_string();
    Some(Address {
        row: if row == root { String::new() } else { row },
        root,
        on: tree.on.get(),
        payers: tree.payers.shown.get(),
        moving: is_open.then(|| MoveShown::of(plan)),
        removing,
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines::LineKind;
    use super::super::model::tests::{id, opened, page, row};
    use super::*;

    #[test]
    fn an_open_panel_is_named_by_the_account_that_moves_and_not_by_the_line_that_is_chosen() {
        let owner = Owner::new();
        owner.set();
        let (tree, plan, removal) = (Tree::new(), MovePlan::new(), Removal::new());
        let root = row(1, 2);
        let pages = vec![page(root.clone(), &[row(2, 0), row(3, 0)], false)];
        tree.model
            .update(|model| model.open(opened(&[root], pages)));
        tree.chosen.set(Some((id(2), LineKind::Account)));
        let shown = || {
            let address = untrack(|| address_of(tree, plan, removal)).expect("an address");
            address.row + if address.removing { " leaves" } else { "" }
        };
        assert_eq!(shown(), "A-00000002");
        plan.account.set(Some(row(3, 0).account));
        plan.open.set(true);
        assert_eq!(shown(), "A-00000003");
        plan.open.set(false);
        assert_eq!(shown(), "A-00000002");
        removal.begin(&row(3, 0).account);
        assert_eq!(shown(), "A-00000003 leaves");
        removal.open.set(false);
        assert_eq!(shown(), "A-00000002");
    }
}
