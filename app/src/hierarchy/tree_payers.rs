//! Payers in the tree: a second relation that can be switched on, so that both structures are seen at
//! once (HIER-1).

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use domain::{dates::date_words, hierarchy::TreePayers, ids::AccountId};
use leptos::{prelude::*, task::spawn_local};

use super::{api::TreeOpened, face::PayersShown, state::Tree, words::accounts_words};
use crate::ui::Checkbox;

/// Lines above and below those in the document whose payers are read with them.
const BESIDE: usize = 100;

/// What is known of payers, as far as the tree is shown.
#[derive(Clone, Copy)]
pub struct Payers {
    /// Whether they are shown.
    pub shown: RwSignal<bool>,
    /// By account; none where it pays for itself alone.
    known: RwSignal<HashMap<AccountId, Option<Arc<TreePayers>>>>,
    /// Whose payers are on their way, or could not be read.
    asked: StoredValue<HashSet<AccountId>>,
    /// Counts the trees that were shown, so that a late answer about an old one is dropped.
    turn: StoredValue<u32>,
}

impl Payers {
    /// Nothing is known, and nothing shown.
    pub fn new() -> Self {
        Payers {
            shown: RwSignal::new(false),
            known: RwSignal::new(HashMap::new()),
            asked: StoredValue::new(HashSet::new()),
            turn: StoredValue::new(0),
        }
    }

    /// Follows what is known.
    pub fn track(self) {
        self.shown.track();
        self.known.track();
    }

    /// What is known of an account, as it is now.
    pub fn of(self, account: AccountId) -> PayersShown {
        self.known
            .with_untracked(|known| match known.get(&account) {
                None => PayersShown::Unknown,
                Some(None) => PayersShown::Own,
                Some(Some(payers)) => PayersShown::Known(payers.clone()),
            })
    }

    /// Begins anew with what was opened: who paid before may no longer pay.
    pub fn open(self, opened: &TreeOpened) {
        self.forget();
        if let Some(payers) = &opened.payers {
            let rows = opened.pages.iter().flat_map(|page| &page.rows);
            let rows = rows.chain(&opened.path.rows).map(|row| row.account.id);
            self.take(rows.collect(), payers.clone());
        }
    }

    /// Nothing is known any more: who pays may have changed.
    pub fn forget(self) {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.asked.update_value(HashSet::clear);
        if self.known.with_untracked(|known| !known.is_empty()) {
            self.known.update(HashMap::clear);
        }
    }

    /// Takes in what was answered about these accounts.
    fn take(self, accounts: Vec<AccountId>, payers: Vec<TreePayers>) {
        self.known.update(|known| {
            known.extend(accounts.into_iter().map(|account| (account, None)));
            known.extend(
                payers
                    .into_iter()
                    .map(|payers| (payers.account, Some(Arc::new(payers)))),
            );
        });
    }

    /// Reads the payers of the lines around those in the document while they are shown. Called once,
    /// by the page.
    pub fn follow(self, tree: Tree) {
        Effect::new(move |was_shown: Option<bool>| {
            let is_shown = self.shown.get();
            if is_shown {
                // What was read before they were hidden may be out of date.
                if was_shown == Some(false) {
                    self.forget();
                }
                let wanted = self.unknown(tree);
                if !wanted.is_empty() {
                    self.ask(tree, wanted);
                }
            }
            is_shown
        });
    }

    /// The accounts of lines in view and near it whose payers are neither known nor on their way.
    fn unknown(self, tree: Tree) -> Vec<AccountId> {
        let (first, count) = tree.view.window.get();
        let is_wanted = |id: &AccountId| {
            !self.known.with(|known| known.contains_key(id))
                && !self.asked.with_value(|asked| asked.contains(id))
        };
        tree.lines.with(|lines| {
            let first = first.saturating_sub(BESIDE);
            let runs = lines.within(&(first..first + count + 2 * BESIDE)).iter();
            let accounts = runs.filter(|run| run.line.is_account());
            accounts.map(|run| run.line.id).filter(is_wanted).collect()
        })
    }

    fn ask(self, tree: Tree, accounts: Vec<AccountId>) {
        self.asked
            .update_value(|asked| asked.extend(accounts.iter().copied()));
        let turn = self.turn.get_value();
        let answer = tree.payers_read(accounts.clone());
        spawn_local(async move {
            let answer = answer.await;
            // The page may be gone, or another tree may be shown by now.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(payers) => self.take(accounts, payers),
                Err(error) => tree.problem.set(Some(error)),
            }
        });
    }
}

/// The switch, and of which day the payers are where that is not plain.
#[component]
pub fn PayersSwitch(tree: Tree) -> impl IntoView {
    let day = move || {
        let shown = tree.payers.shown.get();
        let words = day_words(tree.on.get()?, tree.today.get()?);
        shown.then(|| view! { <span class="quiet">{words}</span> })
    };

    view! {
        <div class="tree-payers-switch">
            <Checkbox checked=tree.payers.shown name="tree-payers" label="Show payers" />
            <span role="status">{day}</span>
        </div>
    }
    .into_any()
}

/// Of which day the payers are in the tree of another day than today.
fn day_words(on: NaiveDate, today: NaiveDate) -> String {
    match on < today {
        true => format!("Payers as they were on {}", date_words(on)),
        false => format!("Payers as they are planned for {}", date_words(on)),
    }
}

/// The head of the column.
#[component]
pub fn PayersHead(tree: Tree) -> impl IntoView {
    move || {
        (tree.payers.shown.get())
            .then(|| view! { <span role="columnheader" class="tree-payers">"Payers"</span> })
    }
}

/// For how many accounts it pays; none where for nobody.
pub(super) fn pays_for_words(payers: &TreePayers) -> Option<String> {
    let accounts = accounts_words(payers.pays_for);
    match (payers.pays_for, payers.pays_for_more) {
        (0, _) => None,
        (_, false) => Some(format!("pays for {accounts}")),
        (_, true) => Some(format!("pays for {accounts} or more")),
    }
}

/// How many pay besides the one that is named.
pub(super) fn more_words(payers: i64) -> String {
    match payers {
        ..=1 => String::new(),
        payers => format!("and {} more", payers - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pays_for(count: i64, is_more: bool) -> Option<String> {
        pays_for_words(&TreePayers {
            account: AccountId::from_uuid(uuid::Uuid::nil()),
            paid_by: None,
            turn: None,
            payers: 0,
            pays_for: count,
            pays_for_more: is_more,
        })
    }

    #[test]
    fn an_account_says_for_how_many_it_pays() {
        assert_eq!(pays_for(0, false), None);
        assert_eq!(pays_for(1, false).as_deref(), Some("pays for 1 account"));
        assert_eq!(
            pays_for(2_000, true).as_deref(),
            Some("pays for 2,000 accounts or more")
        );
        assert_eq!(more_words(1), "");
        assert_eq!(more_words(3), "and 2 more");
    }

    #[test]
    fn the_payers_of_another_day_say_of_which_day_they_are() {
        let day = |text: &str| text.parse().unwrap();
        let words = |on: &str| day_words(day(on), day("2026-11-23"));
        assert_eq!(words("2026-10-01"), "Payers as they were on 1 Oct 2026");
        assert_eq!(
            words("2026-12-01"),
            "Payers as they are planned for 1 Dec 2026"
        );
    }
}
