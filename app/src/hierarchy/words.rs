//! Counts, amounts and accounts as people read them.

pub(super) use domain::hierarchy::count_words;
use domain::{accounts::AccountRef, hierarchy::TreeRow};
use leptos::prelude::*;

use crate::{accounts::parts::amounts_words, search::account_choice, ui::ComboboxOption};

/// A number of accounts in words: "1 account", "1,204 accounts".
pub(super) fn accounts_words(count: i64) -> String {
    match count {
        1 => "1 account".to_owned(),
        count => format!("{} accounts", count_words(count)),
    }
}

/// What is owed at and below an account; a dash where that is not known.
pub(super) fn due_words(row: &TreeRow) -> String {
    let due = row.due_within.as_deref();
    due.map_or_else(|| "—".to_owned(), amounts_words)
}

/// Shows name and number of an account in the box where its number alone came in the address.
pub(super) fn account_name(chosen: RwSignal<Option<ComboboxOption>>, account: &AccountRef) {
    if chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(ComboboxOption::is_unnamed)) {
        chosen.set(Some(account_choice(account)));
    }
}

/// What is said above a preview in place of one that does not hold any more: that nothing was done, and who
/// changed what meanwhile where that is known.
pub(super) fn stale_words(done: &str, shown: &str, meanwhile: Option<String>) -> String {
    let meanwhile = meanwhile.map_or_else(String::new, |sentence| format!(" {sentence}"));
    format!(
        "Something changed since you looked: nothing was {done}.{meanwhile} This is {shown} now."
    )
}

#[cfg(test)]
mod tests {
    use domain::money::{Currency, Money};

    use super::{super::model::tests::row, *};

    #[test]
    fn nothing_owed_and_not_known_are_told_apart() {
        let due = |due_within| {
            due_words(&TreeRow {
                due_within,
                ..row(7, 0)
            })
        };
        assert_eq!(due(Some(vec![Money::zero(Currency::EUR)])), "0.00 EUR");
        assert_eq!(due(None), "—");
    }

    #[test]
    fn a_preview_that_does_not_hold_any_more_says_who_changed_what_where_that_is_known() {
        let words = |meanwhile: Option<&str>| {
            stale_words("removed", "what is true", meanwhile.map(str::to_owned))
        };
        assert_eq!(
            words(None),
            "Something changed since you looked: nothing was removed. This is what is true now."
        );
        assert_eq!(
            words(Some(
                "Meanwhile Sam Rivers moved Sales (A-00000123) under EMEA."
            )),
            "Something changed since you looked: nothing was removed. Meanwhile Sam Rivers moved Sales \
             (A-00000123) under EMEA. This is what is true now."
        );
    }

    #[test]
    fn one_account_is_an_account_and_more_are_counted() {
        assert_eq!(accounts_words(1), "1 account");
        assert_eq!(accounts_words(1_204), "1,204 accounts");
    }
}
